"""Marking from values alone: how many shares a response is worth, and whether they suffice.

An item is worth some points, each divided into its own number of shares; an attempt counts in the least common
number of shares, so that all of it is whole numbers and nothing is rounded (C3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import lcm

from cme.assessment.responses import EMPTY, Response, numbers_typed
from cme.assessment.serving import ServedItem, ServedOption
from content.accepted_wordings import accepts
from content.models import QuestionVersion
from content.numbers import number_of

Kind = QuestionVersion.Kind


@dataclass(frozen=True)
class Score:
    """What an attempt is worth.

    Attributes:
        points: In shares; ``denominator`` of them are one point.
        maximum: All shares that were served.
        items: Shares of each item, in the order served; None where it was not answered.
        items_right: Items with all their shares.
    """

    points: int
    maximum: int
    denominator: int
    items: tuple[int | None, ...]
    items_right: int


def shares_for(item: ServedItem, response: Response) -> int:
    """Return the shares of one item, from 0 to its denominator.

    Source:
        Unanswered items and "I don't know" score 0 and count in the denominator; penalties never take an item below
        0: docs/decisions/0007. K-prim: four right is all, three right is half.
    """
    if item.is_void:
        return item.denominator
    if response.is_empty or response.is_dont_know:
        return 0
    if item.kind == Kind.KPRIM:
        return {4: item.denominator, 3: item.denominator // 2}.get(_parts_right(item, response), 0)
    if item.kind == Kind.MATCHING:
        return _counted(item, _parts_right(item, response), len(item.parts))
    if item.kind == Kind.ORDERING:
        return _counted(item, _places_right(item, response), len(item.options))
    if item.is_typed:
        accepted = accepted_option(item, response.text)
        if accepted is None:
            return 0
        return _bounded(item, accepted.shares) if item.is_partial else item.denominator * accepted.is_key
    if item.is_partial:
        return _bounded(item, sum(option.shares for option in item.options if option.id in response.options))
    return item.denominator * _is_chosen_right(item, response.options)


def _is_chosen_right(item: ServedItem, chosen: frozenset[int]) -> bool:
    """Tell whether a choice is right: one of the keys of a single best answer, all keys of a multiple response."""
    return chosen == item.keys if item.is_multiple else bool(chosen & item.keys)


def score_of(items: Sequence[ServedItem], responses: Mapping[int, Response]) -> Score:
    """Mark all items of an attempt."""
    scored = [item for item in items if item.is_scored]
    denominator = common_denominator(items)
    points: list[int | None] = []
    right = 0
    for item in items:
        response = responses.get(item.id, EMPTY)
        shares = shares_for(item, response) if item.is_scored else 0
        right += item.is_scored and shares == item.denominator
        is_blank = response.is_empty and not item.is_void
        points.append(None if is_blank else shares * item.worth * (denominator // item.denominator))
    return Score(
        points=sum(value or 0 for value in points),
        maximum=sum(item.worth for item in scored) * denominator,
        denominator=denominator,
        items=tuple(points),
        items_right=right,
    )


def common_denominator(items: Iterable[ServedItem]) -> int:
    """Return the least number of shares that every item's share can be counted in."""
    return lcm(*(item.denominator for item in items if item.is_scored))


def is_pass(score: Score, *, mark_percent: int, mark_items: int | None = None) -> bool:
    """Tell whether the score suffices. Whole numbers are compared; nothing is rounded (C3)."""
    if score.maximum == 0:
        return False
    if mark_items is not None:
        return score.items_right >= mark_items
    return 100 * score.points >= mark_percent * score.maximum


def points_needed(*, maximum: int, mark_percent: int) -> int:
    """Return the least shares that pass (C3)."""
    return -(-mark_percent * maximum // 100)


def accepted_option(item: ServedItem, text: str) -> ServedOption | None:
    """Return the accepted answer that a typed one meets; of several the one that brings most."""
    matches = _is_number if item.kind == Kind.NUMERIC else _is_wording
    met = [option for option in item.options if matches(item, option, text)]
    return max(met, key=lambda option: (option.shares, option.is_key), default=None)


def _is_number(item: ServedItem, option: ServedOption, text: str) -> bool:
    accepted, reach = number_of(option.text), option.tolerance or 0
    return accepted is not None and any(abs(typed - accepted) <= reach for typed in numbers_typed(item, text))


def _is_wording(item: ServedItem, option: ServedOption, text: str) -> bool:
    return accepts(option.text, text, is_case_sensitive=item.is_case_sensitive)


def _parts_right(item: ServedItem, response: Response) -> int:
    keys = {part.id: part.key for part in item.parts}
    return sum(keys.get(part) == option for part, option in response.pairs)


def _places_right(item: ServedItem, response: Response) -> int:
    places = {option.id: place for place, option in enumerate(item.options, start=1)}
    return sum(places.get(option) == place for option, place in response.pairs)


def _counted(item: ServedItem, right: int, count: int) -> int:
    """Return one share for each right one where credit is partial; otherwise all or nothing."""
    return right * item.denominator // count if item.is_partial else item.denominator * (right == count)


def _bounded(item: ServedItem, shares: int) -> int:
    return max(0, min(item.denominator, shares))
