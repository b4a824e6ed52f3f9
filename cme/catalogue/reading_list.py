"""A learner's reading list as a page shows it: each article as readers see it now, and how far the learner came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext, pgettext

from cme.assessment.models import Attempt
from cme.evaluation.models import Evaluation
from cme.learners.models import Learner
from cme.progress.models import SavedArticle, Step
from content.models import Edition
from content.models.question import Role


@dataclass(frozen=True)
class Entry:
    """An article on a reading list.

    Attributes:
        edition: What readers see of it now, or saw last, with its notices.
        saved_at: When it was saved.
        is_withdrawn: Readers no longer see it.
        states: How far the learner came in this release, in words, in the order of the way.
    """

    edition: Any
    saved_at: datetime
    is_withdrawn: bool
    states: tuple[str, ...]


def entries_of(learner: Learner, *, at: datetime) -> list[Entry]:
    """Return a learner's reading list, what was saved last first; five queries, however long it is."""
    saved: dict[int, datetime] = {}
    for edition, saved_at in _saved(learner, at):
        saved.setdefault(edition, saved_at)  # saved under two keys of one person, it stands there once
    editions = {row.pk: row for row in _editions(saved)}
    releases = [row.release_pk for row in editions.values()]
    states = states_of(learner, releases) if releases else {}
    return [
        Entry(
            edition=editions[pk],
            saved_at=saved_at,
            is_withdrawn=bool(editions[pk].ended_at and editions[pk].ended_at <= at),
            states=states.get(editions[pk].release_pk, (pgettext("article", "Not started"),)),
        )
        for pk, saved_at in saved.items()
        if pk in editions
    ]


def is_saved(learner: Learner, article_id: int) -> bool:
    """Tell whether an article is on a learner's reading list."""
    return SavedArticle.objects.by(learner).filter(article=article_id).exists()


def _saved(learner: Learner, at: datetime) -> Any:
    """Return each saved article as the edition that readers see now or saw last, and when it was saved."""
    shown = Edition.objects.filter(release__article=OuterRef("article"), released_at__lte=at)
    shown = shown.exclude(superseded_at=F("released_at")).order_by("-released_at", "-pk")  # withdrawn unseen
    saved = SavedArticle.objects.by(learner).annotate(edition=Subquery(shown.values("pk")[:1]))
    return saved.order_by("-saved_at", "-pk").values_list("edition", "saved_at")


def _editions(pks: Iterable[int]) -> Any:
    editions = Edition.objects.filter(pk__in=list(pks)).teasers().order_by()
    return editions.annotate(ended_at=F("superseded_at"), release_pk=F("release"))


def states_of(learner: Learner, releases: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Return how far a learner came in releases, in words; releases without a record are left out. Three queries."""
    own = {"learner__in": Learner.objects.same_as(learner)}
    wanted = list(releases)
    steps = Step.objects.filter(edition__release__in=wanted, **own).exclude(kind=Step.Kind.DISCLOSURE_SHOWN)
    taken = set(steps.order_by().values_list("edition__release", "kind"))
    tests: Any = Attempt.objects.filter(release__in=wanted, **own).of_kind(Role.POST).submitted().with_pass()
    passes: dict[int, bool] = {}
    for release, has_passed in tests.values_list("release", "has_passed"):
        passes[release] = passes.get(release, False) or has_passed
    rated = set(Evaluation.objects.filter(release__in=wanted, **own).values_list("release", flat=True))
    found = {}
    for release in {release for release, _ in taken} | passes.keys() | rated:
        states = [
            pgettext("article", "Finished")
            if (release, Step.Kind.FINISHED) in taken
            else pgettext("article", "Started"),
            *([gettext("Test passed") if passes[release] else gettext("Test taken")] if release in passes else []),
            *([pgettext("article", "Rated")] if release in rated else []),
        ]
        found[release] = tuple(states)
    return found
