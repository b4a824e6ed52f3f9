"""Warnings about the wording of questions: each fires on its flaw, on nothing else, and in time on hostile text."""

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.item_writing import last_sentence, warnings_of
from content.question_text import OptionText, PartText, QuestionText
from content.spans import clashes, span_of

FINE = ["Busulfan was given", "Treosulfan was given", "Thiotepa was given", "Melphalan was given"]


def said(stem="Which agent did the second arm get?", options=FINE, right=(0,), kind="single", why="Because.", **fields):
    rows = [OptionText(text, place in right, why) for place, text in enumerate(options)]
    text = QuestionText(key="one", stem=stem, kind=kind, options=rows, **fields)
    return " ".join(warnings_of(text, "question 1"))


def test_sound_question_has_no_warning():
    assert said() == ""


@pytest.mark.parametrize(
    "stem",
    ["Which agent was not given?", "All were given except", "Which is least likely?", "Which agent wasn't given?"],
)
def test_negative_question_is_doubted(stem):
    assert "Question 1 asks in the negative" in said(stem)
    assert "write it in capitals" in said(stem)


@pytest.mark.parametrize("stem", ["Which agent was NOT given?", "Which agent was **not** given?"])
def test_emphasised_negative_is_doubted_without_asking_for_capitals(stem):
    assert "asks in the negative" in said(stem)
    assert "capitals" not in said(stem)


@pytest.mark.parametrize(
    "stem",
    [
        "The patient does not have fever. Which agent is next?",
        "Which agent is given for at least 5 days?",
        "Which note, knot or notice is it?",
        "Which exception is it?",
    ],
)
def test_other_words_are_no_negative_question(stem):
    assert "negative" not in said(stem)


@pytest.mark.parametrize("option", ["All of the above", "none of these", "Both of the above", "None of the others"])
def test_catch_all_option_is_doubted(option):
    assert "Option D of question 1 is “" in said(options=[*FINE[:3], option])


def test_much_longer_key_is_doubted_and_says_by_how_much():
    options = ["Busulfan, at the dose that the protocol foresaw for adults", "Treosulfan", "Thiotepa"]
    assert "The right option A of question 1 has 58 characters, the longest of the others 10" in said(options=options)
    assert "characters" not in said(options=options, right=(1,))
    assert "characters" not in said(options=["Melphalan again", "Yes", "No"])


def test_absolute_words_are_doubted_unless_every_option_has_one():
    assert "Option B (“always”) of question 1 uses an absolute word" in said(
        options=["A drug", "It always is", "A dose"]
    )
    two = said(options=["A drug", "It always is", "Only then"])
    assert "Options B (“always”), C (“only”) of question 1 use" in two
    assert "absolute" not in said(options=["All live", "All die"])
    assert "absolute" not in said(options=["A mustard", "Tonally", "Overall"])


def test_word_of_the_stem_in_the_key_alone_is_doubted():
    stem = "Which toxicity of asparaginase was graded?"
    assert "Option A of question 1 is right and alone repeats “asparaginase”" in said(
        stem, ["Asparaginase pancreatitis", "Neuropathy", "Mucositis"]
    )
    assert "repeats" not in said(stem, ["Asparaginase pancreatitis", "Asparaginase fever", "Mucositis"])


def test_options_that_say_the_same_or_overlap_are_doubted():
    assert "Options A and C of question 1 say the same" in said(options=["Relapse", "Fever", " relapse "])
    assert "The numbers of options A and B of question 1 overlap" in said(options=["10 to 20%", "20 to 30%", "40%"])
    assert "overlap" not in said(options=["10 to 19%", "20 to 30%", "40%"])


@pytest.mark.parametrize(
    ("stem", "options", "letters"),
    [
        ("The next step is an", ["antibody", "biopsy"], "B"),
        ("The next step is a:", ["biopsy", "antibody"], "B"),
        ("The next step is a", ["biopsy", "scan"], ""),
        ("The next step is vitamin A", ["biopsy", "antibody"], ""),
    ],
)
def test_article_at_the_end_of_the_stem_is_doubted(stem, options, letters):
    found = said(stem, options)
    assert [letter for letter in "AB" if f"does not go with option {letter}" in found] == list(letters)


