"""Publishing at once, with real threads: one edition comes of it.

The negative controls run on PostgreSQL, where a transaction does not wait for another unless told to: without the lock
the race does happen and the constraint ends it, and without the constraint two editions would go on.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection

from content.models import Article, Dossier, DraftItem, Edition, EditionItem, QuestionVersion, Release
from content.services.publishing import (
    Correction,
    PublishRefused,
    cancel_schedule,
    publish_article,
    retire_article,
)
from content.services.questions import QuestionText, save_question, wording_as_text
from tests.factories import NOW, add_question, make_article
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 6
LATER = NOW + timedelta(days=1)
CONSTRAINTS = {"content_release_number_once_an_article": Release, "content_edition_one_goes_on_an_article": Edition}
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time, lock or no lock"
)


@pytest.fixture
def article() -> Article:
    article = make_article()
    add_question(article)
    return article


def publish(article: Article, **fields: Any) -> Callable[[], Edition]:
    return lambda: publish_article(**{"article": article, "actor": None, "at": NOW} | fields)


def without_lock(act: Callable[[], Any], meeting: threading.Barrier) -> Callable[[], Any]:
    """Return the act without its row lock; it waits for the others before it opens a release."""

    def run(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "content_release"'):
            meeting.wait(timeout=20)
        return execute(sql.partition(" FOR UPDATE ")[0], *args)

    def unlocked() -> Any:
        with connection.execute_wrapper(run):
            return act()

    return unlocked


@contextmanager
def without_constraints() -> Iterator[None]:
    """Take the constraints away, and put them back over the rows that kept them."""
    held = [
        (model, next(rule for rule in model._meta.constraints if rule.name == name))
        for name, model in CONSTRAINTS.items()
    ]
    with connection.schema_editor() as editor:
        for model, rule in held:
            editor.remove_constraint(model, rule)
    try:
        yield
    finally:
        Dossier.objects.all().delete()
        EditionItem.objects.all().delete()
        Edition.objects.all().delete()
        Release.objects.all().delete()
        with connection.schema_editor() as editor:
            for model, rule in held:
                editor.add_constraint(model, rule)


def test_publishing_at_once_makes_one_edition(article):
    results = race(*[publish(article)] * MANY)
    refused = faults(results)
    assert len(refused) == MANY - 1
    assert {type(fault) for fault in refused} == {PublishRefused}
    assert {str(fault) for fault in refused} <= {
        "Nothing has changed since the edition that readers see.",
        "Say what changed; readers will see it above the text.",
    }
    assert Edition.objects.get().release.number == Release.objects.get().number == 1
    assert QuestionVersion.objects.get().frozen_at == NOW


def test_correcting_at_once_makes_one_correction(article):
    first = publish(article)()
    Article.objects.filter(pk=article.pk).update(limits="Other words.")
    results = race(*[publish(article, at=LATER, correction=Correction.MINOR)] * MANY)
    assert {type(fault) for fault in faults(results)} == {PublishRefused}
    assert sorted(Edition.objects.values_list("correction", flat=True)) == [0, 1]
    first.refresh_from_db()
    assert first.superseded_at == LATER
    assert Edition.objects.current_at(LATER).get().correction == 1


def test_minor_and_material_correction_at_once_make_one_of_them(article):
    publish(article)()
    Article.objects.filter(pk=article.pk).update(limits="Other words.")
    acts = [
        publish(article, at=LATER, correction=correction, what_changed="x") for correction in Correction for _ in "123"
    ]
    results = race(*acts)
    assert len(faults(results)) == 5
    assert Edition.objects.count() == 2
    assert Edition.objects.current_at(LATER).count() == 1


def test_retiring_at_once_retires_once(article):
    publish(article)()
    results = race(*[lambda: retire_article(article=article, at=LATER)] * MANY)
    assert {type(fault) for fault in faults(results)} == {PublishRefused}
    assert len(faults(results)) == MANY - 1


def test_scheduling_and_withdrawing_at_once_never_leave_two_or_none(article):
    publish(article)()
    Article.objects.filter(pk=article.pk).update(limits="Other words.")
    publish(article, released_at=LATER, correction=Correction.MINOR)()
    withdraw = [lambda: cancel_schedule(article=article, at=NOW)] * 3
    results = race(*withdraw, *[publish(article, correction=Correction.MINOR)] * 3)
    assert {type(fault) for fault in faults(results)} == {PublishRefused}
    assert Edition.objects.filter(superseded_at=None).count() == 1
    assert Edition.objects.current_at(NOW).count() == 1
    assert Edition.objects.current_at(LATER).count() == 1


def test_rewording_while_publishing_never_changes_what_was_published(article):
    """A question whose options are taken away between the checklist and the freezing would be published without."""
    item = article.draft_items.get()
    text = QuestionText(key=item.key, stem="Reworded?", objective=item.objective, passage=item.passage)
    checked = threading.Event()

    def publish_slowly() -> Edition:
        def wait(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
            if sql.startswith('INSERT INTO "content_release"'):
                checked.set()
                threading.Event().wait(0.3)  # for the other, which must wait for this transaction all the same
            return execute(sql, *args)

        with connection.execute_wrapper(wait):
            return publish(article)()

    def save() -> Any:
        checked.wait(20)
        return save_question(article=article, text=text, at=NOW, item=item)

    assert faults(race(publish_slowly, save)) == []
    pinned = EditionItem.objects.get().version
    assert (pinned.number, pinned.options.count(), pinned.frozen_at) == (1, 4, NOW)
    reworded = article.draft_items.get().version
    assert (reworded.number, reworded.stem, reworded.frozen_at) == (2, "Reworded?", None)


@only_postgresql
def test_race_happens_without_the_lock_and_the_constraint_ends_it(article):
    """Negative control of the row lock."""
    meeting = threading.Barrier(2)
    results = race(*[without_lock(publish(article), meeting)] * 2)
    assert [type(fault) for fault in faults(results)] == [IntegrityError]
    assert "content_release_number_once_an_article" in str(faults(results)[0])
    assert Edition.objects.count() == 1


@only_postgresql
def test_two_editions_would_go_on_without_lock_and_constraints(article):
    """Negative control of the constraints."""
    with without_constraints():
        meeting = threading.Barrier(2)
        results = race(*[without_lock(publish(article), meeting)] * 2)
        assert faults(results) == []
        assert Edition.objects.current_at(NOW).count() == 2
        assert list(Release.objects.values_list("number", flat=True)) == [1, 1]


@only_postgresql
def test_threads_of_the_negative_control_do_not_meet_when_the_lock_holds(article):
    """What makes the race happen is the missing lock, not the waiting: with the lock the second never gets so far."""
    meeting = threading.Barrier(2)

    def act() -> Edition:
        def wait(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
            if sql.startswith('INSERT INTO "content_release"'):
                with pytest.raises(threading.BrokenBarrierError):
                    meeting.wait(timeout=0.5)
            return execute(sql, *args)

        with connection.execute_wrapper(wait):
            return publish(article)()

    results = race(act, act)
    assert [type(fault) for fault in faults(results)] == [PublishRefused]
    assert Edition.objects.count() == 1


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
@pytest.mark.parametrize("locks", [True, False])
def test_drafts_of_different_versions_take_numbers_one_after_the_other(article, locks):
    """The negative control: without the lock on the question both take the same number, and one is refused."""
    first = article.draft_items.get()
    publish(article)()
    save_question(article=article, text=replace(text_of(first), stem="Second?"), at=NOW, item=first)
    publish(article, correction=Correction.MATERIAL, what_changed="The question.")()
    other = make_article()
    version = QuestionVersion.objects.get(number=1)
    beside = DraftItem.objects.create(article=other, version=version, key=first.key, objective=other.objectives.first())
    counted = threading.Barrier(2)

    def save(item: DraftItem) -> Callable[[], Any]:
        def run(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
            if not locks and "content_question" in sql and "FOR NO KEY UPDATE" in sql:
                sql = sql.partition(" FOR NO KEY UPDATE")[0]
            found = execute(sql, *args)
            if not locks and "MAX(" in sql:
                counted.wait(20)
            return found

        def act() -> Any:
            text = replace(text_of(item), stem=f"Of {item.article_id}?")
            with connection.execute_wrapper(run):
                return save_question(article=item.article, text=text, at=NOW, item=item)

        return act

    results = race(save(article.draft_items.get()), save(beside))
    assert len(faults(results)) == (0 if locks else 1)
    numbers = list(QuestionVersion.objects.order_by("number").values_list("number", flat=True))
    assert numbers == ([1, 2, 3, 4] if locks else [1, 2, 3])


def text_of(item: DraftItem) -> QuestionText:
    return replace(wording_as_text(item.version), key=item.key, objective=item.objective, passage=item.passage)
