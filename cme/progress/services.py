"""Verbs on steps."""

from collections.abc import Iterable
from datetime import datetime

from cme.learners.models import Learner
from cme.progress.models import Step
from content.models import Edition


def record_steps(*, learner: Learner, edition: Edition, kinds: Iterable[str], at: datetime) -> None:
    """Record that a learner took steps in an edition; a step already recorded keeps its first moment.

    Args:
        learner: Who took them.
        edition: The edition that was on the screen.
        kinds: Values of :class:`Step.Kind`.
        at: When; aware.

    Source:
        S2 (disclosure seen), F5 (start, completer).
    """
    Step.objects.bulk_create(
        (Step(learner=learner, edition=edition, kind=kind, taken_at=at) for kind in kinds), ignore_conflicts=True
    )
