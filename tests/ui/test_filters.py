"""Filters that templates use."""

from datetime import date

from cme.ui.templatetags.ui import iso_date, words


def test_iso_date_reads_a_day_when_there_is_one():
    assert iso_date("2026-11-18") == date(2026, 11, 18)


def test_iso_date_is_nothing_when_the_text_is_empty():
    assert iso_date("") is None


def test_words_reads_like_a_heading_when_given_the_name_of_a_passage():
    assert words("survival-over-time") == "Survival over time"
