"""Verbs on learners."""

from datetime import datetime

from cme.learners.models import Learner


def begin_learner(*, at: datetime, is_simulated: bool = False) -> Learner:
    """Record a new learner under a fresh random key.

    Args:
        at: When the learner first wrote something; aware.
        is_simulated: Made by ``simulate_learners``; marked wherever the answers count.
    """
    return Learner.objects.create(created_at=at, is_simulated=is_simulated)
