"""Simulated learners: what a demonstration needs so that its pages have something to say."""

from io import StringIO

import pytest
from django.core.management import call_command

from cme.assessment.models import Attempt
from tests.factories import make_edition

pytestmark = pytest.mark.django_db


def test_one_article_is_read_by_all_and_tested_before_and_after():
    """Spread over all articles, a few dozen learners would leave every item analysis without enough answers."""
    for _ in range(8):
        make_edition(pre_test=False, questions=1)
    shared = make_edition(questions=4)
    call_command("simulate_learners", learners=6, seed=1, stdout=StringIO())
    for role in ("pre", "post"):
        attempts = Attempt.objects.filter(release=shared.release, kind=role, number=1)
        assert attempts.values("learner").distinct().count() == 6
