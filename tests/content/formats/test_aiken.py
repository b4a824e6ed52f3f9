"""Aiken: what is read, what is reported with its line, and that what is written reads back equal."""

import time
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.formats import aiken
from content.formats.neutral import (
    MOST_FAULTS,
    FormatRefused,
    Kind,
    NeutralOption,
    NeutralQuestion,
    TextFormat,
)
from tests.content.formats.strategies import texts
from tests.properties import examples

PLAIN = "Which antibody was given?\nA. Nivolumab\nB) Ipilimumab\nANSWER: B\n"


def read_one(text: str) -> NeutralQuestion:
    parsed = aiken.parse(text.encode())
    assert parsed.faults == ()
    (question,) = parsed.questions
    return question


def test_question_is_a_single_best_answer():
    assert read_one(PLAIN) == NeutralQuestion(
        Kind.SINGLE,
        "Which antibody was given?",
        (NeutralOption("Nivolumab"), NeutralOption("Ipilimumab", Fraction(1))),
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_blanks_and_mark_make_no_difference(end):
    text = end.join(["", "  First line ", "second: line", "", "\tA.no space ", "", "B)  b", "", "ANSWER:A  ", PLAIN])
    one, two = aiken.parse(b"\xef\xbb\xbf" + text.encode()).questions
    assert (one.stem, one.line) == ("First line\nsecond: line", 2)
    assert one.options == (NeutralOption("no space", Fraction(1)), NeutralOption("b"))
    assert (two.stem, two.line) == ("Which antibody was given?", 10)


@pytest.mark.parametrize("key", ["ANSWER: B", "ANSWER : B", "ANSWER:\tB.", "ANSWER: B)"])
def test_answer_line_may_have_blanks_and_a_point(key):
    assert read_one(PLAIN.replace("ANSWER: B", key)).options[1].weight == 1


@pytest.mark.parametrize("key", ["B. second", "B) second", "B.  second "])
def test_answer_line_may_repeat_the_text_of_its_option(key):
    question = read_one(f"Q\nA. first\nB. second\nANSWER: {key}")
    assert [option.text for option in question.options if option.weight] == ["second"]


def test_letters_of_names_are_no_options():
    question = read_one("E. coli and\nV. cholerae:\nA. rods\nB. cocci\nANSWER: A")
    assert question.stem == "E. coli and\nV. cholerae:"


def test_twenty_six_options_are_read():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    question = read_one("Q\n" + "".join(f"{letter}. {letter}\n" for letter in letters) + "ANSWER: Z")
    assert [option.text for option in question.options if option.weight] == ["Z"]


FAULTS = [
    ("Q\nA. a\nB. b", 1, "no ANSWER line"),
    ("Q\nA. a\nB. b\nmore", 1, "no ANSWER line"),
    ("Only text", 1, "neither options nor"),
    ("Q\nA. a\nANSWER: A", 1, "fewer than two"),
    ("Q\nANSWER: A", 1, "fewer than two"),
    ("A. a\nB. b\nANSWER: A", 1, "without a question"),
    ("ANSWER: A", 1, "without a question"),
    ("Q\nA. a\nB. b\nANSWER: C", 4, "not among the options"),
    ("Q\nA. a\nB. b\nANSWER: b", 4, "small letter"),
    ("Q\nA. a\nB. b\nANSWER:", 4, "not by one letter"),
    ("Q\nA. a\nB. b\nANSWER: A, B", 4, "not by one letter"),
    ("Q\nA. a\nB. b\nANSWER: A. b", 4, "not by one letter"),
    ("Q\nA. a\nB. b\nANSWER: Ä", 4, "not by one letter"),
    ("Q\nA. a\nB. b\nAnswer: B", 4, "not in capitals"),
    ("Q\na. a\nb. b\nANSWER: A", 2, "small one"),
    ("Q\nA. a\nb) b\nANSWER: A", 3, "small one"),
    ("Q\nA. a\nC. c\nANSWER: A", 3, "out of order: B is next"),
    ("Q\nA. a\nA. c\nANSWER: A", 3, "out of order"),
    ("Q\nA. a\nB.\nC. c\nANSWER: A", 3, "empty"),
]


@pytest.mark.parametrize(("text", "line", "words"), FAULTS)
def test_fault_has_its_line_and_says_why(text, line, words):
    first, *_ = faults = aiken.parse(text.encode()).faults
    assert aiken.parse(text.encode()).questions == ()
    assert len(faults) == 1 + text.endswith("more")  # the text after the options is a question of its own
    assert (first.line, words in first.message) == (line, True)
    assert first.message.endswith(".")


@pytest.mark.parametrize(("text", "line", "words"), FAULTS)
def test_reading_goes_on_after_a_fault(text, line, words):
    parsed = aiken.parse(f"{PLAIN}\n{text}\n\n{PLAIN}".encode())
    assert [question.line for question in parsed.questions] == [1, 8 + text.count("\n")]
    assert parsed.faults[0].line == line + 5
    assert words in parsed.faults[0].message


def test_question_without_answer_costs_only_itself():
    parsed = aiken.parse(f"Q\nA. a\nB. b\n{PLAIN}".encode())
    assert [fault.line for fault in parsed.faults] == [1]
    assert [question.line for question in parsed.questions] == [4]


def test_file_that_is_not_text_is_refused():
    with pytest.raises(FormatRefused, match=r"line 2 .*UTF-8"):
        aiken.parse(b"Q\n\xff")


def test_empty_file_has_no_questions():
    assert aiken.parse(b"\n \n") == aiken.parse(aiken.write([]))


@pytest.mark.parametrize(
    "unit", ["A", "A. ", "A.\n", "B) b\n", "ANSWER:", "ANSWER: A\n", "Q\nA. a\n", "\n", " ", "x\n\n"]
)
def test_hostile_file_is_read_in_linear_time(unit):
    data = (unit * (100_000 // len(unit))).encode()
    began = time.process_time()
    aiken.parse(data)
    assert time.process_time() - began < 15


@given(st.lists(st.sampled_from(["Q", "A. a", "B) b", "C. ", "a. x", "ANSWER: A", "ANSWER: z", "answer: B", "", " "])))
def test_any_lines_are_read_or_reported(lines):
    parsed = aiken.parse("\n".join(lines).encode())
    assert bool(parsed.questions or parsed.faults) == any(line.strip() for line in lines)
    assert aiken.parse(aiken.write(parsed.questions)).questions == parsed.questions


@st.composite
def single_questions(draw: st.DrawFn) -> NeutralQuestion:
    wrong = draw(st.lists(texts(), min_size=1, max_size=25))
    right = draw(st.integers(0, len(wrong)))
    options = [NeutralOption(text) for text in wrong]
    options.insert(right, NeutralOption(draw(texts()), Fraction(1)))
    return NeutralQuestion(Kind.SINGLE, draw(texts()), tuple(options))


def is_held(question: NeutralQuestion) -> bool:
    """Tell whether no line of the text looks like an option or an answer."""
    lines = [line.strip().upper() for line in question.stem.split("\n")]
    return not any(line.startswith(("A.", "A)", "ANSWER")) for line in lines)


@given(st.lists(single_questions().filter(is_held), max_size=3))
@settings(max_examples=examples(200), deadline=None)
def test_what_is_written_reads_back_as_its_normal_form(questions):
    parsed = aiken.parse(aiken.write(questions))
    assert parsed.faults == ()
    assert parsed.questions == tuple(aiken.normal(question) for question in questions)


@given(single_questions())
@settings(deadline=None)
def test_written_question_reads_back_or_is_refused(question):
    try:
        data = aiken.write([question])
    except FormatRefused:
        assert not is_held(question)
        return
    assert aiken.parse(data).questions == (aiken.normal(question),)


def test_normal_form_of_a_normal_question_is_itself():
    question = read_one("One\ntwo\nA. a\nB. b\nANSWER: A")
    assert aiken.normal(question) == question
    assert aiken.write([question]) == b"One\ntwo\nA. a\nB. b\nANSWER: A\n"
    other = replace(question, options=question.options[::-1])
    assert aiken.parse(aiken.write([other])).questions != (question,)


FINE = read_one(PLAIN)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (replace(FINE, kind=Kind.MULTIPLE), "single best"),
        (replace(FINE, kind=Kind.SHORT), "single best"),
        (replace(FINE, kind=Kind.ESSAY, options=()), "single best"),
        (replace(FINE, options=(*FINE.options, NeutralOption("c", Fraction(1, 2)))), "no weights"),
        (replace(FINE, options=(*FINE.options, NeutralOption("c", Fraction(1)))), "no weights"),
        (replace(FINE, options=FINE.options[1:]), "from two to 26"),
        (replace(FINE, options=(*FINE.options, *[NeutralOption("c")] * 25)), "from two to 26"),
        (replace(FINE, feedback="f"), "feedback"),
        (replace(FINE, category="c"), "categories"),
        (replace(FINE, hint="h"), "hints"),
        (replace(FINE, options=(NeutralOption("a", Fraction(1), "why"), NeutralOption("b"))), "feedback"),
        (replace(FINE, stem="<p>x</p>", text_format=TextFormat.HTML), "html text has marks"),
        (replace(FINE, stem="**x**", text_format=TextFormat.MARKDOWN), "markdown text has marks"),
        (replace(FINE, stem=" "), "is empty"),
        (replace(FINE, options=(*FINE.options, NeutralOption("\n"))), "is empty"),
        (replace(FINE, stem="Which?\nA. this"), "“A. this”"),
        (replace(FINE, stem="ANSWER: this"), "“ANSWER: this”"),
    ],
)
def test_question_that_aiken_cannot_hold_is_refused_by_name(question, why):
    named = aiken.bare(FINE) == FINE and question.stem.strip() and question.stem.split("\n")[0]
    with pytest.raises(FormatRefused, match=r"Question 2, .*, cannot be written as Aiken") as refused:
        aiken.write([FINE, question])
    assert why in str(refused.value)
    assert not named or named in str(refused.value)


def test_bare_question_can_be_written():
    rich = replace(
        FINE,
        name="N",
        category="C",
        hint="h",
        feedback="f",
        options=(replace(FINE.options[0], feedback="w"), FINE.options[1]),
    )
    with pytest.raises(FormatRefused, match="“N”"):
        aiken.write([rich])
    assert aiken.parse(aiken.write([aiken.bare(rich)])).questions == (FINE,)


def test_marks_are_fine_in_plain_text():
    marked = replace(FINE, stem="p < 0.05 * <b>")
    assert aiken.parse(aiken.write([marked])).questions == (marked,)


def test_reading_stops_after_many_faults_and_says_so():
    parsed = aiken.parse(b"Q\nANSWER: A\n" * 10_000)
    assert len(parsed.faults) == MOST_FAULTS + 1
    assert "Reading stopped here" in parsed.faults[-1].message
