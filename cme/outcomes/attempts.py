"""Which attempts count: submitted ones, and of each person the first."""

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import Coalesce, RowNumber

from cme.assessment.models import Attempt, AttemptQuerySet, Marking
from content.models import Release


def submitted_attempts(release: Release) -> AttemptQuerySet:
    """Keep the submitted attempts of a release."""
    return Attempt.objects.filter(release=release).submitted().order_by()


def first_attempts(release: Release) -> QuerySet[Attempt]:
    """Keep the first submitted attempt of each person; learners merged into one are one person.

    Numbered person by person in one pass: a search for something earlier, attempt by attempt, takes minutes for
    100,000 of them.
    """
    numbered = (
        submitted_attempts(release)
        .filter(number=1)
        .annotate(
            turn=Window(
                RowNumber(),
                partition_by=[Coalesce("learner__merged_into_id", "learner_id"), F("kind")],
                order_by=["submitted_at", "pk"],
            )
        )
    )
    return submitted_attempts(release).filter(pk__in=numbered.filter(turn=1).values("pk"))


def latest_markings(attempts: QuerySet[Attempt]) -> QuerySet[Marking]:
    """Keep the marking that holds of each of these attempts."""
    later = Marking.objects.filter(attempt=OuterRef("attempt"), number__gt=OuterRef("number"))
    return Marking.objects.filter(~Exists(later), attempt__in=attempts).order_by()
