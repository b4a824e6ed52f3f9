"""Measures of change in the same learners against scipy, statsmodels and pingouin, by hand, and by their own laws."""

from functools import cache
from itertools import product
from math import comb, log, nan, sqrt

import numpy as np
import pandas
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_of_statsmodels
from statsmodels.stats.multitest import multipletests

from cme.outcomes.measures import (
    Cells,
    cells_of,
    correction,
    holm,
    item_change,
    mcnemar,
    normalised_gain,
    pair,
    score_change,
)
from cme.outcomes.measures.intervals import noncentral


def near(value):
    return pytest.approx(value, rel=1e-9, abs=1e-12)


def scores(seed, n, gain=1.0, top=None):
    """Simulate paired scores; with ``top`` they are whole numbers from 0 to it, so they tie."""
    draw = np.random.default_rng(seed)
    skill = draw.normal(size=n)
    before, after = skill + draw.normal(size=n), skill + gain + draw.normal(size=n)
    if top is None:
        return before, after
    return tuple(np.clip(np.round(part + top / 2), 0, top) for part in (before, after))


PAIRS = {
    "continuous": scores(1, 30),
    "no gain": scores(2, 40, gain=0.0),
    "loss": scores(3, 25, gain=-1.5),
    "few": scores(4, 5),
    "ties": scores(5, 48, top=5),
    "many ties": scores(6, 400, top=5),
    "large gain": scores(7, 60, gain=12.0),
}
every_pair = pytest.mark.parametrize(("before", "after"), PAIRS.values(), ids=PAIRS)

# -- items -----------------------------------------------------------------------------------------------------------


def test_only_learners_with_both_are_paired():
    before, after = {"a": 1, "b": 0, "c": 1}, {"c": 0, "a": 1, "d": 1}
    assert pair(before, after) == ([1, 1], [1, 0])


def test_cells_count_what_became_of_each_answer_and_blanks_as_wrong():
    before = [False, None, True, True, True, False, None]
    after = [True, True, True, False, None, False, None]
    assert cells_of(before, after) == Cells(improved=2, reinforced=1, lost=2, missed=2)


@pytest.mark.parametrize("improved", [0, 1, 3, 8, 12, 13, 24, 25, 40, 300])
@pytest.mark.parametrize("lost", [0, 1, 2, 5, 12, 13, 24, 25])
def test_mcnemar_is_that_of_statsmodels(improved, lost):
    found = mcnemar(Cells(improved, 7, lost, 4))
    if improved == lost == 0:
        assert found is None
        return
    is_exact = improved + lost < 25
    expected = mcnemar_of_statsmodels([[7, lost], [improved, 4]], exact=is_exact, correction=True).pvalue
    # With equal cells there is nothing to correct; statsmodels subtracts 1 from 0 and squares it, R does not.
    assert found[0] == near(1.0 if improved == lost else expected)
    assert ("exact" in found[1]) == is_exact


def test_mcnemar_is_that_of_pingouin():
    answers = [(0, 1)] * 31 + [(1, 1)] * 20 + [(1, 0)] * 9 + [(0, 0)] * 15
    _, summary = pingouin.chi2_mcnemar(pandas.DataFrame(answers, columns=["pre", "post"]), "pre", "post")
    cells = cells_of(*zip(*answers, strict=True))
    assert cells == Cells(improved=31, reinforced=20, lost=9, missed=15)
    assert mcnemar(cells)[0] == near(float(summary["p_approx"].iloc[0]))


def test_exact_mcnemar_is_what_the_hand_gives():
    # 1 lost of 6 that changed: 2 x (1 + 6) / 64.
    assert mcnemar(Cells(5, 0, 1, 0))[0] == near(14 / 64)


def test_odds_ratio_has_the_exact_interval_and_its_logarithm_is_d():
    change = item_change(Cells(improved=12, reinforced=5, lost=4, missed=3))
    assert change.odds_ratio.n == 16
    assert change.odds_ratio.value == 3
    low, high = (stats.beta.ppf(0.025, 12, 5), stats.beta.ppf(0.975, 13, 4))  # Clopper and Pearson by the beta
    assert (change.odds_ratio.low, change.odds_ratio.high) == (near(low / (1 - low)), near(high / (1 - high)))
    assert change.d.value == near(log(3) / 1.81)
    assert (change.d.low, change.d.high) == (near(log(low / (1 - low)) / 1.81), near(log(high / (1 - high)) / 1.81))


@pytest.mark.parametrize(("improved", "lost"), list(product(range(1, 13), repeat=2)))
def test_interval_of_the_odds_ratio_agrees_with_the_exact_test(improved, lost):
    change = item_change(Cells(improved, 3, lost, 3))
    holds_one = change.odds_ratio.low <= 1 <= change.odds_ratio.high
    assert holds_one == (change.gain.p_value > 0.05)


