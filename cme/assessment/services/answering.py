"""Keeping answers while an attempt is open: every save is a step, the last one of an item holds."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet, Subquery

from cme.assessment.models import Attempt, AttemptStep
from cme.assessment.responses import Response, ResponseRefused, check_response, is_complete, not_a_number
from cme.assessment.services.refusals import (
    ALREADY_CHECKED,
    ALREADY_SUBMITTED,
    ANSWER_FIRST,
    FOREIGN_ITEM,
    NO_CHECKS,
    ORDER_FIRST,
    TIME_IS_UP,
    AttemptRefused,
    AttemptStale,
)
from cme.assessment.serving import ServedItem, policy_of, served_items
from cme.compiled import NUMBER, SLUG, CompiledInsert, CompiledQuery
from content.models import QuestionVersion
from content.models.article import Feedback
from content.models.question import Role
from content.policy import Policy

KEPT = (AttemptStep.Kind.SAVED, AttemptStep.Kind.CHECKED)


def _own(key: str, slug: str, role: str, number: int) -> QuerySet[Attempt]:
    attempts = Attempt.objects.held_by(key).of_kind(role).filter(edition__slug=slug, pk=number)
    return attempts.order_by().select_for_update(of=("self",))


def _last_steps(number: int, item: int, sequence: int) -> QuerySet[AttemptStep, Any]:
    """Return the last step of an item, and the one numbered ``sequence``, which may be the same."""
    steps = AttemptStep.objects.filter(attempt=number)
    of_item = steps.filter(item=item).order_by("-sequence").values("sequence")[:1]
    wanted = steps.filter(Q(sequence=sequence) | Q(sequence=Subquery(of_item))).order_by()
    return wanted.values_list("item", "taken_at", "sequence", "kind", "response")


def _kept(number: int) -> QuerySet[AttemptStep]:
    return AttemptStep.objects.filter(attempt=number, kind__in=KEPT).order_by("sequence")


_own_attempts = CompiledQuery(_own, key="a key that stands for one", slug=SLUG, role="r", number=NUMBER)
_attempts = CompiledQuery(lambda number: Attempt.objects.filter(pk=number).select_for_update(), number=NUMBER)
_counted = CompiledQuery(lambda number, sequence: Attempt.objects.filter(pk=number), number=NUMBER, sequence=NUMBER + 1)
step_rows = CompiledInsert(AttemptStep)
_last = CompiledQuery(_last_steps, number=NUMBER, item=NUMBER + 1, sequence=NUMBER + 2)
_steps = CompiledQuery(_kept, number=NUMBER)


@transaction.atomic
def save_answer(
    *, attempt: Attempt, item_id: int, response: Response, at: datetime, seen: int | None = None, checks: bool = False
) -> int:
    """Keep what is answered to one item for now; sending it again changes nothing, sending another replaces it.

    Args:
        attempt: An attempt of the learner.
        item_id: The served item.
        response: The answer, already read against the item; empty takes the answer back.
        at: When; aware.
        seen: Sequence number of the item's last step that the sender knew; None does not ask.
        checks: Whether the learner asks for the key of this item, which fixes the answer.

    Returns:
        Sequence number of the item's last step.

    Raises:
        AttemptRefused: The attempt is closed, its time is up, the item is not in it, or its key was shown. A check is
            refused too where the rules show no keys after each item, and of an item that is left open.
        AttemptStale: Another answer was saved after the step that the sender knew.
    """
    return _keep(lock(attempt), item_id, response, at, seen, checks)


@transaction.atomic
def take_answer(
    *,
    key: str,
    slug: str,
    role: str,
    attempt_id: int,
    item_id: int,
    read: Callable[[Attempt, ServedItem], Response],
    at: datetime,
    seen: int,
) -> int:
    """Keep what a page sends of one item; as :func:`save_answer`, in two queries less, for what is done most.

    Args:
        key: Which the learner carries.
        slug: Address of the article.
        role: Which of its tests.
        attempt_id: Which one the page names.
        item_id: The item that the page names.
        read: Reads the answer against the item.
        at: When; aware.
        seen: Sequence number of the item's last step that the page knew; 0 where it knew of none, or does not say.

    Raises:
        Attempt.DoesNotExist: There is no such attempt among the learner's own.
        AttemptRefused: As :func:`save_answer`.
    """
    attempt = _own_attempts.first(key=key, slug=slug, role=role, number=attempt_id)
    if attempt is None:
        raise Attempt.DoesNotExist
    item = served_items(attempt.edition_id, attempt.kind).get(item_id)
    if item is None:
        raise AttemptRefused(FOREIGN_ITEM)
    try:
        response = read(attempt, item)
    except ResponseRefused as refusal:
        raise AttemptRefused(str(refusal)) from refusal
    return _keep(attempt, item_id, response, at, seen, False)


def _keep(attempt: Attempt, item_id: int, response: Response, at: datetime, seen: int | None, checks: bool) -> int:
    """Add a step to a locked attempt, if it says anything new."""
    refuse_closed(attempt, at)
    refuse_forged(attempt, {item_id: response})
    if checks:
        _refuse_check(attempt, item_id, response)
    last = _last.all(number=attempt.pk, item=item_id, sequence=attempt.sequence)
    sequence, standing, said = next((step for item, _, *step in last if item == item_id), (0, "", {}))
    known = Response.from_json(said or {})
    if standing == AttemptStep.Kind.CHECKED and known != response:
        raise AttemptRefused(ALREADY_CHECKED)
    if standing == AttemptStep.Kind.CHECKED or (known == response and not checks):
        return sequence
    if seen is not None and sequence != seen and known != response:
        raise AttemptStale({item_id})
    kind = AttemptStep.Kind.CHECKED if checks else AttemptStep.Kind.SAVED
    moment = in_turn(attempt, at, (taken_at for _, taken_at, *_ in last))
    return add_step(attempt, kind, moment, item_id=item_id, response=response)


def in_turn(attempt: Attempt, at: datetime, taken: Iterable[datetime]) -> datetime:
    """Return the moment for the next step: ``at``, or that of what came before if it waited for its turn.

    Args:
        attempt: The attempt, locked.
        at: What its sender's clock said before it waited for the lock.
        taken: Moments of its steps, the last one among them.
    """
    return max([at, attempt.opened_at, *taken])


def offers_checks(policy: Policy, role: str) -> bool:
    """Tell whether the key of an item is shown as soon as the learner asks for it."""
    return role in {Role.TEXT, Role.SELF} or (role == Role.POST and policy.feedback == Feedback.ITEM)


def _refuse_check(attempt: Attempt, item_id: int, response: Response) -> None:
    if not offers_checks(policy_of(attempt.edition_id), attempt.kind):
        raise AttemptRefused(NO_CHECKS)
    item = served_items(attempt.edition_id, attempt.kind)[item_id]
    if not is_complete(item, response):
        is_worded = item.kind == QuestionVersion.Kind.NUMERIC and response.text
        first = ORDER_FIRST if item.kind == QuestionVersion.Kind.ORDERING else ANSWER_FIRST
        raise AttemptRefused(not_a_number(item, response.text) if is_worded else first)


def lock(attempt: Attempt) -> Attempt:
    """Return the attempt with its row locked, so that whoever comes at once comes after."""
    locked: Attempt | None = _attempts.first(number=attempt.pk)
    if locked is None:
        raise Attempt.DoesNotExist
    return locked


def refuse_closed(attempt: Attempt, at: datetime) -> None:
    """Refuse what comes after the end of an attempt."""
    if attempt.submitted_at is not None:
        raise AttemptRefused(ALREADY_SUBMITTED)
    if is_overdue(attempt, at):
        raise AttemptRefused(TIME_IS_UP)


def refuse_forged(attempt: Attempt, responses: Mapping[int, Response]) -> None:
    """Refuse answers to items that the attempt does not ask, and answers that an item does not offer."""
    pool = served_items(attempt.edition_id, attempt.kind)
    for item_id, response in responses.items():
        if item_id not in attempt.served:
            raise AttemptRefused(FOREIGN_ITEM)
        try:
            check_response(pool[item_id], response)
        except ResponseRefused as refusal:
            raise AttemptRefused(str(refusal)) from refusal


def is_overdue(attempt: Attempt, at: datetime) -> bool:
    """Tell whether time and grace are over."""
    if attempt.deadline_at is None:
        return False
    grace = policy_of(attempt.edition_id).grace_seconds
    return at > attempt.deadline_at + timedelta(seconds=grace)


def add_step(
    attempt: Attempt, kind: str, at: datetime, *, item_id: int | None = None, response: Response | None = None
) -> int:
    """Add the next step of a locked, open attempt, at a moment that is in turn; return its number."""
    attempt.sequence += 1
    step = AttemptStep(
        attempt=attempt,
        sequence=attempt.sequence,
        kind=kind,
        item_id=item_id,
        response=None if response is None else response.as_json(),
        taken_at=at,
    )
    step_rows.insert(step)
    _counted.update({"sequence": NUMBER + 1}, number=attempt.pk, sequence=attempt.sequence)
    return attempt.sequence


def kept_steps(attempt: Attempt) -> dict[int, AttemptStep]:
    """Return the step that holds for each item, by primary key of the item."""
    return {step.item_id: step for step in _steps.all(number=attempt.pk)}


def responses_of(steps: Mapping[int, AttemptStep]) -> dict[int, Response]:
    """Return what is answered now to each item that was not left or made empty."""
    read = {item: Response.from_json(step.response or {}) for item, step in steps.items()}
    return {item: response for item, response in read.items() if not response.is_empty}
