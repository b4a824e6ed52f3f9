"""Questions as GIFT text, for ``content.formats.gift.write``."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from content.formats.gift_answers import accepted_problem, choice_problem
from content.formats.gift_numbers import is_number
from content.formats.gift_text import CATEGORY_WORD, escaped, normal_line, normal_text, quoted, shielded
from content.formats.gift_weights import percent_of
from content.formats.neutral import WITHOUT_TYPE, FormatRefused, Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.picturing import ADVICE
from content.formats.writing import ANYTHING, stray_problem
from content.formats.xhtml import plain_of_html

_UNKNOWN = {Kind.KPRIM: "Kprim questions", Kind.ORDERING: "ordering questions"}
_CHOICES = {Kind.SINGLE, Kind.MULTIPLE}
_TYPED = {Kind.NUMERIC, Kind.SHORT}


def normal(question: NeutralQuestion) -> NeutralQuestion:
    """Give a question as it reads back: texts without blanks at their ends, name and category on one line.

    A number without tolerance has tolerance 0, and pairs have no weight.
    """
    return replace(
        question,
        stem=normal_text(question.stem),
        name=normal_line(question.name),
        feedback=normal_text(question.feedback),
        category=normal_line(question.category),
        options=tuple(_normal_option(option, question.kind) for option in question.options),
    )


def _normal_option(option: NeutralOption, kind: Kind) -> NeutralOption:
    text = normal_text(option.text)
    return replace(
        option,
        text=text,
        feedback=normal_text(option.feedback),
        match=normal_text(option.match),
        weight=Fraction(0) if kind == Kind.MATCHING else option.weight,
        tolerance=(option.tolerance or Decimal(0)) if kind == Kind.NUMERIC and text != ANYTHING else None,
    )


def question_as_gift(question: NeutralQuestion, number: int) -> str:
    """Write one question.

    Args:
        question: What to write.
        number: Its place among the questions, counted from 1, for the message.

    Raises:
        FormatRefused: GIFT cannot hold it.
    """
    problem = next(_problems(question), "")
    question = normal(question)
    if problem:
        named = quoted(question.name or question.stem)
        raise FormatRefused(f"Question {number}, {named}, cannot be written as GIFT: {problem}")
    head = (f"::{escaped(question.name)}::" if question.name else "") + _stem(question)
    if question.kind == Kind.DESCRIPTION:
        return f"{head}\n"
    general = f"####{shielded(question.feedback, question.text_format)}" if question.feedback else ""
    if question.kind == Kind.ESSAY:
        return f"{head}{{{general}}}\n"
    if question.kind == Kind.TRUE_FALSE:
        return f"{head}{{{_true_or_false(question)}{general}}}\n"
    opening = "{#" if question.kind == Kind.NUMERIC else "{"
    lines = [_option(option, question) for option in question.options] + ([general] if general else [])
    return "\n\t".join([head + opening, *lines]) + "\n}\n"


def _stem(question: NeutralQuestion) -> str:
    """Write the stem; its format is named where it is not Moodle's own, or where its first letters would be syntax."""
    body = escaped(question.stem)
    is_syntax = body.casefold().startswith(("[", "//", CATEGORY_WORD))
    needs_format = question.text_format != TextFormat.MOODLE or is_syntax
    return f"[{question.text_format}]{body}" if needs_format else body


def _true_or_false(question: NeutralQuestion) -> str:
    right, wrong = sorted(question.options, key=lambda option: -option.weight)
    text = right.text.upper()
    if wrong.feedback or right.feedback:
        text += "#" + shielded(wrong.feedback, question.text_format)
    if right.feedback:
        text += "#" + shielded(right.feedback, question.text_format)
    return text


