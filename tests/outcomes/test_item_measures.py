"""Measures of items, tests and options against scipy, statsmodels and pingouin, by hand, and by their own laws."""

import subprocess
import sys
from math import isfinite, nan, sqrt
from statistics import stdev

import numpy as np
import pandas
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from cme.outcomes.item_analysis import as_numbers, item_analysis
from cme.outcomes.measures import (
    Measure,
    alpha_interval,
    chance_score,
    cronbach_alpha,
    discrimination,
    discriminative_efficiency,
    effective_weights,
    error_ratio,
    facility,
    fifths_of,
    intended_weights,
    item_sd,
    kurtosis,
    mean_score,
    median_score,
    option_measures,
    proportion,
    sd_score,
    skewness,
    standard_error,
    totals_of,
    trace_lines,
    upper_lower,
)
from cme.outcomes.measures.intervals import fisher


def ability(seed, *, attempts, items, maximum=1, blanks=0.0):
    """Simulate marks that hang together, as those of a test do."""
    draw = np.random.default_rng(seed)
    skill = draw.normal(size=(attempts, 1))
    chance = 1 / (1 + np.exp(-(skill - draw.normal(size=items))))
    marks = draw.binomial(maximum, chance).astype(float)
    marks[draw.random(marks.shape) < blanks] = nan
    return marks


def against(seed, *, attempts):
    """Simulate two items of which each is right where the other is wrong, but for a few: alpha is negative."""
    draw = np.random.default_rng(seed)
    first = draw.integers(0, 2, attempts)
    return np.column_stack([first, np.where(draw.random(attempts) < 0.2, first, 1 - first)]).astype(float)


SETS = {
    "two attempts": np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 1.0]]),
    "equal totals": np.array([[1.0, 1.0, 0.0]] * 4 + [[0.0, 1.0, 1.0]] * 4 + [[1.0, 0.0, 1.0]] * 4),
    "ties": np.array([[1.0, 1.0, 0.0]] * 4 + [[0.0, 1.0, 1.0]] * 4 + [[0.0, 0.0, 0.0]] * 4 + [[1.0, 1.0, 1.0]]),
    "0/1 items": ability(1, attempts=60, items=8),
    "partial credit": ability(2, attempts=45, items=5, maximum=4),
    "decimals": ability(3, attempts=40, items=6, maximum=3) / 10,
    "blanks": ability(4, attempts=50, items=7, blanks=0.2),
    "one hard item": np.column_stack([ability(5, attempts=30, items=4), np.zeros(30)]),
    "negative alpha": against(6, attempts=40),
    "many": ability(7, attempts=3000, items=10),
}
every_set = pytest.mark.parametrize("marks", SETS.values(), ids=SETS)


def filled(marks):
    return np.nan_to_num(marks, nan=0.0)


def near(value):
    return pytest.approx(value, rel=1e-9, abs=1e-9)


def quiet(function, *args, **named):
    """Ask scipy what it would rather warn about: for values without variance it answers nan."""
    with np.errstate(all="ignore"):
        return function(*args, **named)


# -- against scipy, statsmodels and pingouin ------------------------------------------------------------------------


@every_set
def test_item_measures_are_those_of_numpy_and_scipy(marks):
    x, total = filled(marks), filled(marks).sum(axis=1)
    maximum = max(1.0, float(x.max()))
    for place, column in enumerate(x.T):
        item, rest = marks[:, place], total - column
        assert facility(item, maximum).value == near(column.mean() / maximum)
        assert item_sd(item, maximum).value == near(stdev(column) / maximum)
        measured = discrimination(item, total)
        efficient = discriminative_efficiency(item, total)
        if np.ptp(column) < 1e-9 or np.ptp(rest) < 1e-9:
            assert measured.value is efficient.value is None
            assert "not estimable" in measured.reason
            continue
        assert measured.value == near(100 * stats.pearsonr(column, rest).statistic)
        most = np.cov(np.sort(column), np.sort(rest))[0, 1]
        assert efficient.value == near(100 * np.cov(column, rest)[0, 1] / most)
        assert efficient.value <= 100 + 1e-9


@pytest.mark.parametrize("name", ["0/1 items", "partial credit", "decimals", "blanks", "negative alpha", "many"])
def test_discrimination_has_the_interval_of_pingouin(name):
    marks = SETS[name]
    total = totals_of(marks)
    for item in marks.T:
        measured = discrimination(item, total)
        ends = pingouin.compute_esci(stat=measured.value / 100, nx=len(item), eftype="r", decimals=12)
        assert (measured.low, measured.high) == (near(100 * ends[0]), near(100 * ends[1]))


