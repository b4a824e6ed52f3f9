"""What a whole test says: where its totals lie, how they spread, and how far they can be trusted.

``totals`` come from ``totals_of``, so a blank has counted as 0 points. Variances divide by n - 1.
"""

from math import sqrt
from typing import TYPE_CHECKING

from cme.outcomes.measures.arrays import counted, is_constant, totals_of, variance
from cme.outcomes.measures.intervals import feldt
from cme.outcomes.measures.items import EQUAL
from cme.outcomes.measures.measure import LEAST, Measure, not_estimable, too_few

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


def mean_score(totals: "ArrayLike") -> Measure:
    """Return the mean total in marks: sum(T) / n."""
    values = counted(totals)
    return Measure(len(values), float(values.mean())) if len(values) >= LEAST else too_few(len(values))


def median_score(totals: "ArrayLike") -> Measure:
    """Return the median total in marks: the middle one, or halfway between the two in the middle."""
    import numpy as np

    values = counted(totals)
    return Measure(len(values), float(np.median(values))) if len(values) >= LEAST else too_few(len(values))


def sd_score(totals: "ArrayLike") -> Measure:
    """Return the standard deviation of the totals in marks: sqrt(sum((T - mean)^2) / (n - 1))."""
    values = counted(totals)
    return Measure(len(values), sqrt(variance(values))) if len(values) >= LEAST else too_few(len(values))


def skewness(totals: "ArrayLike") -> Measure:
    """Return the skewness k3 / k2^1.5 of the totals; negative when the long tail is on the left.

    k2 = S2 / (n - 1) and k3 = n S3 / ((n - 1)(n - 2)), with Sr the sum of (T - mean)^r. Needs three attempts.

    Source:
        Fisher RA. Proc Lond Math Soc 1930;s2-30:199-238 (k-statistics). Moodle docs, Quiz statistics calculations.
    """
    values = counted(totals)
    n = len(values)
    if (fault := _fault(values, 3)) is not None:
        return fault
    off = values - values.mean()
    off /= abs(off).max()  # the measure does not depend on scale, and powers stay within range
    square = off * off
    k2, k3 = float(square.sum()) / (n - 1), n * float((square * off).sum()) / ((n - 1) * (n - 2))
    return Measure(n, k3 / k2**1.5)


def kurtosis(totals: "ArrayLike") -> Measure:
    """Return the excess kurtosis k4 / k2^2 of the totals; 0 for a normal distribution.

    k4 = n ((n + 1) S4 - 3 (n - 1) S2^2 / n) / ((n - 1)(n - 2)(n - 3)); k2 and Sr as in ``skewness``.
    Needs four attempts.

    Source:
        As ``skewness``.
    """
    values = counted(totals)
    n = len(values)
    if (fault := _fault(values, 4)) is not None:
        return fault
    off = values - values.mean()
    off /= abs(off).max()
    square = off * off
    s2, s4 = float(square.sum()), float((square * square).sum())
    k2, k4 = s2 / (n - 1), n * ((n + 1) * s4 - 3 * (n - 1) * s2 * s2 / n) / ((n - 1) * (n - 2) * (n - 3))
    return Measure(n, k4 / k2**2)


def cronbach_alpha(marks: "ArrayLike") -> Measure:
    """Return Cronbach's alpha: k / (k - 1) (1 - sum of var x / var T), k the number of items.

    At most 1; may be negative, and is never clamped. Divisor: n - 1. Blanks: 0 points. Moodle shows it times 100 as
    the coefficient of internal consistency. Its interval is ``alpha_interval``, which needs scipy.

    Args:
        marks: One attempt a row, one item a column; blanks are NaN.

    Source:
        Cronbach LJ. Psychometrika 1951;16:297-334.
    """
    columns, totals = counted(marks).T, totals_of(marks)
    n, items = len(totals), len(columns)
    if (fault := _fault(totals, LEAST)) is not None:
        return fault
    if items < 2:
        return not_estimable(n, "the test has one item")
    shared = 1 - sum(variance(column) for column in columns) / variance(totals)
    return Measure(n, items / (items - 1) * shared)


def alpha_interval(alpha: Measure, items: int) -> Measure:
    """Return Cronbach's alpha with Feldt's 95 % interval.

    Args:
        alpha: What ``cronbach_alpha`` returned.
        items: How many items.

    Source:
        Feldt LS. Psychometrika 1965;30:357-70.
    """
    if alpha.value is None:
        return alpha
    low, high = feldt(alpha.value, n=alpha.n, items=items)
    return Measure(alpha.n, alpha.value, low, high)


def error_ratio(alpha: Measure) -> Measure:
    """Return the share of the totals' standard deviation that is error, in percent: 100 sqrt(1 - alpha).

    Above 100 when alpha is negative.

    Source:
        Moodle docs, Quiz statistics calculations, error ratio.
    """
    if alpha.value is None:
        return alpha
    return Measure(alpha.n, 100 * sqrt(max(0.0, 1 - alpha.value)))  # alpha passes 1 by rounding alone


def standard_error(ratio: Measure, sd: Measure) -> Measure:
    """Return the standard error of measurement in marks: error ratio x SD / 100.

    Source:
        Lord FM, Novick MR. Statistical theories of mental test scores. 1968, chapter 3.
    """
    if ratio.value is None or sd.value is None:
        return ratio if ratio.value is None else sd
    return Measure(sd.n, ratio.value * sd.value / 100)


def _fault(values: "ArrayLike", least: int) -> Measure | None:
    totals = counted(values)
    if len(totals) < least:
        return too_few(len(totals))
    return not_estimable(len(totals), EQUAL) if is_constant(totals) else None
