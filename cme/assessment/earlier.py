"""What a learner began before: the queries of whoever opens a test."""

from cme.assessment.models import Attempt
from cme.compiled import NUMBER, SLUG, CompiledQuery
from cme.learners.models import Learner
from content.models import Edition
from content.models.question import Role

_attempts = CompiledQuery(
    lambda learner, release, role: (
        Attempt.objects.by(learner).filter(release=release).of_kind(role).with_pass().order_by("number")
    ),
    learner=NUMBER,
    release=NUMBER + 1,
    role="r",
)
_elsewhere = CompiledQuery(
    lambda learner, slug, release, role: (
        Attempt.objects.by(learner)
        .of_kind(role)
        .open()
        .filter(edition__slug=slug, release__retraction=None)
        .exclude(release=release)
        .order_by("-release__number")
    ),
    learner=NUMBER,
    slug=SLUG,
    release=NUMBER + 1,
    role="r",
)
_held = CompiledQuery(
    lambda learner: Learner.objects.filter(pk=learner).select_for_update(no_key=True).values_list("pk"), learner=NUMBER
)


def attempts_in(learner: Learner, release_id: int, role: str) -> list[Attempt]:
    """Return the attempts at a test of a release, by number, open or not, each with ``has_passed``."""
    found: list[Attempt] = _attempts.all(learner=learner.pk, release=release_id, role=role)
    return found


def open_elsewhere(learner: Learner, edition: Edition, role: str) -> list[Attempt]:
    """Return the open attempts at other releases of an article that are not retracted, the latest release first."""
    found: list[Attempt] = _elsewhere.all(learner=learner.pk, slug=edition.slug, release=edition.release_id, role=role)
    return found


def hold_learner(learner: Learner) -> None:
    """Let what a learner begins at once come one after the other, so that the second finds what the first began.

    On SQLite the transaction does that.
    """
    _held.all(learner=learner.root_id)


def has_opened_test(learner: Learner, release_id: int) -> bool:
    """Tell whether the learner has begun the post-test of a release, so that it is too late for its pre-test.

    Source:
        Who has seen the test no longer tells what was known before: docs/decisions/0007.
    """
    return Attempt.objects.by(learner.root_id).filter(release_id=release_id).of_kind(Role.POST).exists()
