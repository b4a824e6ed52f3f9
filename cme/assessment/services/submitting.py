"""Closing an attempt: its answers become rows, and it is marked once."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from cme.assessment.corrections import corrected_items
from cme.assessment.models import Answer, Attempt, AttemptStep, Marking, Pick
from cme.assessment.responses import EMPTY, Response
from cme.assessment.scoring import Score, is_pass, score_of
from cme.assessment.services.answering import (
    add_step,
    in_turn,
    is_overdue,
    kept_steps,
    lock,
    refuse_forged,
    responses_of,
    step_rows,
)
from cme.assessment.services.refusals import ALREADY_CHECKED, AttemptRefused, AttemptStale
from cme.assessment.serving import ServedItem, policy_of, served_items
from cme.assessment.translated import language_of_item
from cme.compiled import MOMENT, NUMBER, CompiledInsert, CompiledQuery, Sample
from content.models import QuestionVersion

_answers = CompiledInsert(Answer, keyed=True)
_picked = CompiledInsert(Pick)
_markings = CompiledInsert(Marking)
_closed = CompiledQuery(
    lambda number, **_: Attempt.objects.filter(pk=number), number=NUMBER, submitted_at=MOMENT, sequence=NUMBER + 1
)


@transaction.atomic
def submit_attempt(
    *,
    attempt: Attempt,
    responses: Mapping[int, Response],
    at: datetime,
    seen: Mapping[int, int] | None = None,
    steps: Mapping[int, AttemptStep] | None = None,
) -> Attempt:
    """Mark an open attempt and close it for good; sending it twice changes nothing.

    Args:
        attempt: The attempt, opened earlier for one learner and one edition.
        responses: Answers to the items that the form carried; other items keep what was saved for them.
        at: When the learner submitted; aware.
        seen: Sequence number of the last step that the sender knew, by item; items left out are not compared.
        steps: The steps that held when ``attempt`` had been read; read anew if a step was added since. None reads them.

    Returns:
        The closed attempt; as it is if it was closed before; as one whose time was up from its deadline on, within the
        grace with what was sent and now, later with what was saved until then and as :func:`settle_overdue` has it.

    Raises:
        AttemptRefused: An item is not of the attempt, or was answered otherwise elsewhere; nothing is written.

    Source:
        Unanswered items score 0 and count in the denominator: docs/decisions/0007.
    """
    known = attempt.sequence
    attempt = lock(attempt)
    if attempt.submitted_at is not None:
        return attempt
    if steps is None or attempt.sequence != known:
        steps = kept_steps(attempt)
    if is_overdue(attempt, at):
        return _close_late(attempt, steps)
    refuse_forged(attempt, responses)
    sent = _without_old_blanks(responses, steps, seen or {})
    _refuse_changed(sent, steps)
    _refuse_stale(sent, steps, seen or {})
    return _close_with(attempt, sent, steps, at)


@transaction.atomic
def settle_overdue(*, attempt: Attempt, at: datetime) -> Attempt:
    """Submit an attempt whose time is up, with what was saved; leave any other as it is.

    It ended at its deadline, or with the last save of the grace; when it is found says nothing of the learner.
    """
    attempt = lock(attempt)
    if attempt.submitted_at is None and is_overdue(attempt, at):
        return _close_late(attempt, kept_steps(attempt))
    return attempt


def is_timed_out(attempt: Attempt) -> bool:
    """Tell whether time was up before the learner submitted: such an attempt ends at its deadline or after it.

    Whoever sent it makes no difference: the page at 0:00, the learner within the grace, or the site later.
    """
    if attempt.submitted_at is None or attempt.deadline_at is None:
        return False
    return attempt.submitted_at >= attempt.deadline_at


def items_of(attempt: Attempt) -> list[ServedItem]:
    """Return the items that an attempt asks, in its order."""
    pool = served_items(attempt.edition_id, attempt.kind)
    return [pool[pk] for pk in attempt.served]


def marking_of(attempt: Attempt, score: Score, at: datetime, *, number: int = 1) -> Marking:
    """Return the marking, not yet saved, that a score comes to under the attempt's policy."""
    policy = policy_of(attempt.edition_id)
    return Marking(
        attempt=attempt,
        number=number,
        points=score.points,
        maximum_points=score.maximum,
        denominator=score.denominator,
        item_points=list(score.items),
        items_right=score.items_right,
        pass_mark_percent=policy.pass_mark_percent,
        pass_mark_items=policy.pass_mark_items,
        is_passed=is_pass(score, mark_percent=policy.pass_mark_percent, mark_items=policy.pass_mark_items),
        marked_at=at,
    )


