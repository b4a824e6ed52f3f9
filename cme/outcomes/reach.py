"""Who came: disclosure shown, started, finished, and the professions of those who started (F5)."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery

from cme.access.models import Attestation
from cme.learners.people import PERSON
from cme.progress.models import OF_THE_PAGE, Step
from content.models import Release


@dataclass(frozen=True)
class Head:
    """A count of learners.

    Attributes:
        label: What they did or are.
        n: All of them.
        simulated: How many of them are simulated.
    """

    label: str
    n: int
    simulated: int

    @property
    def real(self) -> int:
        """How many are people."""
        return self.n - self.simulated


def reach_of(release: Release) -> list[Head]:
    """Count the learners who took each step in any edition of a release; who read the paper where somebody did."""
    rows = counted(Step.objects.filter(edition__release=release).order_by(), "kind")
    shown = [kind for kind in Step.Kind if kind in OF_THE_PAGE or kind in rows]
    return [_head(str(kind.label).capitalize(), rows.get(kind.value, {})) for kind in shown]


def professions_of(release: Release) -> list[Head]:
    """Count those who started by the profession they stated last, most frequent first."""
    stated = Attestation.objects.filter(learner=OuterRef("learner")).order_by("-attested_at", "-pk")
    starts = (
        Step.objects.filter(edition__release=release, kind=Step.Kind.STARTED)
        .order_by()
        .annotate(profession=Subquery(stated.values("profession_label")[:1]))
    )
    heads = [
        _head(profession or "not recorded", counts) for profession, counts in counted(starts, "profession").items()
    ]
    return sorted(heads, key=lambda head: (-head.n, head.label))


def counted(rows: "QuerySet[Any]", by: str) -> dict[Any, dict[bool, int]]:
    """Count people by a field and by whether they are simulated."""
    counts: dict[Any, dict[bool, int]] = {}
    grouped = rows.values_list(by, "learner__is_simulated").annotate(people=Count(PERSON, distinct=True))
    for value, is_simulated, people in grouped:
        counts.setdefault(value, {})[is_simulated] = people
    return counts


def _head(label: str, counts: dict[bool, int]) -> Head:
    return Head(label, sum(counts.values()), counts.get(True, 0))
