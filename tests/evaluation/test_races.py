"""Rating from several tabs at once, with threads."""

from datetime import timedelta

import pytest

from cme.evaluation.models import Evaluation, InstrumentVersion, Rating
from cme.evaluation.services import EvaluationRefused, RatingText, submit_evaluation
from cme.learners.models import Learner
from content.models import Retraction
from tests.factories import NOW, make_edition, make_learner, retract
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("is_first", [True, False])
def test_rating_at_once_keeps_one_rating_of_one_tab(is_first: bool) -> None:
    edition, learner, version = make_edition(questions=1), make_learner(), InstrumentVersion.objects.get()
    rows = [row["id"] for row in version.sheet["statements"]]

    def act(value: int):
        ratings = {pk: RatingText(value=value) for pk in rows}
        return lambda: submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=NOW)

    if not is_first:
        act(5)()
    results = race(*[act(value % 5 + 1) for value in range(8)])
    assert faults(results) == []
    assert Evaluation.objects.get().submitted_at == NOW
    values = list(Rating.objects.values_list("value", flat=True))
    assert (len(values), len(set(values))) == (4, 1)
    assert timedelta(0) == Evaluation.objects.get().changed_at - NOW


def test_each_rating_came_before_the_retraction_or_not_at_all() -> None:
    """S1. What makes it so is the lock of ``hold_release``; its negative control stands beside the tests."""
    edition, version = make_edition(questions=1), InstrumentVersion.objects.get()
    ratings = {version.sheet["statements"][0]["id"]: RatingText(value=4)}

    def rate(learner: Learner):
        return lambda: submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=NOW)

    results = race(lambda: retract(edition), *[rate(make_learner()) for _ in range(5)])
    assert {type(fault) for fault in faults(results)} <= {EvaluationRefused}
    assert Evaluation.objects.count() == Rating.objects.count() == 5 - len(faults(results))
    assert Retraction.objects.count() == 1
