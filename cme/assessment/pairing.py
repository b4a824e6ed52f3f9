"""Which pre-test stands beside a test: one that was submitted before its learner began the text and the test."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Subquery

from cme.assessment.models import Attempt
from cme.compiled import NUMBER, CompiledQuery
from cme.progress.models import Step
from content.models.question import Role

TEST, TEXT = "test", "text"  # what a pre-test came after


def _first_pre_test(learner: int, release: int) -> QuerySet[Attempt]:
    """Keep the learner's pre-test; adds ``tested_at``, when the first post-test was opened."""
    own = Attempt.objects.by(learner).filter(release=release)
    tested = own.of_kind(Role.POST).order_by("opened_at").values("opened_at")[:1]
    return own.of_kind(Role.PRE).submitted().annotate(tested_at=Subquery(tested)).order_by("submitted_at")[:1]


_pre_tests = CompiledQuery(_first_pre_test, learner=NUMBER, release=NUMBER + 1)


def paired_pre_test(attempt: Attempt) -> Attempt | None:
    """Return the pre-test that pairs with a post-test: submitted before the learner began core content and post-test.

    Source:
        F5 (start), docs/decisions/0007; answers given after a start say nothing about what was known before.
    """
    pre, came_after = pre_test_of(attempt)
    return None if came_after else pre


def pre_test_of(attempt: Attempt) -> tuple[Attempt | None, str]:
    """Return the pre-test of a post-test's learner, and after the beginning of what it was submitted, if too late."""
    root = attempt.learner.root_id
    pre: Any = _pre_tests.first(learner=root, release=attempt.release_id)
    if pre is None:
        return None, ""
    return pre, _came_after(root, attempt.release_id, pre.submitted_at, pre.tested_at)


def begun_before(learner: int, release: int, at: datetime | None = None) -> str:
    """Return what a learner had begun, so that a pre-test pairs with nothing.

    Args:
        learner: Primary key of the learner, of merged ones that of the one that goes on.
        release: Primary key of the release.
        at: When the pre-test was submitted; aware. None: it is still to be submitted.

    Returns:
        ``test``, ``text``, or nothing where the pre-test still pairs.
    """
    tests = Attempt.objects.by(learner).filter(release=release).of_kind(Role.POST).order_by("opened_at")
    return _came_after(learner, release, at, tests.values_list("opened_at", flat=True).first())


def _came_after(learner: int, release: int, at: datetime | None, tested_at: datetime | None) -> str:
    if tested_at and (at is None or tested_at <= at):
        return TEST
    started = Step.objects.filter(
        Q(learner=learner) | Q(learner__merged_into=learner),
        edition__release_id=release,
        kind=Step.Kind.STARTED,
    )
    return TEXT if (started.filter(taken_at__lt=at) if at else started).exists() else ""
