"""Saving, following and moving on from several tabs at once, with threads.

Each race has a negative control: the same threads without the constraint, the lock or the comparison.
"""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, connection

from cme.learners.models import Learner
from cme.progress.models import FollowedTopic, ReadingPlace, SavedArticle
from cme.progress.services import ReadingRefused, follow_topic, keep_place, remove_article, save_article
from content.models import Article, Edition
from tests.factories import NOW, copy_edition, make_edition, make_learner, make_topic
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def learner() -> Learner:
    return make_learner()


def articles(number: int) -> list[Article]:
    edition = make_edition(questions=0, pre_test=False)
    return [edition.release.article, *(copy.release.article for copy in copy_edition(edition, number - 1))]


def test_saving_and_following_at_once_keeps_one_row(learner: Learner) -> None:
    (article,), topic = articles(1), make_topic()
    save = [lambda: save_article(learner=learner, article=article, at=NOW)] * MANY
    assert faults(race(*save)) == []
    assert SavedArticle.objects.count() == 1
    assert faults(race(*[lambda: follow_topic(learner=learner, topic=topic, at=NOW)] * MANY)) == []
    assert FollowedTopic.objects.count() == 1
    mixed = [lambda: remove_article(learner=learner, article=article)] * (MANY // 2) + save[: MANY // 2]
    assert faults(race(*mixed)) == []
    assert SavedArticle.objects.count() <= 1


def test_nearly_full_list_takes_one_of_those_that_come_at_once(learner: Learner) -> None:
    many = articles(SavedArticle.MOST - 1 + MANY)
    for article in many[MANY:]:
        save_article(learner=learner, article=article, at=NOW)
    results = race(*[lambda one=one: save_article(learner=learner, article=one, at=NOW) for one in many[:MANY]])
    assert len(faults(results)) == MANY - 1
    assert all(isinstance(fault, ReadingRefused) for fault in faults(results))
    assert SavedArticle.objects.count() == SavedArticle.MOST


def test_several_saved_at_once_each_have_a_place(learner: Learner) -> None:
    acts = [lambda one=one: save_article(learner=learner, article=one, at=NOW) for one in articles(MANY)]
    assert faults(race(*acts)) == []
    assert sorted(SavedArticle.objects.values_list("place", flat=True)) == list(range(1, MANY + 1))


@pytest.mark.parametrize("is_first", [True, False])
def test_beacons_at_once_leave_the_latest_place(learner: Learner, is_first: bool) -> None:
    edition = make_edition(questions=0, pre_test=False)
    acts = [lambda minutes=minutes: _keep(learner, edition, minutes) for minutes in range(1, MANY + 1)]
    if not is_first:
        _keep(learner, edition, 0)
    assert faults(race(*acts)) == []
    place = ReadingPlace.objects.get()
    assert (place.anchor, place.seen_at) == (f"p-minute-{MANY}", NOW + timedelta(minutes=MANY))


def _keep(learner: Learner, edition: Edition, minutes: int) -> None:
    seen_at = NOW + timedelta(minutes=minutes)
    keep_place(learner=learner, edition=edition, anchor=f"p-minute-{minutes}", seen_at=seen_at, at=LATER)


# -- negative controls -------------------------------------------------------------------------------------------------
@pytest.fixture
def scratch() -> Iterator[None]:
    """A table that looks like a reading list and lacks what protects one."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (article integer, place integer)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE scratch")


def query(sql: str) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_without_lock_and_constraint_looking_first_saves_several_times(scratch: None) -> None:
    seen = threading.Barrier(MANY)

    def act() -> None:
        ((count,),) = query("SELECT count(*) FROM scratch")
        seen.wait(timeout=20)  # every thread has looked before the first one writes
        if not count:
            query("INSERT INTO scratch VALUES (1, 1)")

    assert faults(race(*[act] * MANY)) == []
    assert query("SELECT count(*) FROM scratch") == [(MANY,)]


def test_without_the_lock_those_who_looked_at_once_take_one_place_and_the_constraint_stops_them(
    learner: Learner,
) -> None:
    seen = threading.Barrier(MANY)

    def act(article: Article):
        def save() -> None:
            place = SavedArticle.objects.count() + 1
            seen.wait(timeout=20)
            SavedArticle.objects.create(learner=learner, article=article, place=place, saved_at=NOW)

        return save

    results = race(*[act(article) for article in articles(MANY)])
    assert [type(fault) for fault in faults(results)] == [IntegrityError] * (MANY - 1)
    assert SavedArticle.objects.count() == 1


def test_without_the_comparison_a_late_beacon_moves_the_place_back(learner: Learner) -> None:
    edition = make_edition(questions=0, pre_test=False)
    _keep(learner, edition, 0)
    is_written = threading.Event()

    def move(minutes: int) -> None:
        place = ReadingPlace.objects.get()
        place.anchor, place.seen_at = f"p-minute-{minutes}", _moment(minutes)
        place.save()

    def early() -> None:
        is_written.wait(timeout=20)
        move(1)

    def late() -> None:
        move(9)
        is_written.set()

    assert faults(race(early, late)) == []
    assert ReadingPlace.objects.get().anchor == "p-minute-1"


def _moment(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)
