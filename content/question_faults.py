"""Why a question of a file cannot be asked here: one sentence for each reason."""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from django.utils.text import Truncator

from content.formats.even_shares import percent_apart
from content.formats.neutral import FormatFault, Kind, NeutralOption, NeutralPicture, NeutralQuestion
from content.models import Option, Question, QuestionVersion
from content.neutral_questions import ANYTHING, TRUE_FALSE, to_text
from content.plain_text import says_nothing
from content.question_text import KPRIM_STATEMENTS, MOST_OPTIONS, MOST_PARTS, UnevenShares, denominator_of

LONGEST_OPTION = Option._meta.get_field("text").max_length or 0
LONGEST_UNIT = QuestionVersion._meta.get_field("unit").max_length or 0
LONGEST_CATEGORY = Question._meta.get_field("category").max_length or 0
LONGEST_ALT = QuestionVersion._meta.get_field("image_alt").max_length or 0
LONGEST_CREDIT = QuestionVersion._meta.get_field("image_credit").max_length or 0
MOST_DIGITS = 30  # of an accepted number; cme.assessment.scoring reads no longer ones
TOLERANCE_PLACES, TOLERANCE_DIGITS = 10, 14  # after and before the point
FEWER = "Leave some out, or make two questions of it."
NOT_ASKED = {
    Kind.ESSAY: "Recognised as an essay, but no test here asks essays. Leave it out, or make it a short answer.",
    Kind.DESCRIPTION: "Recognised as a description, but it asks nothing, so no test here can ask it. Leave it out.",
}
TICKED = {Kind.SINGLE, Kind.MULTIPLE, Kind.KPRIM}  # whose answers are read one beside the other
LEAST = {Kind.SINGLE: 2, Kind.MULTIPLE: 2, Kind.ORDERING: 2, Kind.NUMERIC: 1, Kind.SHORT: 1}


def faults_of(question: NeutralQuestion) -> list[str]:
    """Return why a question in normal form cannot be asked here; nothing if it can."""
    if question.kind in NOT_ASKED:
        return [NOT_ASKED[question.kind]]
    found = [*_texts(question), *_answers(question)]
    if found:
        return found
    text = to_text(question)
    try:
        denominator_of(text)
    except UnevenShares as uneven:
        found.append(str(uneven))
    if len(text.options) > MOST_OPTIONS:
        found.append(f"The question has {len(text.options)} answers; {MOST_OPTIONS} is the most. {FEWER}")
    if len(text.parts) > MOST_PARTS:
        found.append(f"The question has {len(text.parts)} pairs; {MOST_PARTS} is the most. {FEWER}")
    return found


def picture_faults(question: NeutralQuestion) -> list[FormatFault]:
    """Return why pictures of a question cannot be taken, each at its line; they are checked already."""
    rows = [("the question", question.stem, question.picture)]
    rows += [(f"answer {number}", row.text, row.picture) for number, row in enumerate(question.options, start=1)]
    return [
        FormatFault(picture.line, f"The picture of {where} {message}")
        for where, text, picture in rows
        if picture
        for message in _picture(picture, text)
    ]


def _picture(picture: NeutralPicture, text: str) -> Iterator[str]:
    if picture.refusal:
        yield f"({picture.name}) is not taken over. {picture.refusal}"
        return
    if says_nothing(picture.alt):
        yield "has no alternative text. Say in it what the picture shows."
    if len(picture.alt) > LONGEST_ALT:
        yield f"has an alternative text longer than {LONGEST_ALT} characters. Shorten it."
    if len(picture.credit) > LONGEST_CREDIT:
        yield f"has a credit longer than {LONGEST_CREDIT} characters. Shorten it."
    if says_nothing(text):
        yield "stands without words. Write what is asked about it."


def _texts(question: NeutralQuestion) -> Iterator[str]:
    if says_nothing(question.stem):
        yield "The question has no wording."
    if len(question.unit) > LONGEST_UNIT:
        yield f"The unit is longer than {LONGEST_UNIT} characters. Shorten it."
    if len(question.category) > LONGEST_CATEGORY:
        yield f"The category is longer than {LONGEST_CATEGORY} characters. Shorten it."
    is_parted = question.kind in {Kind.KPRIM, Kind.MATCHING}
    for number, row in enumerate(question.options, start=1):
        text = row.match if is_parted else row.text
        if len(text) > LONGEST_OPTION:
            yield f"Answer {number} has {len(text)} characters; {LONGEST_OPTION} is the most. Shorten it."
        if says_nothing(text if question.kind == Kind.MATCHING else row.text):
            yield f"Answer {number} has no text."


