r"""GIFT: what is read, what is reported with its line, and that what is written reads back equal."""

import re
import time
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from content.formats import gift
from content.formats.gift_weights import exact, percent_of
from content.formats.neutral import (
    ILLEGAL,
    MOST_FAULTS,
    FormatFault,
    FormatRefused,
    Kind,
    NeutralOption,
    NeutralQuestion,
    TextFormat,
)
from tests.content.formats.strategies import neutral_questions, texts
from tests.properties import examples

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
GIFTABLE = [kind for kind in Kind if kind not in {Kind.KPRIM, Kind.ORDERING}]


def read(text: str) -> tuple[NeutralQuestion, ...]:
    """Read a file that has no fault."""
    parsed = gift.parse(text.encode())
    assert parsed.faults == ()
    return parsed.questions


def read_one(text: str) -> NeutralQuestion:
    (question,) = read(text)
    return question


def options(text: str) -> list[tuple[str, Fraction, str]]:
    return [(option.text, option.weight, option.feedback) for option in read_one(text).options]


def fault(text: str) -> tuple[int, str]:
    """Read a file with one fault and no question."""
    parsed = gift.parse(text.encode())
    assert parsed.questions == ()
    (only,) = parsed.faults
    return only.line, only.message


def is_held(question: NeutralQuestion) -> bool:
    """Tell whether GIFT can hold a made question: it has no way to escape an arrow."""
    if question.kind == Kind.MATCHING:
        return not any("->" in option.text for option in question.options)
    if question.kind == Kind.SHORT:
        return not any("->" in option.text + option.feedback for option in question.options)
    return True


# -- kinds ----------------------------------------------------------------------------------------------------------


def test_choice_with_one_right_answer_is_single():
    question = read_one("::Dose::Which dose was given?{\n\t~1 mg#Too low.\n\t=3 mg # As in the protocol.\n\t~10 mg\n}")
    assert question == NeutralQuestion(
        Kind.SINGLE,
        "Which dose was given?",
        (
            NeutralOption("1 mg", Fraction(0), "Too low."),
            NeutralOption("3 mg", Fraction(1), "As in the protocol."),
            NeutralOption("10 mg"),
        ),
        name="Dose",
        text_format=TextFormat.MOODLE,
    )


def test_single_may_have_partly_right_answers():
    question = read_one("Stage?{~I ~%50%II =III}")
    assert question.kind == Kind.SINGLE
    assert [option.weight for option in question.options] == [0, HALF, 1]


def test_choice_without_equals_is_multiple_with_its_weights():
    question = read_one("Which two?{~%50%a ~%50%b#Yes. ~%-50%c ~d}")
    assert question.kind == Kind.MULTIPLE
    assert [option.weight for option in question.options] == [HALF, HALF, -HALF, 0]
    assert question.options[1].feedback == "Yes."


@pytest.mark.parametrize("word", ["T", "TRUE", "true", " True "])
def test_true_is_read(word):
    question = read_one(f"The trial was blind.{{{word}}}")
    assert question.kind == Kind.TRUE_FALSE
    assert question.options == (NeutralOption("True", Fraction(1)), NeutralOption("False", Fraction(0)))


@pytest.mark.parametrize("word", ["F", "FALSE", "false"])
def test_false_is_read_with_both_feedbacks(word):
    question = read_one(f"The trial was blind.{{{word}#No, it was open.#Right.####See methods.}}")
    assert question.options == (
        NeutralOption("True", Fraction(0), "No, it was open."),
        NeutralOption("False", Fraction(1), "Right."),
    )
    assert question.feedback == "See methods."


def test_single_feedback_of_true_false_is_for_the_wrong_answer():
    assert options("Blind.{T#It was.}") == [("True", 1, ""), ("False", 0, "It was.")]


def test_matching_keeps_pairs_and_distractors():
    question = read_one("Match.{\n=PD-1 -> nivolumab\n=CTLA-4->ipilimumab\n= -> aspirin\n####Both.}")
    assert question.kind == Kind.MATCHING
    assert [(option.text, option.match) for option in question.options] == [
        ("PD-1", "nivolumab"),
        ("CTLA-4", "ipilimumab"),
        ("", "aspirin"),
    ]
    assert question.feedback == "Both."