def test_discrimination_of_three_attempts_has_no_interval():
    measured = discrimination([1, 0, 1], [3, 1, 1])
    assert measured.value == near(100 * stats.pearsonr([1, 0, 1], [2, 1, 0]).statistic)
    assert measured.low is measured.high is None


@every_set
def test_effective_weights_are_shares_of_the_spread(marks):
    x = filled(marks)
    total = x.sum(axis=1)
    covariances = [np.cov(column, total)[0, 1] for column in x.T]
    whole = sum(sqrt(value) for value in covariances if value > 1e-12)
    weights = effective_weights(marks)
    if not whole:
        assert {weight.reason for weight in weights} == {"not estimable: all totals are equal"}
        return
    for value, weight in zip(covariances, weights, strict=True):
        if value < -1e-12:
            assert weight.value is None
            assert "negative covariance" in weight.reason
        else:
            assert weight.value == pytest.approx(100 * sqrt(max(value, 0)) / whole, abs=1e-6)
    assert sum(weight.value or 0 for weight in weights) == near(100)


@every_set
def test_measures_of_totals_are_those_of_scipy(marks):
    total = filled(marks).sum(axis=1)
    n = len(total)
    assert mean_score(total).value == near(np.mean(total))
    assert median_score(total).value == near(np.median(total))
    assert sd_score(total).value == near(np.std(total, ddof=1))
    if np.ptp(total) < 1e-9:
        assert skewness(total).reason == kurtosis(total).reason == "not estimable: all totals are equal"
        return
    assert skewness(total).value == (near(stats.skew(total, bias=False)) if n >= 3 else None)
    assert kurtosis(total).value == (near(stats.kurtosis(total, bias=False)) if n >= 4 else None)


@every_set
def test_skewness_and_kurtosis_come_from_k_statistics(marks):
    total = filled(marks).sum(axis=1)
    if len(total) < 4 or np.ptp(total) < 1e-9:
        assert kurtosis(total).value is None
        return
    k2, k3, k4 = (stats.kstat(total, order) for order in (2, 3, 4))
    assert skewness(total).value == near(k3 / k2**1.5)
    assert kurtosis(total).value == near(k4 / k2**2)


@every_set
def test_alpha_and_its_interval_are_those_of_pingouin(marks):
    x = filled(marks)
    alpha = cronbach_alpha(marks)
    if np.ptp(x.sum(axis=1)) < 1e-9:
        assert alpha.value is None
        return
    expected, interval = quiet(pingouin.cronbach_alpha, pandas.DataFrame(x))
    assert alpha.value == near(expected)
    whole = alpha_interval(alpha, x.shape[1])
    assert (whole.low, whole.high) == pytest.approx(tuple(interval), abs=0.00051)  # pingouin rounds to three places
    sd = float(np.std(x.sum(axis=1), ddof=1))
    assert error_ratio(alpha).value == near(100 * sqrt(1 - expected))
    assert standard_error(error_ratio(alpha), sd_score(totals_of(marks))).value == near(sqrt(1 - expected) * sd)


def test_alpha_is_not_clamped_when_items_go_against_each_other():
    alpha = cronbach_alpha(SETS["negative alpha"])
    assert alpha.value < -1
    assert error_ratio(alpha).value > 100


@pytest.mark.parametrize(("right", "n"), [(0, 12), (5, 12), (12, 12), (130, 400)])
def test_facility_of_all_or_nothing_items_has_wilsons_interval(right, n):
    marks = np.repeat([2.0, 0.0], [right, n - right])
    measure = facility(marks, 2)
    assert (measure.low, measure.high) == near(proportion_confint(right, n, method="wilson"))


def test_facility_with_partial_credit_has_no_interval():
    measure = facility([2.0, 1.0, 0.0], 2)
    assert (measure.value, measure.low, measure.high) == (0.5, None, None)