@pytest.mark.parametrize(("improved", "lost", "who"), [(6, 0, "nobody lost"), (0, 6, "nobody improved")])
def test_odds_ratio_with_an_empty_cell_is_not_estimable_and_keeps_its_finite_end(improved, lost, who):
    change = item_change(Cells(improved, 1, lost, 1))
    for measure in (change.odds_ratio, change.d):
        assert measure.value is None
        assert measure.reason == f"not estimable: {who}"
    ends = (change.odds_ratio.low, change.odds_ratio.high)
    bound = 0.025 ** (1 / 6)  # all six of six: Clopper and Pearson reach from the sixth root of 0.025 to 1
    assert ends == ((near(bound / (1 - bound)), None) if improved else (None, near((1 - bound) / bound)))
    assert change.gain.p_value == near(2 / 64)
    assert change.gain.low < change.gain.value < change.gain.high


def test_nobody_changing_leaves_a_gain_of_zero_without_a_p_value():
    change = item_change(Cells(0, 6, 0, 4))
    assert (change.gain.value, change.gain.p_value) == (0, None)
    assert change.gain.low < 0 < change.gain.high
    assert change.odds_ratio.reason == change.d.reason == "not estimable: nobody changed"


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_pairs_estimate_nothing(n):
    change = item_change(Cells(n, 0, 0, 0))
    for measure in (change.gain, change.odds_ratio, change.d):
        assert (measure.value, measure.reason) == (None, f"not estimable: n = {n}")


def test_interval_of_the_gain_is_what_the_hand_gives():
    # (9 + 1) / 102 and (4 + 1) / 102: difference 5 / 102, variance (15 / 102 - 25 / 10404) / 102.
    gain = item_change(Cells(9, 60, 4, 27)).gain
    half = 1.959963984540054 * sqrt((15 / 102 - 25 / 10404) / 102)
    assert (gain.value, gain.low, gain.high) == (0.05, near(5 / 102 - half), near(5 / 102 + half))


@cache
def ends_of_gain(improved, lost, n):
    gain = item_change(Cells(improved, n - improved - lost, lost, 0)).gain
    return gain.low, gain.high


@pytest.mark.parametrize(("up", "down"), [(0.3, 0.1), (0.2, 0.2), (0.45, 0.05)])
def test_interval_of_the_gain_covers_the_truth_as_often_as_it_says(up, down):
    n, covered = 20, 0.0
    for improved in range(n + 1):
        for lost in range(n + 1 - improved):
            low, high = ends_of_gain(improved, lost, n)
            ways = comb(n, improved) * comb(n - improved, lost)
            chance = ways * up**improved * down**lost * (1 - up - down) ** (n - improved - lost)
            covered += chance * (low <= up - down <= high)
    assert 0.94 <= covered <= 0.98


@pytest.mark.parametrize("seed", range(8))
def test_holm_is_that_of_statsmodels(seed):
    draw = np.random.default_rng(seed)
    p_values = [None if draw.random() < 0.2 else float(p) for p in np.round(draw.beta(0.4, 2, 12), 2)]  # some tie
    expected = iter(multipletests([p for p in p_values if p is not None], method="holm")[1])
    for ours, p in zip(holm(p_values), p_values, strict=True):
        assert (ours is None) if p is None else (ours == near(next(expected)))


def test_holm_is_what_the_hand_gives():
    # Sorted 0.01 0.03 0.04: times 3, 2, 1 gives 0.03, 0.06, 0.04; never falling: 0.03, 0.06, 0.06.
    assert holm([0.04, None, 0.01, 0.03]) == [near(0.06), None, near(0.03), near(0.06)]
    assert holm([]) == []


# -- scores ----------------------------------------------------------------------------------------------------------


@every_pair
def test_mean_change_is_that_of_the_paired_t_test(before, after):
    change = score_change(before, after).change
    expected = stats.ttest_rel(after, before)
    interval = expected.confidence_interval()
    assert change.value == near(np.mean(after - before))
    assert (change.low, change.high) == (near(interval.low), near(interval.high))
    assert change.p_value == near(expected.pvalue)
    assert change.method == "paired t test"


@every_pair
def test_sizes_are_those_of_pingouin(before, after):
    change = score_change(before, after)
    n = len(before)
    assert change.d_av.value == near(pingouin.compute_effsize(after, before, paired=True, eftype="cohen"))
    assert change.d_z.value == near(stats.ttest_rel(after, before).statistic / sqrt(n))
    for d, g in ((change.d_z, change.g_z), (change.d_av, change.g_av)):
        assert g.value == near(correction(n - 1) * d.value)
        assert (g.low, g.high) == (near(correction(n - 1) * d.low), near(correction(n - 1) * d.high))
        assert d.low < d.value < d.high


