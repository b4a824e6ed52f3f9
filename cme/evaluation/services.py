"""Verbs of evaluation: release a version of the instrument, submit or change an evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cme.evaluation.models import Evaluation, InstrumentVersion, Rating, Statement
from cme.evaluation.scale import choices_of
from cme.learners.models import Learner
from content.halts import hold_release, why_unrated
from content.models import Edition


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
    language: str = "en",
) -> Evaluation:
    """Record what a learner thought of a release, or change it within a day.

    Args:
        learner: Who rates.
        edition: The edition that was read.
        version: The version of the instrument that was asked.
        ratings: Answers by primary key of the statement; statements left out stay unanswered.
        at: When; aware.
        language: In which the statements were asked.

    Raises:
        EvaluationRefused: Nothing was rated, a statement is not of this version, the day is over, or it is retracted.
    """
    if not ratings:
        raise EvaluationRefused(NOTHING_RATED)
    if set(ratings) - set(Statement.objects.filter(version=version).values_list("pk", flat=True)):
        raise EvaluationRefused(OUT_OF_DATE)
    _refuse_retracted(edition)
    # Who turned out to be the same person has one rating: the first one goes on.
    first = Evaluation.objects.by(learner).filter(release_id=edition.release_id).order_by("submitted_at").first()
    evaluation, is_new = Evaluation.objects.select_for_update(of=("self",)).get_or_create(
        learner_id=first.learner_id if first else learner.pk,
        release_id=edition.release_id,
        defaults={"edition": edition, "version": version, "submitted_at": at, "changed_at": at, "language": language},
    )
    if not is_new:
        _reopen(evaluation, edition, version, at, language)
    Rating.objects.bulk_create(
        Rating(evaluation=evaluation, statement_id=statement, **asdict(rating)) for statement, rating in ratings.items()
    )
    return evaluation


def _refuse_retracted(edition: Edition) -> None:
    """Refuse where the release is retracted, and keep it from being retracted until the rating is there."""
    hold_release(edition.release_id)
    if refusal := why_unrated(edition.release_id):
        raise EvaluationRefused(refusal)


def _reopen(evaluation: Evaluation, edition: Edition, version: InstrumentVersion, at: datetime, language: str) -> None:
    """Clear an evaluation to be given anew, if its day is not over."""
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
    evaluation.language = language
    evaluation.save(update_fields=["version", "edition", "changed_at", "language"])
    evaluation.ratings.all().delete()


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
