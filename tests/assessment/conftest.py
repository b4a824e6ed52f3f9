"""What the tests of the test share."""

import pytest

from cme.learners.models import Learner
from content.models import Edition
from tests.factories import make_edition, make_learner


@pytest.fixture
def edition(db: None) -> Edition:
    """Four questions in both tests; three pass."""
    return make_edition()


@pytest.fixture
def learner(db: None) -> Learner:
    return make_learner()
