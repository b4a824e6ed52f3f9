"""Sums that all measures over arrays share. numpy is loaded by the first of them, not by this module.

Blanks are NaN. They count as 0 points and stay in the denominator. Variances and covariances divide by n - 1.
"""

from math import isnan
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    Array = NDArray[np.float64]

ROUNDING = 1e-10  # differences this small beside the values themselves are left by rounding and are none
TINY = 1e-100  # differences this small have squares that vanish


def counted(marks: "ArrayLike") -> "Array":
    """Return the marks as numbers, blanks as 0 points; the caller does not change them."""
    import numpy as np

    values = np.asarray(marks, dtype=np.float64)
    # A sum tells whether there is a blank in a fifth of the time that a look at each takes.
    return np.where(np.isnan(values), 0.0, values) if isnan(values.sum()) else values


def totals_of(marks: "ArrayLike") -> "Array":
    """Return the total of each attempt.

    Args:
        marks: One attempt a row, one item a column; blanks are NaN.
    """
    return counted(marks).sum(axis=1)


def rest_scores(marks: "ArrayLike", totals: "ArrayLike") -> "Array":
    """Return the total of each attempt without the item: T - x."""
    return counted(totals) - counted(marks)


def is_constant(values: "Array") -> bool:
    """Tell whether the values do not vary, but for rounding."""
    low, high = float(values.min()), float(values.max())
    return high - low <= max(ROUNDING * max(abs(low), abs(high)), TINY)


def variance(values: "Array") -> float:
    """Return the variance, sum((x - mean)^2) / (n - 1); exactly 0 for values that do not vary."""
    return 0.0 if is_constant(values) else float(values.var(ddof=1))


def covariance(first: "Array", second: "Array") -> float:
    """Return the covariance, sum((x - mean x)(y - mean y)) / (n - 1); exactly 0 where only rounding is left."""
    if is_constant(first) or is_constant(second):
        return 0.0
    product, scale = products(first - first.mean(), second - second.mean())
    return 0.0 if abs(product) <= ROUNDING * scale else product / (len(first) - 1)


def correlation(first: "Array", second: "Array") -> float:
    """Return Pearson's correlation, -1 to 1, of values that both vary."""
    product, scale = products(first - first.mean(), second - second.mean())
    # Rounding must not carry a perfect correlation past its ends.
    return max(-1.0, min(1.0, product / scale))


def products(first: "Array", second: "Array") -> tuple[float, float]:
    """Return the sum of products of two sets of deviations from their means, and the most that it could be."""
    # Not "@": its threads take a hundred times as long on a busy machine, and these sums are more exact.
    scale = float((first * first).sum()) ** 0.5 * float((second * second).sum()) ** 0.5
    return float((first * second).sum()), scale


def levels(totals: "ArrayLike") -> "Array":
    """Return the totals on a scale on which totals that differ by rounding alone are equal."""
    import numpy as np

    values = counted(totals)
    most = np.abs(values).max(initial=0.0)
    return np.round(values / most, 10) if most else values