@every_set
def test_point_biserial_is_that_of_scipy(marks):
    draw = np.random.default_rng(8)
    picks = draw.integers(-1, 3, len(marks))  # -1 for no answer
    chosen = picks[:, None] == np.arange(4)  # nobody chose the last one
    item, total = marks[:, 0], totals_of(marks)
    rest = total - filled(item)
    for option, measured in enumerate(option_measures(chosen, item, total)):
        assert measured.count == (picks == option).sum()
        assert measured.share == proportion(measured.count, len(marks))
        if measured.count in (0, len(marks)) or np.ptp(rest) < 1e-9:
            assert measured.point_biserial.value is None
        else:
            expected = stats.pointbiserialr(picks == option, rest).statistic
            assert measured.point_biserial.value == near(expected)
    assert option_measures(chosen, item, total)[3].point_biserial.reason == "not estimable: all or none chose it"


# -- by hand ---------------------------------------------------------------------------------------------------------


def test_small_test_gives_what_the_hand_gives():
    # Marks    A B C  T   T - A
    #          1 1 1  3     2
    #          1 1 0  2     1
    #          1 0 0  1     0
    #          0 1 -  1     1      (a blank: 0 points)
    #          0 0 0  0     0
    marks = [[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 1, nan], [0, 0, 0]]
    a = [row[0] for row in marks]
    total = totals_of(marks)
    assert list(total) == [3, 2, 1, 1, 0]
    # A: mean 3/5; sum of squares 3 - 9/5 = 6/5, variance 6/5 : 4 = 0.3.
    assert facility(a, 1).value == near(0.6)
    assert item_sd(a, 1).value == near(sqrt(0.3))
    # T - A: sum 4, squares 4 + 1 + 1 = 6, 6 - 16/5 = 14/5. Products 2 + 1 + 0 = 3, 3 - 3 x 4/5 = 3/5.
    assert discrimination(a, total).value == near(100 * 0.6 / sqrt(1.2 * 2.8))
    # Sorted: A 0 0 1 1 1, rest 0 0 1 1 2: products 4, 4 - 12/5 = 8/5. 3/5 : 8/5 = 37.5 %.
    assert discriminative_efficiency(a, total).value == near(37.5)
    # With T: sum 7. A: 6 - 3 x 7/5 = 9/5. B: 6 - 9/5 x ... the same. C: 3 - 1 x 7/5 = 8/5.
    whole = sqrt(1.8) + sqrt(1.8) + sqrt(1.6)
    assert [weight.value for weight in effective_weights(marks)] == near(
        [100 * sqrt(1.8) / whole, 100 * sqrt(1.8) / whole, 100 * sqrt(1.6) / whole]
    )
    # Variances 0.3, 0.3, 0.2; of T: 15 - 49/5 = 26/5, : 4 = 1.3. Alpha 3/2 (1 - 0.8/1.3) = 0.75/1.3.
    alpha = cronbach_alpha(marks)
    assert alpha.value == near(0.75 / 1.3)
    assert error_ratio(alpha).value == near(100 * sqrt(0.55 / 1.3))
    assert standard_error(error_ratio(alpha), sd_score(total)).value == near(sqrt(0.55))


def test_intended_weights_follow_the_maximum_marks():
    assert intended_weights([1, 1, 2, 4]) == [12.5, 12.5, 25, 50]


def test_chance_score_is_the_mean_fraction_of_the_options():
    assert chance_score([1, 0, 0, 0]) == Measure(4, 0.25)
    assert chance_score([1, 0.5, 0]).value == 0.5
    assert chance_score([0.5, 0.5, 0], is_single=False).reason == "not estimable: several options may be chosen"
    assert chance_score([]).value is None


def test_upper_lower_compares_the_outer_27_percent():
    # Ten attempts with totals 10 to 1: 0.27 x 10 = 2.7, so three places. Upper: 1 1 0, lower: 0 1 0.
    marks = [1, 1, 0, 1, 0, 1, 0, 0, 1, 0]
    assert upper_lower(marks, 1, range(10, 0, -1)).value == near(100 / 3)


@pytest.mark.parametrize(("n", "places"), [(2, 1), (3, 1), (50, 14), (100, 27), (101, 27), (102, 28)])
def test_upper_lower_has_groups_of_27_percent_rounded(n, places):
    # Only the best attempt has the mark: one of the places of the upper group, none of the lower.
    assert upper_lower([1] + [0] * (n - 1), 1, range(n, 0, -1)).value == near(100 / places)


