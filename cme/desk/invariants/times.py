"""What is true of the moments of attempts, asked of the database. Each function yields the rows that break it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, Max, Min, OuterRef, Q

from cme.assessment.models import Answer, Attempt, Marking
from cme.assessment.services.allowances import MOST_PERCENT
from cme.evaluation.models import Evaluation
from content.models import Edition
from content.models.question import Role
from content.policy import Policy

CHUNK = 2000
# Requests read the clock before they wait for each other, and machines have clocks of their own.
SLACK = timedelta(minutes=1)
LEFT = ExpressionWrapper(F("deadline_at") - F("opened_at"), output_field=DurationField())


def nothing_is_older_than_its_edition() -> Iterator[str]:
    """No attempt was opened, and no rating sent, before readers saw the edition that it is of."""
    seen = F("edition__released_at")
    # Compared as they are first: few rows are then left for the sum, which SQLite works out slowly.
    attempts = Attempt.objects.filter(opened_at__lt=seen).filter(opened_at__lt=seen - SLACK)
    for pk in attempts.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"attempt {pk}"
    ratings = Evaluation.objects.filter(changed_at__lt=seen).filter(changed_at__lt=seen - SLACK)
    for pk in ratings.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"evaluation {pk}"


def answers_are_of_the_time_of_their_attempt() -> Iterator[str]:
    """An answer was saved after its attempt was opened and no later than it was submitted."""
    opened, submitted = F("attempt__opened_at"), F("attempt__submitted_at")
    early = Answer.objects.filter(saved_at__lt=opened).filter(saved_at__lt=opened - SLACK)
    late = Answer.objects.filter(saved_at__gt=submitted).filter(saved_at__gt=submitted + SLACK)
    for rows in (early, late):
        for pk, attempt in rows.order_by("pk").values_list("pk", "attempt").iterator(CHUNK):
            yield f"answer {pk} of attempt {attempt}"


def first_marking_is_of_the_submission() -> Iterator[str]:
    """The first marking of an attempt bears the moment of its submission, and each other one follows the one before."""
    submitted = F("attempt__submitted_at")
    first = Marking.objects.filter(number=1).exclude(marked_at=submitted)
    first = first.filter(Q(marked_at__lt=submitted - SLACK) | Q(marked_at__gt=submitted + SLACK))
    before = Marking.objects.filter(
        attempt=OuterRef("attempt"), number__lt=OuterRef("number"), marked_at__gt=OuterRef("marked_at")
    )
    for rows in (first, Marking.objects.filter(Exists(before), number__gt=1)):
        for number, attempt in rows.order_by("pk").values_list("number", "attempt").iterator(CHUNK):
            yield f"marking {number} of attempt {attempt}"


def deadlines_are_those_of_the_edition() -> Iterator[str]:
    """A test with a time limit has a deadline after that time or up to four times as much; any other test has none."""
    untimed = Attempt.objects.exclude(kind=Role.POST).filter(deadline_at__isnull=False)
    for pk in untimed.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"attempt {pk}"
    tests = Attempt.objects.of_kind(Role.POST).order_by().values("edition")
    limited = tests.annotate(n=Count("pk"), timed=Count("deadline_at"), least=Min(LEFT), most=Max(LEFT))
    for row in limited.iterator(CHUNK):
        policy = Policy.from_json(Edition.objects.values_list("policy", flat=True).get(pk=row["edition"]))
        for pk in _with_another_deadline(row, policy.time_limit_minutes):
            yield f"attempt {pk}, edition {row['edition']}: {policy.time_limit_minutes or 'no'} minutes"


INVARIANTS = (
    nothing_is_older_than_its_edition,
    answers_are_of_the_time_of_their_attempt,
    first_marking_is_of_the_submission,
    deadlines_are_those_of_the_edition,
)


def _with_another_deadline(counted: Mapping[str, Any], minutes: int | None) -> Iterator[int]:
    """Yield the attempts at a test whose deadline its limit does not give; more time was granted to some."""
    attempts = Attempt.objects.of_kind(Role.POST).filter(edition=counted["edition"]).order_by("pk")
    if minutes is None:
        wrong = Q(deadline_at__isnull=False)
        is_wrong = counted["timed"] > 0
    else:
        least = timedelta(minutes=minutes)
        most = timedelta(minutes=-(-minutes * (100 + MOST_PERCENT) // 100))
        wrong = Q(deadline_at=None) | Q(left__lt=least) | Q(left__gt=most)
        is_wrong = counted["timed"] < counted["n"] or counted["least"] < least or counted["most"] > most
    if is_wrong:
        yield from attempts.annotate(left=LEFT).filter(wrong).values_list("pk", flat=True).iterator(CHUNK)
