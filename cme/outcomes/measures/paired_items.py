"""Items answered before and after by the same learners: the four cells, McNemar's test, and its effects.

Only learners with both answers count, and of each the first attempt; ``pair`` keeps them. Blanks count as wrong.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt
from typing import TypeVar

from cme.outcomes.measures.measure import LEAST, Measure, Z, not_estimable, too_few

EXACT_BELOW = 25  # discordant pairs below which McNemar's test is the exact binomial
LOGIT_SD = 1.81  # standard deviation of the logistic distribution, pi / sqrt 3
EXACT, CORRECTED = "McNemar, exact binomial", "McNemar, chi-square with continuity correction"


@dataclass(frozen=True)
class Cells:
    """Learners by whether they were right before and after.

    Attributes:
        improved: Wrong before, right after.
        reinforced: Right both times.
        lost: Right before, wrong after.
        missed: Wrong both times.
    """

    improved: int
    reinforced: int
    lost: int
    missed: int

    @property
    def n(self) -> int:
        """All pairs."""
        return self.improved + self.reinforced + self.lost + self.missed

    @property
    def discordant(self) -> int:
        """Pairs that changed."""
        return self.improved + self.lost


@dataclass(frozen=True)
class ItemChange:
    """What changed in one item.

    Attributes:
        cells: The four cells.
        gain: Share right after less share right before, -1 to 1, with its interval and McNemar's p-value.
        odds_ratio: Odds of improving against losing, with its exact interval.
        d: The odds ratio as a standardised difference, with its interval.
    """

    cells: Cells
    gain: Measure
    odds_ratio: Measure
    d: Measure


Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def pair(before: Mapping[Key, Value], after: Mapping[Key, Value]) -> tuple[list[Value], list[Value]]:
    """Keep the learners with both, in the same order in both lists.

    Args:
        before: By learner, what the first pre-test attempt gave.
        after: By learner, what the first post-test attempt gave.
    """
    both = [key for key in before if key in after]
    return [before[key] for key in both], [after[key] for key in both]


def cells_of(before: Sequence[bool | None], after: Sequence[bool | None]) -> Cells:
    """Count the four cells of paired answers.

    Args:
        before: For each learner whether the item was answered right; None for no answer, which counts as wrong.
        after: The same learners, in the same order.
    """
    counts = Counter((bool(first), bool(last)) for first, last in zip(before, after, strict=True))
    return Cells(counts[False, True], counts[True, True], counts[True, False], counts[False, False])


def item_change(cells: Cells) -> ItemChange:
    """Return what changed in one item, with McNemar's test and three effects.

    Gain: (improved - lost) / n, interval of Bonett and Price. Odds ratio: improved / lost, its ``n`` the discordant
    pairs, interval of Clopper and Pearson for the share of improved among them, as odds. d: ln(odds ratio) / 1.81.
    Blanks count as wrong. Odds ratio and d are not estimable when nobody improved or nobody lost; the end of the
    interval that exists is still given. There is no p-value when nobody changed.

    Source:
        McNemar Q. Psychometrika 1947;12:153-7; Edwards AL. Psychometrika 1948;13:185-7 (continuity correction);
        Bonett DG, Price RM. J Educ Behav Stat 2012;37:479-88; Clopper CJ, Pearson ES. Biometrika 1934;26:404-13;
        Chinn S. Stat Med 2000;19:3127-31 (d). STANDARDS, Measures.
    """
    if cells.n < LEAST:
        fault = too_few(cells.n)
        return ItemChange(cells, fault, fault, fault)
    odds_ratio = _odds_ratio(cells)
    return ItemChange(cells, _gain(cells), odds_ratio, _logarithm(odds_ratio))


def mcnemar(cells: Cells) -> tuple[float, str] | None:
    """Return McNemar's two-sided p-value and which test gave it; None when nobody changed.

    Fewer than 25 discordant pairs: exact binomial. Else max(|improved - lost| - 1, 0)^2 / (improved + lost) against
    chi-square with one degree of freedom; the correction never passes equality.
    """
    from scipy.stats import binomtest, chi2

    if not cells.discordant:
        return None
    if cells.discordant < EXACT_BELOW:
        return float(binomtest(cells.improved, cells.discordant).pvalue), EXACT
    statistic = max(abs(cells.improved - cells.lost) - 1, 0) ** 2 / cells.discordant
    return float(chi2.sf(statistic, 1)), CORRECTED


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """Return p-values adjusted for being several: the i-th smallest of m times m - i + 1, never falling, at most 1.

    Args:
        p_values: One for each item; None stays None and is not counted.

    Source:
        Holm S. Scand J Stat 1979;6:65-70.
    """
    ranked = sorted((p, place) for place, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(ranked):
        highest = max(highest, min(1.0, (len(ranked) - rank) * p))
        adjusted[place] = highest
    return adjusted


def _gain(cells: Cells) -> Measure:
    n = cells.n
    improved, lost = (cells.improved + 1) / (n + 2), (cells.lost + 1) / (n + 2)
    half = Z * sqrt((improved + lost - (improved - lost) ** 2) / (n + 2))
    low, high = max(-1.0, improved - lost - half), min(1.0, improved - lost + half)
    p_value, method = mcnemar(cells) or (None, "")
    return Measure(n, (cells.improved - cells.lost) / n, low, high, p_value=p_value, method=method)


def _odds_ratio(cells: Cells) -> Measure:
    from scipy.stats import binomtest

    if not cells.discordant:
        return not_estimable(0, "nobody changed")
    ends = binomtest(cells.improved, cells.discordant).proportion_ci(method="exact")
    low = float(ends.low / (1 - ends.low)) if cells.improved else None
    high = float(ends.high / (1 - ends.high)) if cells.lost else None
    if low is None or high is None:
        who = "nobody improved" if low is None else "nobody lost"
        return Measure(cells.discordant, None, low, high, f"not estimable: {who}")
    return Measure(cells.discordant, cells.improved / cells.lost, low, high)


def _logarithm(odds_ratio: Measure) -> Measure:
    ends = (odds_ratio.value, odds_ratio.low, odds_ratio.high)
    value, low, high = (None if end is None else log(end) / LOGIT_SD for end in ends)
    return Measure(odds_ratio.n, value, low, high, odds_ratio.reason)