def test_upper_lower_shares_places_among_ties():
    # Three places each. Upper: total 9 (mark 1), then two places for four tied at 5 (marks 1 1 0 0, mean 1/2).
    # Lower: totals 1, 2, 3 (marks 0, 0, 1).
    totals = [9, 5, 5, 5, 5, 4, 4, 3, 2, 1]
    marks = [1, 1, 1, 0, 0, 0, 1, 1, 0, 0]
    assert upper_lower(marks, 1, totals).value == near(100 * ((1 + 2 * 0.5) / 3 - 1 / 3))


def test_upper_lower_needs_totals_that_vary():
    assert upper_lower([1, 0, 1], 1, [0.3, 0.1 + 0.2, 0.3]).reason == "not estimable: all totals are equal"


def test_fifths_are_equal_without_ties_and_keep_ties_together():
    assert list(fifths_of(range(10))) == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4]
    # Ranks 1 and 2 are tied; six tied in the middle are ranks 3 to 8, whose middle is 5.5: the third fifth.
    assert list(fifths_of([1, 1, 5, 5, 5, 5, 5, 5, 8, 9])) == [0, 0, 2, 2, 2, 2, 2, 2, 4, 4]
    assert list(fifths_of([0.3, 0.1 + 0.2])) == [2, 2]


def test_trace_lines_give_the_share_of_each_option_in_each_fifth():
    chosen = [[0, 1], [0, 1], [0, 1], [1, 0], [0, 0], [1, 0], [1, 0], [1, 0], [1, 0], [1, 0]]
    lines = trace_lines(chosen, range(10))
    assert [fifth.n for fifth in lines] == [2] * 5
    assert [fifth.shares[0].value for fifth in lines] == [0, 0.5, 0.5, 1, 1]
    assert [fifth.shares[1].value for fifth in lines] == [1, 0.5, 0, 0, 0]
    assert lines[0].shares[0] == proportion(0, 2)


def test_trace_line_of_an_empty_fifth_is_not_estimable():
    lines = trace_lines([[1], [0], [1]], [2, 2, 2])
    assert [fifth.n for fifth in lines] == [0, 0, 3, 0, 0]
    assert lines[0].shares[0].reason == "not estimable: n = 0"


# -- where nothing can be estimated ----------------------------------------------------------------------------------


def test_one_attempt_estimates_nothing():
    analysis = as_numbers(item_analysis(["A", "B"], [1, 1], [[1.0, 0.0]]))
    assert analysis["test"].pop("n") == 1
    assert set(analysis["test"].values()) == {None}
    for item in analysis["items"].values():
        assert item.pop("intended_weight") == 50
        assert set(item.values()) == {None}


def test_no_attempt_estimates_nothing():
    analysis = as_numbers(item_analysis(["A", "B"], [1, 1], np.empty((0, 2))))
    assert analysis["test"]["n"] == 0
    assert analysis["items"]["A"]["facility"] is None


@pytest.mark.parametrize("marks", [np.full((6, 3), nan), np.full((6, 3), 0.1)], ids=["all blank", "all alike"])
def test_marks_without_variance_estimate_means_only(marks):
    analysis = as_numbers(item_analysis(["A", "B", "C"], [1, 1, 1], marks))
    mean = float(filled(marks).mean())
    for item in analysis["items"].values():
        assert (item["facility"], item["sd"]) == (near(mean), 0)
        assert item["discrimination"] is item["discriminative_efficiency"] is item["effective_weight"] is None
    test = analysis["test"]
    assert (test["mean"], test["median"], test["sd"]) == (near(3 * mean), near(3 * mean), 0)
    assert test["alpha"] is test["error_ratio"] is test["standard_error"] is test["skewness"] is None


def test_one_item_has_neither_rest_nor_alpha():
    analysis = item_analysis(["A"], [1], [[1.0], [0.0], [1.0]])
    assert analysis.items["A"].discrimination.reason.endswith("the other items have the same sum in every attempt")
    assert analysis.items["A"].effective_weight.value == 100
    assert analysis.scores.alpha.reason == "not estimable: the test has one item"


def test_rounding_of_decimals_is_no_variance():
    # 0.1 + 0.2 and 0.3 + 0.0 differ in the last bit; as marks they do not.
    marks = [[0.1, 0.2, 1.0], [0.3, 0.0, 0.0], [0.1, 0.2, 0.0], [0.3, 0.0, 1.0]]
    total = totals_of(marks)
    assert discrimination([row[2] for row in marks], total).value is None
    assert cronbach_alpha([row[:2] for row in marks]).reason == "not estimable: all totals are equal"