@pytest.mark.parametrize(
    ("block", "text", "tolerance"),
    [
        ("{#3}", "3", "0"),
        ("{#3:0.5}", "3", "0.5"),
        ("{# 3 : 0.5 }", "3", "0.5"),
        ("{#=3:0.5}", "3", "0.5"),
        ("{#1..5}", "3", "2"),
        ("{#3.141..3.142}", "3.1415", "0.0005"),
        ("{#-2..-1}", "-1.5", "0.5"),
        ("{#-1e-3:.5}", "-1e-3", "0.5"),
        ("{#10..30}", "20", "10"),
        ("{#3\\:0.5}", "3", "0.5"),
    ],
)
def test_number_is_read(block, text, tolerance):
    question = read_one(f"How many?{block}")
    assert question.kind == Kind.NUMERIC
    assert question.options == (NeutralOption(text, Fraction(1), tolerance=Decimal(tolerance)),)


def test_several_numbers_and_feedback_for_the_others():
    question = read_one("Year?{#\n\t=2016:0#Yes.\n\t=%50%2016:2#Near.\n\t~#Look again.\n\t####KEYNOTE}")
    assert question.options == (
        NeutralOption("2016", Fraction(1), "Yes.", tolerance=Decimal(0)),
        NeutralOption("2016", HALF, "Near.", tolerance=Decimal(2)),
        NeutralOption("*", Fraction(0), "Look again."),
    )
    assert question.feedback == "KEYNOTE"


def test_short_answers_are_read_with_weights():
    question = read_one("Drug?{=nivolumab =%50%nivo#Short. =%0%*#No.}")
    assert question.kind == Kind.SHORT
    assert options("Drug?{=nivolumab =%50%nivo#Short. =%0%*#No.}") == [
        ("nivolumab", 1, ""),
        ("nivo", HALF, "Short."),
        ("*", 0, "No."),
    ]


def test_short_answer_may_lack_its_equals():
    assert options("Drug?{nivolumab}") == [("nivolumab", 1, "")]
    assert options("Path?{PD-1 -> T cell}") == [("PD-1 -> T cell", 1, "")]


def test_arrow_in_feedback_alone_makes_no_pairs():
    assert options("Drug?{=a#b -> c}") == [("a", 1, "b -> c")]


def test_essay_and_description_are_told_apart():
    essay, with_feedback, description = read("Discuss.{}\n\nDiscuss.{ ####Well. }\n\n::Case::A man of 60.")
    assert (essay.kind, essay.options) == (Kind.ESSAY, ())
    assert (with_feedback.kind, with_feedback.feedback) == (Kind.ESSAY, "Well.")
    assert (description.kind, description.stem, description.name) == (Kind.DESCRIPTION, "A man of 60.", "Case")


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Survival was {=longer ~shorter} with both.", "Survival was _____ with both."),
        ("{=Both ~None} helped.", "_____ helped."),
        ("Pi is {#3.14:0.01}.", "Pi is _____."),
        ("Which?{=a ~b}  ", "Which?"),
        ("Which?{=a ~b}\n// comment", "Which?"),
    ],
)
def test_missing_word_leaves_a_blank(text, stem):
    assert read_one(text).stem == stem


# -- letters, lines, formats ----------------------------------------------------------------------------------------


def test_escapes_are_letters():
    question = read_one(r"::A\:\:B::Is \{x\} \= 1\: yes\nno \\n \\\\ \q?{=\~a\#b \=c ~\\}")
    assert question.name == "A::B"
    assert question.stem == "Is {x} = 1: yes\nno \\n \\\\ \\q?"
    assert [option.text for option in question.options] == ["~a#b =c", "\\"]


