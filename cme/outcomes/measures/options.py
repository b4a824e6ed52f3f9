"""What the options of an item say: how often each is chosen, by whom, and along the scale of the totals."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cme.outcomes.measures.arrays import rest_scores
from cme.outcomes.measures.counts import proportion
from cme.outcomes.measures.groups import FIFTHS, fifths_of
from cme.outcomes.measures.items import rest_correlation
from cme.outcomes.measures.measure import Measure

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


@dataclass(frozen=True)
class OptionMeasures:
    """One option of an item.

    Attributes:
        count: How many attempts chose it.
        share: The same as a fraction of all attempts, with Wilson's interval.
        point_biserial: Correlation of "chosen" (1 or 0) with the rest score, -1 to 1, with Fisher's interval.
    """

    count: int
    share: Measure
    point_biserial: Measure


@dataclass(frozen=True)
class Fifth:
    """One fifth of the attempts by total.

    Attributes:
        n: How many attempts are in it.
        shares: For each option, the fraction of them that chose it, with Wilson's interval.
    """

    n: int
    shares: list[Measure]


def option_measures(chosen: "ArrayLike", marks: "ArrayLike", totals: "ArrayLike") -> list[OptionMeasures]:
    """Return count, share and point-biserial correlation of each option.

    Divisor: n for shares, n - 1 for the correlation. Blanks: an unanswered item chose no option and stays in the
    denominator. The correlation is with T - x, the total without this item, so that an option cannot agree with
    itself. Not estimable if all or none chose the option, or if T - x does not vary.

    Args:
        chosen: One attempt a row, one option a column; true where chosen.
        marks: Marks of the item, one for each attempt.
        totals: Total of each attempt.

    Source:
        Lev J. Ann Math Stat 1949;20:125-6 (point-biserial); Henrysson S. Psychometrika 1963;28:211-8 (without itself).
    """
    import numpy as np

    picks, rest = np.asarray(chosen, dtype=bool), rest_scores(marks, totals)
    counts = picks.sum(axis=0)
    return [
        OptionMeasures(
            int(count),
            proportion(int(count), len(rest)),
            rest_correlation(column.astype(np.float64), rest, alike="all or none chose it"),
        )
        for count, column in zip(counts, picks.T, strict=True)
    ]


def trace_lines(chosen: "ArrayLike", totals: "ArrayLike") -> list[Fifth]:
    """Return the share of each option in each fifth of the attempts by total, the lowest fifth first.

    Divisor: attempts in the fifth. Blanks: an unanswered item chose no option and stays in the denominator.
    Fifths as in ``fifths_of``. A fifth of fewer than two attempts is not estimable.

    Args:
        chosen: One attempt a row, one option a column; true where chosen.
        totals: Total of each attempt.

    Source:
        Wainer H. J Educ Meas 1989;26:191-208 (trace lines of options).
    """
    import numpy as np

    picks, places = np.asarray(chosen, dtype=bool), fifths_of(totals)
    return [
        Fifth(int(inside.sum()), [proportion(int(count), int(inside.sum())) for count in picks[inside].sum(axis=0)])
        for inside in (places == place for place in range(FIFTHS))
    ]
