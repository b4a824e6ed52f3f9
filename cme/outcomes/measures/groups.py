"""Attempts grouped by their totals: the outer 27 %, and fifths. No grouping depends on the order of attempts."""

from math import floor
from typing import TYPE_CHECKING

from cme.outcomes.measures.arrays import counted, is_constant, levels
from cme.outcomes.measures.items import EQUAL
from cme.outcomes.measures.measure import LEAST, Measure, not_estimable, too_few

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

    from cme.outcomes.measures.arrays import Array

GROUP = 0.27  # share of the attempts in the upper and in the lower group
FIFTHS = 5


def upper_lower(marks: "ArrayLike", maximum: float, totals: "ArrayLike") -> Measure:
    """Return facility in the upper 27 % by total less facility in the lower 27 %, in percent (-100 to 100).

    Each group has 0.27 n places, rounded to the nearest whole number (halves up), at least one. Attempts tied at the
    edge of a group share its remaining places equally, so the order of attempts does not matter. The total includes
    the item. Divisor: the places of a group. Blanks: 0 points. Not estimable if the totals do not vary.

    Source:
        Kelley TL. J Educ Psychol 1939;30:17-24.
    """
    n = len(counted(totals))
    if n < LEAST:
        return too_few(n)
    means = outer_means(marks, totals)
    return not_estimable(n, EQUAL) if means is None else Measure(n, 100 * (means[0] - means[1]) / maximum)


def outer_means(marks: "ArrayLike", totals: "ArrayLike") -> tuple[float, float] | None:
    """Return the mean mark in the upper and in the lower 27 % by total; None if the totals do not vary.

    Groups, ties and blanks as in ``upper_lower``. With 1 for "chosen" and 0 for "not chosen" it is the share of each
    group that chose an option.

    Args:
        marks: One for each attempt.
        totals: Of the same attempts; at least one.
    """
    values, ranked = counted(marks), levels(totals)
    if is_constant(ranked):
        return None
    places = places_of(len(values))
    return _mean_of_highest(values, ranked, places), _mean_of_highest(values, -ranked, places)


def places_of(n: int) -> int:
    """Return how many places a group of 27 % has."""
    return max(1, floor(GROUP * n + 0.5))


def _mean_of_highest(values: "Array", ranked: "Array", places: int) -> float:
    """Return the mean value of the ``places`` highest ranked; the tied ones at the edge share what is left."""
    import numpy as np

    edge = np.partition(ranked, -places)[-places]
    above, tied = ranked > edge, ranked == edge
    left = places - int(above.sum())
    return (float(values[above].sum()) + left * float(values[tied].mean())) / places


def fifths_of(totals: "ArrayLike") -> "NDArray[np.int64]":
    """Return the fifth of each attempt, 0 (lowest) to 4.

    Ties: equal totals stay together, in the fifth of the middle of their ranks; so fifths may differ in size or be
    empty, and the order of attempts does not matter.
    """
    import numpy as np

    values = levels(totals)
    ordered = np.sort(values)
    middle = np.searchsorted(ordered, values, "left") + np.searchsorted(ordered, values, "right")
    return FIFTHS * middle // (2 * len(values))
