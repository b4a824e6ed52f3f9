"""Numbers and ranges that an option stands for, and which of them overlap."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

LONGEST = 60  # characters; a longer option is a sentence
_NUMBER = r"(-?\d{1,12}(?:[.,]\d{1,10})?)"
_UNIT = r"\s*((?:%|[^\W\d_][^\d]{0,30})?)"
_WORDS = "less than|under|below|fewer than|more than|over|above|at least|at most|[<>≤≥]"
_ONE = re.compile(rf"({_WORDS})?\s*{_NUMBER}{_UNIT}")
_RANGE = re.compile(rf"{_NUMBER}\s*(?:%|[^\W\d_]{{1,12}})?\s*(?:-|–|to)\s*{_NUMBER}{_UNIT}")
_BELOW = {"less than", "under", "below", "fewer than", "<"}
_ABOVE = {"more than", "over", "above", ">"}
Bound = tuple[Decimal, int]  # the number; 1 just above it, -1 just below it
FAR = Decimal("Infinity")


def span_of(text: str) -> tuple[Bound, Bound, str] | None:
    """Return from where to where an option reaches, and its unit; None if it is no number."""
    plain = " ".join(text.split()).rstrip(".").casefold()
    if not plain or len(plain) > LONGEST:
        return None
    match = _RANGE.fullmatch(plain)
    if match:
        low, high = _decimal(match[1]), _decimal(match[2])
        return ((low, 0), (high, 0), match[3].strip()) if low <= high else None
    match = _ONE.fullmatch(plain)
    if match is None:
        return None
    word, number, unit = match[1], _decimal(match[2]), match[3].strip()
    if word in _BELOW | {"at most", "≤"}:
        return (-FAR, 0), (number, -1 if word in _BELOW else 0), unit
    if word in _ABOVE | {"at least", "≥"}:
        return (number, 1 if word in _ABOVE else 0), (FAR, 0), unit
    return (number, 0), (number, 0), unit


def clashes(texts: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Yield places of options that overlap, each with one that it overlaps; only of equal units.

    Sorted by where they begin, an option overlaps an earlier one exactly if it begins before the furthest end so far.
    """
    spans = [(span, place) for place, text in enumerate(texts) if (span := span_of(text))]
    if all(low[0] == -FAR for (low, _, _), _ in spans) or all(high[0] == FAR for (_, high, _), _ in spans):
        return  # Thresholds to choose from; each lies within the next.
    furthest: dict[str, tuple[Bound, int]] = {}
    for (low, high, unit), place in sorted(spans):
        known = furthest.get(unit)
        if known and low <= known[0]:
            yield min(known[1], place), max(known[1], place)
        if known is None or high > known[0]:
            furthest[unit] = (high, place)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))
