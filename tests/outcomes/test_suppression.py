"""Withholding small cells (S5)."""

from itertools import product

import pytest

from cme.outcomes.suppression import REST, cell, groups, part


@pytest.mark.parametrize(("n", "told"), [(0, None), (4, None), (5, 5), (80, 80)])
def test_count_is_withheld_below_the_smallest(n, told):
    assert cell(n, 5) == told


@pytest.mark.parametrize(("n", "whole", "told"), [(18, 20, None), (2, 20, None), (20, 20, None), (15, 20, 15)])
def test_part_is_withheld_with_its_rest(n, whole, told):
    assert part(n, whole, 5) == told


def test_small_groups_stand_together():
    counts = {"a physician": 40, "a nurse": 4, "a pharmacist": 3}
    assert groups(counts, 5) == [("a physician", 40), (REST, 7)]


def test_no_group_follows_from_the_total():
    for sizes in product((0, 1, 3, 4, 5, 6, 9), repeat=3):
        counts = dict(zip("abc", sizes, strict=True))
        shown = groups(counts, 5)
        assert all(n >= 5 for _, n in shown)
        left = sum(sizes) - sum(n for _, n in shown)
        assert left == 0 if sum(sizes) >= 5 else not shown
