"""Shares that are equal but for rounding, as people and programs write thirds, sixths and sevenths."""

from fractions import Fraction

import pytest

from content.formats import gift, moodlexml
from content.formats.even_shares import evened, percent_apart
from content.services.importing import look_at


def gift_file(shares):
    answers = " ".join(f"~%{share}%right {number}" for number, share in enumerate(shares))
    return gift.parse(f"Which? {{{answers} ~%-50%wrong}}".encode())


def moodle_file(shares):
    rows = [*zip(shares, "abcdefghij", strict=False), ("-50", "wrong")]
    answers = "".join(f'<answer fraction="{share}"><text>{text}</text></answer>' for share, text in rows)
    asked = "<questiontext><text>Which?</text></questiontext><single>false</single>"
    return moodlexml.parse(f'<quiz><question type="multichoice">{asked}{answers}</question></quiz>'.encode())


@pytest.mark.django_db
@pytest.mark.parametrize("parsed", [gift_file, moodle_file])
@pytest.mark.parametrize(
    "written",
    [
        "33.33 33.33 33.34",
        "33.333 33.333 33.334",
        "33 33 34",
        "33.4 33.3 33.3",
        "16.66 16.66 16.67 16.67 16.67 16.67",
        "14.28 14.28 14.28 14.29 14.29 14.29 14.29",
        "14 14 14 14 14 15 15",
        "11.11 11.11 11.11 11.11 11.11 11.11 11.11 11.11 11.12",
    ],
)
def test_shares_that_differ_by_rounding_alone_are_equal(parsed, written):
    shares = written.split()
    look = look_at(parsed(shares))
    assert not look.faults
    (found,) = look.new
    assert [row.weight for row in found.options] == [Fraction(1, len(shares))] * len(shares) + [Fraction(-1, 2)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("33.33 33.33 33.35", "add up to 100.017%, not to 100%"),
        ("33.3333 33.3333 33.3335", "add up to 100.0002%, not to 100%"),
        ("50.0005 50", "add up to 100.001%, not to 100%"),
        ("34 34 34", "add up to 102%, not to 100%"),
        ("33 33 35", "add up to 101.667%, not to 100%"),
    ],
)
def test_shares_that_differ_by_more_are_told_with_digits_that_make_sense(written, said):
    (fault,) = look_at(gift_file(written.split())).faults
    assert said in fault.message


@pytest.mark.parametrize("written", ["51 49", "60 40", "33.5 33.5 33", "30 30 40", "50 50", "75 25"])
def test_shares_that_were_meant_to_differ_stay(written):
    weights = [Fraction(share) / 100 for share in written.split()]
    assert evened(weights) == weights


def test_a_share_next_to_the_whole_is_never_written_as_the_whole():
    assert percent_apart(1 + Fraction(1, 10**12)) == "100.0000000001%"
    assert percent_apart(1 + Fraction(1, 10**30)) != "100%"
