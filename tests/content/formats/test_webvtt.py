"""Captions: what is WebVTT is read, and every fault is named by its line."""

from contextlib import suppress
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.formats.webvtt import CaptionsRefused, Cue, read_webvtt, words_in

GOOD = """WEBVTT Slides

NOTE Not shown:
by whom

STYLE
::cue { color: white }

1
00:01.000 --> 00:04.500 line:80% align:center
<v Speaker>Overall <i>survival</i></v>
was 85%.

01:00:04.500 --> 01:00:06.000
At 3 years.
"""


def test_cues_are_read_with_their_times_and_words():
    cues = read_webvtt(GOOD)
    assert cues == [Cue(1000, 4500, "Overall survival was 85%."), Cue(3_604_500, 3_606_000, "At 3 years.")]
    assert words_in(cues) == 7


def test_line_ends_and_byte_order_mark_make_no_difference():
    assert read_webvtt("\ufeff" + GOOD.replace("\n", "\r\n")) == read_webvtt(GOOD)
    assert read_webvtt(GOOD.replace("\n", "\r")) == read_webvtt(GOOD)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "Begin the file with the word WEBVTT"),
        ("WEBVTTX\n\n00:01.000 --> 00:02.000\nA", 1, "Begin the file"),
        ("WEBVTT\n00:01.000 --> 00:02.000\nA", 2, "empty line"),
        ("WEBVTT\n\n", 1, "no cue"),
        ("WEBVTT\n\nWords alone", 3, "when these words are shown"),
        ("WEBVTT\n\n1\n00:01,000 --> 00:02,000\nA", 4, "no pair of times"),
        ("WEBVTT\n\n00:61.000 --> 00:62.000\nA", 3, "no pair of times"),
        ("WEBVTT\n\n00:01.000-->00:02.000\nA", 3, "no pair of times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000 red\nA", 3, "no pair of times"),
        ("WEBVTT\n\n00:01.000 --> 9999:00:00.000\nA", 3, "no pair of times"),
        (f"WEBVTT\n\n00:01.000 --> {'9' * 5000}:00:00.000\nA", 3, "no pair of times"),
        ("WEBVTT\n\n00:01.000 --> 00:٠٢.000\nA", 3, "no pair of times"),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\nA", 3, "ends before it begins"),
        ("WEBVTT\n\n00:02.000 --> 00:02.000\nA", 3, "ends before it begins"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB", 6, "order of their times"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<i></i>", 3, "no words"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA\n00:03.000 --> 00:04.000\nB", 3, "empty line before the next cue"),
    ],
)
def test_fault_is_named_by_its_line(text, line, words):
    with pytest.raises(CaptionsRefused) as refusal:
        read_webvtt(text)
    assert [fault.line for fault in refusal.value.faults] == [line]
    assert words in str(refusal.value)


@pytest.mark.parametrize("piece", [".a", "<c.a", "<c .a", "<v.a b", "<", "<c.", "&lt;", " -->"])
def test_hostile_tags_take_no_longer_than_others(piece):
    text = f"WEBVTT\n\n00:00.000 --> 00:01.000\n<c{piece * (400_000 // len(piece))}\n"
    began = process_time()
    with suppress(CaptionsRefused):
        read_webvtt(text)
    assert process_time() - began < 2


def clock(ms: int) -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}.{ms % 1000:03}"


@given(st.lists(st.tuples(st.integers(0, 40_000_000), st.integers(1, 10_000)), min_size=1, max_size=20))
def test_what_is_written_in_order_is_read_as_it_was(times):
    cues = [Cue(begin, begin + length, f"Words {n}") for n, (begin, length) in enumerate(sorted(times))]
    blocks = (f"{clock(cue.begins_ms)} --> {clock(cue.ends_ms)}\n{cue.text}" for cue in cues)
    assert read_webvtt("WEBVTT\n\n" + "\n\n".join(blocks)) == cues


@given(st.text(alphabet="WEBVT\n\r 0123456789:.->NOTE<i>/ab", max_size=300))
def test_any_text_is_read_or_refused(text):
    try:
        cues = read_webvtt("WEBVTT\n\n" + text)
    except CaptionsRefused:
        cues = []
    if cues:
        assert all(cue.begins_ms < cue.ends_ms and cue.text for cue in cues)
