"""How difficult questions are: mean share of their points at first post-tests of people, simulated ones left out.

Answers to a question with a corrected key are measured by the key that holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q

from cme.assessment.corrections import corrected_items
from cme.assessment.models import Answer, Marking
from cme.assessment.serving import served_items
from cme.learners.people import person_of
from cme.outcomes.measures import LEAST, Measure, too_few
from cme.outcomes.standing_key import shares_by_key
from content.models import EditionItem, KeyCorrection, Question, Release
from content.models.question import Role

EASY, HARD = 0.8, 0.4  # facility from which a question is easy, and below which it is hard
KEPT_SECONDS = 600  # how old what lists show may be
KEY = "difficulty-of-questions"


class Band(StrEnum):
    """How difficult a question is."""

    EASY = "easy"
    MIDDLE = "middle"
    HARD = "hard"
    UNKNOWN = "unknown"


LABELS = {
    Band.EASY: "easy (0.8 and more)",
    Band.MIDDLE: "middle",
    Band.HARD: "hard (below 0.4)",
    Band.UNKNOWN: "not yet estimable",
}


@dataclass
class Tally:
    """What people got for a question.

    Attributes:
        n: How many were served it; who left it unanswered counts, with 0.
        total: Sum of the shares of its points that they got, each 0 to 1.
    """

    n: int = 0
    total: float = 0

    @property
    def facility(self) -> Measure:
        """Mean share of the points, 0 to 1."""
        return Measure(self.n, self.total / self.n) if self.n >= LEAST else too_few(self.n)


def band_of(facility: Measure | None) -> Band:
    """Return the band of a facility; None is a question that nobody was asked."""
    if facility is None or facility.value is None:
        return Band.UNKNOWN
    if facility.value >= EASY:
        return Band.EASY
    return Band.HARD if facility.value < HARD else Band.MIDDLE


def facilities() -> dict[int, Measure]:
    """Return the facility of every question that people were asked, by its primary key.

    It is read in two queries, and some more where keys were corrected, however many attempts there are; and kept for
    ten minutes.
    """
    found: dict[int, Measure] | None = cache.get(KEY)
    if found is None:
        found = {question: tally.facility for question, tally in _tallies("question", Q()).items()}
        cache.set(KEY, found, KEPT_SECONDS)
    return found


def facilities_by_edition(question: Question) -> dict[int, Measure]:
    """Return the facility of one question in each edition that asked it, by the edition's primary key."""
    releases = Release.objects.filter(editions__items__version__question=question, editions__items__role=Role.POST)
    tallies = _tallies("edition", Q(attempt__release__in=releases.values("pk")), question=question.pk)
    return {edition: tally.facility for edition, tally in tallies.items()}


def _tallies(by: str, attempts: Q, question: int | None = None) -> dict[int, Tally]:
    """Count by question or by edition."""
    rows: list[Any] = list(
        EditionItem.objects.filter(role=Role.POST, **({"version__question": question} if question else {}))
        .order_by()
        .annotate(is_corrected=Exists(KeyCorrection.objects.filter(version=OuterRef("version"))))
        .values("pk", "is_corrected", "edition", worth=F("version__points"), question=F("version__question"))
    )
    items = {row["pk"]: (row["worth"], row[by]) for row in rows}
    standing = _Standing({row["pk"]: row["edition"] for row in rows if row["is_corrected"]})
    tallies: dict[int, Tally] = {}
    for row in _first_markings(attempts):
        for pk, shares in zip(row["attempt__served"], row["item_points"], strict=True):
            worth, place = items.get(pk, (0, 0))
            if worth:
                tally = tallies.setdefault(place, Tally())
                tally.n += 1
                share = (shares or 0) / (worth * row["denominator"])
                tally.total += standing.share(row["attempt"], pk, share)
    return tallies


class _Standing:
    """What answers to questions with a corrected key are worth by the key that holds."""

    def __init__(self, editions: dict[int, int]) -> None:
        """Read the answers.

        Args:
            editions: The edition of each item whose key was corrected.
        """
        found = [served_items(edition, Role.POST) for edition in set(editions.values())]
        items = corrected_items(item for pool in found for pk, item in pool.items() if pk in editions)
        # Where every answer counts there is no key to measure by.
        self._items = {item.id: item for item in items if not item.is_void}
        firsts = Answer.objects.filter(attempt__number=1, attempt__learner__is_simulated=False)
        answered = shares_by_key(self._items, firsts) if self._items else ()
        self._shares = {(attempt, pk): share for attempt, pk, share in answered}

    def share(self, attempt: int, pk: int, marked: float) -> float:
        """Return the share of the points of an item: as it was marked, unless its key was corrected."""
        return self._shares.get((attempt, pk), 0.0) if pk in self._items else marked


def _first_markings(attempts: Q) -> Iterator[Any]:
    """Yield the marking that holds of each person's first post-test of each release."""
    rows = (
        Marking.objects.filter(
            attempts,
            attempt__kind=Role.POST,
            attempt__number=1,
            attempt__submitted_at__isnull=False,
            attempt__learner__is_simulated=False,
        )
        .annotate(person=person_of("attempt__"))
        .order_by("attempt__submitted_at", "attempt", "-number")
        .values("attempt", "attempt__release", "person", "attempt__served", "item_points", "denominator")
    )
    seen: set[tuple[int, int]] = set()
    for row in rows.iterator():
        # The first row of a person is the last marking of the first attempt: corrections and later goes follow it.
        mark = (row["attempt__release"], row["person"])
        if mark not in seen:
            seen.add(mark)
            yield row
