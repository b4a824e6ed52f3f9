"""Which attempts count: submitted ones, of each person the first, and no pre-test that came after the test."""

from django.db.models import Case, Exists, F, Min, OuterRef, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber

from cme.assessment.models import Attempt, AttemptQuerySet, Marking
from cme.learners.people import PERSON
from content.models import Release
from content.models.question import Role


def submitted_attempts(release: Release) -> AttemptQuerySet:
    """Keep the submitted attempts of a release."""
    return Attempt.objects.filter(release=release).submitted().order_by()


def late_pre_tests(release: Release) -> QuerySet[Attempt]:
    """Keep the pre-tests that were submitted once the same person had opened the post-test.

    They tell nothing about what was known before, so they stand beside no test and in no mean; in one pass, as below.

    Source:
        docs/decisions/0007.
    """
    opened = Case(When(kind=Role.POST, then=F("opened_at")))
    timed = (
        Attempt.objects.filter(release=release)
        .order_by()
        .annotate(tested_at=Window(Min(opened), partition_by=[PERSON]))
    )
    late = timed.filter(submitted_at__gte=F("tested_at"))  # post-tests too, which are left out here
    return submitted_attempts(release).filter(kind=Role.PRE, pk__in=late.values("pk"))


def first_attempts(release: Release) -> QuerySet[Attempt]:
    """Keep the first submitted attempt of each person, but no late pre-test; learners merged into one are one person.

    Numbered person by person in one pass: a search for something earlier, attempt by attempt, takes minutes for
    100,000 of them.
    """
    numbered = (
        submitted_attempts(release)
        .filter(number=1)
        .annotate(
            turn=Window(
                RowNumber(),
                partition_by=[PERSON, F("kind")],
                order_by=["submitted_at", "pk"],
            )
        )
    )
    counting = submitted_attempts(release).filter(pk__in=numbered.filter(turn=1).values("pk"))
    return counting.exclude(Q(kind=Role.PRE) & Q(pk__in=late_pre_tests(release).values("pk")))


def latest_markings(attempts: QuerySet[Attempt]) -> QuerySet[Marking]:
    """Keep the marking that holds of each of these attempts."""
    later = Marking.objects.filter(attempt=OuterRef("attempt"), number__gt=OuterRef("number"))
    return Marking.objects.filter(~Exists(later), attempt__in=attempts).order_by()
