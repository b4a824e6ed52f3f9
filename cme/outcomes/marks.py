"""The marks of a release as arrays: one attempt a row, one question a column, by the latest marking of each attempt.

Where the key of a question was corrected, its marks are read from the answers by the key that holds: markings keep
points that a correction would take away, and those are no knowledge (docs/decisions/0012).

A question that an attempt was asked and that was left blank is NaN: it counts as 0 points and stays in the
denominator. A question that an attempt was not asked (a test that draws from a pool; a question that came or went
with a correction) is no blank: ``items`` is 0 there, and the attempt does not count for that question.

Source:
    STANDARDS, Measures: unanswered is 0 points; what was not served is not unanswered.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, TextField
from django.db.models.functions import Cast

from cme.assessment.corrections import corrected_items
from cme.assessment.models import Answer, Marking
from cme.assessment.serving import ServedItem, served_items
from cme.learners.people import person_of
from cme.outcomes.attempts import late_pre_tests
from cme.outcomes.standing_key import corrected_on, measure_anew
from content.models import Edition, Release
from content.models.question import Role

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cme.outcomes.measures.arrays import Array

    Whole = NDArray[np.int64]

TESTS = (Role.POST.value, Role.PRE.value)
CHUNK = 10_000  # attempts read at a time
BRACKETS = str.maketrans("", "", "[] ")


class Choice(models.TextChoices):
    """Which attempts of a person count."""

    FIRST = "first", "first attempts"
    LAST = "last", "last attempts"
    HIGHEST = "highest", "highest attempts"
    ALL = "all", "all attempts"


class Population(models.TextChoices):
    """Whose attempts count."""

    ALL = "all", "people and simulated learners"
    REAL = "real", "people"
    SIMULATED = "simulated", "simulated learners"


@dataclass(frozen=True)
class Column:
    """One question of a release, in its latest wording.

    Attributes:
        question: Primary key of its identity.
        item: The latest wording, with the key that holds now.
        tests: The tests that ask it in any edition of the release.
    """

    question: int
    item: ServedItem
    tests: frozenset[str]


@dataclass(frozen=True)
class Marks:
    """Attempts at one test of a release, in the order in which they were submitted.

    Attributes:
        values: Points of each question, in its latest worth; NaN where it was left blank or not asked. Those that give
            no points follow, with 0.
        items: Primary key of the edition's item that was asked; 0 where the question was not asked.
        attempts: Primary key of each attempt.
        people: Primary key of each learner; learners merged into one are one.
        is_simulated: Whether the learner is simulated.
        scores: Points of the attempt as a fraction of those it was asked for, with those that were kept.
    """

    values: "Array"
    items: "Whole"
    attempts: "Whole"
    people: "Whole"
    is_simulated: "NDArray[np.bool_]"
    scores: "Array"

    def rows(self, chosen: Any) -> "Marks":
        """Return some of the attempts: a mask, or places."""
        return Marks(
            self.values[chosen],
            self.items[chosen],
            self.attempts[chosen],
            self.people[chosen],
            self.is_simulated[chosen],
            self.scores[chosen],
        )


@dataclass(frozen=True)
class ReleaseMarks:
    """All submitted attempts of a release.

    Attributes:
        columns: The scored questions of its tests, in the order of the latest edition.
        unscored: The others, in the same order.
        pool: Every item of any edition by its primary key, with the key that holds now.
        tests: The marks of the post-test and of the pre-test.
        corrected: When the key of each corrected wording was corrected last, by primary key of the version.
    """

    columns: list[Column]
    unscored: list[Column]
    pool: dict[int, ServedItem]
    tests: dict[str, Marks]
    corrected: dict[int, datetime]


def marks_of(release: Release, *, newest: int | None = None) -> ReleaseMarks:
    """Load the marks of all submitted attempts of a release.

    The number of queries does not depend on how many attempts or questions there are; wordings are read once for
    each edition and kept in the worker's memory.

    Args:
        release: The release.
        newest: Primary key of the last marking that counts: the marks as they were then. None: all count.
    """
    pool, questions = _questions_of(release)
    columns = [column for column in questions if column.item.is_scored]
    unscored = [column for column in questions if not column.item.is_scored]
    tests = {test: _marks(release, test, newest, pool, [*columns, *unscored]) for test in TESTS}
    return ReleaseMarks(columns, unscored, pool, tests, corrected_on(pool.values()))


def choose(marks: Marks, choice: str, population: str = Population.ALL) -> Marks:
    """Keep the attempts that count: of each person the first, the last, the highest (of equals the first), or all."""
    import numpy as np

    if population != Population.ALL:
        marks = marks.rows(marks.is_simulated == (population == Population.SIMULATED))
    if choice == Choice.ALL:
        return marks
    places = np.arange(len(marks.people))
    rank = {Choice.FIRST: places, Choice.LAST: -places, Choice.HIGHEST: -marks.scores}[Choice(choice)]
    ordered = np.lexsort((places, rank, marks.people))
    _, firsts = np.unique(marks.people[ordered], return_index=True)
    return marks.rows(np.sort(ordered[firsts]))


def _questions_of(release: Release) -> tuple[dict[int, ServedItem], list[Column]]:
    """Return all items of the tests, with the keys that hold, and the questions among them in their latest wording.

    A question that gave points in some wordings alone is there twice.
    """
    editions = Edition.objects.filter(release=release).order_by("-correction").values_list("pk", flat=True)
    found = [(test, item) for edition in editions for test in TESTS for item in served_items(edition, test).values()]
    pool = {item.id: item for item in corrected_items(item for _, item in found)}
    columns: dict[tuple[int, bool], Column] = {}
    for test, served in found:
        place = served.question, served.is_scored
        column = columns.setdefault(place, Column(served.question, pool[served.id], frozenset()))
        columns[place] = replace(column, tests=column.tests | {test})
    return pool, list(columns.values())


def _marks(
    release: Release, test: str, newest: int | None, pool: dict[int, ServedItem], columns: list[Column]
) -> Marks:
    """Load one test, some thousand attempts at a time: all rows at once would take several times the memory."""
    import numpy as np

    rows = _rows(release, test, newest).iterator(chunk_size=CHUNK)
    found = []
    while chunk := list(islice(rows, CHUNK)):
        found.append(_marks_of_rows(chunk, pool, columns))
    parts = found or [_no_marks(len(columns))]
    marks = Marks(*(np.concatenate([getattr(part, one.name) for part in parts]) for one in fields(Marks)))
    place = _place_of(columns)
    corrected = {
        pk: (item, place[item.question, True], columns[place[item.question, True]].item.worth)
        for pk, item in pool.items()
        if item.is_corrected and item.is_scored
    }
    if corrected:
        answers = Answer.objects.filter(attempt__release=release, attempt__kind=test)
        measure_anew(marks.values, marks.items, marks.attempts, corrected, answers)
    return marks


def _marks_of_rows(rows: Sequence[tuple[Any, ...]], pool: dict[int, ServedItem], columns: list[Column]) -> Marks:
    import numpy as np

    people, simulated, attempts, served, points, denominators, earned, most = zip(*rows, strict=True)
    asked, lengths = _numbers(served)
    item = asked.astype(np.int64)
    row = np.repeat(np.arange(len(rows)), lengths)
    mark = _numbers(points)[0] / np.array(denominators, dtype=np.float64)[row]
    column, factor = _places(item, pool, columns)
    values = np.full((len(rows), len(columns)), np.nan)
    items = np.zeros((len(rows), len(columns)), dtype=np.int64)
    values[row, column] = mark * factor
    items[row, column] = item
    scores = np.array(earned, dtype=np.float64) / np.maximum(np.array(most, dtype=np.float64), 1)
    keys, learners = (np.array(numbers, dtype=np.int64) for numbers in (attempts, people))
    return Marks(values, items, keys, learners, np.array(simulated, dtype=bool), scores)


def _no_marks(width: int) -> Marks:
    import numpy as np

    none = np.zeros(0, dtype=np.int64)
    grid = np.zeros((0, width))
    return Marks(grid, grid.astype(np.int64), none, none, none.astype(bool), np.zeros(0))


def _rows(release: Release, test: str, newest: int | None) -> models.QuerySet[Any, tuple[Any, ...]]:
    """Return the latest marking of each submitted attempt but late pre-tests, in the order of submission."""
    counting = Marking.objects.all() if newest is None else Marking.objects.filter(pk__lte=newest)
    later = counting.filter(attempt=OuterRef("attempt"), number__gt=OuterRef("number"))
    markings = counting.filter(~Exists(later))
    if test == Role.PRE:
        markings = markings.exclude(attempt__in=late_pre_tests(release).values("pk"))
    return (
        markings.filter(attempt__release=release, attempt__kind=test, attempt__submitted_at__isnull=False)
        .order_by("attempt__submitted_at", "attempt_id")
        .annotate(
            person=person_of("attempt__"),
            asked=Cast("attempt__served", TextField()),
            given=Cast("item_points", TextField()),
            is_simulated=F("attempt__learner__is_simulated"),
        )
        .values_list(
            "person", "is_simulated", "attempt_id", "asked", "given", "denominator", "points", "maximum_points"
        )
    )


def _place_of(columns: list[Column]) -> dict[tuple[int, bool], int]:
    """Return the column of each question; one that gave points in some wordings alone has two."""
    return {(column.question, column.item.is_scored): number for number, column in enumerate(columns)}


def _places(item: "Whole", pool: dict[int, ServedItem], columns: list[Column]) -> tuple["Whole", "Array"]:
    """Return the column of each item that was asked, and what its points are in the latest worth."""
    import numpy as np

    place = _place_of(columns)
    kinds, inverse = np.unique(item, return_inverse=True)
    found = [pool[int(pk)] for pk in kinds]
    column = [place[one.question, one.is_scored] for one in found]
    factor = [
        columns[at].item.worth / one.worth if one.is_scored else 0.0 for at, one in zip(column, found, strict=True)
    ]
    return np.array(column, dtype=np.int64)[inverse], np.array(factor, dtype=np.float64)[inverse]


def _numbers(texts: Sequence[str]) -> tuple["Array", list[int]]:
    """Return the numbers of many JSON lists, one after the other, and how many each list has; null is NaN.

    Read in one go: list by list takes three times as long, and each number would be an object first.
    """
    import numpy as np

    lengths = [0 if text == "[]" else text.count(",") + 1 for text in texts]
    joined = ",".join(text for text in texts if text != "[]")
    bare = joined.translate(BRACKETS).replace("null", "nan")
    return np.fromstring(bare, dtype=np.float64, sep=",") if bare else np.zeros(0), lengths
