"""Where a learner left off: articles that were begun and not finished, and tests that are still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cme.assessment.models import Attempt, AttemptStep
from cme.assessment.responses import Response, is_complete
from cme.assessment.services.answering import KEPT
from cme.assessment.serving import served_items
from cme.catalogue.converters import NAMES
from cme.learners.models import Learner
from cme.progress.models import ReadingPlace, Step
from content.models import Edition, Retraction, Translation
from content.models.question import Role

MOST = 10  # of each; what was left longer ago is found in the lists of articles
PARTS = {
    "key-data": _("Key data"),
    "key-learning": _("Key learning"),
    "limits": _("What this does not show"),
    "summary": _("The study"),
}
# What tests are called; questions in the text are answered on the spot and wait for nobody.
LABELS = {Role.PRE: _("Pre-test"), Role.POST: _("Test"), Role.SELF: _("Self-check")}


def unfinished_of(learner: Learner, *, at: datetime) -> QuerySet[Any]:
    """Return the articles that readers see and that a learner began and never finished, the latest first; one query.

    Adds ``anchor`` (None where no place in the text of this release is known), ``left_at``, and ``read_in``: the
    language of the translation that was read, if readers still see one (None for the original).
    """
    steps = Step.objects.by(learner).order_by()
    begun = steps.filter(kind=Step.Kind.STARTED)
    finished = steps.filter(kind=Step.Kind.FINISHED)
    places = _places(learner).filter(edition__release=OuterRef("release"))
    last_read = _places(learner).filter(edition__release=OuterRef("edition__release")).values("language")[:1]
    read = Translation.objects.published().filter(edition__release=OuterRef("release"), language=Subquery(last_read))
    last_begun = begun.filter(edition__release__article=OuterRef("release__article")).order_by("-taken_at")
    return (
        Edition.objects.current_at(at)
        .filter(release__article__in=begun.values("edition__release__article"))
        .exclude(release__article__in=finished.values("edition__release__article"))
        .teasers()
        .annotate(
            anchor=Subquery(places.values("anchor")[:1]),
            read_in=Subquery(read.values("language")[:1]),
            left_at=Coalesce(Subquery(places.values("seen_at")[:1]), Subquery(last_begun.values("taken_at")[:1])),
        )
        .order_by("-left_at", "-pk")[:MOST]
    )


def place_in(learner: Learner, edition: Edition) -> str:
    """Return the id of the part of a release that a learner saw last; empty where it is not known."""
    places = _places(learner).filter(edition__release_id=edition.release_id)
    return places.values_list("anchor", flat=True).first() or ""


def words_of_place(anchor: str | None) -> str:
    """Return a place in an article as words: ``p-who-did-worse`` becomes ``Who did worse``."""
    if not anchor:
        return ""
    return str(PARTS.get(anchor, "")) or anchor.removeprefix("p-").replace("-", " ").capitalize()


def _places(learner: Learner) -> QuerySet[Any]:
    return ReadingPlace.objects.by(learner).order_by("-seen_at", "-pk")


@dataclass(frozen=True)
class OpenTest:
    """A test that waits to be finished.

    Attributes:
        slug: Address of its article.
        title: Title of its article.
        role: Its name in addresses.
        label: Its name for people.
        opened_at: When it was opened.
        next_number: The first question that is not answered in full, from 1; 0 where all of them are.
        total: How many questions it asks.
        is_retracted: Whether its article is.
    """

    slug: str
    title: str
    role: str
    label: str
    opened_at: datetime
    next_number: int
    total: int
    is_retracted: bool


def open_tests(learner: Learner, *, at: datetime) -> list[OpenTest]:
    """Return the tests that a learner has open, the latest first; two queries. One whose time is up waits no more."""
    in_time = Q(deadline_at__isnull=True) | Q(deadline_at__gt=at)
    attempts = list(
        Attempt.objects.filter(in_time, learner__in=Learner.objects.same_as(learner), kind__in=LABELS)
        .open()
        .with_edition()
        .annotate(is_retracted=Exists(Retraction.objects.filter(release=OuterRef("release"))))
        .order_by("-opened_at", "-pk")[:MOST]
    )
    saved = _saved(attempts) if attempts else {}
    return [_test(attempt, saved.get(attempt.pk, {})) for attempt in attempts]


def _saved(attempts: list[Attempt]) -> dict[int, dict[int | None, Response]]:
    """Return the answers of each attempt by item; what was saved last of an item holds."""
    steps = AttemptStep.objects.filter(attempt__in=attempts, kind__in=KEPT).order_by("sequence")
    found: dict[int, dict[int | None, Response]] = {}
    for attempt, item, response in steps.values_list("attempt", "item", "response"):
        found.setdefault(attempt, {})[item] = Response.from_json(response or {})
    return found


def _test(attempt: Attempt, saved: Mapping[int | None, Response]) -> OpenTest:
    role, edition = Role(attempt.kind), attempt.edition
    items = served_items(attempt.edition_id, attempt.kind)
    gaps = (
        place
        for place, item in enumerate(attempt.served, start=1)
        if item not in saved or not is_complete(items[item], saved[item])
    )
    return OpenTest(
        slug=edition.slug,
        title=edition.teaser["title"],
        role=NAMES[role],
        label=str(LABELS[role]),
        opened_at=attempt.opened_at,
        next_number=next(gaps, 0),
        total=len(attempt.served),
        is_retracted=attempt.is_retracted,  # type: ignore[attr-defined]  # open_tests annotates it
    )
