"""Whether a question is answered or marked otherwise than in the edition that goes on: two keys in one release (F3).

A right answer that was reworded at its place, or moved with its words, is the same answer. Keys are compared as they
hold: where one was corrected, by its correction.
"""

from collections.abc import Sequence
from typing import Any

from content.numbers import number_of
from content.question_text import TYPED, WITH_PARTS, Kind, QuestionText, Scoring, shares_of


def is_key_changed(before: QuestionText, now: QuestionText) -> bool:
    """Tell whether two wordings have different right answers."""
    if family_of(before.kind) != family_of(now.kind):
        return True
    if now.kind in TYPED:
        return _accepted(before) != _accepted(now)
    if now.kind == Kind.ORDERING:
        return _is_order_changed([row.text for row in before.options], [row.text for row in now.options])
    if now.kind in WITH_PARTS:
        return _pairs(before) != _pairs(now) and _paired_places(before) != _paired_places(now)
    return _texts_of_keys(before) != _texts_of_keys(now) and _places(before) != _places(now)


def is_marking_changed(before: QuestionText, now: QuestionText) -> bool:
    """Tell whether answers turn into points otherwise, whatever they say."""
    return _marking(before) != _marking(now)


def family_of(kind: str) -> str:
    """Return one word for kinds whose keys are options that are chosen."""
    return Kind.SINGLE if kind in {Kind.MULTIPLE, Kind.TRUE_FALSE, Kind.CONFIDENCE} else kind


def _texts_of_keys(text: QuestionText) -> set[str]:
    return {option.text for option in text.options if option.is_key}


def _places(text: QuestionText) -> set[int]:
    """Return where the right options stand: a right option that was reworded is still at its place."""
    return {place for place, option in enumerate(text.options) if option.is_key}


def _pairs(text: QuestionText) -> set[tuple[str, str]]:
    return {(part.text, "" if part.key is None else text.options[part.key].text) for part in text.parts}


def _paired_places(text: QuestionText) -> list[int | None]:
    return [part.key for part in text.parts]


def _accepted(text: QuestionText) -> tuple[Any, ...]:
    """Return what is accepted, numbers by their value: 40 and 40.0 are the same."""
    is_number = text.kind == Kind.NUMERIC
    answers = {
        (number_of(row.text) if is_number else " ".join(row.text.split()), row.tolerance or 0, row.is_key)
        for row in text.options
    }
    return answers, text.unit if is_number else text.is_case_sensitive


def _is_order_changed(before: Sequence[str], now: Sequence[str]) -> bool:
    """Compare the order of what both have; a thing that was reworded stays where it was."""
    kept = set(before) & set(now)
    orders = [[text for text in texts if text in kept] for texts in (before, now)]
    return len(before) != len(now) or orders[0] != orders[1]


def _marking(text: QuestionText) -> tuple[Any, ...]:
    """Return how answers turn into points; each question is worth one, but for confidence."""
    if text.kind == Kind.CONFIDENCE:
        return (0,)
    return (Scoring.PARTIAL, sorted(shares_of(text))) if text.scoring == Scoring.PARTIAL else (Scoring.ALL,)