@pytest.mark.parametrize(
    "stem",
    [
        "Which of the following is true?",
        "Which one of these statements is correct?",
        "Regarding relapse, which of the following statements are most correct?",
    ],
)
def test_unfocused_stem_is_doubted(stem):
    assert "asks only which option is true" in said(stem)
    assert "asks only" not in said("Which of the following drugs is given?")


def test_missing_reasons_are_told_unless_something_else_asks_for_them():
    assert "Option A of question 1 does not say why it is right" in said(why="")
    assert "Option B of question 1 does not say why it is wrong" in said(why="")
    rows = [OptionText("Busulfan", True), OptionText("Melphalan")]
    text = QuestionText(key="one", stem="Which?", options=rows)
    assert warnings_of(text, "question 1", has_rationales_checked=True) == []


def test_statements_of_kprim_are_looked_at():
    parts = [PartText("It always is", 0, "Why."), PartText("A drug", 1, "")]
    text = QuestionText(key="one", stem="Judge each.", kind="kprim", parts=parts)
    assert warnings_of(text, "question 1") == [
        "Statement 1 (“always”) of question 1 uses an absolute word, which people take for wrong. Qualify, or be sure "
        "that it is meant.",
        "Statement 2 of question 1 does not say why its answer is right.",
    ]


def test_confidence_has_no_warning():
    assert said("How sure are you not?", ["All of the above", "All of the above"], kind="confidence", why="") == ""


# -- numbers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other", "is_clash"),
    [
        ("10-20", "20-30", True),
        ("10–19 %", "20–30 %", False),
        ("40%", "40.0%", True),
        ("less than 10", "10 to 20", False),
        ("at most 10", "10 to 20", True),
        ("≥ 10", "15", True),
        ("> 10", "10", False),
        ("10 mg", "10 g", False),
        ("10 to 20 mg", "15 mg", True),
        ("under 1%", "under 0.1%", False),
        ("-5", "5", False),
        ("1,5", "1.5", True),
        ("Day 85", "Day 85", False),
    ],
)
def test_numbers_clash_exactly_if_one_value_fits_both(one, other, is_clash):
    assert bool(list(clashes([one, other]))) is is_clash
    assert bool(list(clashes([other, one]))) is is_clash


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 9)), min_size=2, max_size=6))
def test_ranges_clash_exactly_if_two_of_them_share_a_number(ranges):
    texts = [f"{low} to {low + more}" for low, more in ranges]
    sets = [set(range(low, low + more + 1)) for low, more in ranges]
    is_any = any(sets[a] & sets[b] for a in range(len(sets)) for b in range(a))
    found = list(clashes(texts))
    assert bool(found) is is_any
    assert all(sets[a] & sets[b] for a, b in found)


# -- hostile texts -----------------------------------------------------------------------------------------------


@given(
    st.text(), st.lists(st.text(max_size=40), max_size=6), st.sampled_from(["single", "multiple", "ordering", "kprim"])
)
@settings(max_examples=200)
def test_any_text_is_looked_at_without_an_error(stem, options, kind):
    rows = [OptionText(text, place == 0) for place, text in enumerate(options)]
    parts = [PartText(text) for text in options]
    found = warnings_of(QuestionText(key="x", stem=stem, kind=kind, options=rows, parts=parts), "question 1")
    assert all("question 1" in line.casefold() for line in found)
    assert last_sentence(stem) in stem


HOSTILE = [
    "a" * 200_000, "not " * 50_000, "a'" * 100_000, "which of the following " * 8_000, " " * 200_000 + "x",
    "all of " * 30_000, "1 to " * 40_000, "9" * 200_000, "n't" * 60_000, "an" + " " * 200_000, ". " * 100_000,
    "of these a b " * 15_000, "least at " * 20_000, "\n" * 200_000, "__" * 100_000, "less than " * 20_000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: text[:12].strip() or "blanks")
def test_time_grows_with_the_length_alone(text):
    begun = process_time()
    span_of(text)
    rows = [OptionText(text, True), OptionText(text[1:]), OptionText("Other")]
    warnings_of(QuestionText(key="x", stem=text, options=rows), "question 1")
    assert process_time() - begun < 15  # seconds; quadratic time would take minutes
