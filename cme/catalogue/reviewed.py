"""Who reviewed what went out before its review: known only later, so it is not in the frozen edition (S0, S1)."""

from datetime import UTC
from typing import Any


def late_review_of(edition: Any) -> dict[str, Any]:
    """Return what is to stand in the place of the frozen review of an urgent correction; nothing for other editions.

    Args:
        edition: As ``with_late_review`` loads it.

    Returns:
        ``reviewers``, ``reviewed_on`` and ``is_review_pending``.
    """
    if edition.hurried_at is None or edition.is_demonstration:
        return {}
    if edition.review_signed_at is None:
        return {"reviewers": [], "reviewed_on": "", "is_review_pending": True}
    day = edition.review_signed_at.astimezone(UTC).date().isoformat()
    named = {"name": edition.review_signed_by, "credentials": "", "confirmed_on": day}
    return {"reviewers": [named], "reviewed_on": day, "is_review_pending": False}


def teaser_with_review(edition: Any) -> dict[str, Any]:
    """Return the teaser with the day of a late review."""
    late = late_review_of(edition)
    return edition.teaser | {name: late[name] for name in ("reviewed_on", "is_review_pending") if late}
