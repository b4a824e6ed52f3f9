"""What single items say: how hard they are, whether they tell learners apart, and what they weigh.

Throughout, ``marks`` are the marks of one item, one for each attempt; a blank is NaN, counts as 0 points and stays in
the denominator. Variances and covariances divide by n - 1. ``totals`` come from ``totals_of``.
"""

from collections.abc import Sequence
from math import sqrt
from typing import TYPE_CHECKING

from cme.outcomes.measures.arrays import (
    correlation,
    counted,
    covariance,
    is_constant,
    rest_scores,
    totals_of,
    variance,
)
from cme.outcomes.measures.counts import wilson
from cme.outcomes.measures.intervals import fisher
from cme.outcomes.measures.measure import LEAST, Measure, not_estimable, too_few

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from cme.outcomes.measures.arrays import Array

ALIKE = "every attempt has the same mark"
EQUAL = "all totals are equal"
REST_ALIKE = "the other items have the same sum in every attempt"


def facility(marks: "ArrayLike", maximum: float) -> Measure:
    """Return the mean mark as a fraction of the maximum: mean(x) / max.

    Divisor: n. Blanks: 0 points. Interval: Wilson's where every mark is 0 or the maximum, else none.

    Source:
        Moodle docs, Quiz statistics calculations, facility index. STANDARDS, Measures.
    """
    values = counted(marks)
    n = len(values)
    if n < LEAST:
        return too_few(n)
    right = int((values == maximum).sum())
    is_all_or_nothing = right + int((values == 0).sum()) == n
    low, high = wilson(right, n) if is_all_or_nothing else (None, None)
    return Measure(n, float(values.mean()) / maximum, low, high)


def item_sd(marks: "ArrayLike", maximum: float) -> Measure:
    """Return the standard deviation as a fraction of the maximum: sqrt(var x) / max.

    Divisor: n - 1. Blanks: 0 points.

    Source:
        Moodle docs, Quiz statistics calculations, standard deviation of an item.
    """
    values = counted(marks)
    return Measure(len(values), sqrt(variance(values)) / maximum) if len(values) >= LEAST else too_few(len(values))


def discrimination(marks: "ArrayLike", totals: "ArrayLike") -> Measure:
    """Return the corrected item-total correlation in percent: 100 corr(x, T - x), -100 to 100.

    Divisor: n - 1. Blanks: 0 points. Not estimable if x or T - x does not vary. Interval: Fisher's z.

    Source:
        Henrysson S. Psychometrika 1963;28:211-8. Moodle docs, Quiz statistics calculations, discrimination index.
    """
    return in_percent(rest_correlation(counted(marks), rest_scores(marks, totals)))


def discriminative_efficiency(marks: "ArrayLike", totals: "ArrayLike") -> Measure:
    """Return what the item discriminates, in percent of the most that its marks allow.

    100 cov(x, T - x) / cov(sorted x, sorted T - x); the divisors cancel out. Blanks: 0 points.
    Not estimable if x or T - x does not vary.

    Source:
        Moodle docs, Quiz statistics calculations, discriminative efficiency.
    """
    import numpy as np

    values, rest = counted(marks), rest_scores(marks, totals)
    if (fault := _fault(values, rest)) is not None:
        return fault
    values, rest = values - values.mean(), rest - rest.mean()
    most = float((np.sort(values) * np.sort(rest)).sum())
    return Measure(len(values), 100 * float((values * rest).sum()) / most)


def intended_weights(maxima: Sequence[float]) -> list[float]:
    """Return the maximum mark of each item in percent of the sum of all.

    Source:
        Moodle docs, Quiz statistics calculations, intended question weight.
    """
    total = sum(maxima)
    return [100 * maximum / total for maximum in maxima]


def effective_weights(marks: "ArrayLike") -> list[Measure]:
    """Return how much each item adds to the spread of the totals, in percent.

    100 sqrt(cov(x, T)) / sum of sqrt(cov(x, T)) over the items with cov(x, T) >= 0. Divisor: n - 1, cancels out.
    Blanks: 0 points. Not estimable for an item with cov < 0, nor for any when no covariance is above 0.

    Args:
        marks: One attempt a row, one item a column.

    Source:
        Moodle docs, Quiz statistics calculations, effective question weight.
    """
    columns, totals = counted(marks).T, totals_of(marks)
    n = len(totals)
    if n < LEAST:
        return [too_few(n) for _ in columns]
    covariances = [covariance(column, totals) for column in columns]
    whole = sum(sqrt(value) for value in covariances if value > 0)
    return [_weight(value, whole, n) for value in covariances]


def _weight(value: float, whole: float, n: int) -> Measure:
    if value < 0:
        return not_estimable(n, "the item goes against the total (negative covariance)")
    if not whole:
        return not_estimable(n, EQUAL)
    return Measure(n, 100 * (sqrt(value) / whole))  # in this order never above 100


def chance_score(fractions: Sequence[float], *, is_single: bool = True) -> Measure:
    """Return what blind choice of one option scores, as a fraction of the maximum: the mean option fraction.

    Divisor: the number of options, which is ``n`` here. Blanks: none, nobody is asked.

    Args:
        fractions: For each option the share of the maximum mark that choosing it earns.
        is_single: Whether exactly one option is chosen; otherwise it depends on how many a guesser would choose.

    Source:
        Moodle docs, Quiz statistics calculations, random guess score.
    """
    if not is_single or not fractions:
        why = "several options may be chosen" if fractions else "there are no options"
        return not_estimable(len(fractions), why)
    return Measure(len(fractions), sum(fractions) / len(fractions))


def rest_correlation(values: "Array", rest: "Array", *, alike: str = ALIKE) -> Measure:
    """Return corr(x, T - x), -1 to 1, with Fisher's interval where there is one.

    Args:
        values: x, without blanks.
        rest: T - x.
        alike: What to say when x does not vary.
    """
    n = len(values)
    if (fault := _fault(values, rest, alike)) is not None:
        return fault
    value = correlation(values, rest)
    low, high = fisher(value, n) or (None, None)
    return Measure(n, value, low, high)


def in_percent(measure: Measure) -> Measure:
    """Return a fraction and its interval times 100."""
    value, low, high = (None if end is None else 100 * end for end in (measure.value, measure.low, measure.high))
    return Measure(measure.n, value, low, high, measure.reason)


def _fault(values: "Array", rest: "Array", alike: str = ALIKE) -> Measure | None:
    n = len(values)
    if n < LEAST:
        return too_few(n)
    if is_constant(values):
        return not_estimable(n, alike)
    return not_estimable(n, REST_ALIKE) if is_constant(rest) else None