def test_marks_too_small_to_be_squared_do_not_vary():
    marks = np.array([[0.0, 0.0], [1e-300, 0.0], [0.0, 1e-300], [1e-300, 1e-300]])
    analysis = as_numbers(item_analysis(["A", "B"], [1, 1], marks))
    assert analysis["items"]["A"]["discrimination"] is analysis["test"]["alpha"] is None
    assert analysis["test"]["sd"] == 0


def test_perfect_items_have_alpha_one_and_no_error():
    analysis = item_analysis(["A", "B", "C"], [1, 1, 1], [[value] * 3 for value in (0.1, 0.7, 0.3, 0.3)])
    assert analysis.scores.alpha.value == near(1)
    assert analysis.scores.error_ratio.value == pytest.approx(0, abs=1e-4)
    assert analysis.items["A"].discrimination.value == near(100)
    assert analysis.items["A"].discrimination.low is None  # Fisher's z is infinite


@pytest.mark.parametrize("correlation", [1.0, -1.0, 0.9999999999999998, -0.9999999999999998])
def test_perfect_correlation_has_no_interval_however_it_was_rounded(correlation):
    assert fisher(correlation, 5) is None
    assert fisher(correlation / 2, 5) is not None


def test_p_value_without_effect_and_interval_is_refused():
    with pytest.raises(ValueError, match="no p-value without effect size and interval"):
        Measure(10, 0.4, p_value=0.03)


def test_measures_are_imported_without_numpy_or_scipy():
    code = "import sys, cme.outcomes.measures; sys.exit(bool({'numpy', 'scipy', 'pandas'} & set(sys.modules)))"
    subprocess.run([sys.executable, "-c", code], check=True)


# -- laws ------------------------------------------------------------------------------------------------------------

tables = st.integers(2, 5).flatmap(
    lambda items: st.lists(
        st.lists(st.one_of(st.integers(0, 4), st.none()), min_size=items, max_size=items), min_size=2, max_size=25
    )
)


def analysed(table, by=1.0):
    marks = np.array(table, dtype=float) * by
    names = [f"Q{place}" for place in range(marks.shape[1])]
    return as_numbers(item_analysis(names, [4.0 * by] * len(names), marks)), marks


def same(first, second):
    """Compare two analyses, null with null."""
    if isinstance(first, dict):
        return first.keys() == second.keys() and all(same(first[key], second[key]) for key in first)
    return first is second is None or first == pytest.approx(second, rel=1e-6, abs=1e-5)


@settings(deadline=None)
@given(tables, st.randoms(use_true_random=False))
def test_order_of_attempts_changes_nothing(table, random):
    shuffled = random.sample(table, len(table))
    assert same(analysed(table)[0], analysed(shuffled)[0])
    first, second = np.array(table, dtype=float), np.array(shuffled, dtype=float)
    ours, theirs = (upper_lower(marks[:, 0], 4, totals_of(marks)).value for marks in (first, second))
    assert same(ours, theirs)


@settings(deadline=None)
@given(tables, st.sampled_from([0.1, 0.25, 3.0, 1000.0]))
def test_scale_of_marks_changes_only_what_is_in_marks(table, by):
    plain, scaled = analysed(table)[0], analysed(table, by)[0]
    for name in ("mean", "median", "sd", "standard_error"):
        value = plain["test"].pop(name)
        assert same(None if value is None else value * by, scaled["test"].pop(name))
    assert same(plain, scaled)


@settings(deadline=None)
@given(tables)
def test_blank_counts_as_zero(table):
    zeros = [[mark or 0 for mark in row] for row in table]
    assert same(analysed(table)[0], analysed(zeros)[0])


@settings(deadline=None)
@given(tables)
def test_every_number_is_finite_and_within_its_bounds(table):
    analysis, _ = analysed(table)
    for item in analysis["items"].values():
        assert 0 <= item["facility"] <= 1
        assert item["discrimination"] is None or -100 <= item["discrimination"] <= 100
        assert item["effective_weight"] is None or 0 <= item["effective_weight"] <= 100
        assert all(value is None or isfinite(value) for value in item.values())
    alpha = analysis["test"]["alpha"]
    assert alpha is None or alpha <= 1 + 1e-9
    assert all(value is None or isfinite(value) for value in analysis["test"].values())
    assert sum(item["intended_weight"] for item in analysis["items"].values()) == near(100)
