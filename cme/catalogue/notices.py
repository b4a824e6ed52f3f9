"""Dated notices of an article: retracted, paused, corrected; for everybody, and for a reader who was here before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from cme.assessment.models import Attempt
from cme.compiled import MOMENT, SLUG, CompiledQuery
from cme.learners.models import Learner
from cme.progress.models import Step
from content.models import Edition
from content.models.question import Role


class Kind(StrEnum):
    """What a notice is about."""

    RETRACTED = "retracted"
    PAUSED = "paused"
    MATERIAL = "material"
    MINOR = "minor"


@dataclass(frozen=True)
class Notice:
    """A dated notice.

    Attributes:
        kind: What it is about.
        at: Its day.
        text: The reason, or what changed; empty where there is no more to say.
    """

    kind: str
    at: datetime
    text: str = ""


@dataclass(frozen=True)
class Change:
    """A notice with the moment from which readers saw the edition that it is about.

    Attributes:
        notice: What readers are told.
        release: Number of the release.
        correction: Number of the correction in it; a retraction comes after all of its release.
    """

    notice: Notice
    release: int
    correction: int


def notices_of(edition: Any, corrections: Iterable[Edition] = ()) -> list[Notice]:
    """Return what readers must know of an edition, the gravest first.

    Args:
        edition: As ``with_notices`` loads it.
        corrections: Further minor corrections of its release that have a notice, if all of them are to be told.
    """
    found = []
    if edition.retracted_at:
        found.append(Notice(Kind.RETRACTED, edition.retracted_at, edition.retraction_reason))
    elif edition.paused_at:
        found.append(Notice(Kind.PAUSED, edition.paused_at))
    if edition.opening_change:
        found.append(Notice(Kind.MATERIAL, edition.listed_at, edition.opening_change))
    minor = [row for row in (*corrections, edition) if row.correction and row.what_changed]
    found += [Notice(Kind.MINOR, row.released_at, row.what_changed) for row in sorted(minor, key=_place)]
    return found


def _place(edition: Edition) -> int:
    return edition.correction


def public_text(notice: Notice) -> str:
    """Return what a notice says outside the gate: of a minor correction that there was one, not its words."""
    return "" if notice.kind == Kind.MINOR else notice.text


HEADS = {
    Kind.RETRACTED: _("Retracted on %(day)s"),
    Kind.PAUSED: _("No test or credit since %(day)s"),
    Kind.MATERIAL: _("Corrected on %(day)s"),
    Kind.MINOR: _("Wording corrected on %(day)s"),
}


def summary_of(notice: Notice) -> str:
    """Return a notice as one line of text, for outside the gate."""
    text = public_text(notice)
    head = HEADS[Kind(notice.kind)] % {"day": date_format(notice.at, "j F Y")}
    return f"{head}: {text}" if text else f"{head}."


def changed_at(edition: Any) -> datetime:
    """Return when what readers see of an article changed last: published, corrected or retracted."""
    moments = [edition.released_at, edition.retracted_at]
    return max(moment for moment in moments if moment)


def _changed_editions(slug: str, at: datetime) -> QuerySet[Any]:
    return (
        Edition.objects.filter(slug=slug, released_at__lte=at)
        .exclude(superseded_at=F("released_at"))  # withdrawn before anybody saw it
        .filter(~Q(what_changed="") | Q(release__retraction__isnull=False))
        .with_notices()
        .annotate(release_number=F("release__number"))
        .defer("source", "html", "teaser")
        .order_by("release__number", "correction")
    )


_changed = CompiledQuery(_changed_editions, slug=SLUG, at=MOMENT)


def changes_of(slug: str, *, at: datetime) -> list[Change]:
    """Return all notices of an article's editions that readers saw by a moment, oldest first, in one query."""
    changes: list[Change] = []
    retracted: dict[int, Change] = {}
    for edition in _changed.all(slug=slug, at=at):
        number = edition.release_number
        if edition.what_changed:
            kind = Kind.MINOR if edition.correction else Kind.MATERIAL
            notice = Notice(kind, edition.released_at, edition.what_changed)
            changes.append(Change(notice, number, edition.correction))
        if edition.retracted_at:
            notice = Notice(Kind.RETRACTED, edition.retracted_at, edition.retraction_reason)
            retracted[number] = Change(notice, number, edition.correction)
    return sorted([*changes, *retracted.values()], key=lambda change: change.notice.at)


def changes_since(edition: Edition, release: int, *, at: datetime) -> list[Change]:
    """Return the changes of an article after an edition, its own retraction among them.

    Args:
        edition: The edition that a result is about.
        release: Number of its release.
        at: The moment up to which changes are told; aware.
    """
    here = (release, edition.correction)
    return [
        change
        for change in changes_of(edition.slug, at=at)
        if (change.release, change.correction) > here
        or (change.notice.kind == Kind.RETRACTED and change.release == release)
    ]


@dataclass(frozen=True)
class Reading:
    """A moment at which a learner read an edition, or took its test.

    Attributes:
        at: The moment.
        release: Number of the release.
        correction: Number of the correction.
        is_whole: The text was finished, or a test of it submitted.
    """

    at: datetime
    release: int
    correction: int
    is_whole: bool


def readings_of(learner: Learner, slug: str) -> list[Reading]:
    """Return when a learner, and whoever turned out to be the same, read which edition of an article; two queries."""
    where = ("edition__release__number", "edition__correction")
    own = Q(learner=learner) | Q(learner__merged_into=learner)
    steps: QuerySet[Step, Any] = Step.objects.filter(
        own, edition__slug=slug, kind__in=(Step.Kind.STARTED, Step.Kind.FINISHED)
    )
    attempts = Attempt.objects.filter(own, edition__slug=slug, kind=Role.POST)
    rows = [
        (at, *place, kind == Step.Kind.FINISHED) for at, kind, *place in steps.values_list("taken_at", "kind", *where)
    ]
    rows += [
        (submitted_at or opened_at, *place, submitted_at is not None)
        for opened_at, submitted_at, *place in attempts.values_list("opened_at", "submitted_at", *where)
    ]
    return [Reading(*row) for row in sorted(rows)]


def unseen(changes: Sequence[Change], readings: Sequence[Reading]) -> tuple[list[Change], datetime | None]:
    """Return the changes since a learner read an article, and when that was.

    A change is seen once the learner has finished, or taken a test of, an edition that has it; a retraction, once
    that was after it. Who read nothing before it has nothing to be told.
    """
    found = [change for change in changes if not any(_has_seen(change, reading) for reading in readings)]
    earlier = [reading for reading in readings if any(_precedes(reading, change) for change in found)]
    told = [change for change in found if any(_precedes(reading, change) for reading in earlier)]
    return told, max((reading.at for reading in earlier), default=None)


def _has_seen(change: Change, reading: Reading) -> bool:
    if change.notice.kind == Kind.RETRACTED:
        return reading.is_whole and reading.at >= change.notice.at
    return reading.is_whole and (reading.release, reading.correction) >= (change.release, change.correction)


def _precedes(reading: Reading, change: Change) -> bool:
    if change.notice.kind == Kind.RETRACTED:
        return reading.release <= change.release and reading.at < change.notice.at
    return (reading.release, reading.correction) < (change.release, change.correction)
