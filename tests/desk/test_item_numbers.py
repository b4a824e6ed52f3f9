"""Numbers of the item analysis as the desk writes them."""

import pytest

from cme.desk.templatetags.desk import number_of, percent
from cme.outcomes.measures import Measure


@pytest.mark.parametrize(
    ("value", "places", "said"),
    [
        (19 / 40, 2, "0.48"),
        (7 / 40, 2, "0.18"),
        (-0.125, 2, "−0.13"),
        (-0.001, 2, "0.00"),
        (1, 1, "1.0"),
        (1e-9, 1, "0.0"),
    ],
)
def test_halves_are_rounded_up_as_in_percentages(value: float, places: int, said: str) -> None:
    assert number_of(Measure(40, value), places) == said
    assert percent(19 / 40) == "48%"
