"""More time for learners who need it, where a test has a limit."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from cme.assessment.models import TimeAllowance
from cme.learners.models import Learner

MOST_PERCENT = 300


class AllowanceRefused(Exception):
    """No time was granted; the message is fit to show to the staff."""


@transaction.atomic
def grant_time(*, learner: Learner, extra_percent: int, actor: AbstractBaseUser | None, at: datetime) -> TimeAllowance:
    """Grant a learner more time, or grant another share of it than before.

    It counts from the next attempt: the deadline of an open one was told to the learner and is never changed.

    Args:
        learner: Who needs it; of merged learners the one that goes on.
        extra_percent: 50 makes 30 minutes 45.
        actor: Who grants it.
        at: When; aware.

    Raises:
        AllowanceRefused: The share is below 1 or above 300 percent.
    """
    if not 1 <= extra_percent <= MOST_PERCENT:
        raise AllowanceRefused(f"Give a share from 1 to {MOST_PERCENT} percent.")
    values = {"extra_percent": extra_percent, "granted_at": at, "granted_by": actor}
    return TimeAllowance.objects.update_or_create(learner_id=learner.root_id, defaults=values)[0]
