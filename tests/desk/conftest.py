"""The desk's tests happen after everything that their data tells of."""

from datetime import timedelta

import pytest
import time_machine

from tests.factories import NOW


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW + timedelta(days=1)):
        yield
