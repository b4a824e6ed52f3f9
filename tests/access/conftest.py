"""What the tests of the gate share: a fixed clock, and the scene that visitors walk through."""

from collections.abc import Iterator

import pytest
import time_machine

from tests.factories import NOW
from tests.visitors import Scene, make_scene


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands still at ``NOW`` until a test moves it."""
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()
