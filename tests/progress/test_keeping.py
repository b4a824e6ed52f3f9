"""What learners keep: saved and followed once, within bounds; places that move on and never back; nothing left over."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cme.learners.models import Learner
from cme.progress.following import covered_by, followed_by
from cme.progress.models import FollowedTopic, NewsSeen, ReadingPlace, SavedArticle, Step
from cme.progress.services import (
    ReadingRefused,
    follow_topic,
    forget_reading,
    keep_place,
    record_steps,
    remove_article,
    save_article,
    see_news,
    unfollow_topic,
)
from cme.progress.visits import VISIT, last_visit
from content.models import Article, Edition, Topic
from tests.factories import BEFORE, NOW, copy_edition, make_alias, make_edition, make_learner, make_topic

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def learner() -> Learner:
    return make_learner()


def articles(number: int) -> list[Article]:
    edition = make_edition(questions=0, pre_test=False)
    return [edition.release.article, *(copy.release.article for copy in copy_edition(edition, number - 1))]


def keep(learner: Learner, edition: Edition, anchor: str, minutes: float, *, at=NOW + timedelta(hours=1)) -> str:
    seen_at = NOW + timedelta(minutes=minutes)
    keep_place(learner=learner, edition=edition, anchor=anchor, seen_at=seen_at, at=at)
    return ReadingPlace.objects.get(learner=learner, edition=edition).anchor


# -- the reading list and topics -------------------------------------------------------------------------------------
def test_article_saved_twice_is_on_the_list_once_and_keeps_its_moment(learner: Learner) -> None:
    (article,) = articles(1)
    for minutes in (0, 5):
        save_article(learner=learner, article=article, at=NOW + minutes * MINUTE)
    assert SavedArticle.objects.get().saved_at == NOW
    for _ in range(2):
        remove_article(learner=learner, article=article)
    assert not SavedArticle.objects.exists()


def test_full_list_says_so_and_takes_the_next_once_one_is_gone(learner: Learner) -> None:
    saved = articles(SavedArticle.MOST + 1)
    for article in saved[:-1]:
        save_article(learner=learner, article=article, at=NOW)
    with pytest.raises(ReadingRefused, match="holds 100 articles, which is all it can"):
        save_article(learner=learner, article=saved[-1], at=NOW)
    save_article(learner=learner, article=saved[3], at=NOW)  # is there already, which is no fault
    remove_article(learner=learner, article=saved[40])
    save_article(learner=learner, article=saved[-1], at=NOW)
    assert SavedArticle.objects.get(article=saved[-1]).place == 41
    assert SavedArticle.objects.by(learner).count() == SavedArticle.MOST


@pytest.mark.parametrize("place", [0, 101])
def test_database_itself_lets_no_list_grow_on(learner: Learner, place: int) -> None:
    (article,) = articles(1)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedArticle.objects.create(learner=learner, article=article, place=place, saved_at=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowedTopic.objects.create(learner=learner, topic=make_topic(), place=place, followed_at=NOW)


def test_topics_are_followed_once_within_bounds_and_go_with_the_topic(learner: Learner) -> None:
    topics = [make_topic(f"Topic {number}") for number in range(FollowedTopic.MOST + 1)]
    for topic in [*topics[:-1], topics[0]]:
        follow_topic(learner=learner, topic=topic, at=NOW)
    with pytest.raises(ReadingRefused, match="You follow 50 topics"):
        follow_topic(learner=learner, topic=topics[-1], at=NOW)
    for _ in range(2):
        unfollow_topic(learner=learner, topic=topics[0])
    Topic.objects.filter(pk=topics[1].pk).delete()
    assert followed_by(learner).count() == FollowedTopic.MOST - 2


def test_one_person_under_two_keys_has_one_list(learner: Learner) -> None:
    first, second = articles(2)
    alias = make_alias(learner)
    save_article(learner=alias, article=first, at=NOW)
    for article in (first, second):
        save_article(learner=learner, article=article, at=NOW)
    assert list(SavedArticle.objects.values_list("learner", "article")) == [
        (learner.pk, second.pk), (alias.pk, first.pk),
    ]  # fmt: skip
    remove_article(learner=learner, article=first)
    assert SavedArticle.objects.get().article == second


# -- places ------------------------------------------------------------------------------------------------------------
def test_place_moves_on_and_a_late_beacon_changes_nothing(learner: Learner) -> None:
    edition = make_edition()
    assert keep(learner, edition, "key-data", 1) == "key-data"
    assert keep(learner, edition, "p-who-did-worse", 9) == "p-who-did-worse"
    assert keep(learner, edition, "limits", 5) == "p-who-did-worse"  # sent before, came after
    assert keep(learner, edition, "limits", 9) == "p-who-did-worse"
    assert keep(learner, edition, "key-learning", 10) == "key-learning"  # scrolled up again
    assert ReadingPlace.objects.get().seen_at == NOW + 10 * MINUTE


def test_clock_that_is_wrong_is_kept_within_what_can_be(learner: Learner) -> None:
    edition = make_edition()
    keep(learner, edition, "limits", -100 * 24 * 60)
    assert ReadingPlace.objects.get().seen_at == edition.released_at
    keep(learner, edition, "summary", 10_000)
    assert ReadingPlace.objects.get().seen_at == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "anchor",
    ["", "main", "p-", "P-x\n", "p-x y", "p-" + "x" * 61, "p-ü", "javascript:alert(1)", "limits\x00", "p-\x00"],
)
def test_place_that_no_article_has_is_refused(learner: Learner, anchor: str) -> None:
    with pytest.raises(ReadingRefused):
        keep_place(learner=learner, edition=make_edition(), anchor=anchor, seen_at=NOW, at=NOW)
    assert not ReadingPlace.objects.exists()


# -- the last visit ----------------------------------------------------------------------------------------------------
def test_visit_ends_after_twelve_hours_and_what_was_seen_counts_at_once(learner: Learner) -> None:
    edition = make_edition(at=BEFORE)
    assert last_visit(learner, at=NOW) == learner.created_at
    record_steps(learner=make_alias(learner), edition=edition, kinds=[Step.Kind.STARTED], at=NOW)
    assert last_visit(learner, at=NOW + VISIT - MINUTE) == learner.created_at
    assert last_visit(learner, at=NOW + VISIT) == NOW
    keep(learner, edition, "limits", 30)
    assert last_visit(learner, at=NOW + VISIT + 30 * MINUTE) == NOW + 30 * MINUTE
    see_news(learner=learner, up_to=NOW + 40 * MINUTE, at=NOW + 50 * MINUTE)
    assert last_visit(learner, at=NOW + 50 * MINUTE) == NOW + 40 * MINUTE
    for up_to, expected in ((20, 40), (41, 41), (900, 50)):  # late; later; from the future
        see_news(learner=learner, up_to=NOW + up_to * MINUTE, at=NOW + 50 * MINUTE)
        assert NewsSeen.objects.get().seen_at == NOW + expected * MINUTE


# -- erasing -----------------------------------------------------------------------------------------------------------
def test_forgetting_deletes_what_is_kept_for_comfort_and_no_record(learner: Learner) -> None:
    edition, other = make_edition(), make_learner()
    for who in (learner, make_alias(learner), other):
        record_steps(learner=who, edition=edition, kinds=Step.Kind.values, at=NOW)
        save_article(learner=who, article=edition.release.article, at=NOW)
        follow_topic(learner=who, topic=make_topic(), at=NOW)
        keep(who, edition, "limits", 1)
        see_news(learner=who, up_to=NOW, at=NOW)
    assert forget_reading(learner=learner) == 8
    assert Step.objects.count() == 9
    for model in (SavedArticle, FollowedTopic, ReadingPlace, NewsSeen):
        assert [row.learner for row in model.objects.all()] == [other]
    assert forget_reading(learner=learner) == 0


def test_whoever_follows_a_topic_follows_what_stands_below_it(learner: Learner) -> None:
    top, middle, low, other = (make_topic(name) for name in ("Leukemia", "Therapy", "Transplant", "Lymphoma"))
    for topic, parent in ((middle, top), (low, middle)):
        Topic.objects.filter(pk=topic.pk).update(parent=parent)
    follow_topic(learner=learner, topic=top, at=NOW)
    assert set(covered_by(followed_by(learner))) == {top, middle, low}
    follow_topic(learner=learner, topic=other, at=NOW)
    unfollow_topic(learner=learner, topic=top)
    assert set(covered_by(followed_by(learner))) == {other}