def _answers(question: NeutralQuestion) -> Iterator[str]:
    kind, rows = question.kind, question.options
    if len(rows) < LEAST.get(kind, 0):
        yield f"The question needs at least {LEAST[kind]} answers; it has {len(rows)}."
        return
    if any(abs(row.weight) > 1 for row in rows):
        yield "An answer brings more than the whole mark, or takes more than it away."
    if kind in TICKED:
        yield from _twice(rows)
    match kind:
        case Kind.SINGLE:
            yield from _one_right(rows)
        case Kind.MULTIPLE:
            right = sum((row.weight for row in rows if row.weight > 0), Fraction(0))
            if right != 1:
                yield f"The shares of the right answers add up to {percent_apart(right)}, not to 100%."
        case Kind.TRUE_FALSE:
            if tuple(row.text for row in rows) != TRUE_FALSE or sorted(row.weight for row in rows) != [0, 1]:
                yield "A true-or-false question needs the answers True and False, one of them right."
        case Kind.KPRIM:
            yield from _statements(rows)
        case Kind.MATCHING:
            yield from _pairs(rows)
        case Kind.NUMERIC | Kind.SHORT:
            if all(row.weight != 1 for row in rows):
                yield "None of the accepted answers brings the whole mark."
            yield from (fault for row in rows if kind == Kind.NUMERIC for fault in _number(row))


def _twice(rows: tuple[NeutralOption, ...]) -> Iterator[str]:
    """Say which answers are the same to who reads them, and count differently."""
    first: dict[tuple[str, bytes], tuple[int, NeutralOption]] = {}
    for number, row in enumerate(rows, start=1):
        shown = (" ".join(row.text.split()), row.picture.data if row.picture else b"")
        before, same = first.setdefault(shown, (number, row))
        if same.weight != row.weight:
            yield (
                f"Answers {before} and {number} say the same (“{Truncator(row.text).chars(40)}”), but do not count "
                "alike. Change one, or leave it out."
            )


def _one_right(rows: tuple[NeutralOption, ...]) -> Iterator[str]:
    right = sum(row.weight == 1 for row in rows)
    if right != 1:
        yield f"A single best answer needs exactly one answer that brings the whole mark; {right} do."


def _statements(rows: tuple[NeutralOption, ...]) -> Iterator[str]:
    if len(rows) != KPRIM_STATEMENTS:
        yield f"K-prim needs four statements, each true or false; this has {len(rows)}."
    elif any(row.weight not in (0, 1) for row in rows):
        yield "Each statement of K-prim is true or false; one of these brings a share."


def _pairs(rows: tuple[NeutralOption, ...]) -> Iterator[str]:
    if not any(row.text for row in rows):
        yield "Matching needs at least one pair."
    if len({row.match for row in rows}) < 2:
        yield "Matching needs at least two answers to choose from."


def _number(row: NeutralOption) -> Iterator[str]:
    if row.text == ANYTHING:
        yield "“Any number” cannot bring a share of the mark here. Name the numbers that do."
        return
    try:
        number = Decimal(row.text)
        is_sane = number.is_finite() and len(row.text) <= MOST_DIGITS and abs(number.adjusted()) <= MOST_DIGITS
    except InvalidOperation:
        is_sane = False
    if not is_sane:
        yield f"“{row.text[:40]}” is not a number of at most {MOST_DIGITS} digits."
    tolerance = row.tolerance or Decimal(0)
    if not tolerance.is_finite() or tolerance < 0 or tolerance >= 10**TOLERANCE_DIGITS:
        yield "A tolerance is a number from 0 to 100 000 000 000 000."
    elif tolerance != round(tolerance, TOLERANCE_PLACES):
        yield f"The tolerance {tolerance} has more than {TOLERANCE_PLACES} decimals. Round it."
