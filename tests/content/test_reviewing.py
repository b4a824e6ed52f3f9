"""Reviews: who may be asked, who may sign what, and what ends a sign-off (S0)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from content.models import Article, Contribution, Contributor, ReviewComment, ReviewRound, SignOff
from content.reviewed import reviewed_hash
from content.services.reviewing import (
    ReviewRefused,
    Voice,
    ask_review,
    carry_sign_off,
    comment,
    make_link,
    reopen_comment,
    resolve_comment,
    return_review,
    revoke_link,
    sign_off,
    withdraw_review,
)
from content.source import source_of
from tests.content.people import make_user
from tests.factories import NOW, add_question, make_article

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def reviewer() -> Contributor:
    return Contributor.objects.create(name="Reviewing team", user=make_user("reviewer"))


@pytest.fixture
def article(reviewer) -> Article:
    article = make_article(is_demonstration=False)
    add_question(article)
    Contribution.objects.create(article=article, contributor=reviewer, role="reviewer", position=2)
    return article


@pytest.fixture
def asked(article, reviewer) -> ReviewRound:
    return ask_review(article=article, reviewer_id=reviewer.pk, actor=make_user(), at=NOW)


def own(reviewer: Contributor) -> Voice:
    return Voice(name=reviewer.name, user=reviewer.user)


def link_to(asked: ReviewRound, **rights) -> Voice:
    rights = {"may_comment": True, "may_sign_off": True, "days": 14} | rights
    link = make_link(review_round=asked, actor=make_user(), at=NOW, **rights)
    return Voice(name=asked.reviewer.name, link=link)


def sign(asked: ReviewRound, voice: Voice, *, at=NOW, seen: str = "") -> SignOff:
    seen = seen or reviewed_hash(Article.objects.get(pk=asked.article_id))
    return sign_off(review_round=asked, voice=voice, seen=seen, at=at)


# -- asking --------------------------------------------------------------------------------------------------------


def test_only_a_reviewer_who_is_no_author_can_be_asked(article, reviewer):
    """S0."""
    author = article.contributions.get(role="author").contributor
    with pytest.raises(ReviewRefused, match="is one of its authors"):
        ask_review(article=article, reviewer_id=author.pk, actor=make_user(), at=NOW)
    Contribution.objects.create(article=article, contributor=reviewer, role="author")
    with pytest.raises(ReviewRefused, match="is one of its authors"):
        ask_review(article=article, reviewer_id=reviewer.pk, actor=make_user(), at=NOW)


def test_one_review_at_a_time(article, asked, reviewer):
    ask = {"article": article, "reviewer_id": reviewer.pk, "actor": make_user(), "at": NOW}
    with pytest.raises(ReviewRefused, match="under way"):
        ask_review(**ask)
    withdraw_review(review_round=asked, actor=make_user(), at=NOW)
    assert ask_review(**ask).closed_at is None


# -- signing off ---------------------------------------------------------------------------------------------------


def test_sign_off_names_who_when_and_what(article, asked, reviewer):
    signed = sign(asked, own(reviewer))
    asked.refresh_from_db()
    assert (signed.name, signed.user, signed.signed_at) == ("Reviewing team", reviewer.user, NOW)
    assert signed.reviewed_hash == asked.reviewed_hash == reviewed_hash(article)
    assert "I am not an author" in signed.statement
    assert (asked.outcome, asked.closed_at, asked.closed_by) == ("signed", NOW, reviewer.user)
    assert source_of(article)["reviewers"] == [
        {"name": "Reviewing team", "credentials": "", "confirmed_on": "2026-11-22"}
    ]


def test_nobody_but_the_one_who_was_asked_signs(asked):
    with pytest.raises(ReviewRefused, match="asked of Reviewing team"):
        sign(asked, Voice(name="Somebody", user=make_user("somebody")))


def test_an_author_never_signs_even_if_asked_before_becoming_one(article, asked, reviewer):
    """S0: whatever the door."""
    Contribution.objects.create(article=article, contributor=reviewer, role="author")
    for voice in (own(reviewer), link_to(asked)):
        with pytest.raises(ReviewRefused, match="is one of its authors"):
            sign(asked, voice)


def test_a_reviewer_taken_off_the_article_does_not_sign(article, asked, reviewer):
    article.contributions.filter(contributor=reviewer).delete()
    with pytest.raises(ReviewRefused, match="is no reviewer"):
        sign(asked, own(reviewer))


def test_words_that_were_not_on_the_screen_are_not_signed(article, asked, reviewer):
    seen = reviewed_hash(article)
    Article.objects.filter(pk=article.pk).update(limits="Other limits.")
    with pytest.raises(ReviewRefused, match="draft changed after you opened"):
        sign(asked, own(reviewer), seen=seen)
    assert not SignOff.objects.exists()


def test_a_closed_round_takes_nothing_more(asked, reviewer):
    voice = link_to(asked)
    sign(asked, own(reviewer))
    for act in (
        lambda: sign(asked, own(reviewer)),
        lambda: return_review(review_round=asked, voice=own(reviewer), text="No.", at=NOW),
        lambda: withdraw_review(review_round=asked, actor=make_user(), at=NOW),
        lambda: comment(article=asked.article, review_round=asked, voice=voice, text="Late.", at=NOW),
        lambda: link_to(asked),
    ):
        with pytest.raises(ReviewRefused, match="closed"):
            act()


def test_giving_back_closes_the_round_and_says_what_must_change(asked, reviewer):
    return_review(review_round=asked, voice=own(reviewer), text="Name the harms.", at=NOW)
    asked.refresh_from_db()
    assert asked.outcome == "returned"
    assert ReviewComment.objects.get().text == "Name the harms."


def test_a_save_that_changes_no_words_leaves_the_sign_off_standing(article, asked, reviewer):
    signed = sign(asked, own(reviewer))
    Article.objects.filter(pk=article.pk).update(version=7, expires_on="2027-01-01")
    carry_sign_off(article=article)
    signed.refresh_from_db()
    assert signed.holds_version == 7
    Article.objects.filter(pk=article.pk).update(version=8, body="Other words.")
    carry_sign_off(article=article)
    signed.refresh_from_db()
    assert signed.holds_version == 7


# -- links ---------------------------------------------------------------------------------------------------------


def test_a_link_does_what_it_was_given_and_no_more(asked):
    reads = link_to(asked, may_comment=False, may_sign_off=False)
    say = {"article": asked.article, "review_round": asked, "text": "Good.", "at": NOW}
    for act in (lambda: sign(asked, reads), lambda: comment(voice=reads, **say)):
        with pytest.raises(ReviewRefused, match="no longer lets you"):
            act()
    signed = sign(asked, link_to(asked))
    assert (signed.user, signed.link.may_sign_off) == (None, True)


def test_a_link_ends_when_it_lapses_or_is_revoked(asked):
    voice = link_to(asked)
    say = {"article": asked.article, "review_round": asked, "voice": voice, "text": "Good."}
    assert comment(at=NOW + 14 * DAY - timedelta(seconds=1), **say)
    with pytest.raises(ReviewRefused):
        comment(at=NOW + 14 * DAY, **say)
    revoke_link(link_id=voice.link.pk, article=asked.article, at=NOW + DAY)
    with pytest.raises(ReviewRefused):
        comment(at=NOW + 2 * DAY, **say)
    with pytest.raises(ReviewRefused):
        sign(asked, voice, at=NOW + 2 * DAY)


def test_a_link_of_another_round_does_nothing(asked, reviewer):
    other = make_article()
    Contribution.objects.create(article=other, contributor=reviewer, role="reviewer")
    voice = link_to(ask_review(article=other, reviewer_id=reviewer.pk, actor=make_user(), at=NOW))
    with pytest.raises(ReviewRefused):
        sign(asked, voice)


def test_a_link_leaves_only_so_many_comments(asked, monkeypatch):
    monkeypatch.setattr("content.services.reviewing.COMMENTS_BY_LINK", 1)
    say = {"article": asked.article, "review_round": asked, "voice": link_to(asked), "text": "Good.", "at": NOW}
    comment(**say)
    with pytest.raises(ReviewRefused, match="as many comments"):
        comment(**say)


# -- comments ------------------------------------------------------------------------------------------------------


def test_comments_are_settled_and_taken_up_again(article):
    said = comment(article=article, review_round=None, voice=Voice("Ada", make_user()), text="Why?", at=NOW)
    for _ in range(2):
        resolve_comment(comment_id=said.pk, article=article, actor=make_user(), at=NOW)
    said.refresh_from_db()
    assert (said.resolved_at, said.resolved_by) == (NOW, make_user())
    reopen_comment(comment_id=said.pk, article=article)
    said.refresh_from_db()
    assert said.resolved_at is None


def test_comments_of_another_article_are_left_alone(article):
    said = comment(article=article, review_round=None, voice=Voice("Ada", make_user()), text="Why?", at=NOW)
    resolve_comment(comment_id=said.pk, article=make_article(), actor=make_user(), at=NOW)
    assert not ReviewComment.objects.exclude(resolved_at=None).exists()


# -- written once --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (ReviewComment, {"text": "Other words."}),
        (ReviewComment, {"resolved_at": NOW}),
        (SignOff, {"reviewed_hash": "0" * 64}),
        (SignOff, {"signed_at": NOW + DAY}),
        (ReviewRound, {"outcome": "", "closed_at": None}),
        (ReviewRound, {"note": "Other words."}),
    ],
)
def test_database_refuses_to_change_what_was_said_and_signed(asked, reviewer, model, values):
    comment(article=asked.article, review_round=asked, voice=own(reviewer), text="Why?", at=NOW)
    sign(asked, own(reviewer))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**values)


def test_database_refuses_a_second_open_round_and_a_sign_off_by_nobody(article, asked, reviewer):
    row = {"article": article, "reviewer": reviewer}
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewRound.objects.create(**row, asked_by=make_user(), asked_at=NOW, reviewed_hash="x")
    with pytest.raises(IntegrityError), transaction.atomic():
        SignOff.objects.create(**row, round=asked, name="x", signed_at=NOW, reviewed_hash="x", holds_version=1)


def test_a_draft_goes_with_its_reviews(article, asked, reviewer):
    voice = link_to(asked)
    comment(article=article, review_round=asked, voice=voice, text="Why?", at=NOW)
    sign(asked, voice)
    article.delete()
    assert not SignOff.objects.exists()
