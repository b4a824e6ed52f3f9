"""Verbs on steps."""

from collections.abc import Iterable
from datetime import datetime

from cme.learners.models import Learner
from cme.progress.models import Step
from content.models import Edition


class ReadingRefused(Exception):
    """The statement was not recorded; the message is fit to show to the learner."""


def record_source_read(*, learner: Learner, edition: Edition, at: datetime) -> None:
    """Record that a learner states to have read the paper that an edition is about; the first statement counts.

    Args:
        learner: Who states it.
        edition: The edition that was on the screen.
        at: When; aware.

    Raises:
        ReadingRefused: The activity does not ask for it.

    Source:
        F4: journal-based activities need the source article cited and a recorded reading step.
    """
    if not edition.needs_source_read:
        raise ReadingRefused("This activity does not ask you to read the paper.")
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.SOURCE_READ], at=at)


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
