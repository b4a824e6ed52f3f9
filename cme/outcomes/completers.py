"""Who completed which editions: the list of those to be told of a correction or a retraction (F5)."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery

from cme.assessment.models import Attempt, Marking
from cme.learners.codes import code_of
from cme.learners.people import PERSON
from cme.progress.models import Step
from cme.ui.points import points_text
from content.models import Edition
from content.models.question import Role

COMPLETERS = (
    "learner", "simulated", "edition", "finished reading at (UTC)", "test submitted at (UTC)", "score", "passed",
)  # fmt: skip


@dataclass
class Completer:
    """A learner who finished reading, or submitted the test.

    Attributes:
        code: How learner and staff name the learner; it opens nothing.
        is_simulated: Made by ``simulate_learners``.
        edition: Number of the edition completed last.
        finished_at: When the text was first finished; None if never.
        submitted_at: When the last test was submitted; None without one.
        score: Points of the last test, in words.
        has_passed: Whether any test was passed by the marking that holds.
    """

    code: str
    is_simulated: bool
    edition: str = ""
    finished_at: datetime | None = None
    submitted_at: datetime | None = None
    score: str = ""
    has_passed: bool = False

    def row(self) -> tuple[object, ...]:
        """Return the row of an export."""
        moments = [f"{at:%Y-%m-%d %H:%M:%S}" if at else "" for at in (self.finished_at, self.submitted_at)]
        passed = ("yes" if self.has_passed else "no") if self.submitted_at else ""
        return (self.code, self.is_simulated, self.edition, *moments, self.score, passed)


def editions_before(slug: str, release: int, correction: int | None) -> list[int]:
    """Return the editions that those to be told have read.

    Args:
        slug: Address of the article.
        release: Number of the release that a notice is about.
        correction: Number of its correction; 0 for what opened a release, None for a retraction.

    Returns:
        For a retraction all editions up to its release, since nothing that the article said is to be relied on; for a
        minor correction those before it in its release; for a material one those of the release before.
    """
    editions = Edition.objects.filter(slug=slug)
    if correction is None:
        return list(editions.filter(release__number__lte=release).values_list("pk", flat=True))
    if correction:
        earlier = editions.filter(release__number=release, correction__lt=correction)
        return list(earlier.values_list("pk", flat=True))
    seen = editions.exclude(superseded_at=F("released_at"))  # one that was withdrawn had no readers
    before = seen.filter(release__number__lt=release).order_by("-release__number").values("release")[:1]
    return list(editions.filter(release=Subquery(before)).values_list("pk", flat=True))


def completers_of(editions: Collection[int]) -> list[Completer]:
    """Return those who completed one of the editions, each once, by code; three queries."""
    found: dict[int, Completer] = {}
    numbers = {
        pk: f"{release}.{correction}"
        for pk, release, correction in Edition.objects.filter(pk__in=editions)
        .order_by()
        .values_list("pk", "release__number", "correction")
    }
    for person, is_simulated, edition, at in _finished(editions):
        row = found.setdefault(person, Completer(code_of(person), is_simulated))
        row.edition, row.finished_at = numbers[edition], row.finished_at or at
    for attempt in _submitted(editions):
        row = found.setdefault(attempt.person, Completer(code_of(attempt.person), attempt.is_simulated))
        row.edition, row.submitted_at = numbers[attempt.edition_id], attempt.submitted_at
        points, most = (points_text(value, attempt.denominator) for value in (attempt.points, attempt.most))
        row.score = f"{points} of {most}"
        row.has_passed = row.has_passed or attempt.is_passed
    return [found[person] for person in sorted(found)]


def _finished(editions: Collection[int]) -> Iterator[tuple[int, bool, int, datetime]]:
    steps = Step.objects.filter(edition__in=editions, kind=Step.Kind.FINISHED).order_by("taken_at", "pk")
    yield from steps.annotate(person=PERSON).values_list("person", "learner__is_simulated", "edition", "taken_at")


def _submitted(editions: Collection[int]) -> Any:
    """Load the tests with the marking that holds."""
    holding = Marking.objects.filter(attempt=OuterRef("pk")).order_by("-number")
    names = {"points": "points", "most": "maximum_points", "denominator": "denominator", "is_passed": "is_passed"}
    attempts: Any = Attempt.objects.filter(edition__in=editions).of_kind(Role.POST).submitted()
    return (
        attempts.annotate(
            person=PERSON,
            is_simulated=F("learner__is_simulated"),
            **{name: Subquery(holding.values(column)[:1]) for name, column in names.items()},
        )
        .order_by("submitted_at", "pk")
        .iterator(chunk_size=500)
    )