@every_pair
def test_interval_of_d_z_is_that_of_the_noncentral_t(before, after):
    change = score_change(before, after)
    n = len(before)
    t = stats.ttest_rel(after, before).statistic
    assert stats.nct.sf(t, n - 1, change.d_z.low * sqrt(n)) == pytest.approx(0.025, abs=1e-8)
    assert stats.nct.cdf(t, n - 1, change.d_z.high * sqrt(n)) == pytest.approx(0.025, abs=1e-8)
    # An interval that leaves out 0 and a p-value below 5 % say the same.
    assert (change.d_z.low > 0 or change.d_z.high < 0) == (change.change.p_value < 0.05)


@pytest.mark.parametrize(("t", "degrees"), [(-3.0, 9), (144.445203277766, 4373), (500.0, 99_999), (0.0, 5), (40.0, 1)])
def test_noncentral_interval_is_found_where_the_library_is_delicate(t, degrees):
    low, high = noncentral(t, degrees)
    mirrored = noncentral(-t, degrees)
    assert mirrored == (near(-high), near(-low))
    at = (low, high) if t >= 0 else (-high, -low)
    assert stats.nct.cdf(abs(t), degrees, at[0]) == pytest.approx(0.975, abs=1e-6)
    assert stats.nct.cdf(abs(t), degrees, at[1]) == pytest.approx(0.025, abs=1e-6)


def test_effect_beyond_calculation_has_no_interval():
    assert noncentral(1e6, 3) is None
    change = score_change([0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.000001])
    assert change.d_z.value > 1e5
    assert change.d_z.low is change.g_av.high is None


def test_hedges_correction_is_exact_and_near_the_usual_approximation():
    # Degrees 2: G(1) / (1 x G(1/2)) = 1 / sqrt(pi).
    assert correction(2) == near(1 / sqrt(np.pi))
    for degrees in (5, 20, 200):
        assert correction(degrees) == pytest.approx(1 - 3 / (4 * degrees - 1), abs=0.003)


@every_pair
def test_rank_biserial_is_that_of_pingouin(before, after):
    summary = pingouin.wilcoxon(after, before)
    change = score_change(before, after)
    assert change.rank_biserial.value == near(float(summary["RBC"].iloc[0]))
    if abs(change.rank_biserial.value) < 1:
        assert change.rank_biserial.low < change.rank_biserial.value < change.rank_biserial.high


@pytest.mark.parametrize("name", ["continuous", "no gain", "loss", "few"])
def test_wilcoxon_without_ties_is_the_exact_one_of_scipy(name):
    before, after = PAIRS[name]
    assert score_change(before, after).wilcoxon_p == near(stats.wilcoxon(after - before, method="exact").pvalue)


def test_wilcoxon_of_many_is_the_approximate_one_of_scipy():
    before, after = PAIRS["many ties"]
    expected = stats.wilcoxon(after - before, method="asymptotic", correction=False).pvalue
    assert score_change(before, after).wilcoxon_p == near(expected)


@settings(deadline=None)
@given(st.lists(st.integers(-3, 4), min_size=2, max_size=9))
def test_wilcoxon_with_ties_is_what_counting_all_signs_gives(changes):
    if len(set(changes)) == 1:
        assert score_change([0] * len(changes), changes).wilcoxon_p is None
        return
    moved = [change for change in changes if change]
    ranks = stats.rankdata(np.abs(moved))
    seen = sum(rank for rank, change in zip(ranks, moved, strict=True) if change > 0)
    sums = [np.dot(signs, ranks) for signs in product((0, 1), repeat=len(moved))]
    tail = min(sum(value <= seen for value in sums), sum(value >= seen for value in sums))
    assert score_change([0] * len(changes), changes).wilcoxon_p == near(min(1, 2 * tail / len(sums)))


def test_rank_biserial_is_what_the_hand_gives():
    # Changes 1 -1 2 3 0: ranks of 1 and 1 are 1.5 each, of 2 is 3, of 3 is 4. (8.5 - 1.5) / 10.
    change = score_change([0, 1, 0, 0, 2], [1, 0, 2, 3, 2])
    assert (change.rank_biserial.n, change.rank_biserial.value) == (4, near(0.7))
    # Standard error sqrt(2 x 9 / (3 x 4 x 5)) on Fisher's scale.
    half = 1.959963984540054 * sqrt(18 / 60)
    assert change.rank_biserial.high == near(np.tanh(np.arctanh(0.7) + half))