def _option(option: NeutralOption, question: NeutralQuestion) -> str:
    if question.kind == Kind.MATCHING:
        match = _plain_match(option, question.text_format) or ""
        return f"={shielded(option.text, question.text_format)} -> {escaped(match)}"
    mark, plain_weight = ("~", 0) if question.kind in _CHOICES else ("=", 1)
    if question.kind == Kind.SINGLE and option.weight == 1:
        mark, plain_weight = "=", 1
    weight = "" if option.weight == plain_weight else f"%{percent_of(option.weight)}%"
    feedback = f"#{shielded(option.feedback, question.text_format)}" if option.feedback else ""
    if question.kind == Kind.NUMERIC:
        return mark + weight + _number(option) + feedback
    return mark + weight + shielded(option.text, question.text_format) + feedback


def _plain_match(option: NeutralOption, text_format: TextFormat) -> str | None:
    """Return the right side of a pair, which GIFT holds as plain text; None if it has markup."""
    return plain_of_html(option.match) if text_format == TextFormat.HTML else option.match


def _number(option: NeutralOption) -> str:
    return f"{option.text}:{option.tolerance.normalize():f}" if option.tolerance else option.text


# -- what GIFT cannot hold ------------------------------------------------------------------------------------------


def _problems(question: NeutralQuestion) -> Iterator[str]:
    """Yield why GIFT cannot hold a question; nothing if it can."""
    if question.pictures:
        yield f"GIFT has no place for its picture. {ADVICE}"
    if question.kind in _UNKNOWN:
        yield f"GIFT knows no {_UNKNOWN[question.kind]}."
    if stray := stray_problem(normal(question)):
        yield stray
    if not normal_text(question.stem):
        yield "it has no text."
    if question.hint:
        yield "GIFT holds no hints."
    if question.unit:
        yield "GIFT holds no units."
    if question.is_case_sensitive:
        yield "in GIFT capitals never matter."
    if question.kind in WITHOUT_TYPE and question.options:
        yield "it takes no answers, but has some."
    if question.kind == Kind.DESCRIPTION and question.feedback:
        yield "a description holds no feedback in GIFT."
    yield from _weight_problems(question)
    for option in question.options:
        yield from _option_problems(question.kind, option)
        if question.kind == Kind.MATCHING and _plain_match(option, question.text_format) is None:
            yield f"{quoted(option.match)} has markup, and GIFT keeps what matches as plain text."


def _weight_problems(question: NeutralQuestion) -> Iterator[str]:
    options = list(question.options)
    if question.kind in _CHOICES | {Kind.MATCHING} and len(options) < 2:
        yield "it has fewer than two answers."
    if question.kind in _CHOICES:
        yield from filter(None, [choice_problem(question.kind, options)])
    if question.kind in _TYPED:
        yield from filter(None, [accepted_problem(options)])
    if question.kind == Kind.TRUE_FALSE and (
        [option.text for option in options] != ["True", "False"] or {option.weight for option in options} != {0, 1}
    ):
        yield "its answers are not True and False, in this order and one of them right."


def _option_problems(kind: Kind, option: NeutralOption) -> Iterator[str]:
    text = normal_text(option.text)
    if percent_of(option.weight) is None:
        yield f"GIFT cannot hold the weight {option.weight}."
    if kind == Kind.MATCHING:
        if option.feedback:
            yield "pairs hold no feedback in GIFT."
        if not normal_text(option.match):
            yield f"nothing matches {quoted(text)}."
        if "->" in text:
            yield f"{quoted(text)} holds ->, which parts a pair in GIFT."
    elif not text:
        yield "an answer has no text."
    if kind == Kind.SHORT and "->" in text + option.feedback:
        yield f"{quoted(text)} or its feedback holds ->, which makes pairs of answers in GIFT."
    if kind == Kind.NUMERIC and text != ANYTHING:
        if not is_number(text):
            yield f"{quoted(text)} is not a number."
        if option.tolerance is not None and (not is_number(str(option.tolerance)) or option.tolerance < 0):
            yield f"the tolerance {option.tolerance} is not a number from 0."
