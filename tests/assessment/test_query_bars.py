"""How many queries a test may take: the bars, whatever the number of its questions."""

import pytest
import time_machine
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cme.assessment.models import Attempt
from cme.assessment.services import open_attempt
from tests.answers import save_picks
from tests.factories import NOW, make_edition, make_learner, right_picks
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
SUBMITTING = 12  # queries of the whole request: learner, attempt, form, lock, answers, marking, step


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOW, tick=False):
        yield


def opened(questions: int):
    """Return a browser, an open attempt with every answer saved, and what its form would send."""
    learner = make_learner()
    attempt = open_attempt(
        learner=learner, edition=make_edition(questions=questions, pre_test=False), role="post", at=NOW
    )
    picks = right_picks(attempt)
    for item, options in picks.items():
        save_picks(attempt=attempt, item_id=item, option_ids=options, at=NOW)
    sequences = {step.item_id: step.sequence for step in attempt.steps.all()}
    fields = {f"item-{item}": next(iter(options)) for item, options in picks.items()}
    fields |= {f"seen-{item}": sequence for item, sequence in sequences.items()}
    caches["pages"].clear()
    return client_of(learner), attempt, fields | {"attempt": attempt.pk}


def statements(queries) -> list[str]:
    """Return the queries without the brackets of transactions."""
    brackets = ("BEGIN", "SAVEPOINT", "RELEASE", "COMMIT")
    return [query["sql"] for query in queries if not query["sql"].startswith(brackets)]


@pytest.mark.parametrize("is_cold", [True, False])
def test_submitting_ten_items_takes_at_most_twelve_queries(is_cold):
    """Cold: a worker that has not served the test yet reads its questions first."""
    client, attempt, fields = opened(10)
    path = f"/articles/{attempt.edition.slug}/test/"
    if not is_cold:
        client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.post(path + "submit/", fields).status_code == 302
    assert Attempt.objects.get().markings.get().points == 10
    taken = statements(queries)
    assert len(taken) <= SUBMITTING, "\n".join(taken)


@pytest.mark.parametrize("page", ["test/", "test/results/1/"])
def test_page_with_twenty_items_takes_as_many_queries_as_with_five(page):
    counts = []
    for questions in (5, 20):
        client, attempt, fields = opened(questions)
        path = f"/articles/{attempt.edition.slug}/"
        if page != "test/":
            client.post(path + "test/submit/", fields)
            caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path + page).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
