"""How often one network may ask for what costs the site something: counted in the cache, since a GET writes no row.

With Redis every process counts in one place; without it each counts its own, and a site of two processes lets through
twice as much. What is counted is gone after two minutes.
"""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.utils.crypto import salted_hmac

MINUTE = 60  # seconds


@dataclass(frozen=True)
class Turn:
    """Whether somebody may ask now, and if not, in how many seconds."""

    is_free: bool
    wait: int = 0


def take_turn_of_network(*, purpose: str, network: str, a_minute: int, at: datetime) -> Turn:
    """Count that a network asks for something; tell whether it is within the limit.

    Args:
        purpose: What is asked for; each has a limit of its own.
        network: Which asks. Only a keyed hash of it is kept, another one each minute.
        a_minute: How often it may ask in a minute; 0 for as often as it likes.
        at: Now; aware.
    """
    if not a_minute:
        return Turn(is_free=True)
    minute, second = divmod(int(at.timestamp()), MINUTE)
    name = salted_hmac("cme.access.limits", f"{minute}|{network}", algorithm="sha256").hexdigest()
    limits = caches["limits"]
    key = f"{purpose}:{name}"
    limits.add(key, 0, 2 * MINUTE)
    try:
        count = limits.incr(key)
    except ValueError:  # it was dropped meanwhile, or there is nothing to count in
        return Turn(is_free=True)
    return Turn(count <= a_minute, MINUTE - second)