def test_comments_and_moodles_additions_are_left_out():
    text = (
        "// question: 0  name: Switch category to x\n$CATEGORY: $course$/top/Trials\n\n"
        "  // question: 7  name: {odd ~ =\n  // [id:4] [tag:lung]\n::N::One\n// inside\ntwo?{\n=a#x\n// } no\ny\n~b}\n"
    )
    question = read_one(text)
    assert question.stem == "One\ntwo?"
    assert question.options[0].feedback == "x\ny"
    assert question.category == "$course$/top/Trials"
    assert question.line == 6


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("\n::T::[plain]if a\\:\n    b\nWhat?{T}", [3]),
        ("[html]<pre>a\n\tb</pre>{T}", [2]),
        ("  [plain]a\nb{\n\t=c\n\t~d\n}", []),
        ("a\n  b{\n\t=c\n\t~d\n}", []),
    ],
)
def test_lost_indentation_is_a_remark_where_it_would_be_seen(text, lines):
    parsed = gift.parse(text.encode())
    assert len(parsed.questions) == 1
    assert [(fault.line, fault.is_remark) for fault in parsed.faults] == [(line, True) for line in lines]


def test_category_lasts_until_the_next():
    text = "Q0{T}\n\n$CATEGORY: A/B: c \\ d\n\nQ1{T}\n\nQ2{T}\n$CATEGORY:E\nQ3{T}\n\n$CATEGORY:\n\nQ4{T}"
    assert [(q.stem, q.category) for q in read(text)] == [
        ("Q0", ""),
        ("Q1", "A/B: c \\ d"),
        ("Q2", "A/B: c \\ d"),
        ("Q3", "E"),
        ("Q4", ""),
    ]


def test_question_without_title_has_no_name():
    assert read_one("Q{T}").name == ""
    assert read_one("::::Q{T}").name == ""


@pytest.mark.parametrize("name", ["html", "moodle", "plain", "markdown", "HTML"])
def test_format_of_the_stem_is_that_of_the_question(name):
    question = read_one(f"::N:: [{name}] <p>x{{=[{name}]a#[{name}] why ~%0%[{name}]b ####[{name}]all}}")
    assert question.text_format == name.lower()
    assert (question.stem, question.feedback) == ("<p>x", "all")
    assert question.options == (NeutralOption("a", Fraction(1), "why"), NeutralOption("b"))


def test_other_brackets_are_text():
    question = read_one("[sic] what?{=[a] ~b]}")
    assert (question.stem, question.options[0].text, question.text_format) == ("[sic] what?", "[a]", TextFormat.MOODLE)


def test_answers_in_other_formats_make_all_html():
    question = read_one("a < b\\nc{=[html]<b>x</b>#[plain]1 < 2\\n& 3 ~y}")
    assert question.text_format == TextFormat.HTML
    assert question.stem == "a < b<br>c"
    assert question.options[0] == NeutralOption("<b>x</b>", Fraction(1), "1 &lt; 2<br>&amp; 3")
    assert read_one("[plain]a < b{=[html]<b>x</b> ~y}").stem == "a &lt; b"


def test_accepted_wordings_have_no_format():
    question = read_one("[plain]Below?{=[html]< 5#[html]<b>Yes</b>}")
    assert question.text_format == TextFormat.HTML
    assert question.options[0] == NeutralOption("< 5", Fraction(1), "<b>Yes</b>")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_tabs_and_mark_make_no_difference(end):
    text = end.join(["\t::N::\t Stem  ", "\tmore {", "\t\t=a \t", "\t\t~b", "  } ", " \t ", "", "Two {T}"])
    one, two = gift.parse(b"\xef\xbb\xbf" + text.encode()).questions
    assert (one.name, one.stem, [option.text for option in one.options]) == ("N", "Stem\nmore", ["a", "b"])
    assert (two.stem, two.line) == ("Two", 8)


def test_blank_lines_inside_braces_are_let_pass():
    one, two = read("Q1 {\n\n=a#why\n\nmore\n\n~b\n\n}\n\nQ2 {T}")
    assert [option.text for option in one.options] == ["a", "b"]
    assert one.options[0].feedback == "why\n\nmore"
    assert (two.stem, two.line) == ("Q2", 11)


def test_text_may_go_on_after_blank_lines_inside_braces():
    question = read_one("It was {\n=a\n\n~b\n} in\nboth")
    assert question.stem == "It was _____ in\nboth"


