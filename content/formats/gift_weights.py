"""Weights in GIFT: percentages between two percent signs, rounded by whoever wrote them, as exact fractions.

Source:
    Moodle knows 100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5,
    11.11111, 10 and 5 percent, and the same below 0 (question/engine/bank.php). Other writers round otherwise.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

_MOODLE = [(1, 3), (2, 3), (1, 6), (5, 6), (1, 7), (1, 9)]  # those with endless decimals
_FEWEST_PLACES = 2
_SURE_PLACES = 5  # from here on digits tell fractions apart up to _MOST_PARTS
_MOST_PARTS = 30
_USUAL_PARTS = (3, 6, 7, 9, 11, 12)
_MOST_PLACES = 10
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d{0,20})?)%")  # programs write 33.333333333333336
_LIKE_A_WEIGHT = re.compile(r"%[-+\d.,\s]{1,30}%")


def weight_before(text: str) -> tuple[Fraction | None, int]:
    """Read the weight that stands before an answer.

    Returns:
        The weight, and how many letters it takes; ``(None, 0)`` without one, ``(None, n)`` for one that is no number
        from -100 to 100.
    """
    match = _WEIGHT.match(text)
    if match is None:
        likely = _LIKE_A_WEIGHT.match(text)
        return None, likely.end() if likely else 0
    weight = exact(match[1])
    return (weight if abs(weight) <= 1 else None), match.end()


def exact(percent: str) -> Fraction:
    """Turn a percentage into the share it stands for: 33.33333, 33.33, 33.3 and 33 are a third.

    A fraction is meant when rounding or cutting it to as many places gives the same digits. With few places only
    those that Moodle knows are tried. 33.0 is none of them, so it stays 33/100. Places beyond ten are rounded.
    """
    if len(percent.partition(".")[2]) > _MOST_PLACES:
        percent = f"{Decimal(percent):.{_MOST_PLACES}f}"
    sign = -1 if percent.startswith("-") else 1
    whole, _, decimals = percent.removeprefix("-").partition(".")
    digits, unit = int(whole + decimals), 100 * 10 ** len(decimals)
    for part, parts in _candidates(digits, unit, len(decimals)):
        share = Fraction(part, parts)
        is_cut, is_rounded = digits == part * unit // parts, digits == (2 * part * unit + parts) // (2 * parts)
        if (is_cut or is_rounded) and not _ends(share):
            return sign * share
    return Fraction(sign * digits, unit)


def _candidates(digits: int, unit: int, places: int) -> Iterator[tuple[int, int]]:
    """Yield for each number of parts the fraction nearest to ``digits / unit``."""
    if places < _FEWEST_PLACES:
        yield from _MOODLE
        return
    for parts in range(3, _MOST_PARTS + 1) if places >= _SURE_PLACES else _USUAL_PARTS:
        yield (2 * digits * parts + unit) // (2 * unit), parts


def _ends(fraction: Fraction) -> bool:
    """Tell whether a fraction has finitely many decimals."""
    return 10**_MOST_PARTS % fraction.denominator == 0


def percent_of(weight: Fraction) -> str | None:
    """Write a weight as a percentage that reads back as the same fraction; None when there is none."""
    sign, size = ("-" if weight < 0 else ""), abs(weight)
    if size > 1:
        return None
    start, stop = (0, _MOST_PLACES) if _ends(size) else (_SURE_PLACES, _SURE_PLACES)
    for places in range(start, stop + 1):
        digits = str(round(size * 100 * 10**places)).rjust(places + 1, "0")
        whole = len(digits) - places
        text = sign + digits[:whole] + ("." + digits[whole:] if places else "")
        if exact(text) == weight:
            return text
    return None
