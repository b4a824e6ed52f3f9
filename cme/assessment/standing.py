"""What a learner can do about a test now: by what readers see now, whatever an attempt was opened under."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from cme.assessment.earlier import attempts_in
from cme.assessment.models import Attempt
from cme.assessment.services.opening import EXPIRED, PASSED, why_not_now
from cme.assessment.serving import policy_of
from cme.compiled import MOMENT, SLUG, CompiledQuery
from cme.learners.models import Learner
from cme.progress.reading import why_not_read
from content.halts import why_halted
from content.models import Edition, Pause, Retraction
from content.models.question import Role
from content.policy import Policy

GONE = _("This article is no longer published, so its test can no longer be taken.")


def _seen(slug: str, at: datetime) -> QuerySet[Edition]:
    retracted = Retraction.objects.filter(release=OuterRef("release"))
    paused = Pause.objects.filter(release=OuterRef("release"), lifted_at=None)
    editions = Edition.objects.current_at(at).filter(slug=slug).without_text().order_by()
    return editions.annotate(is_retracted=Exists(retracted), is_paused=Exists(paused))


_editions = CompiledQuery(_seen, slug=SLUG, at=MOMENT)


@dataclass(frozen=True)
class Standing:
    """Where a learner stands after an attempt.

    Attributes:
        edition: What readers see now; None where the article was retired.
        policy: The rules by which the attempts at the release of the attempt are counted now.
        passed: The first attempt at that release that is a pass, as it is marked now; None without one, and where the
            attempt itself is one.
        refusal: Why no further attempt is to be started; empty where one can, or where one is open.
        has_open: Whether another attempt at that release is open, so that keys would help it.
    """

    edition: Any
    policy: Policy
    passed: Any = None
    refusal: str = ""
    has_open: bool = False

    @property
    def is_rateable(self) -> bool:
        """Readers can rate the article."""
        return self.edition is not None and not self.edition.is_retracted


def standing_after(attempt: Attempt, learner: Learner, at: datetime, *, has_passed: bool) -> Standing:
    """Return where a learner stands after a submitted attempt.

    Args:
        attempt: The attempt, with its edition.
        learner: Whose it is, of merged learners the one that goes on.
        at: The moment that is meant; aware.
        has_passed: Whether the attempt is a pass, as it is marked now.
    """
    edition = _editions.first(slug=attempt.edition.slug, at=at)
    is_same = edition is not None and edition.release_id == attempt.release_id
    counted = edition if is_same else attempt.edition
    policy = policy_of(counted.pk, counted.policy)
    is_graded = attempt.kind == Role.POST
    if has_passed and is_graded:
        return Standing(edition, policy, refusal=str(PASSED))
    attempts = attempts_in(learner, attempt.release_id, attempt.kind)
    own = [one for one in attempts if one.submitted_at]
    has_open = len(own) < len(attempts)
    passed: Any = next((one for one in own if is_graded and one.has_passed), None)  # type: ignore[attr-defined]
    if edition is None:
        return Standing(None, policy, passed, str(GONE), has_open)
    if is_same and has_open:
        return Standing(edition, policy, passed, has_open=True)
    earlier = own if is_same else _submitted(learner, edition.release_id, attempt.kind)
    return Standing(edition, policy, passed, _refusal(learner, edition, attempt.kind, earlier, at), has_open)


def _submitted(learner: Learner, release_id: int, role: str) -> list[Attempt]:
    return [attempt for attempt in attempts_in(learner, release_id, role) if attempt.submitted_at]


def _refusal(learner: Learner, edition: Any, role: str, earlier: list[Attempt], at: datetime) -> str:
    """Say why no attempt at what readers see can be started."""
    if edition.is_retracted or edition.is_paused:
        return why_halted(edition.release_id)
    if edition.is_expired_on(at.date()):
        return str(EXPIRED)
    refusal = why_not_now(policy_of(edition.pk, edition.policy), role, earlier, at)
    return refusal or (why_not_read(learner, edition) if role == Role.POST else "")