@pytest.mark.parametrize("next_one", ["::N::Two {T}", "Two {T}", "$CATEGORY: x\n\nTwo {T}", "Two\nlines {T}"])
def test_open_brace_costs_only_its_own_question(next_one):
    parsed = gift.parse(f"\nOne {{\n=a\n~b\n\n{next_one}".encode())
    assert [(fault.line, "{" in fault.message) for fault in parsed.faults] == [(2, True)]
    assert [question.kind for question in parsed.questions] == [Kind.TRUE_FALSE]


def test_title_after_a_closed_brace_begins_a_question():
    assert [question.stem for question in read("::A::One {T}\n::B::Two {F}")] == ["One", "Two"]


def test_file_without_questions_has_none():
    assert read("") == read("// only\n\n  \n// comments") == ()


# -- weights --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percent", "share"),
    [
        ("33.33333", THIRD),
        ("33.3333333", THIRD),
        ("33.333", THIRD),
        ("33.33", THIRD),
        ("33.3", THIRD),
        ("33", THIRD),
        ("-33.33333", -THIRD),
        ("66.66667", Fraction(2, 3)),
        ("66.66666", Fraction(2, 3)),
        ("66.7", Fraction(2, 3)),
        ("67", Fraction(2, 3)),
        ("16.66667", Fraction(1, 6)),
        ("83.33333", Fraction(5, 6)),
        ("14.28571", Fraction(1, 7)),
        ("42.85714", Fraction(3, 7)),
        ("11.11111", Fraction(1, 9)),
        ("22.22", Fraction(2, 9)),
        ("9.09", Fraction(1, 11)),
        ("8.33333", Fraction(1, 12)),
        ("7.69231", Fraction(1, 13)),
        ("12.5", Fraction(1, 8)),
        ("50", HALF),
        ("50.00000", HALF),
        ("100", Fraction(1)),
        ("0", Fraction(0)),
        ("33.0", Fraction(33, 100)),
        ("34", Fraction(34, 100)),
        ("22", Fraction(22, 100)),
        ("18.1", Fraction(181, 1000)),
        ("33.34", Fraction(3334, 10000)),
        ("5", Fraction(1, 20)),
        ("33.333333333333336", THIRD),
        ("-16.666666666666668", Fraction(-1, 6)),
        ("99.99999999999999", Fraction(1)),
        ("5.000000000000001", Fraction(1, 20)),
    ],
)
def test_percentage_stands_for_a_share(percent, share):
    assert exact(percent) == share


@given(st.fractions(-1, 1, max_denominator=30))
def test_weight_reads_back_with_up_to_thirty_parts(share):
    assert exact(percent_of(share)) == share


@given(st.integers(-(10**6), 10**6))
def test_weight_reads_back_with_finite_decimals(millionths):
    share = Fraction(millionths, 10**6)
    assert exact(percent_of(share)) == share


@pytest.mark.parametrize("share", [Fraction(1, 31), Fraction(3, 2), Fraction(-2), Fraction(1, 10**13)])
def test_weight_that_no_percentage_tells_is_none(share):
    assert percent_of(share) is None


def test_three_rounded_thirds_are_the_whole():
    question = read_one("Which?{~%33%a ~%33.3%b ~%33.33333%c ~%-100%d}")
    assert [option.weight for option in question.options] == [THIRD, THIRD, THIRD, -1]


def test_percent_that_is_no_weight_is_text():
    assert options("Q{=% of all ~%a% ~50% b}") == [("% of all", 1, ""), ("%a%", 0, ""), ("50% b", 0, "")]


# -- faults ---------------------------------------------------------------------------------------------------------