def test_decimals_do_not_break_ties():
    # 0.3 - 0.2 and 0.2 - 0.1 differ in the last bits, and 0.3 - (0.1 + 0.2) is not quite 0.
    change = score_change([0.2, 0.1, 0.1 + 0.2, 0.5], [0.3, 0.2, 0.3, 0.1])
    assert change.rank_biserial.n == 3
    assert change.rank_biserial.value == near((1.5 + 1.5 - 3) / 6)


@pytest.mark.parametrize("by", [0.0, 2.0])
def test_all_changing_alike_estimates_means_only(by):
    change = score_change([1.0, 2.0, 4.0], [1.0 + by, 2.0 + by, 4.0 + by])
    assert change.change.value == by
    assert change.change.p_value is change.change.low is change.wilcoxon_p is None
    assert change.change.reason == "no interval: every learner changed by the same"
    assert {size.reason for size in (change.d_z, change.d_av, change.g_z, change.g_av)} == {
        "not estimable: every learner changed by the same"
    }


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_learners_estimate_nothing(n):
    change = score_change([1.0] * n, [2.0] * n)
    for name in ("mean_before", "mean_after", "change", "rank_biserial", "d_z", "d_av", "g_z", "g_av"):
        assert getattr(change, name).reason == f"not estimable: n = {n}"
    assert change.wilcoxon_p is None
    assert normalised_gain([1.0] * n, [2.0] * n, 5).reason == f"not estimable: n = {n}"


def test_two_learners_have_no_unbiased_size():
    change = score_change([1.0, 2.0], [2.0, 5.0])
    assert change.d_z.value == near(2 / sqrt(2))
    assert change.g_z.reason == "not estimable: n = 2"


def test_blank_scores_count_as_zero():
    assert score_change([nan, 1.0, 2.0], [1.0, 3.0, nan]) == score_change([0.0, 1.0, 2.0], [1.0, 3.0, 0.0])


def test_normalised_gain_is_that_of_the_class_means():
    # Means 4 and 7 of 10: 3 of the 6 possible.
    before, after = [2.0, 4.0, 6.0], [6.0, 6.0, 9.0]
    gain = normalised_gain(before, after, 10)
    assert gain.value == near(0.5)
    # Residuals change - gain x room: 4 - 4, 2 - 3, 3 - 2 = 0, -1, 1, over 6: SD 1/6; t(2) = 4.3027.
    assert gain.high == near(0.5 + stats.t.ppf(0.975, 2) / 6 / sqrt(3))


def test_normalised_gain_with_everything_known_before_is_not_estimable():
    assert normalised_gain([5.0, 5.0], [4.0, 5.0], 5).reason == "not estimable: nothing to gain"


def test_interval_of_the_normalised_gain_covers_the_truth_as_often_as_it_says():
    draw = np.random.default_rng(11)
    covered = 0
    for _ in range(1500):
        before = draw.binomial(10, 0.5, 40)
        after = before + draw.binomial(10 - before, 0.4)  # the true gain is 0.4
        gain = normalised_gain(before, after, 10)
        covered += gain.low <= 0.4 <= gain.high
    assert 0.93 <= covered / 1500 <= 0.97


whole_scores = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=2, max_size=20)


@settings(deadline=None)
@given(whole_scores, st.randoms(use_true_random=False))
def test_order_of_learners_changes_nothing(pairs, random):
    one = score_change(*zip(*pairs, strict=True))
    other = score_change(*zip(*random.sample(pairs, len(pairs)), strict=True))
    assert one.wilcoxon_p == pytest.approx(other.wilcoxon_p)
    for name in ("change", "rank_biserial", "d_z", "d_av", "g_av"):
        ours, theirs = getattr(one, name), getattr(other, name)
        assert (ours.value, ours.low, ours.high) == pytest.approx((theirs.value, theirs.low, theirs.high), abs=1e-9)


@settings(deadline=None)
@given(whole_scores)
def test_exchanging_before_and_after_turns_the_sign(pairs):
    before, after = zip(*pairs, strict=True)
    forth, back = score_change(before, after), score_change(after, before)
    assert forth.wilcoxon_p == pytest.approx(back.wilcoxon_p)
    for name in ("change", "rank_biserial", "d_z", "d_av"):
        ours, theirs = getattr(forth, name), getattr(back, name)
        if ours.value is None:
            assert theirs.value is None
            continue
        assert ours.value == pytest.approx(-theirs.value, abs=1e-9)
        assert ours.low is theirs.high is None or ours.low == pytest.approx(-theirs.high, abs=1e-7)
