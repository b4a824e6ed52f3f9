"""Verbs on what funders see."""

from datetime import datetime

from content.models import Showing


def record_showing(*, showing: Showing, at: datetime) -> Showing:
    """Enter into the independence log what a funder was shown; the entry is never changed (S5, S6)."""
    showing.recorded_at = at
    showing.save(force_insert=True)
    return showing
