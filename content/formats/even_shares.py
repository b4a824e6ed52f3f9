"""Shares of several right answers that are equal but for rounding, such as 33.33, 33.33 and 33.34 percent."""

from collections.abc import Sequence
from fractions import Fraction

_MOST_PLACES = 20  # decimals of a percentage that a file writes


def evened(weights: Sequence[Fraction]) -> list[Fraction]:
    """Return weights with those of right answers made equal where they differ by rounding alone.

    They do if none is a whole unit of their last written place away from an equal share, nor from another, and if
    they add up to the whole mark as closely as such rounding lets them. Weights of 0 and penalties stay.
    """
    right = [weight for weight in weights if weight > 0]
    written = [places for places in map(_places, right) if places is not None]
    if not written:
        return list(weights)
    share, unit = Fraction(1, len(right)), Fraction(1, 100 * 10 ** max(written))
    is_even = max(right) - min(right) <= unit and all(abs(weight - share) < unit for weight in right)
    if not is_even or abs(sum(right, Fraction(0)) - 1) > len(right) * unit / 2:
        return list(weights)
    return [share if weight > 0 else weight for weight in weights]


def _places(weight: Fraction) -> int | None:
    """Return how many decimals the percentage has; None for one without end, which was a fraction from the start."""
    percent = weight * 100
    return next((places for places in range(_MOST_PLACES + 1) if 10**places % percent.denominator == 0), None)


def percent_apart(share: Fraction) -> str:
    """Write a share that is not the whole as a percentage with as many digits as tell the two apart."""
    texts = (f"{float(share * 100):.{digits}g}" for digits in range(6, 18))
    return next((text for text in texts if text != "100"), str(share * 100)) + "%"
