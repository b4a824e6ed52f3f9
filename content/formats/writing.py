"""What every writer checks before it writes, and how it says no."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import NoReturn

from content.formats.neutral import ILLEGAL, WITHOUT_TYPE, FormatRefused, Kind, NeutralOption, NeutralQuestion, stray_in
from content.formats.picturing import misfit_of_pictures, normal_picture
from content.formats.xmltree import collapsed, normal

STATEMENTS = 4  # of a kprim question
LONGEST_NUMBER = 50  # digits and power of ten; exact fractions of larger ones would take for ever
TRUE_FALSE = ("True", "False")
ANYTHING = "*"  # among accepted numbers: every other one


def refuse(number: int, question: NeutralQuestion, why: str) -> NoReturn:
    """Say which question cannot be written, and why.

    Args:
        number: Its place among all that are written, counted from 1.
        question: It gives its name, or the beginning of its stem.
        why: A sentence.

    Raises:
        FormatRefused: Always.
    """
    name = ILLEGAL.sub("�", " ".join((question.name or question.stem).split()))[:60]
    raise FormatRefused(f"Question {number} (“{name}”) cannot be written: {why}")


def in_normal_form(question: NeutralQuestion) -> NeutralQuestion:
    """Return a question with all its texts in normal form, and what goes without saying left out.

    Pairs and steps that all bring the same share need no weight; distractors come last; a number without a tolerance
    has one of 0.
    """
    kind = question.kind
    options = tuple(
        replace(
            row,
            text=normal(row.text),
            feedback=normal(row.feedback),
            match=normal(row.match),
            picture=normal_picture(row.picture),
        )
        for row in question.options
    )
    if kind in (Kind.MATCHING, Kind.ORDERING) and len({row.weight for row in options if row.text}) == 1:
        options = tuple(replace(row, weight=Fraction(0)) for row in options)
    if kind == Kind.MATCHING:
        options = tuple(sorted(options, key=lambda row: not row.text))
    if kind == Kind.NUMERIC:
        options = tuple(
            replace(row, tolerance=None if row.text == ANYTHING else row.tolerance or Decimal(0)) for row in options
        )
    return replace(
        question,
        options=options,
        name=normal(question.name),
        stem=normal(question.stem),
        feedback=normal(question.feedback),
        category=normal(question.category),
        unit=collapsed(question.unit),
        hint=normal(question.hint),
        picture=normal_picture(question.picture),
    )


def checked(questions: Sequence[NeutralQuestion]) -> list[NeutralQuestion]:
    """Return questions in normal form, fit to be written as XML.

    Raises:
        FormatRefused: One has a character that XML forbids, or options that do not fit its kind.
    """
    if not questions:
        raise FormatRefused("There is no question to write.")
    found = []
    for number, given in enumerate(questions, start=1):
        question = in_normal_form(given)
        if why := stray_problem(question):
            refuse(number, question, why)
        if why := _misfit(question) or misfit_of_pictures(question):
            refuse(number, question, why)
        found.append(question)
    return found


def stray_problem(question: NeutralQuestion) -> str:
    """Say that a question has a control character, which would not be read back; empty if it has none."""
    found = next(filter(None, map(stray_in, _texts(question))), "")
    return f"it has the character {found}, a control character that no format takes. Remove it." if found else ""


def number_of(text: str) -> Decimal | None:
    """Return the number that a text says, such as ``1.5`` or ``-2e3``; None if it says none, or one beyond reason."""
    if len(text) > LONGEST_NUMBER or not text.isascii() or "_" in text or text != text.strip():
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= LONGEST_NUMBER else None


def _texts(question: NeutralQuestion) -> list[str]:
    texts = [question.name, question.stem, question.feedback, question.category, question.unit, question.hint]
    texts += [text for picture in question.pictures for text in (picture.alt, picture.credit)]
    return texts + [text for row in question.options for text in (row.text, row.feedback, row.match)]


def _misfit(question: NeutralQuestion) -> str:
    """Return why options do not fit the kind of question; empty if they do."""
    kind, options = question.kind, question.options
    if kind in WITHOUT_TYPE:
        return f"a question of the kind {kind} has no answers." if options else ""
    if not options:
        return "it has no answers."
    if question.unit and kind != Kind.NUMERIC:
        return "only numeric questions have a unit."
    if question.is_case_sensitive and kind != Kind.SHORT:
        return "capitals count in short answers only."
    if kind != Kind.MATCHING and any(row.match for row in options):
        return "only matching questions have pairs."
    if kind != Kind.NUMERIC and any(row.tolerance is not None for row in options):
        return "only numeric answers have a tolerance."
    return _misfit_of_kind(kind, options)


def _misfit_of_kind(kind: Kind, options: tuple[NeutralOption, ...]) -> str:
    if kind == Kind.TRUE_FALSE and tuple(row.text for row in options) != TRUE_FALSE:
        return "its answers are not True and False, in this order."
    if kind == Kind.KPRIM and (len(options) != STATEMENTS or any(row.weight not in (0, 1) for row in options)):
        return "it is not four statements that are each true (weight 1) or false (weight 0)."
    if kind == Kind.MATCHING:
        if not all(row.match for row in options):
            return "one of its pairs lacks what matches."
        if not any(row.text for row in options):
            return "it has nothing but distractors."
        if any(row.feedback or row.weight for row in options if not row.text):
            return "one of its distractors has feedback or a share of the mark."
    elif not all(row.text for row in options):
        return "one of its answers is empty."
    if kind == Kind.NUMERIC and not all(_is_number(row) for row in options):
        return "one of its answers is not a number with a tolerance of 0 or more."
    if kind == Kind.ORDERING and len({row.weight for row in options}) > 1:
        return "its steps bring different shares, and all must bring the same."
    return ""


def _is_number(row: NeutralOption) -> bool:
    if row.text == ANYTHING:
        return True
    tolerance = row.tolerance or Decimal(0)
    return number_of(row.text) is not None and tolerance.is_finite() and tolerance >= 0
