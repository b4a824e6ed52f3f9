"""Rates: letting somebody do what costs the site something only so often."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, F, Value
from django.db.models.functions import Greatest

from content.models import RateBucket

KEPT = timedelta(days=1)


def take_turn(*, key: str, burst: int, each: timedelta, at: datetime) -> bool:
    """Take one of the turns that a key has; return whether there was one.

    One conditional update reads and writes, so that any number at once get no more turns than there are, on SQLite and
    PostgreSQL alike. In a transaction that is rolled back, the turn is given back.

    Args:
        key: What is done, and by whom.
        burst: Turns that may be taken at once.
        each: How long one turn takes to come back.
        at: Now; aware.

    Source:
        The generic cell rate algorithm (ITU-T I.371): how far what was done is paid for is one number.
    """
    now, step = _milliseconds(at), round(each.total_seconds() * 1000)
    # Without its type PostgreSQL is sent a number of 32 bits, in which milliseconds have no room.
    paid = Greatest(F("used_until"), Value(now, BigIntegerField())) + step
    free = RateBucket.objects.filter(key=key, used_until__lte=now + (burst - 1) * step)
    if free.update(used_until=paid):
        return True
    _, is_new = RateBucket.objects.get_or_create(key=key, defaults={"used_until": now + step})
    return is_new or bool(free.update(used_until=paid))


def remove_old_buckets(*, at: datetime) -> int:
    """Forget keys of which all turns have long come back; return how many."""
    count, _ = RateBucket.objects.filter(used_until__lt=_milliseconds(at - KEPT)).delete()
    return count


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
