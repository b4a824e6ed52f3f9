"""Answers of submitted attempts, from their rows back to values."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from django.db.models import QuerySet

from cme.assessment.models import Answer, Attempt
from cme.assessment.responses import Response
from cme.compiled import NUMBER, CompiledQuery

Picked = tuple[int | None, int | None, int | None]  # option, part and place of a row
COLUMNS = ("attempt_id", "item_id", "text", "is_dont_know", "picks__option", "picks__part", "picks__place")

_given = CompiledQuery(
    lambda number: Answer.objects.filter(attempt=number).order_by().values_list(*COLUMNS), number=NUMBER
)


def responses_in(attempt: Attempt) -> dict[int, Response]:
    """Return what was answered in a submitted attempt, by primary key of the item, in one query."""
    return _by_attempt(_given.all(number=attempt.pk)).get(attempt.pk, {})


def responses_by_attempt(answers: QuerySet[Answer]) -> dict[int, dict[int, Response]]:
    """Return what answers say, by primary keys of attempt and item, in one query."""
    return _by_attempt(answers.order_by().values_list(*COLUMNS))


def _by_attempt(rows: Iterable[Any]) -> dict[int, dict[int, Response]]:
    picks: dict[tuple[int, int, str, bool], list[Picked]] = {}
    for attempt, item, text, is_dont_know, *pick in rows:
        picks.setdefault((attempt, item, text, is_dont_know), []).append(tuple(pick))
    given: dict[int, dict[int, Response]] = {}
    for (attempt, item, text, is_dont_know), found in picks.items():
        given.setdefault(attempt, {})[item] = _response(text, is_dont_know, found)
    return given


def each_response(answers: QuerySet[Answer]) -> Iterator[tuple[int, int, Response]]:
    """Yield what answers say, one after the other: attempt, item and response. However many there are, few are held."""
    rows: Iterator[Any] = answers.order_by("pk").values_list("pk", *COLUMNS).iterator()
    for (_, attempt, item, text, is_dont_know), found in groupby(rows, key=lambda row: row[:5]):
        picks = [row[5:] for row in found]
        yield attempt, item, _response(text, is_dont_know, picks)


def response_in(answer: Answer) -> Response:
    """Return the response that the rows of an answer stand for; its picks are loaded."""
    picks = [(pick.option_id, pick.part_id, pick.place) for pick in answer.picks.all()]
    return _response(answer.text, answer.is_dont_know, picks)


def _response(text: str, is_dont_know: bool, picks: Sequence[Picked]) -> Response:
    return Response(
        options=frozenset(option for option, part, place in picks if option and not part and not place),
        pairs=tuple(sorted(_pair(pick) for pick in picks if pick[1] or pick[2])),
        text=text,
        is_dont_know=is_dont_know,
    )


def _pair(pick: Picked) -> tuple[int, int]:
    """Return a picked row as responses have it: (part, option), or (option, place)."""
    option, part, place = pick
    return (option, place) if place else (part, option)  # type: ignore[return-value]  # one of them is there
