"""Whole percentages: they sum to 100, and none is off by a whole percent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cme.assessment.rounding import whole_percents
from cme.assessment.tallies import Peers
from tests.properties import examples


@pytest.mark.parametrize(
    ("counts", "percents"),
    [
        ([1, 1, 6], [13, 12, 75]),  # 12.5, 12.5, 75: halves that go up would make 101
        ([1, 1, 1], [34, 33, 33]),
        ([0, 5], [0, 100]),
        ([0, 0], [0, 0]),
    ],
)
def test_shares_sum_to_100(counts, percents):
    assert list(whole_percents(dict(enumerate(counts))).values()) == percents


@settings(max_examples=examples(50), deadline=None)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=9).filter(any))
def test_no_share_is_off_by_a_whole_percent(counts):
    found = whole_percents(dict(enumerate(counts)))
    assert sum(found.values()) == 100
    assert all(abs(found[place] - 100 * count / sum(counts)) < 1 for place, count in enumerate(counts))


def test_peers_who_chose_several_are_each_counted_of_all():
    assert Peers(8, 0, {1: 1, 2: 1, 3: 6}).percents_of([1, 2, 3]) == {1: 13, 2: 12, 3: 75}
    assert Peers(4, 0, {1: 4, 2: 3}).percents_of([1, 2, 3]) == {1: 100, 2: 75, 3: 0}
