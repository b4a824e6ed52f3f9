"""Rates: no more turns than there are, however many ask at once; they come back with time."""

from datetime import timedelta

import pytest

from content.models import RateBucket
from content.services.rates import remove_old_buckets, take_turn
from tests.factories import NOW
from tests.racing import faults, race

SECOND = timedelta(seconds=1)


def turn(at=NOW, key: str = "keep:1", burst: int = 3) -> bool:
    return take_turn(key=key, burst=burst, each=10 * SECOND, at=at)


@pytest.mark.django_db
def test_turns_are_used_up_and_come_back_one_by_one() -> None:
    assert [turn() for _ in range(4)] == [True, True, True, False]
    assert turn(key="keep:2")
    assert not turn(NOW + 9 * SECOND)
    assert [turn(NOW + 10 * SECOND) for _ in range(2)] == [True, False]
    assert [turn(NOW + timedelta(days=1)) for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_keys_whose_turns_have_come_back_are_forgotten() -> None:
    turn()
    assert remove_old_buckets(at=NOW + timedelta(hours=23)) == 0
    assert remove_old_buckets(at=NOW + timedelta(hours=25)) == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_no_more_turns_than_there_are() -> None:
    results = race(*[turn] * 12)
    assert faults(results) == []
    assert results.count(True) == 3
    assert RateBucket.objects.count() == 1
