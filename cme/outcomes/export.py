"""Answers and ratings as CSV, row by row, safe to open in a spreadsheet, without any learner's key."""

import csv
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import count
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from cme.access.models import Attestation
from cme.assessment.answered import response_in
from cme.assessment.corrections import corrected_items
from cme.assessment.models import Attempt, Marking
from cme.assessment.responses import EMPTY
from cme.assessment.scoring import shares_for
from cme.assessment.serving import ServedItem, served_items
from cme.assessment.wording import words_of
from cme.evaluation.models import Evaluation, Rating
from cme.outcomes.attempts import first_attempts
from content.models import Edition, EditionItem, Release
from content.models.question import Role

CHUNK = 500  # rows read at a time
# What a spreadsheet may take for the beginning of a formula, also in full width.
TRIGGERS = tuple("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
BLANKS = " \u00a0\u200b\ufeff'"
ANSWERS = (
    "learner", "simulated", "profession", "edition", "test", "attempt", "opened at (UTC)", "submitted at (UTC)",
    "counts as before", "question", "item", "stem", "objective", "chosen", "right", "points", "maximum points",
    "article read in", "translated by", "question read in",
)  # fmt: skip
RATINGS = (
    "learner", "simulated", "profession", "edition", "rated at (UTC)", "changed at (UTC)", "instrument version",
    "statement", "value (1 to 5)", "outside the scale", "comment", "article read in", "translated by",
)  # fmt: skip


def escape(value: object) -> object:
    """Return a cell that no spreadsheet runs: text that looks like a formula gets an apostrophe; numbers stay."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) or value is None:
        return value
    text = str(value)
    return f"'{text}" if text.startswith(TRIGGERS) or text.lstrip(BLANKS).startswith(TRIGGERS) else text


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, text: str) -> str:
        return text


def lines_of(head: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file, escaped; the first says that it is UTF-8."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + str(writer.writerow(head))
    for row in rows:
        yield str(writer.writerow([escape(cell) for cell in row]))


class Numbering:
    """Numbers for learners that mean nothing outside one export."""

    def __init__(self) -> None:
        self._numbers: dict[int, int] = {}
        self._next = count(1)

    def of(self, learner: Any) -> int:
        """Return the number of a person; learners merged into one are one person."""
        person = learner.merged_into_id or learner.pk
        if person not in self._numbers:
            self._numbers[person] = next(self._next)
        return self._numbers[person]


def answers_of(release: Release) -> Iterator[tuple[object, ...]]:
    """Yield one row for every item that a submitted attempt asked, the unanswered ones too.

    Right is by the key that holds, and empty where there is none; points are those that were given, also where a
    correction would take them away. A pre-test counts as before where Outcomes counts it: the first of each person
    that was submitted before the test was opened.
    """
    numbering = Numbering()
    keys = dict(EditionItem.objects.filter(edition__release=release).values_list("pk", "version__question__key"))
    pool = _asked_in(release)
    before = set(first_attempts(release).filter(kind=Role.PRE).values_list("pk", flat=True))
    attempts: Any = (
        Attempt.objects.filter(release=release)
        .submitted()
        .select_related("learner", "edition", "release", "translation")
        .defer("edition__source", "edition__html", "edition__teaser")
        .annotate(profession=_profession("learner"))
        .prefetch_related("answers__picks", Prefetch("markings", Marking.objects.order_by("-number")))
        .order_by("submitted_at", "pk")
    )
    for attempt in attempts.iterator(chunk_size=CHUNK):
        is_before = attempt.pk in before if attempt.kind == Role.PRE else None
        person = (numbering.of(attempt.learner), attempt.learner.is_simulated, attempt.profession or "not recorded")
        yield from _rows_of_attempt(attempt, person, keys, pool, is_before)


def _asked_in(release: Release) -> dict[int, ServedItem]:
    """Return all items of a release, of every test and of the text, with the keys that hold."""
    editions = Edition.objects.filter(release=release).order_by("pk").values_list("pk", flat=True)
    served = (item for edition in editions for role in Role for item in served_items(edition, role).values())
    return {item.id: item for item in corrected_items(served)}


def _rows_of_attempt(
    attempt: Any, person: tuple[object, ...], keys: dict[int, Any], pool: dict[int, ServedItem], is_before: bool | None
) -> Iterator[tuple[object, ...]]:
    given = {answer.item_id: response_in(answer) for answer in attempt.answers.all()}
    languages = {answer.item_id: answer.item_language for answer in attempt.answers.all()}
    marking = attempt.markings.all()[0]
    asked = [pool[pk] for pk in attempt.served]
    for place, (item, shares) in enumerate(zip(asked, marking.item_points, strict=True), start=1):
        points = Fraction(shares or 0, marking.denominator)
        response = given.get(item.id, EMPTY)
        yield (
            *person,
            f"{attempt.release.number}.{attempt.edition.correction}",
            attempt.get_kind_display(),
            attempt.number,
            _moment(attempt.opened_at),
            _moment(attempt.submitted_at),
            is_before,
            str(keys[item.id]),
            place,
            item.stem,
            item.objective,
            words_of(item, response),
            shares_for(item, response) == item.denominator if item.is_scored else None,
            int(points) if points.denominator == 1 else round(float(points), 4),
            item.worth,
            attempt.language,
            _by_whom(attempt.translation),
            languages.get(item.id, ""),
        )


def ratings_of(release: Release) -> Iterator[tuple[object, ...]]:
    """Yield one row for every answer to a statement."""
    numbering = Numbering()
    evaluations: Any = (
        Evaluation.objects.filter(release=release)
        .select_related("learner", "version", "edition", "translation")
        .defer("edition__source", "edition__html", "edition__teaser")
        .annotate(profession=_profession("learner"))
        .prefetch_related(
            Prefetch("ratings", Rating.objects.select_related("statement").order_by("statement__position"))
        )
        .order_by("submitted_at", "pk")
    )
    for evaluation in evaluations.iterator(chunk_size=CHUNK):
        for rating in evaluation.ratings.all():
            yield (
                numbering.of(evaluation.learner),
                evaluation.learner.is_simulated,
                evaluation.profession or "not recorded",
                f"{release.number}.{evaluation.edition.correction}",
                _moment(evaluation.submitted_at),
                _moment(evaluation.changed_at),
                evaluation.version.number,
                rating.statement.text,
                rating.value,
                rating.get_outside_display(),
                rating.comment,
                evaluation.language,
                _by_whom(evaluation.translation),
            )


def _profession(learner: str) -> Subquery:
    stated = Attestation.objects.filter(learner=OuterRef(learner)).order_by("-attested_at", "-pk")
    return Subquery(stated.values("profession_label")[:1])


def _by_whom(translation: Any) -> str:
    """Say who translated what was read; empty where it was the original."""
    if translation is None:
        return ""
    return f"machine: {translation.engine}" if translation.is_machine else "people"


def _moment(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S}"
