"""Shares as editors write them."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.models.question import DENOMINATORS
from content.shares import ShareRefused, read_share, write_share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("50%", Fraction(1, 2)), ("50", Fraction(1, 2)), (" 50 % ", Fraction(1, 2)), ("1/3", Fraction(1, 3)),
        ("33.3%", Fraction(1, 3)), ("33,33 %", Fraction(1, 3)), ("−1/3", Fraction(-1, 3)), ("-25%", Fraction(-1, 4)),
        ("100%", Fraction(1)), ("0", Fraction(0)), ("2 / 4", Fraction(1, 2)), ("+20%", Fraction(1, 5)),
    ],
)  # fmt: skip
def test_share_is_read(text, share):
    assert read_share(text) == share


@pytest.mark.parametrize(
    "text", ["", "half", "101%", "-3/2", "1/0", "1/11", "1%", "5/", "%", "\uff11/3", "1e2", "--1/2"]
)
def test_what_is_no_share_is_refused(text):
    with pytest.raises(ShareRefused):
        read_share(text)


@given(st.sampled_from(DENOMINATORS), st.data())
def test_what_is_written_reads_back(parts, data):
    share = Fraction(data.draw(st.integers(-parts, parts)), parts)
    assert read_share(write_share(share)) == share