FAULTS = [
    ("$CATEGORY\nQ {=a ~b}", 1, "$CATEGORY: path"),
    ("$Category: x\n", 1, "with capitals and a colon"),
    ("Q {\n1:SHORTANSWER:=a}", 2, "(Cloze), which is not read"),
    ("Q {:MC:~a~=b} here", 1, "(Cloze), which is not read"),
    ("Q {\n=a ~b", 1, "not closed"),
    ("Q\nR =a ~b}", 2, "no { before"),
    ("Q } {T}", 1, "no { before"),
    ("Q {T}\nR {F}", 2, "A second {"),
    ("Q {\n=a ~{b}\n}", 2, "A second {"),
    ("Q {=a\n~b} }", 2, "A second }"),
    ("::Title only {T}", 1, "title"),
    ("// c\n::Title::\n{T}", 2, "no text"),
    ("{=a ~b}", 1, "no text"),
    ("Q {\n=a\n=b ~c}", 2, "2 answers that bring the whole mark"),
    ("Q {=a ~%100%b}", 1, "2 answers that bring the whole mark"),
    ("Q {\n=a\n~\n~c}", 3, "empty"),
    ("Q {=a ~#only feedback}", 1, "empty"),
    ("Q {=}", 1, "empty"),
    ("Q {\n~a}", 2, "needs two"),
    ("Q {~a ~b}", 1, "No answer is right"),
    ("Q {~%50%a ~%40%b ~c}", 1, "add up to 90%"),
    ("Q {~%100%a ~%100%b}", 1, "add up to 200%"),
    ("Q {\n=a\n~%12,5%b}", 3, "weight"),
    ("Q {=a ~%150%b}", 1, "weight"),
    ("Q {=a ~%--5%b}", 1, "weight"),
    ("Q {=a =%1.2.3%b}", 1, "weight"),
    ("Q {\n=%50%a\n~b}", 2, "brings the whole mark, so it has no weight"),
    ("Q {which? ~a =b}", 1, "before the first answer"),
    ("Q {\n=a -> b\n=c}", 3, "no ->"),
    ("Q {=a -> b =c ->}", 1, "nothing after ->"),
    ("Q {=a -> b =c -> \\n}", 1, "nothing after ->"),
    ("Q {=a -> b}", 1, "needs two"),
    ("Q {#}", 1, "no number"),
    ("Q {#~#no}", 1, "no number"),
    ("Q {#\n=3\n=abc}", 3, "“abc” is not a number"),
    ("Q {#3,5}", 1, "not a number"),
    ("Q {#3:x}", 1, "not a number"),
    ("Q {#3:-1}", 1, "below 0"),
    ("Q {#5..1}", 1, "ends before it begins"),
    ("Q {#1..}", 1, "missing"),
    ("Q {#=}", 1, "missing"),
    ("Q {#1e999}", 1, "not a number"),
    ("Q {#3 ~4}", 1, "~ comes last"),
    ("Q {#3\n~#no =4}", 2, "~ comes last"),
    ("Q {#=%50%3}", 1, "No answer brings the whole mark"),
    ("Q {=%50%a}", 1, "No answer brings the whole mark"),
]


@pytest.mark.parametrize(("text", "line", "words"), FAULTS)
def test_fault_has_its_line_and_says_why(text, line, words):
    told_line, message = fault(text)
    assert told_line == line
    assert words in message
    assert message.endswith(".")


@pytest.mark.parametrize(("text", "line", "words"), FAULTS)
def test_reading_goes_on_after_a_fault(text, line, words):
    parsed = gift.parse(f"$CATEGORY: K\n\nBefore {{T}}\n\n{text}\n\nAfter {{F}}\n".encode())
    assert [(question.stem, question.category) for question in parsed.questions] == [("Before", "K"), ("After", "K")]
    (only,) = parsed.faults
    assert only.line == line + 4
    assert words in only.message


def test_file_that_is_not_text_is_refused():
    with pytest.raises(FormatRefused, match=r"line 2 .*UTF-8"):
        gift.parse(b"Q {T}\n\xff")
    with pytest.raises(FormatRefused, match="line 2 has a NUL"):
        gift.parse(b"Q {T}\nR\0{F}")


# -- hostile files --------------------------------------------------------------------------------------------------

WRAPPINGS = [("Q{#", "}"), ("Q{=a", "->}"), ("::", "::Q{T}")]


