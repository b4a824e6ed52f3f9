"""Verbs of evaluation: release a version of the instrument, submit or change an evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cme.evaluation.models import Evaluation, InstrumentVersion, Rating, Statement
from cme.evaluation.scale import choices_of
from cme.learners.models import Learner
from content.halts import hold_release, why_unrated
from content.models import Edition, Translation
from content.translating.languages import original_language


class EvaluationRefused(Exception):
    """The evaluation was not recorded; the message is fit to show to the learner."""


class InstrumentRefused(Exception):
    """The instrument was not changed; the message is fit to show to the editor."""


NOTHING_RATED = _("Rate at least one statement, then send.")
OUT_OF_DATE = _("This page is out of date. Reload it and rate again.")


@dataclass(frozen=True)
class RatingText:
    """The answer to one statement: one of the three is set."""

    value: int | None = None
    outside: str = ""
    comment: str = ""


@transaction.atomic
def release_version(*, version: InstrumentVersion, at: datetime) -> InstrumentVersion:
    """Freeze a version of the instrument and ask it from now on. Old answers keep naming the old one.

    Raises:
        InstrumentRefused: It is released already.
    """
    if version.released_at is not None:
        raise InstrumentRefused("This version is released already. Begin the next one.")
    statements = [
        {"id": row.pk, "kind": row.kind, "text": row.text, "choices": choices_of(row)}
        for row in version.statements.all()
    ]
    version.sheet = {"introduction": version.introduction, "statements": statements}
    version.released_at = at
    version.save(update_fields=["sheet", "released_at"])
    return version


@transaction.atomic
def submit_evaluation(
    *,
    learner: Learner,
    edition: Edition,
    version: InstrumentVersion,
    ratings: Mapping[int, RatingText],
    at: datetime,
    asked_in: str = "en",
    translation: Translation | None = None,
    keeps: bool = False,
) -> Evaluation:
    """Record what a learner thought of a release, or change it within a day.

    Args:
        learner: Who rates.
        edition: The edition that was read.
        version: The version of the instrument that was asked.
        ratings: Answers by primary key of the statement; statements left out stay unanswered.
        at: When; aware.
        asked_in: Language of the statements.
        translation: Which was read; None is the original.
        keeps: Whether statements left out keep an earlier answer, which the form did not show.

    Raises:
        EvaluationRefused: Nothing was rated, a statement is not of this version, the day is over, or it is retracted.
    """
    _refuse_ratings(version, ratings)
    _refuse_retracted(edition)
    read = _read(translation, asked_in)
    evaluation, is_new = Evaluation.objects.select_for_update(of=("self",)).get_or_create(
        learner_id=_rater(learner, edition),
        release_id=edition.release_id,
        defaults={"edition": edition, "version": version, "submitted_at": at, "changed_at": at} | read,
    )
    if not is_new:
        _replaced(_reopen(evaluation, edition, version, read, at), ratings, keeps=keeps).delete()
    Rating.objects.bulk_create(
        Rating(evaluation=evaluation, statement_id=statement, **asdict(rating)) for statement, rating in ratings.items()
    )
    return evaluation


def _refuse_ratings(version: InstrumentVersion, ratings: Mapping[int, RatingText]) -> None:
    if not ratings:
        raise EvaluationRefused(NOTHING_RATED)
    if set(ratings) - set(Statement.objects.filter(version=version).values_list("pk", flat=True)):
        raise EvaluationRefused(OUT_OF_DATE)


def _refuse_retracted(edition: Edition) -> None:
    """Refuse where the release is retracted, and keep it from being retracted until the rating is there."""
    hold_release(edition.release_id)
    if refusal := why_unrated(edition.release_id):
        raise EvaluationRefused(refusal)


def _rater(learner: Learner, edition: Edition) -> int:
    """Return for whom a rating counts: who turned out to be the same person has one, and the first one goes on."""
    own = Evaluation.objects.by(learner).filter(release_id=edition.release_id)
    first = own.order_by("submitted_at").first()
    return first.learner_id if first else learner.pk


def _read(translation: Translation | None, asked_in: str) -> dict[str, Any]:
    language = translation.language if translation else original_language()
    return {"translation": translation, "language": language, "asked_in": asked_in}


def _reopen(
    evaluation: Evaluation, edition: Edition, version: InstrumentVersion, read: Mapping[str, Any], at: datetime
) -> Evaluation:
    """Return an evaluation that is given anew, if its day is not over."""
    if at > changeable_until(evaluation):
        raise EvaluationRefused(
            ngettext(
                "You rated this article more than %(hours)s hour ago; the rating can no longer be changed.",
                "You rated this article more than %(hours)s hours ago; the rating can no longer be changed.",
                settings.EVALUATION_HOURS,
            )
            % {"hours": settings.EVALUATION_HOURS}
        )
    evaluation.version, evaluation.edition, evaluation.changed_at = version, edition, at
    for name, value in read.items():
        setattr(evaluation, name, value)
    evaluation.save(update_fields=["version", "edition", "changed_at", *read])
    return evaluation


def _replaced(evaluation: Evaluation, ratings: Mapping[int, RatingText], *, keeps: bool) -> QuerySet[Rating]:
    """Return the earlier answers that go; those to another version of the instrument go at any rate."""
    earlier = evaluation.ratings.all()
    others = earlier.exclude(statement__version=evaluation.version_id)
    return earlier.filter(statement__in=ratings) | others if keeps else earlier


def changeable_until(evaluation: Evaluation) -> datetime:
    """Return the last moment at which a rating can be changed."""
    return evaluation.submitted_at + timedelta(hours=settings.EVALUATION_HOURS)


@transaction.atomic
def begin_version(*, latest: InstrumentVersion) -> InstrumentVersion:
    """Begin the next version as a copy of the latest; one that is not released yet is returned as it is."""
    if latest.released_at is None:
        return latest
    version = InstrumentVersion.objects.create(
        instrument_id=latest.instrument_id, number=latest.number + 1, introduction=latest.introduction
    )
    place_statements(
        version=version,
        statements=[
            Statement(
                kind=row.kind,
                text=row.text,
                offers_not_applicable=row.offers_not_applicable,
                offers_already_practised=row.offers_already_practised,
            )
            for row in latest.statements.all()
        ],
    )
    return version


@transaction.atomic
def place_statements(*, version: InstrumentVersion, statements: Sequence[Statement]) -> None:
    """Make these the statements of a version that is not released, in this order.

    Nothing names them yet, so they are written anew, and no two of them ever share a place meanwhile.

    Raises:
        InstrumentRefused: The version is released.
    """
    if version.released_at is not None:
        raise InstrumentRefused("A released version is never changed. Begin the next one.")
    version.statements.all().delete()
    for position, statement in enumerate(statements, start=1):
        statement.pk, statement.version, statement.position = None, version, position
    Statement.objects.bulk_create(statements)
