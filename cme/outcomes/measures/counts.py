"""Measures from counts alone. Where nothing can be estimated, they say why instead of giving a number."""

from collections.abc import Mapping
from math import sqrt

from cme.outcomes.measures.measure import LEAST, Measure, Z, too_few

TOP = 4  # points of the agreement scale that count as agreement


def wilson(successes: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a proportion.

    Args:
        successes: How many of ``n``; 0 to n.
        n: How many observations; at least 1.

    Source:
        Wilson EB. J Am Stat Assoc 1927;22:209-12, without continuity correction.
    """
    share, square = successes / n, Z * Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z * sqrt(share * (1 - share) / n + square / (4 * n * n)) / (1 + square / n)
    # At the ends of the scale the interval reaches the end; rounding must not keep it away.
    return (0.0 if successes == 0 else middle - half), (1.0 if successes == n else middle + half)


def proportion(successes: int, n: int) -> Measure:
    """Return a share with its Wilson interval."""
    if n < LEAST:
        return too_few(n)
    low, high = wilson(successes, n)
    return Measure(n, successes / n, low, high)


def mean_of(counts: Mapping[int, int]) -> Measure:
    """Return the mean of a distribution of whole numbers."""
    n = sum(counts.values())
    if n < LEAST:
        return too_few(n)
    return Measure(n, sum(value * count for value, count in counts.items()) / n)


def median_of(counts: Mapping[int, int]) -> Measure:
    """Return the median of a distribution: the middle value, or halfway between the two in the middle."""
    n = sum(counts.values())
    if n < LEAST:
        return too_few(n)
    return Measure(n, (_value_at(counts, (n - 1) // 2) + _value_at(counts, n // 2)) / 2)


def top_two(counts: Mapping[int, int]) -> Measure:
    """Return the share that agreed or strongly agreed, of those who answered on the scale."""
    n = sum(counts.values())
    return proportion(sum(count for value, count in counts.items() if value >= TOP), n)


def _value_at(counts: Mapping[int, int], place: int) -> int:
    """Return the value at a place of the sorted observations, counted from 0."""
    passed = 0
    for value in sorted(counts):
        passed += counts[value]
        if place < passed:
            return value
    raise AssertionError("the place lies within the observations")