@pytest.mark.parametrize(
    "unit",
    [
        *"{}\\~=#%:[]$/ \t0",
        "->",
        "::",
        "####",
        "\n",
        "{\n\n",
        "}\n\n",
        "{\n\nx\n\n",
        "~%1.23456%",
        "=%33%a",
        "{~a=b}\n\n",
        *["//\n", "$CATEGORY:\n", "::a\n\n", "[html]", "..", "{#", "\\n", "a\n\n", "=a->b", "&&", "{x}"],
    ],
)
@pytest.mark.parametrize(
    ("before", "after"),
    [("Q{", "}"), *(pytest.param(*ends, marks=pytest.mark.slow) for ends in [("", ""), *WRAPPINGS])],
)
def test_hostile_file_is_read_in_linear_time(unit, before, after):
    """It takes half a second of work; what grew faster than the file would take minutes."""
    data = (before + unit * (100_000 // len(unit)) + after).encode()
    began = time.process_time()
    with suppress(FormatRefused):
        gift.parse(data)
    assert time.process_time() - began < 15


@given(st.text(st.sampled_from("{}\\~=#%:->[]n50.T \n/$") | st.characters(exclude_categories=("Cs",)), max_size=80))
def test_any_text_is_read_or_reported(text):
    if ILLEGAL.search(text):
        return
    parsed = gift.parse(text.encode())
    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    assert all(1 <= item.line <= count for item in (*parsed.questions, *parsed.faults))
    has_words = any(
        not re.match(r"//|\$CATEGORY:|$", line.strip(" \t")) for line in re.split("[\r\n]", text.removeprefix("\ufeff"))
    )
    assert bool(parsed.questions or parsed.faults) == has_words


@given(st.text(st.sampled_from("{}\\~=#%:->[]n50.Tab \n/"), max_size=60))
@settings(max_examples=examples(300))
def test_what_was_read_can_be_written_and_reads_back(text):
    questions = gift.parse(text.encode()).questions
    if all(is_held(question) for question in questions):
        assert gift.parse(gift.write(questions)).questions == questions


# -- writing --------------------------------------------------------------------------------------------------------


@given(st.lists(neutral_questions(GIFTABLE).filter(is_held), max_size=3))
@settings(max_examples=examples(400), deadline=None)
def test_what_is_written_reads_back_equal(questions):
    parsed = gift.parse(gift.write(questions))
    assert parsed.faults == ()
    assert parsed.questions == tuple(questions)


@given(neutral_questions(GIFTABLE).filter(is_held), texts())
@settings(deadline=None)
def test_other_question_does_not_read_back_equal(question, stem):
    assume(stem != question.stem)
    assert gift.parse(gift.write([replace(question, stem=stem)])).questions != (question,)


@given(neutral_questions(GIFTABLE).filter(is_held), st.text(" \t\n\r", max_size=3))
@settings(deadline=None)
def test_blanks_at_the_ends_are_left_out(question, blanks):
    padded = replace(
        question,
        stem=f"{blanks}{question.stem}{blanks}",
        name=f"{blanks}{question.name}{blanks}",
        feedback=question.feedback and f"{blanks}{question.feedback}{blanks}",
        options=tuple(replace(option, feedback=f"{blanks}{option.feedback}{blanks}") for option in question.options)
        if question.kind != Kind.MATCHING
        else question.options,
    )
    assert gift.normal(padded) == question
    assert gift.parse(gift.write([padded])).questions == (question,)


def test_written_file_looks_as_moodle_writes_it():
    question = NeutralQuestion(
        Kind.SINGLE,
        "a: b\nc",
        (NeutralOption("x = y", Fraction(1), "so"), NeutralOption("z", -THIRD)),
        name="N",
        feedback="all",
        category="A/B",
        text_format=TextFormat.HTML,
    )
    assert gift.write([question]).decode() == (
        "$CATEGORY: A/B\n\n::N::[html]a\\: b\\nc{\n\t=x \\= y#so\n\t~%-33.33333%z\n\t####all\n}\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "$CATEGORY: x",
        "$Category, and no path",
        "1:SHORTANSWER:",
        "// y",
        "[html]z",
        "\ufeffmark",
        "_____",
        "::a::b",
        "A {=x ~y} b",
        "%50%",
        "#",
        "\\n",
        "a\r\nb\rc",
    ],
)
def test_text_that_looks_like_syntax_reads_back(text):
    question = NeutralQuestion(
        Kind.SINGLE, text, (NeutralOption(text, Fraction(1), text), NeutralOption(text)), text_format=TextFormat.MOODLE
    )
    assert gift.parse(gift.write([question])).questions == (gift.normal(question),)


def test_number_without_tolerance_and_anything_read_back():
    numbers = (NeutralOption("3", Fraction(1)), NeutralOption("*", Fraction(0), "no"))
    question = NeutralQuestion(Kind.NUMERIC, "Q", numbers)
    (back,) = gift.parse(gift.write([question])).questions
    assert back == gift.normal(question)
    assert [option.tolerance for option in back.options] == [Decimal(0), None]


SINGLE = NeutralQuestion(Kind.SINGLE, "Q", (NeutralOption("a", Fraction(1)), NeutralOption("b")))
SHORT = NeutralQuestion(Kind.SHORT, "Q", (NeutralOption("a", Fraction(1)),))
NUMERIC = NeutralQuestion(Kind.NUMERIC, "Q", (NeutralOption("1", Fraction(1)),))
MATCHING = NeutralQuestion(Kind.MATCHING, "Q", (NeutralOption("a", match="b"), NeutralOption("c", match="d")))
TRUE_FALSE = NeutralQuestion(Kind.TRUE_FALSE, "Q", (NeutralOption("True", Fraction(1)), NeutralOption("False")))


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (replace(SINGLE, kind=Kind.KPRIM), "Kprim"),
        (replace(SINGLE, kind=Kind.ORDERING), "ordering"),
        (replace(SINGLE, stem=" "), "no text"),
        (replace(SINGLE, hint="h"), "hints"),
        (replace(NUMERIC, unit="mg"), "units"),
        (replace(SHORT, is_case_sensitive=True), "capitals"),
        (replace(SINGLE, options=SINGLE.options[:1]), "fewer than two"),
        (replace(SINGLE, options=(*SINGLE.options, NeutralOption("c", Fraction(1)))), "one is the best"),
        (replace(SINGLE, options=(*SINGLE.options, NeutralOption(" "))), "an answer has no text"),
        (replace(SINGLE, options=(*SINGLE.options, NeutralOption("c", Fraction(1, 31)))), "weight 1/31"),
        (replace(SINGLE, kind=Kind.MULTIPLE, options=(NeutralOption("a", HALF),) * 3), "add up to 150%"),
        (replace(SHORT, options=(NeutralOption("a", HALF),)), "No answer brings the whole mark"),
        (replace(SHORT, options=(NeutralOption("a->b", Fraction(1)),)), "->"),
        (replace(SHORT, options=(NeutralOption("a", Fraction(1), "b->c"),)), "->"),
        (replace(NUMERIC, options=(NeutralOption("three", Fraction(1)),)), "not a number"),
        (replace(NUMERIC, options=(NeutralOption("3", Fraction(1), tolerance=Decimal(-1)),)), "tolerance"),
        (replace(NUMERIC, options=(NeutralOption("3", Fraction(1), tolerance=Decimal("NaN")),)), "tolerance"),
        (replace(MATCHING, options=MATCHING.options[:1]), "fewer than two"),
        (replace(MATCHING, options=(NeutralOption("a->b", match="c"), MATCHING.options[1])), "parts a pair"),
        (replace(MATCHING, options=(NeutralOption("a"), MATCHING.options[1])), "nothing matches"),
        (replace(MATCHING, options=(NeutralOption("a", match="b", feedback="c"), MATCHING.options[1])), "no feedback"),
        (
            replace(
                MATCHING,
                options=(NeutralOption("a", match="<b>c</b>"), MATCHING.options[1]),
                text_format=TextFormat.HTML,
            ),
            "has markup",
        ),
        (replace(TRUE_FALSE, options=TRUE_FALSE.options[::-1]), "True and False"),
        (replace(TRUE_FALSE, options=(NeutralOption("True"), NeutralOption("False"))), "True and False"),
        (replace(SINGLE, kind=Kind.ESSAY), "takes no answers"),
        (NeutralQuestion(Kind.DESCRIPTION, "Q", feedback="f"), "no feedback"),
    ],
)
def test_question_that_gift_cannot_hold_is_refused_by_name(question, why):
    fine = [SINGLE, SHORT, NUMERIC, MATCHING, TRUE_FALSE]
    assert gift.parse(gift.write(fine)).faults == ()
    with pytest.raises(FormatRefused, match="Question 6, “Name”, cannot be written as GIFT") as refused:
        gift.write([*fine, replace(question, name="Name")])
    assert why in str(refused.value)


