"""Answers in tests, as sets of options: what most questions are answered with."""

from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any

from cme.assessment.models import Attempt, AttemptStep
from cme.assessment.responses import Response
from cme.assessment.services import save_answer, submit_attempt


def picked(options: Set[int]) -> Response:
    """Return the response that chooses some options."""
    return Response(options=frozenset(options))


def save_picks(*, attempt: Attempt, item_id: int, option_ids: Set[int], at: datetime, **more: Any) -> int:
    """Save an answer that chooses some options."""
    return save_answer(attempt=attempt, item_id=item_id, response=picked(option_ids), at=at, **more)


def submit_picks(*, attempt: Attempt, picks: Mapping[int, Set[int]], at: datetime, **more: Any) -> Attempt:
    """Submit answers that choose some options each."""
    responses = {item: picked(options) for item, options in picks.items()}
    return submit_attempt(attempt=attempt, responses=responses, at=at, **more)


def kept_picks() -> set[tuple[int, int, int]]:
    """Return what is chosen in every attempt, open or not, as (attempt, item, option), read off the steps alone."""
    latest: dict[tuple[int, int], Any] = {}
    for step in AttemptStep.objects.order_by("attempt", "sequence"):
        if step.item_id:
            latest[step.attempt_id, step.item_id] = step.response
        elif step.kind != AttemptStep.Kind.REGRADED:
            latest = {place: said for place, said in latest.items() if place[0] != step.attempt_id}
            latest |= {(step.attempt_id, int(item)): said for item, said in step.response.items()}
    return {(*place, option) for place, said in latest.items() for option in said.get("options", ())}


def kept_options() -> set[int]:
    """Return all chosen options."""
    return {option for _, _, option in kept_picks()}
