"""Scores before and after of the same learners: mean change, its tests, its standardised sizes, and normalised gain.

Only learners with both scores count, of each the first attempt; ``paired_items.pair`` keeps them. Unanswered items
have counted as 0 points in each score. Standard deviations divide by n - 1.
"""

from dataclasses import dataclass
from math import exp, lgamma, sqrt
from typing import TYPE_CHECKING

from cme.outcomes.measures.arrays import counted, is_constant, variance
from cme.outcomes.measures.intervals import noncentral, student
from cme.outcomes.measures.measure import LEAST, Measure, not_estimable, too_few
from cme.outcomes.measures.scores import mean_score
from cme.outcomes.measures.signed_ranks import rank_biserial, wilcoxon_p

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from cme.outcomes.measures.arrays import Array

PAIRED_T = "paired t test"
ALIKE = "every learner changed by the same"


@dataclass(frozen=True)
class ScoreChange:
    """What changed in the scores.

    Attributes:
        n: Learners with both scores.
        mean_before: Mean score before.
        mean_after: Mean score after.
        change: Mean of after - before, with Student's interval and the p-value of the paired t test.
        wilcoxon_p: P-value of Wilcoxon's signed-rank test; never shown without ``change`` and ``rank_biserial``.
        rank_biserial: Effect that belongs to Wilcoxon's test, -1 to 1, with its interval.
        d_z: Change in standard deviations of the change.
        d_av: Change in root mean variances of the scores before and after.
        g_z: Hedges g: ``d_z`` without its small-sample bias.
        g_av: Hedges g: ``d_av`` without its small-sample bias.
    """

    n: int
    mean_before: Measure
    mean_after: Measure
    change: Measure
    wilcoxon_p: float | None
    rank_biserial: Measure
    d_z: Measure
    d_av: Measure
    g_z: Measure
    g_av: Measure


def score_change(before: "ArrayLike", after: "ArrayLike") -> ScoreChange:
    """Return what changed between the paired scores. Nothing but the means is estimable when all changed alike.

    Args:
        before: Score of each learner before.
        after: Score of the same learners after, in the same order.

    Source:
        Student. Biometrika 1908;6:1-25; Wilcoxon F. Biometrics Bull 1945;1:80-3; Cumming G. Understanding the new
        statistics. 2012 (d_av); Lakens D. Front Psychol 2013;4:863 (which d). STANDARDS, Measures.
    """
    first, last = counted(before), counted(after)
    n = len(first)
    changes = last - first
    change = _change(changes)
    d_z, d_av = _sizes(first, last, changes)
    return ScoreChange(
        n,
        mean_before=mean_score(first),
        mean_after=mean_score(last),
        change=change,
        wilcoxon_p=None if change.p_value is None else wilcoxon_p(changes),
        rank_biserial=rank_biserial(changes),
        d_z=d_z,
        d_av=d_av,
        g_z=_unbiased(d_z),
        g_av=_unbiased(d_av),
    )


def normalised_gain(before: "ArrayLike", after: "ArrayLike", maximum: float) -> Measure:
    """Return the share of the possible gain that the class made: (mean after - mean before) / (max - mean before).

    On class means, not a mean of learners' gains. Divisor: n - 1 in the interval, which linearises the ratio.
    Blanks: 0 points. Not estimable if the mean before is the maximum: there is nothing to gain.

    Args:
        before: Score of each learner before.
        after: Score of the same learners after, in the same order.
        maximum: The highest possible score.

    Source:
        Hake RR. Am J Phys 1998;66:64-74. Interval: Cochran WG. Sampling techniques. 3rd ed. 1977, chapter 6.
    """
    first, last = counted(before), counted(after)
    n = len(first)
    if n < LEAST:
        return too_few(n)
    room = maximum - first
    possible = float(room.mean())
    if possible <= 0:
        return not_estimable(n, "nothing to gain")
    gain = float((last - first).mean()) / possible
    residuals = (last - first - gain * room) / possible
    low, high = student(gain, sqrt(variance(residuals)), n)
    return Measure(n, gain, low, high)


def correction(degrees: int) -> float:
    """Return Hedges' factor J that takes the bias out of d: G(m / 2) / (sqrt(m / 2) G((m - 1) / 2)), exact.

    Args:
        degrees: Degrees of freedom, m. With one the factor is 0: such a d says nothing without bias.

    Source:
        Hedges LV. J Educ Stat 1981;6:107-28.
    """
    if degrees < 2:
        return 0.0
    return exp(lgamma(degrees / 2) - lgamma((degrees - 1) / 2)) / sqrt(degrees / 2)


def _change(changes: "Array") -> Measure:
    """Return the mean change with Student's interval and p-value."""
    from scipy.stats import t

    n = len(changes)
    if n < LEAST:
        return too_few(n)
    mean, spread = float(changes.mean()), variance(changes)
    if not spread:
        return Measure(n, mean, reason=f"no interval: {ALIKE}")
    low, high = student(mean, sqrt(spread), n)
    p_value = 2 * float(t.sf(abs(mean) / sqrt(spread / n), n - 1))
    return Measure(n, mean, low, high, p_value=p_value, method=PAIRED_T)


def _sizes(first: "Array", last: "Array", changes: "Array") -> tuple[Measure, Measure]:
    """Return d_z and d_av; the interval of d_av is that of d_z in other units.

    Source:
        Algina J, Keselman HJ. Educ Psychol Meas 2003;63:537-53.
    """
    n = len(changes)
    if n < LEAST:
        return too_few(n), too_few(n)
    if is_constant(changes):
        return not_estimable(n, ALIKE), not_estimable(n, ALIKE)
    sd = sqrt(variance(changes))
    d_z = float(changes.mean()) / sd
    low, high = noncentral(d_z * sqrt(n), n - 1) or (None, None)
    size = _scaled(Measure(n, d_z, low, high), 1, 1 / sqrt(n))
    average = sqrt((variance(first) + variance(last)) / 2)
    return size, _scaled(size, sd / average, sd / average)


def _unbiased(size: Measure) -> Measure:
    if size.value is None:
        return size
    factor = correction(size.n - 1)
    return _scaled(size, factor, factor) if factor else not_estimable(size.n, f"n = {size.n}")


def _scaled(size: Measure, by: float, ends_by: float) -> Measure:
    value, low, high = size.value, size.low, size.high
    return Measure(
        size.n,
        None if value is None else value * by,
        None if low is None else low * ends_by,
        None if high is None else high * ends_by,
        size.reason,
    )
