"""How often the form may be sent: exact, whichever worker is reached."""

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import F
from django.utils.crypto import salted_hmac

from cme.reporting.models import RateBucket

KEPT = timedelta(days=2)  # after which a count is forgotten
EVERYBODY = "everybody"


def count_report(*, sender: str, at: datetime) -> bool:
    """Count that a sender reports something in this hour; return whether it is still within the limits.

    One conditional update for each limit decides, so that many at once cannot pass together. The second limit holds
    for all senders: whoever has many network addresses must not fill the queue.

    Args:
        sender: Network address; only a keyed hash of it is stored, another one each hour.
        at: Now; aware.
    """
    began_at = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    return _count(sender, settings.REPORTS_AN_HOUR, began_at) and _count(
        EVERYBODY, settings.REPORTS_AN_HOUR_IN_ALL, began_at
    )


def forget_counts(*, at: datetime) -> int:
    """Remove counts of hours that are over; return how many."""
    return RateBucket.objects.filter(began_at__lt=at - KEPT).delete()[0]


def _count(who: str, most: int, began_at: datetime) -> bool:
    name = salted_hmac("cme.reporting.limits", f"{began_at.isoformat()}|{who}", algorithm="sha256").hexdigest()
    RateBucket.objects.bulk_create([RateBucket(name=name, began_at=began_at)], ignore_conflicts=True)
    bucket = RateBucket.objects.filter(name=name, began_at=began_at, count__lt=most)
    return bool(bucket.update(count=F("count") + 1))
