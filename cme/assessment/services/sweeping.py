"""Closing attempts whose time is up and whose learners did not come back."""

from collections.abc import Iterator
from datetime import datetime

from cme.assessment.models import Attempt
from cme.assessment.services.submitting import settle_overdue

BATCH = 200  # attempts looked up at once


def submit_overdue(*, at: datetime) -> Iterator[int]:
    """Submit every attempt whose time and grace are over, each in a transaction of its own.

    Args:
        at: When; aware.

    Yields:
        Primary keys of the attempts that were submitted. Run again, it finds none of them.
    """
    last = 0
    while batch := _next_batch(after=last, at=at):
        for attempt in batch:
            if settle_overdue(attempt=attempt, at=at).submitted_at is not None:
                yield attempt.pk
        last = batch[-1].pk


def _next_batch(*, after: int, at: datetime) -> list[Attempt]:
    late = Attempt.objects.open().filter(deadline_at__lt=at, pk__gt=after).order_by("pk")
    return list(late[:BATCH])
