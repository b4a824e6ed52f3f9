"""Opening an attempt, within the rules of the edition."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cme.assessment.drawing import draw_items
from cme.assessment.earlier import attempts_in, has_opened_test, hold_learner, open_elsewhere
from cme.assessment.models import Answer, Attempt, TimeAllowance, new_seed
from cme.assessment.services.answering import is_overdue
from cme.assessment.services.refusals import AttemptRefused
from cme.assessment.services.submitting import settle_overdue
from cme.assessment.serving import policy_of, served_items
from cme.compiled import CompiledInsert
from cme.learners.models import Learner
from cme.progress.reading import why_not_read
from content.halts import hold_release, why_halted
from content.models import Edition, Translation
from content.models.question import Role
from content.policy import Policy
from content.translating.languages import original_language

EXPIRED = _("This activity has expired, so its test can no longer be started. You can still read it.")
ONCE = _("You have already taken the pre-test. It is asked once, before reading.")
PASSED = _("You have already passed this test, so there is nothing more to take.")
AFTER_TEST = _("You have opened the test, so the pre-test can no longer be started: it asks what you knew before.")

_opened = CompiledInsert(Attempt, keyed=True)


def open_attempt(
    *, learner: Learner, edition: Edition, role: str, at: datetime, translation: Translation | None = None
) -> Attempt:
    """Open a test, or return the one that is open already, at an earlier release too.

    Args:
        learner: Who takes it.
        edition: The edition readers see now.
        role: Which test.
        at: When; aware.
        translation: Which was read; None is the original.

    Raises:
        AttemptRefused: The edition has expired (F2), is retracted or paused (S1), has no such test, its rules allow
            no further attempt now (C3), its paper is still to be read (F4), or it is a pre-test after the test.
    """
    earlier = attempts_in(learner, edition.release_id, role)
    standing = next((attempt for attempt in earlier if attempt.submitted_at is None), None)
    if standing and is_overdue(standing, at):
        settle_overdue(attempt=standing, at=at)
        return open_attempt(learner=learner, edition=edition, role=role, at=at, translation=translation)
    standing = standing or _open_elsewhere(learner, edition, role, at)
    if standing:
        return standing
    if edition.is_expired_on(at.date()):
        raise AttemptRefused(EXPIRED)
    if not asks(edition, role):
        raise AttemptRefused(_("This article has no such test."))
    policy = policy_of(edition.pk)
    refusal = why_not_now(policy, role, earlier, at) or (role == Role.POST and why_not_read(learner, edition))
    if refusal:
        raise AttemptRefused(refusal)
    try:
        return _begin(learner, edition, role, policy, earlier, at, translation)
    except IntegrityError:
        return _opened_meanwhile(learner, edition, role)


@transaction.atomic
def _begin(
    learner: Learner,
    edition: Edition,
    role: str,
    policy: Policy,
    earlier: Sequence[Attempt],
    at: datetime,
    translation: Translation | None,
) -> Attempt:
    """Open a test, or return the attempt at another release that was begun in another tab meanwhile."""
    _hold_before(learner, edition, role)
    standing = _open_elsewhere(learner, edition, role, at)
    if standing:
        return standing
    _refuse_halted(edition)
    fields = _fields(learner, edition, role, policy, earlier, at)
    opened = Attempt(**fields | _read(translation))
    _opened.insert(opened)
    return opened


def _open_elsewhere(learner: Learner, edition: Edition, role: str, at: datetime) -> Attempt | None:
    """Return the attempt at another release of the article that is still open: it is finished first.

    Beside it a second one would hide what was saved in it, and could show the keys that it asks for. A retracted
    release holds nobody up, and neither does a pre-test, whose keys are never shown.
    """
    if role not in {Role.POST, Role.SELF}:
        return None
    for standing in open_elsewhere(learner, edition, role):
        if not is_overdue(standing, at):
            return standing
        settle_overdue(attempt=standing, at=at)
    return None


def asks(edition: Edition, role: str) -> bool:
    """Tell whether an edition has a test; questions that are marked for a pre-test make none where none is offered."""
    is_offered = role != Role.PRE or edition.teaser.get("has_pre_test")
    return bool(is_offered and served_items(edition.pk, role))


def _hold_before(learner: Learner, edition: Edition, role: str) -> None:
    """Let the tests of a learner begin one after the other; refuse the pre-test after the test."""
    if role != Role.TEXT:
        hold_learner(learner)
    if role == Role.PRE and has_opened_test(learner, edition.release_id):
        raise AttemptRefused(AFTER_TEST)


def _opened_meanwhile(learner: Learner, edition: Edition, role: str) -> Attempt:
    """Return what another tab opened, which was faster: the constraint let one of the two in."""
    attempts = Attempt.objects.by(learner).filter(release_id=edition.release_id).of_kind(role)
    standing = attempts.open().first()
    if standing:
        return standing
    raise AttemptRefused(_("You have just finished this test in another tab. Reload the page."))


def _read(translation: Translation | None) -> dict[str, object]:
    return {"translation": translation, "language": translation.language if translation else original_language()}


def _refuse_halted(edition: Edition) -> None:
    """Refuse where the release is retracted or paused, and keep it from being retracted until the attempt is there."""
    hold_release(edition.release_id)
    halted = why_halted(edition.release_id)
    if halted:
        raise AttemptRefused(halted)


def why_not_now(policy: Policy, role: str, earlier: Sequence[Attempt], at: datetime) -> str:
    """Say why no further attempt can be opened at a moment; empty when it can.

    Args:
        policy: The rules of the edition that would be taken.
        role: Which test.
        earlier: The submitted attempts of the learner in the release, by number, each with ``has_passed``.
        at: The moment; aware.
    """
    if role == Role.PRE and earlier:
        return str(ONCE)
    if role != Role.POST or not earlier:
        return ""
    if any(attempt.has_passed for attempt in earlier):  # type: ignore[attr-defined]
        return str(PASSED)
    if not attempts_left(policy, len(earlier)):
        allowed = policy.attempts_allowed
        return ngettext(
            "You have used the one attempt at this test.",
            "You have used all %(allowed)s attempts at this test.",
            allowed,
        ) % {"allowed": allowed}
    opens_at = next_opening(policy, earlier)
    if opens_at and at < opens_at:
        opens_at += timedelta(minutes=1) - timedelta(microseconds=1)  # told in whole minutes, none of them too early
        return gettext("The next attempt can be started on %(day)s at %(time)s UTC.") % {
            "day": date_format(opens_at, "j F Y"),
            "time": date_format(opens_at, "H:i"),
        }
    return ""


def attempts_left(policy: Policy, taken: int) -> bool:
    """Tell whether the number of attempts allows another one."""
    return policy.attempts_allowed == 0 or taken < policy.attempts_allowed


def next_opening(policy: Policy, earlier: Sequence[Attempt]) -> datetime | None:
    """Return when the wait after the last attempt ends; None without one."""
    ends = [attempt.submitted_at for attempt in earlier if attempt.submitted_at]
    return max(ends) + timedelta(hours=policy.wait_hours) if ends and policy.wait_hours else None


def _fields(
    learner: Learner, edition: Edition, role: str, policy: Policy, earlier: Sequence[Attempt], at: datetime
) -> dict[str, object]:
    seed = new_seed()
    return {
        "learner": learner,
        "release_id": edition.release_id,
        "edition": edition,
        "kind": role,
        "number": earlier[-1].number + 1 if earlier else 1,
        "seed": seed,
        "served": _drawn(learner, edition, role, earlier, seed),
        "opened_at": at,
        "deadline_at": _deadline(learner, policy, at) if role == Role.POST else None,
    }


def _drawn(learner: Learner, edition: Edition, role: str, earlier: Sequence[Attempt], seed: str) -> list[int]:
    policy = policy_of(edition.pk)
    pool = list(served_items(edition.pk, role).values())
    if role == Role.TEXT:
        asked = _asked_versions(earlier)
        pool = [item for item in pool if item.version not in asked]
    if role != Role.POST:
        return draw_items(pool, count=None, seed=seed, shuffles=policy.shuffles_items and role != Role.TEXT)
    is_first_draw = policy.items_drawn and not earlier
    paired = set(_seen(attempts_in(learner, edition.release_id, Role.PRE))) if is_first_draw else set()
    return draw_items(
        pool,
        count=policy.items_drawn,
        seed=seed,
        paired=paired,
        seen=_seen(earlier),
        shuffles=policy.shuffles_items,
    )


def _asked_versions(earlier: Sequence[Attempt]) -> set[int]:
    """Return the wordings that were answered before; a question in the text is asked once in a release."""
    answered = Answer.objects.filter(attempt__in=[attempt.pk for attempt in earlier])
    return set(answered.values_list("item__version", flat=True))


def _seen(earlier: Sequence[Attempt]) -> Counter[int]:
    """Count how often each question was asked in earlier attempts, on whichever edition."""
    seen: Counter[int] = Counter()
    for attempt in earlier:
        items = served_items(attempt.edition_id, attempt.kind)
        seen.update(items[pk].question for pk in attempt.served if pk in items)
    return seen


def minutes_for(learner: Learner | None, policy: Policy) -> int | None:
    """Return how many whole minutes a learner has, more time included; None without a limit."""
    limit = _limit(learner, policy)
    return limit // timedelta(minutes=1) if limit else None


def _deadline(learner: Learner, policy: Policy, at: datetime) -> datetime | None:
    """Return when time is up, with the extra time that the learner was granted."""
    limit = _limit(learner, policy)
    return at + limit if limit else None


def _limit(learner: Learner | None, policy: Policy) -> timedelta | None:
    """Return the time that a learner has, in whole minutes, as the page says it: more time is rounded up."""
    if policy.time_limit_minutes is None:
        return None
    granted = TimeAllowance.objects.filter(learner=learner.root_id if learner else 0)
    extra = granted.values_list("extra_percent", flat=True).first() or 0
    return timedelta(minutes=ceil(policy.time_limit_minutes * (100 + extra) / 100))
