"""Questions in the text: answered where they stand, each once in a release."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from cme.assessment.earlier import hold_learner
from cme.assessment.models import Attempt, AttemptStep
from cme.assessment.responses import Response
from cme.assessment.services.answering import kept_steps, responses_of, save_answer
from cme.assessment.services.opening import open_attempt
from cme.assessment.services.submitting import submit_attempt
from cme.assessment.serving import ServedItem, served_items
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import record_steps
from content.models import Edition
from content.models.question import Role


@transaction.atomic
def answer_in_text(
    *, learner: Learner, edition: Edition, item: ServedItem, response: Response, at: datetime
) -> tuple[Attempt, ServedItem]:
    """Fix the answer to a question in the text; the attempt it belongs to opens and ends by itself.

    Whoever answers has begun to read, so that is recorded too, unless it was before.

    A correction of the release may come in between. A question in the same words counts as answered; where new words
    are asked, the attempt on the old ones ends with what was answered, and the next begins.

    Args:
        learner: Who answers.
        edition: The edition that was on the screen.
        item: The question, one of the edition's in its text.
        response: The answer, already read against the item.
        at: When; aware.

    Returns:
        The attempt and its item that hold the answer. An answer given before stays as it was.

    Raises:
        AttemptRefused: The edition has expired, or the question is not answered in full.

    Source:
        F5 (start), docs/decisions/0006; without scripts nothing else may tell of the reading.
    """
    hold_learner(learner)
    found = in_text_answer(learner=learner, edition=edition, version=item.version)
    if found is None:
        _end_older(_attempts(learner, edition), at)
        found = open_attempt(learner=learner, edition=edition, role=Role.TEXT, at=at), item
    attempt, asked = found
    if attempt.submitted_at is None and not _is_checked(attempt, asked):
        save_answer(attempt=attempt, item_id=asked.id, response=response, at=at, checks=True)
        checked = {pk for pk, step in kept_steps(attempt).items() if step.kind == AttemptStep.Kind.CHECKED}
        if checked >= set(attempt.served):
            attempt = submit_attempt(attempt=attempt, responses={}, at=at)
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=at)
    return attempt, asked


def in_text_answer(*, learner: Learner, edition: Edition, version: int) -> tuple[Attempt, ServedItem] | None:
    """Return the learner's attempt that asks a wording in the text of a release, and the item that asks it."""
    for attempt in _attempts(learner, edition):
        pool = served_items(attempt.edition_id, Role.TEXT)
        asked = next((pool[pk] for pk in attempt.served if pool[pk].version == version), None)
        if asked and (attempt.submitted_at is None or _is_checked(attempt, asked)):
            return attempt, asked
    return None


def answers_in_text(*, learner: Learner, edition: Edition) -> list[tuple[ServedItem, Response]]:
    """Return every fixed answer of a learner to questions in the text of a release, each wording once.

    The number of queries does not grow with them.
    """
    attempts = {attempt.pk: attempt for attempt in _attempts(learner, edition)}
    steps = AttemptStep.objects.filter(attempt__in=list(attempts), kind=AttemptStep.Kind.CHECKED)
    found: dict[int, tuple[ServedItem, Response]] = {}
    for step in steps.order_by("attempt__number", "sequence"):
        item = served_items(attempts[step.attempt_id].edition_id, Role.TEXT)[step.item_id or 0]
        found[item.version] = item, Response.from_json(step.response or {})
    return list(found.values())


def checked_response(attempt: Attempt, item: ServedItem) -> Response | None:
    """Return the fixed answer to an item; None where it is still open, so that its key may not be shown."""
    steps = kept_steps(attempt)
    if item.id not in steps or steps[item.id].kind != AttemptStep.Kind.CHECKED:
        return None
    return responses_of(steps).get(item.id)


def _attempts(learner: Learner, edition: Edition) -> Sequence[Attempt]:
    attempts = Attempt.objects.by(learner).of_kind(Role.TEXT).filter(release_id=edition.release_id)
    return list(attempts.with_edition().order_by("-number"))


def _end_older(attempts: Sequence[Attempt], at: datetime) -> None:
    for attempt in attempts:
        submit_attempt(attempt=attempt, responses={}, at=at)


def _is_checked(attempt: Attempt, item: ServedItem) -> bool:
    return attempt.steps.filter(item=item.id, kind=AttemptStep.Kind.CHECKED).exists()
