"""Retractions at once with readers and editors, with real threads.

The negative control runs on PostgreSQL, where nothing but the lock keeps a test from beginning during a retraction.
"""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from cme.assessment.models import Attempt
from cme.assessment.services import AttemptRefused, open_attempt
from content.models import Article, Edition, Retraction
from content.services.publishing import Correction, PublishRefused, publish_article
from tests import factories
from tests.answers import submit_picks
from tests.factories import NOW, make_edition, make_learner, right_picks
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def edition() -> Edition:
    return make_edition(questions=1, pre_test=False)


def retract(edition: Edition) -> Retraction:
    return factories.retract(edition, at=LATER)


def begin(edition: Edition) -> Callable[[], int]:
    learner = make_learner()
    return lambda: open_attempt(learner=learner, edition=edition, role="post", at=LATER).pk


def test_each_test_began_before_the_retraction_or_not_at_all(edition: Edition) -> None:
    results = race(lambda: retract(edition), *[begin(edition) for _ in range(5)])
    assert {type(fault) for fault in faults(results)} <= {AttemptRefused}
    assert Retraction.objects.count() == 1
    assert Attempt.objects.count() == 5 - len(faults(results))


def slow_start(
    edition: Edition, asked: threading.Event, retracted: threading.Event, *, locks: bool
) -> Callable[[], int]:
    """Return an act that opens a test and dawdles between the question whether it may and the attempt."""

    def run(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "assessment_attempt"'):
            asked.set()
            retracted.wait(1)
        return execute(sql if locks else sql.partition(" FOR SHARE")[0], *args)

    start = begin(edition)

    def act() -> int:
        with connection.execute_wrapper(run):
            return start()

    return act


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
@pytest.mark.parametrize("locks", [True, False])
def test_retraction_waits_for_a_test_that_is_beginning(edition: Edition, locks: bool) -> None:
    asked, retracted = threading.Event(), threading.Event()
    order: list[str] = []

    def dawdle() -> None:
        slow_start(edition, asked, retracted, locks=locks)()
        order.append("begun")

    def take_back() -> None:
        asked.wait(20)
        retract(edition)
        order.append("retracted")
        retracted.set()

    assert faults(race(dawdle, take_back)) == []
    assert order == (["begun", "retracted"] if locks else ["retracted", "begun"])


def test_submitting_and_retracting_at_once_keeps_both(edition: Edition) -> None:
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    picks = right_picks(attempt)
    results = race(lambda: retract(edition), lambda: submit_picks(attempt=attempt, picks=picks, at=LATER))
    assert faults(results) == []
    assert Attempt.objects.get().submitted_at == LATER
    assert Attempt.objects.get().markings.get().is_passed


def test_retracting_at_once_retracts_once(edition: Edition) -> None:
    results = race(*[lambda: retract(edition)] * 5)
    assert {type(fault) for fault in faults(results)} == {PublishRefused}
    assert len(faults(results)) == 4
    assert Retraction.objects.count() == 1


@pytest.mark.parametrize("kind", list(Correction))
def test_retracting_and_publishing_at_once_never_hides_the_retraction(edition: Edition, kind: Correction) -> None:
    """Whoever publishes did not know of it: what readers see afterwards is retracted, whichever came first."""
    Article.objects.update(limits="Other words.")
    article = edition.release.article

    def publish() -> Edition:
        return publish_article(article=article, actor=None, at=LATER, correction=kind, what_changed="Words.")

    results = race(lambda: retract(edition), publish)
    assert {type(fault) for fault in faults(results[1:])} <= {PublishRefused}
    assert faults(results[:1]) == []
    current = Edition.objects.current_at(LATER).get()
    assert Retraction.objects.get().release_id == current.release_id
