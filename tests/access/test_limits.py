"""How often a network may ask: exact within a process, blind to addresses, generous where nothing is to be counted."""

from datetime import timedelta

import pytest
from django.core.cache import caches

from cme.access.limits import take_turn_of_network
from cme.access.senders import network_of
from tests.factories import NOW


@pytest.fixture(autouse=True)
def empty() -> None:
    caches["limits"].clear()


def turns(network: str, *, times: int, a_minute: int = 3, purpose: str = "search", at=NOW) -> list[bool]:
    return [
        take_turn_of_network(purpose=purpose, network=network, a_minute=a_minute, at=at).is_free for _ in range(times)
    ]


def test_turns_come_back_with_the_next_minute() -> None:
    start = NOW.replace(second=10)
    assert turns("192.0.2.1", times=5, at=start) == [True, True, True, False, False]
    assert take_turn_of_network(purpose="search", network="192.0.2.1", a_minute=3, at=start).wait == 50
    assert turns("192.0.2.1", times=1, at=start + timedelta(seconds=50)) == [True]


def test_networks_and_purposes_are_counted_apart() -> None:
    assert turns("192.0.2.1", times=4)[-1] is False
    assert turns("192.0.2.2", times=1) == [True]
    assert turns("192.0.2.1", times=1, purpose="other") == [True]


def test_no_limit_counts_nothing() -> None:
    assert all(turns("192.0.2.1", times=9, a_minute=0))


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1:4711", "192.0.2.1", True),
        ("[2001:db8::1]:4711", "2001:db8::2", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "", True),
        ("not an address", "192.0.2.1", False),
    ],
)
def test_network_is_what_one_customer_is_given(one: str, other: str, is_same: bool) -> None:
    assert (network_of(one) == network_of(other)) is is_same


def test_no_address_is_kept() -> None:
    turns("192.0.2.1", times=1)
    assert "192.0.2.1" not in str(list(caches["limits"]._cache))
