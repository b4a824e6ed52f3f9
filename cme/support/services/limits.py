"""Letting strangers send a form so often and no more, exactly, whichever worker they reach."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from cme.support.models import RateBucket

KEPT = timedelta(days=2)  # after which a count is forgotten


class TooOften(Exception):
    """It was done too often; the message is fit to show."""


@transaction.atomic
def count_once(*, purpose: str, who: str, most: int, hours: int, at: datetime) -> None:
    """Count that somebody does something, and refuse what exceeds the limit.

    One conditional update decides, so that many at once cannot pass together. The window is a fixed stretch of hours.

    Args:
        purpose: What is done; each has a count of its own.
        who: Whom the count is of, such as a network address; only a keyed hash of it is stored.
        most: How often it may be done in a window.
        hours: How long a window is; a divisor of 24.
        at: Now; aware.

    Raises:
        TooOften: The limit is reached.
    """
    moment = at.astimezone(UTC)
    began_at = moment.replace(hour=moment.hour - moment.hour % hours, minute=0, second=0, microsecond=0)
    # The day is part of the hash, so that counts of two days cannot be put together.
    name = salted_hmac("cme.support.limits", f"{purpose}|{began_at:%Y-%m-%d}|{who}", algorithm="sha256").hexdigest()
    RateBucket.objects.bulk_create([RateBucket(name=name, began_at=began_at)], ignore_conflicts=True)
    taken = RateBucket.objects.filter(name=name, began_at=began_at, count__lt=most).update(count=F("count") + 1)
    if not taken:
        raise TooOften(f"This was sent too often. Please try again in {hours} hour{'s' if hours > 1 else ''}.")


def forget_counts(*, at: datetime) -> int:
    """Remove counts of windows that are over; return how many."""
    return RateBucket.objects.filter(began_at__lt=at - KEPT).delete()[0]
