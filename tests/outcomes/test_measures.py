"""Measures against published values and by their own laws."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.outcomes.measures import mean_of, median_of, proportion, top_two, wilson


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [
        # Newcombe RG. Stat Med 1998;17:857-72, Table I, method 3 (score, without continuity correction).
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_interval_is_that_of_the_literature(successes, n, low, high):
    assert wilson(successes, n) == pytest.approx((low, high), abs=0.00005)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_within_bounds(counts):
    successes, n = counts
    low, high = wilson(successes, n)
    assert 0 <= low <= successes / n <= high <= 1


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_the_same_seen_from_the_other_side(counts):
    successes, n = counts
    low, high = wilson(successes, n)
    assert wilson(n - successes, n) == pytest.approx((1 - high, 1 - low))


@given(st.lists(st.integers(1, 5), min_size=2, max_size=60))
def test_mean_and_median_of_counts_are_those_of_the_values(values):
    counts = {value: values.count(value) for value in range(1, 6)}
    ordered = sorted(values)
    middle = (ordered[(len(values) - 1) // 2] + ordered[len(values) // 2]) / 2
    assert mean_of(counts).value == pytest.approx(sum(values) / len(values))
    assert median_of(counts).value == middle
    assert mean_of(counts).n == len(values)


def test_top_two_counts_agreement_among_those_on_the_scale():
    measure = top_two({1: 1, 2: 0, 3: 1, 4: 3, 5: 5})
    assert (measure.n, measure.value) == (10, 0.8)
    assert (measure.low, measure.high) == pytest.approx(wilson(8, 10))


@pytest.mark.parametrize("n", [0, 1])
def test_fewer_than_two_are_not_estimated(n):
    counts = {1: 0, 2: 0, 3: 0, 4: n, 5: 0}
    for measure in (mean_of(counts), median_of(counts), top_two(counts), proportion(n, n)):
        assert measure.value is None
        assert measure.reason == f"not estimable: n = {n}"
