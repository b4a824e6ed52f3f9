"""What is always true of reviews: clean data breaks nothing, and each fault behind the database's back is seen."""

import pytest

from content.models import Article, ReviewRound, SignOff
from content.services.publishing import publish_article
from tests.content.people import make_reviewed_article, sign
from tests.desk.test_invariants import broken, copy_row, run, unguard
from tests.desk.test_review_page import LATER, ask, draft_with_reviewer

pytestmark = pytest.mark.django_db


def test_clean_reviews_break_nothing():
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=LATER)
    Article.objects.filter(pk=article.pk).update(limits="Other limits.", version=2)
    sign(article, at=LATER)
    ask(article)
    ask(draft_with_reviewer())
    assert broken() == set()


def test_second_open_review_is_seen():
    asked = ask(draft_with_reviewer())
    unguard("content_reviewround")
    copy_row("content_reviewround", asked.pk)
    assert broken() == {"one-review-is-under-way"}


@pytest.mark.parametrize("role", ["author", "reviewer"])
def test_sign_off_that_answers_another_round_is_seen(role):
    article = make_reviewed_article()
    person = article.contributions.get(role="author").contributor
    unguard("content_signoff")
    if role == "author":
        run(f"UPDATE content_signoff SET reviewer_id = {person.pk}")
    else:
        other = draft_with_reviewer()
        run(f"UPDATE content_signoff SET article_id = {other.pk}, holds_version = 0")
    assert broken() == {"sign-offs-answer-their-round"}


def test_round_closed_as_signed_without_a_sign_off_is_seen():
    make_reviewed_article()
    SignOff.objects.all().delete()
    assert ReviewRound.objects.get().outcome == "signed"
    assert broken() == {"sign-offs-answer-their-round"}


def test_release_that_rests_on_its_author_is_seen():
    """S0."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=LATER)
    unguard("content_signoff")
    run("UPDATE content_signoff SET name = 'Editorial team'")
    assert broken() == {"no-release-rests-on-its-author"}


def test_approval_of_other_words_is_seen():
    """S0: words changed behind the version's back."""
    make_reviewed_article()
    Article.objects.update(limits="Other limits.")
    assert broken() == {"approvals-are-of-the-present-words"}