def test_nothing_is_written_for_no_questions():
    assert gift.write([]) == b""


def test_faults_of_a_file_stand_in_its_order():
    parsed = gift.parse(b"A {\n\nB {#x}\n\nC {T}\n\nD {~a}")
    assert [type(item) for item in parsed.faults] == [FormatFault] * 3
    assert [item.line for item in parsed.faults] == [1, 3, 7]


def test_reading_stops_after_many_faults_and_says_so():
    """A file of nothing but faults must not fill memory, nor the upload's row."""
    parsed = gift.parse(b"{\n\n" * 100_000 + b"Q {T}\n")
    assert len(parsed.faults) == MOST_FAULTS + 1
    assert "Reading stopped here" in parsed.faults[-1].message
    assert parsed.questions == ()


def test_markdown_beside_other_formats_becomes_html_like_them():
    found = read_one(
        "[html]Which <i>drug</i>?{=[markdown]The **older** one#[plain]p < 0.05 ~[moodle]a\\nb ~[markdown]- one\\n- two}"
    )
    assert found.text_format == TextFormat.HTML
    assert [row.text for row in found.options] == [
        "The <strong>older</strong> one",
        "a<br>b",
        "<ul>\n<li>one</li>\n<li>two</li>\n</ul>",
    ]
    assert found.options[0].feedback == "p &lt; 0.05"


