"""What is true of every attempt, looked at one by one. Each function yields what is wrong with it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise

from cme.assessment.corrections import with_key
from cme.assessment.models import AttemptStep, Marking
from cme.assessment.responses import EMPTY, Response, ResponseRefused, check_response
from cme.assessment.scoring import shares_for
from cme.assessment.serving import ServedItem
from cme.desk.invariants.walking import Step, Taken

Kind = AttemptStep.Kind
CLOSING = {Kind.SUBMITTED, Kind.TIMED_OUT}
# Earlier versions let a step bear the moment at which its page read the clock, before it waited for its turn.
TURN = timedelta(seconds=60)


def attempt_asks_items_of_its_test(taken: Taken) -> Iterator[str]:
    """An attempt asks some items of its edition's test, none of them twice."""
    served = taken.attempt.served
    if not served:
        yield "it asks nothing"
    if len(set(served)) < len(served):
        yield "it asks an item twice"
    for item in set(served) - set(taken.pool):
        yield f"item {item} is not of its test"


def answers_are_to_items_that_were_asked(taken: Taken) -> Iterator[str]:
    """Only items that the attempt asks are answered or saved."""
    asked = set(taken.attempt.served)
    for item in set(taken.answers) - asked:
        yield f"item {item} was answered and not asked"
    for item in {step.item for step in taken.steps if step.item is not None} - asked:
        yield f"item {item} was saved and not asked"


def answers_are_among_those_offered(taken: Taken) -> Iterator[str]:
    """The options, parts and places of an answer are those of the version that was asked."""
    for pk, response in taken.answers.items():
        if pk in taken.pool:
            try:
                check_response(taken.pool[pk], response)
            except ResponseRefused as refusal:
                yield f"item {pk}: {refusal}"


def open_attempt_has_neither_answers_nor_markings(taken: Taken) -> Iterator[str]:
    """An open attempt has no answers and no markings; what is saved for it is in its steps."""
    if not taken.is_submitted and (taken.answers or taken.markings):
        yield f"it is open and has {len(taken.answers)} answers and {len(taken.markings)} markings"


def submitted_attempt_is_marked(taken: Taken) -> Iterator[str]:
    """A submitted attempt has a marking, and its markings are numbered from 1 without a gap."""
    if taken.is_submitted and not taken.markings:
        yield "it is submitted and not marked"
    numbers = [marking.number for marking in taken.markings]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"its markings have the numbers {numbers}"


def steps_have_no_gap(taken: Taken) -> Iterator[str]:
    """The steps are numbered from 1 without a gap, to the attempt's sequence and one further for each regrade."""
    numbers = [step.sequence for step in taken.steps]
    if numbers != list(range(1, len(numbers) + 1)):
        yield "a number is missing among its steps"
    own = [step for step in taken.steps if step.kind != Kind.REGRADED]
    if taken.attempt.sequence != len(own) or any(step.sequence > taken.attempt.sequence for step in own):
        yield f"its sequence is {taken.attempt.sequence}, and it has {len(own)} steps of its learner"
    if len(taken.steps) - len(own) != max(0, len(taken.markings) - 1):
        yield f"it was marked {len(taken.markings)} times, with {len(taken.steps) - len(own)} steps that say so"


def submitting_is_the_last_step(taken: Taken) -> Iterator[str]:
    """A submitted attempt has one step that closed it, after all saves; an open one has none."""
    closing = [step.sequence for step in taken.steps if step.kind in CLOSING]
    if closing != ([taken.attempt.sequence] if taken.is_submitted else []):
        yield f"it was closed by the steps {closing}"


def steps_are_in_order_of_time(taken: Taken) -> Iterator[str]:
    """Steps follow each other in time, after the attempt was opened; what was saved is no later than the submission.

    Two that earlier versions wrote at once may have changed places, and an attempt that they closed when time was up
    bears its deadline, though answers were taken through the grace. Neither is written any more (decision 0011).
    """
    attempt = taken.attempt
    if attempt.submitted_at and attempt.submitted_at < attempt.opened_at:
        yield "it was submitted before it was opened"
    own = [step for step in taken.steps if step.kind not in {Kind.TIMED_OUT, Kind.REGRADED}]
    if own and own[0].taken_at < attempt.opened_at - TURN:
        yield f"step {own[0].sequence} was taken before it was opened"
    for one, other in pairwise(own):
        if other.taken_at < one.taken_at - TURN:
            yield f"step {other.sequence} was taken before step {one.sequence}"
    latest = attempt.deadline_at and attempt.deadline_at + timedelta(seconds=taken.policy.grace_seconds)
    if latest and own and own[-1].taken_at > latest:
        yield f"step {own[-1].sequence} was taken after time and grace were over"
    if attempt.submitted_at and attempt.submitted_at != attempt.deadline_at:
        for step in own:
            if step.taken_at > attempt.submitted_at + TURN:
                yield f"step {step.sequence} was taken after it was submitted"


def answers_are_what_was_submitted(taken: Taken) -> Iterator[str]:
    """Answers are what the closing step says: what was saved last, unless the submission carried something else."""
    closing = next((step for step in taken.steps if step.kind in CLOSING), None)
    if closing is None:
        return
    said = {int(pk): Response.from_json(values) for pk, values in (closing.response or {}).items()}
    for pk in said.keys() | taken.answers.keys():
        if said.get(pk) != taken.answers.get(pk):
            yield f"the answer to item {pk} is not what was submitted"
    saved = _last_saved(taken.steps)
    for pk, step in saved.items():
        is_fixed = step.kind == Kind.CHECKED or closing.kind == Kind.TIMED_OUT
        if is_fixed and Response.from_json(step.response or {}) != said.get(pk, EMPTY):
            yield f"the answer to item {pk} is not what step {step.sequence} fixed"
    if closing.kind == Kind.TIMED_OUT and said.keys() - saved.keys():
        yield "it was closed when time was up, with answers that nobody had saved"


