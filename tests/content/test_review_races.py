"""Signing off at once, and while others save and publish, with real threads."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from content.models import Article, Edition, ReviewRound, SignOff
from content.reviewed import reviewed_hash
from content.services.drafts import touch_article
from content.services.publishing import PublishRefused, publish_article
from content.services.queue_mails import take_day
from content.services.refusals import ReviewRefused
from content.services.reviewing import Voice, ask_review, carry_sign_off, sign_off
from tests.content.people import make_reviewed_article, make_user
from tests.factories import NOW
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked() -> ReviewRound:
    article = make_reviewed_article()
    SignOff.objects.all().delete()
    ReviewRound.objects.all().delete()
    reviewer = article.contributions.get(role="reviewer").contributor
    return ask_review(article=article, reviewer_id=reviewer.pk, actor=make_user(), at=NOW)


def signing(asked: ReviewRound) -> Callable[[], SignOff]:
    voice, seen = Voice(name="Reviewing team", user=asked.reviewer.user), reviewed_hash(asked.article)
    return lambda: sign_off(review_round=asked, voice=voice, seen=seen, at=NOW)


def saving(article: Article, words: str) -> Callable[[], Any]:
    @transaction.atomic
    def save() -> None:
        touch_article(article_id=article.pk, version=None, actor=None, at=NOW)
        Article.objects.filter(pk=article.pk).update(limits=words)
        carry_sign_off(article=article)

    return save


def test_two_sign_offs_at_once_make_one(asked):
    results = race(*[signing(asked)] * 4)
    assert {type(fault) for fault in faults(results)} == {ReviewRefused}
    assert len(faults(results)) == 3
    assert SignOff.objects.count() == 1


def test_asking_at_once_opens_one_round(asked):
    ReviewRound.objects.all().delete()
    ask = {"article": asked.article, "reviewer_id": asked.reviewer_id, "actor": make_user(), "at": NOW}
    results = race(*[lambda: ask_review(**ask)] * 4)
    assert {type(fault) for fault in faults(results)} == {ReviewRefused}
    assert ReviewRound.objects.count() == 1


@pytest.mark.parametrize("words", ["Other words.", None])
def test_signing_while_the_editor_saves_never_approves_other_words(asked, words):
    """Whoever comes first: the approval counts for the present version only if the words are those signed."""
    article = asked.article
    same = words or article.limits
    results = race(signing(asked), saving(article, same))
    article.refresh_from_db()
    signed = SignOff.objects.first()
    holds = signed is not None and signed.holds_version == article.version
    assert holds == (words is None)
    assert [type(fault) for fault in faults(results)] in ([], [ReviewRefused])


def test_publishing_while_signing_publishes_what_was_signed_or_nothing(asked):
    publish = {"article": asked.article, "actor": None, "at": NOW + timedelta(hours=1)}
    results = race(signing(asked), lambda: publish_article(**publish))
    assert SignOff.objects.count() == 1
    assert {type(fault) for fault in faults(results)} <= {PublishRefused}
    assert Edition.objects.count() == SignOff.objects.exclude(release=None).count() == 1 - len(faults(results))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
def test_two_sign_offs_meet_without_the_lock_and_the_constraint_ends_it(asked):
    """Negative control of the row lock."""
    meeting = threading.Barrier(2)

    def run(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "content_signoff"'):
            meeting.wait(timeout=20)
        return execute(sql.partition(" FOR UPDATE ")[0], *args)

    def unlocked() -> SignOff:
        with connection.execute_wrapper(run):
            return signing(asked)()

    results = race(unlocked, unlocked)
    assert [type(fault) for fault in faults(results)] == [IntegrityError]
    assert SignOff.objects.count() == 1


def test_a_day_is_taken_once_by_commands_that_run_at_once():
    user = make_user()
    assert sorted(race(*[lambda: take_day(user=user, at=NOW)] * 4)) == [False, False, False, True]