def test_stem_in_markdown_becomes_html_where_an_answer_is():
    found = read_one("[markdown]Which *drug*?{=[html]a ~b}")
    assert (found.text_format, found.stem) == (TextFormat.HTML, "Which <em>drug</em>?")
    assert found.options[1].text == "b"


def test_pairs_in_four_formats_are_one_question():
    pairs = "=[html]One <b>bold</b> -> A =[moodle]two -> B =[plain]three -> C =[markdown]four -> D = -> E"
    found = read_one(f"[html]Match.{{{pairs}}}")
    assert [row.text for row in found.options] == ["One <b>bold</b>", "two", "three", "four", ""]
    assert [row.match for row in found.options] == list("ABCDE")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("::One::Read the dose.\n::Two::Which drug?{=a ~b}", 2, "A title begins inside a question"),
        ("::One:: // first try\nWhich drug?{=a ~b}", 1, "A comment stands behind something else"),
        ("Is it so?\n{ // yes\n\tT\n}", 2, "A comment stands behind something else"),
        ("Which?{=a\n~b\n####Right.\n####Wrong.}", 4, "A second general feedback"),
    ],
)
def test_what_other_programs_mean_otherwise_is_told_and_not_taken_for_text(text, line, words):
    number, message = fault(text)
    assert (number, words in message) == (line, True)


def test_weights_as_programs_print_them_are_read():
    weights = [weight for _, weight, _ in options("?{~%33.333333333333336%a~%66.66666666666667%b~%-50.000000000000%c}")]
    assert weights == [THIRD, 2 * THIRD, -HALF]


def test_signs_of_comments_and_titles_inside_a_text_are_text():
    question = read_one("::Link::See http\\://example.org // or not\nstd\\:\\:cout :: is what?{=// a ~/* b}")
    assert question.stem == "See http://example.org // or not\nstd::cout :: is what?"
    assert [option.text for option in question.options] == ["// a", "/* b"]
    assert read_one("::A title\n::The text{T}").name == "A title"


def test_tolerance_is_written_without_noughts_at_its_end():
    """The database keeps ten places."""
    asked = NeutralQuestion(
        Kind.NUMERIC, "How much?", (NeutralOption("3.14", Fraction(1), tolerance=Decimal("0.0100000000")),)
    )
    assert b"=3.14:0.01" in gift.write([asked]).replace(b" ", b"")
    assert b"0.0100" not in gift.write([asked])
