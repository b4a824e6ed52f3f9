"""The invariants of what learners keep: clean data breaks none, and each is seen when it is broken."""

import pytest

from cme.progress.models import FollowedTopic, NewsSeen, ReadingPlace, SavedArticle
from cme.progress.services import follow_topic, keep_place, save_article, see_news
from tests.desk.test_invariants import broken, copy_row, run, unguard
from tests.factories import NOW, make_article, make_edition, make_learner, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept() -> None:
    """What two learners keep of one article."""
    edition = make_edition()
    for learner in (make_learner(), make_learner()):
        save_article(learner=learner, article=edition.release.article, at=NOW)
        follow_topic(learner=learner, topic=make_topic(), at=NOW)
        keep_place(learner=learner, edition=edition, anchor="limits", seen_at=NOW, at=NOW)
        see_news(learner=learner, up_to=NOW, at=NOW)


def test_clean_lists_break_nothing():
    assert broken() == set()


@pytest.mark.parametrize("model", [SavedArticle, FollowedTopic, ReadingPlace, NewsSeen])
def test_row_that_is_there_twice_is_seen(model):
    first = model.objects.earliest("pk").pk
    unguard(model._meta.db_table)
    copy_row(model._meta.db_table, first, **({"place": 2} if hasattr(model, "MOST") else {}))
    assert broken() == {"nothing-is-kept-twice"}


@pytest.mark.parametrize("model", [SavedArticle, FollowedTopic])
def test_list_that_grew_on_is_seen(model):
    unguard(model._meta.db_table)
    for change in (f"place = {model.MOST + 1}", "place = 0"):
        run(f"UPDATE {model._meta.db_table} SET {change}")
        assert broken() == {"lists-keep-to-their-length"}
    run(f"UPDATE {model._meta.db_table} SET place = 1")
    first = model.objects.earliest("pk")
    other = "article_id" if model is SavedArticle else "topic_id"
    new = make_edition().release.article_id if model is SavedArticle else make_topic("Relapse").pk
    copy_row(model._meta.db_table, first.pk, **{other: new})
    assert broken() == {"lists-keep-to-their-length"}


def test_saved_draft_is_seen():
    draft = make_article()
    unguard("progress_savedarticle")
    run(f"UPDATE progress_savedarticle SET article_id = {draft.pk}")
    assert broken() == {"saved-articles-were-published"}


def test_place_before_its_edition_is_seen():
    unguard("progress_readingplace")
    run("UPDATE progress_readingplace SET seen_at = '2001-01-01 00:00:00'")
    assert broken() == {"places-are-in-editions-that-were-out"}
