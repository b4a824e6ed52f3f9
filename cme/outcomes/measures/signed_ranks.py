"""Signed ranks of paired changes: Wilcoxon's test and the effect that belongs to it."""

from math import atanh, sqrt, tanh
from typing import TYPE_CHECKING

from cme.outcomes.measures.measure import LEAST, Measure, Z, not_estimable, too_few

if TYPE_CHECKING:
    from cme.outcomes.measures.arrays import Array

EXACT_UP_TO = 50  # changes up to which Wilcoxon's test is exact


def wilcoxon_p(changes: "Array") -> float:
    """Return the two-sided p-value of Wilcoxon's signed-rank test.

    Changes of 0 are left out; equal sizes share their mean rank. Exact for up to 50 changes, ties or not; above, by
    the normal distribution with the variance corrected for ties, without continuity correction.

    Args:
        changes: After - before of each learner; at least one is not 0.

    Source:
        Wilcoxon F. Biometrics Bull 1945;1:80-3.
    """
    from scipy.stats import rankdata, wilcoxon

    rounded = _rounded(changes)
    moved = rounded[rounded != 0]
    if len(moved) > EXACT_UP_TO:
        return float(wilcoxon(moved, method="asymptotic", correction=False).pvalue)
    ranks = [round(2 * rank) for rank in rankdata(abs(moved))]  # mean ranks end in .5, their doubles are whole
    ways = _ways(ranks)
    sum_up = sum(rank for rank, change in zip(ranks, moved, strict=True) if change > 0)
    tail = min(sum(ways[: sum_up + 1]), sum(ways[sum_up:]))
    return min(1.0, 2 * tail / sum(ways))


def _ways(ranks: list[int]) -> list[int]:
    """Return for each sum, from 0 on, how many choices of signs give the positive ranks that sum."""
    ways = [1]
    for rank in ranks:
        without, with_it = [*ways, *[0] * rank], [*[0] * rank, *ways]
        ways = [one + other for one, other in zip(without, with_it, strict=True)]
    return ways


def rank_biserial(changes: "Array") -> Measure:
    """Return (sum of positive ranks - sum of negative ranks) / sum of all ranks of the changes that are not 0.

    Interval: Fisher's z with the standard error that the statistic has when nothing changed.

    Source:
        Kerby DS. Compr Psychol 2014;3:11.IT.3.1.
    """
    from scipy.stats import rankdata

    rounded = _rounded(changes)
    moved = rounded[rounded != 0]
    n = len(moved)
    if len(changes) < LEAST:
        return too_few(len(changes))
    if not n:
        return not_estimable(0, "nobody changed")
    ranks = rankdata(abs(moved))
    value = float((ranks * (moved > 0)).sum() - (ranks * (moved < 0)).sum()) / float(ranks.sum())
    if abs(value) == 1:
        return Measure(n, value)
    half = Z * sqrt(2 * (2 * n + 1) / (3 * n * (n + 1)))
    return Measure(n, value, tanh(atanh(value) - half), tanh(atanh(value) + half))


def _rounded(changes: "Array") -> "Array":
    """Return the changes without the noise of subtracting decimals, which would break ties and hide zeros."""
    return changes.round(9)
