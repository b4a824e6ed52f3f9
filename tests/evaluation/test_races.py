"""Rating from several tabs at once, with threads."""

from datetime import timedelta

import pytest

from cme.evaluation.models import Evaluation, InstrumentVersion, Rating
from cme.evaluation.services import RatingText, submit_evaluation
from tests.factories import NOW, make_edition, make_learner
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