def _close_with(attempt: Attempt, sent: dict[int, Response], steps: Mapping[int, AttemptStep], at: datetime) -> Attempt:
    """Close an attempt with what was sent. Where time is up, that is saved first: its steps then say what counts."""
    standing = responses_of(steps) | sent
    at = in_turn(attempt, at, (step.taken_at for step in steps.values()))
    if attempt.deadline_at is None or at < attempt.deadline_at:
        return _close(attempt, standing, at, AttemptStep.Kind.SUBMITTED)
    for item_id, response in sent.items():
        known = Response.from_json(steps[item_id].response or {}) if item_id in steps else EMPTY
        if response != known:
            add_step(attempt, AttemptStep.Kind.SAVED, at, item_id=item_id, response=response)
    return _close(attempt, standing, at, AttemptStep.Kind.TIMED_OUT)


def _close_late(attempt: Attempt, steps: Mapping[int, AttemptStep]) -> Attempt:
    """Close an attempt whose time and grace are over, at its deadline or with the last save after it."""
    saved = (step.taken_at for step in steps.values())
    ended_at = in_turn(attempt, attempt.deadline_at or attempt.opened_at, saved)
    return _close(attempt, responses_of(steps), ended_at, AttemptStep.Kind.TIMED_OUT)


def _close(attempt: Attempt, responses: Mapping[int, Response], at: datetime, kind: str) -> Attempt:
    items = items_of(attempt)
    given = {pk: response for pk, response in responses.items() if not response.is_empty}
    _write_answers(attempt, items, given, at)
    corrected = corrected_items(items)
    # The constraint on the number lets one marking in, whoever comes at once.
    _markings.insert(marking_of(attempt, score_of(corrected, given), at))
    attempt.sequence += 1
    step = AttemptStep(
        attempt=attempt,
        sequence=attempt.sequence,
        kind=kind,
        response={str(pk): response.as_json() for pk, response in given.items()},
        taken_at=at,
    )
    step_rows.insert(step)
    attempt.submitted_at = at
    closing: dict[str, Sample] = {"submitted_at": MOMENT, "sequence": NUMBER + 1}
    _closed.update(closing, number=attempt.pk, submitted_at=at, sequence=attempt.sequence)
    return attempt


def _refuse_changed(responses: Mapping[int, Response], steps: Mapping[int, AttemptStep]) -> None:
    """Refuse another answer to an item whose key the learner has seen."""
    for item_id, response in responses.items():
        step = steps.get(item_id)
        is_checked = step is not None and step.kind == AttemptStep.Kind.CHECKED
        if step and is_checked and Response.from_json(step.response or {}) != response:
            raise AttemptRefused(ALREADY_CHECKED)


def _without_old_blanks(
    responses: Mapping[int, Response], steps: Mapping[int, AttemptStep], seen: Mapping[int, int]
) -> dict[int, Response]:
    """Leave out blanks of a page that did not know of an answer given since: they take nothing back."""
    return {
        item_id: response
        for item_id, response in responses.items()
        if not (response.is_empty and _is_newer(steps, seen, item_id))
    }


def _refuse_stale(responses: Mapping[int, Response], steps: Mapping[int, AttemptStep], seen: Mapping[int, int]) -> None:
    differing = {
        item_id
        for item_id, response in responses.items()
        if _is_newer(steps, seen, item_id) and Response.from_json(steps[item_id].response or {}) != response
    }
    if differing:
        raise AttemptStale(differing)


def _is_newer(steps: Mapping[int, AttemptStep], seen: Mapping[int, int], item_id: int) -> bool:
    """Tell whether something was saved for an item after the step that the sender said it knew."""
    return item_id in steps and item_id in seen and steps[item_id].sequence != seen[item_id]


def _write_answers(attempt: Attempt, items: list[ServedItem], given: Mapping[int, Response], at: datetime) -> None:
    answers = [
        Answer(
            attempt=attempt,
            item_id=item.id,
            text=given[item.id].text,
            is_dont_know=given[item.id].is_dont_know,
            saved_at=at,
            language=attempt.language,
            item_language=language_of_item(attempt, item),
        )
        for item in items
        if item.id in given
    ]
    _answers.insert(*answers)
    ordering = {item.id for item in items if item.kind == QuestionVersion.Kind.ORDERING}
    _picked.insert(
        *(pick for answer in answers for pick in _picks(answer, given[answer.item_id], answer.item_id in ordering))
    )


def _picks(answer: Answer, response: Response, is_ordering: bool) -> list[Pick]:
    picks = [Pick(answer=answer, option_id=option) for option in sorted(response.options)]
    for left, right in response.pairs:
        if is_ordering:
            picks.append(Pick(answer=answer, option_id=left, place=right))
        else:
            picks.append(Pick(answer=answer, option_id=right, part_id=left))
    return picks