def first_marking_is_what_the_answers_are_worth(taken: Taken) -> Iterator[str]:
    """The first marking is what the answers are worth by the keys that held, under the rules of the edition.

    It bears the moment at which the learner submitted, and a correction the moment at which it was asked for; either
    may then have waited for its turn. So a correction that came at once may count or not, and one that came between
    submitting and marking (an attempt whose time was up is marked when it is found) counted already.
    """
    if not taken.markings:
        return
    marking = taken.markings[0]
    yield from _sums(taken, marking)
    for pk, worth in zip(taken.attempt.served, _worths(marking), strict=True):
        if worth not in _allowed(taken, taken.pool[pk], marking):
            yield f"marking 1 gives item {pk} {'nothing' if worth is None else worth}, which no key of it does"
    rules = (taken.policy.pass_mark_percent, taken.policy.pass_mark_items)
    if rules != (marking.pass_mark_percent, marking.pass_mark_items):
        yield "marking 1 has another pass mark than the edition"


def later_marking_changes_the_corrected_item_alone(taken: Taken) -> Iterator[str]:
    """Each later marking names a correction, marks its item by that key, and leaves all others as they were."""
    known = {row.pk: row for rows in taken.corrections.values() for row in rows}
    for before, after in pairwise(taken.markings):
        yield from _sums(taken, after)
        correction = known.get(after.correction_id or 0)
        versions = {taken.pool[pk].version for pk in taken.attempt.served}
        if correction is None or correction.version_id not in versions:
            yield f"marking {after.number} names no correction of a question that was asked"
            continue
        for pk, old, new in zip(taken.attempt.served, _worths(before), _worths(after), strict=True):
            item = taken.pool[pk]
            is_corrected = item.version == correction.version_id
            expected = _worth(with_key(item, correction.key), taken.answers.get(pk, EMPTY)) if is_corrected else old
            if new != expected:
                yield f"marking {after.number} gives item {pk} another worth than the key"
        if (before.pass_mark_percent, before.pass_mark_items) != (after.pass_mark_percent, after.pass_mark_items):
            yield f"marking {after.number} has another pass mark than the one before"


def pass_agrees_with_the_points(taken: Taken) -> Iterator[str]:
    """An attempt is passed exactly if its points are the pass mark's share of the maximum or more (C3)."""
    for marking in taken.markings:
        if marking.pass_mark_items is not None:
            suffices = marking.items_right >= marking.pass_mark_items
        else:
            suffices = Fraction(marking.points) >= Fraction(marking.pass_mark_percent, 100) * marking.maximum_points
        if marking.is_passed != (suffices and marking.maximum_points > 0):
            yield f"marking {marking.number} says passed: {marking.is_passed}"


INVARIANTS = (
    attempt_asks_items_of_its_test,
    answers_are_to_items_that_were_asked,
    answers_are_among_those_offered,
    open_attempt_has_neither_answers_nor_markings,
    submitted_attempt_is_marked,
    steps_have_no_gap,
    submitting_is_the_last_step,
    steps_are_in_order_of_time,
    answers_are_what_was_submitted,
    first_marking_is_what_the_answers_are_worth,
    later_marking_changes_the_corrected_item_alone,
    pass_agrees_with_the_points,
)


def _last_saved(steps: list[Step]) -> dict[int, Step]:
    return {step.item: step for step in steps if step.item is not None}


def _worths(marking: Marking) -> list[Fraction | None]:
    """Return the points of each item as exact fractions."""
    return [None if shares is None else Fraction(shares, marking.denominator) for shares in marking.item_points]


def _worth(item: ServedItem, response: Response) -> Fraction | None:
    if response.is_empty and not item.is_void:
        return None
    return Fraction(shares_for(item, response) * item.worth, item.denominator) if item.is_scored else Fraction(0)


def _allowed(taken: Taken, item: ServedItem, marking: Marking) -> set[Fraction | None]:
    """Return what an item may have been worth when it was first marked: one value, unless its key was corrected."""
    response = taken.answers.get(item.id, EMPTY)
    held: list[Mapping[str, object] | None] = [None]
    for correction in taken.corrections.get(item.version, ()):
        if correction.made_at <= marking.marked_at - TURN:
            held.clear()
        held.append(correction.key)
    return {_worth(item if key is None else with_key(item, key), response) for key in held}


def _sums(taken: Taken, marking: Marking) -> Iterator[str]:
    """Yield where the sums of a marking are not those of its items."""
    items = [taken.pool[pk] for pk in taken.attempt.served]
    worths = _worths(marking)
    maximum = sum(item.worth for item in items)
    right = sum(item.is_scored and worth == item.worth for item, worth in zip(items, worths, strict=True))
    points = sum((worth or Fraction(0) for worth in worths), Fraction(0))
    if Fraction(marking.points, marking.denominator) != points:
        yield f"marking {marking.number} has {marking.points} points, and its items {points * marking.denominator}"
    if marking.maximum_points != maximum * marking.denominator:
        yield f"marking {marking.number} has another maximum than the items asked"
    if marking.items_right != right:
        yield f"marking {marking.number} counts {marking.items_right} right items, which are {right}"
