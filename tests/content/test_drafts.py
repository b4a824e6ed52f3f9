"""Saving drafts: nobody overwrites what somebody else saved in between."""

from datetime import timedelta

import pytest
from django.db.models import ProtectedError

from content.models import Article, Objective, Question
from content.services.disclosures import record_decision
from content.services.drafts import (
    DraftConflict,
    begin_draft,
    choose_source,
    discard_draft,
    number_rows,
    save_draft,
    touch_article,
)
from content.services.publishing import publish_article
from tests.content.people import TODAY, disclose, make_user, tie
from tests.factories import NOW, add_question, make_article
from tests.racing import faults, race

LATER = NOW + timedelta(minutes=5)


def fetch(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


@pytest.mark.django_db
def test_new_draft_knows_who_began_it_and_when():
    editor = make_user()
    article = begin_draft(article=Article(slug="new", title="New"), actor=editor, at=NOW)
    assert (article.created_by, article.updated_by, article.created_at, article.version) == (editor, editor, NOW, 1)


@pytest.mark.django_db
def test_saving_counts_the_version_up_and_names_the_editor():
    article, editor = make_article(), make_user()
    version = fetch(article).version
    article.title = "Another title"
    save_draft(article=article, version=version, actor=editor, at=LATER)
    saved = fetch(article)
    assert (saved.title, saved.version, saved.updated_by, saved.updated_at) == (
        "Another title", version + 1, editor, LATER,
    )  # fmt: skip


@pytest.mark.django_db
def test_second_editor_is_told_and_nothing_is_saved():
    article = make_article()
    mine, yours = fetch(article), fetch(article)
    mine.title, yours.title = "Mine", "Yours"
    save_draft(article=mine, version=mine.version, actor=make_user("anna"), at=LATER)
    with pytest.raises(DraftConflict, match="anna saved this draft at 12:05 UTC on 22 November 2026"):
        save_draft(article=yours, version=1, actor=make_user("ben"), at=LATER + timedelta(minutes=1))
    saved = fetch(article)
    assert (saved.title, saved.updated_by.username, saved.updated_at) == ("Mine", "anna", LATER)


@pytest.mark.django_db
def test_conflict_is_told_too_when_nobody_is_known_to_have_saved():
    article = make_article()
    touch_article(article_id=article.pk, version=None, actor=None, at=LATER)
    with pytest.raises(DraftConflict, match="Somebody saved this draft"):
        touch_article(article_id=article.pk, version=1, actor=None, at=LATER)


@pytest.mark.django_db(transaction=True)
def test_of_editors_who_save_at_once_one_succeeds():
    article = make_article()
    drafts = [fetch(article) for _ in range(6)]

    def save(place: int):
        drafts[place].title = f"Title {place}"
        return lambda: save_draft(article=drafts[place], version=1, actor=None, at=LATER)

    results = race(*[save(place) for place in range(6)])
    winners = [result.title for result in results if isinstance(result, Article)]
    assert {type(fault) for fault in faults(results)} == {DraftConflict}
    assert winners == [fetch(article).title]
    assert fetch(article).version == 2


@pytest.mark.django_db(transaction=True)
def test_versions_taken_at_once_without_asking_are_all_counted():
    article = make_article()
    race(*[lambda: touch_article(article_id=article.pk, version=None, actor=None, at=LATER)] * 6)
    assert fetch(article).version == 7


@pytest.mark.django_db
def test_discarded_draft_goes_with_its_questions():
    article = make_article()
    add_question(article)
    discard_draft(article=article)
    assert not Article.objects.exists()
    assert not Question.objects.exists()


@pytest.mark.django_db
def test_published_article_cannot_be_discarded_and_keeps_its_questions():
    article = make_article()
    add_question(article)
    publish_article(article=article, actor=None, at=NOW)
    with pytest.raises(ProtectedError):
        discard_draft(article=article)
    assert fetch(article).draft_items.count() == 1


@pytest.mark.django_db
def test_rows_are_numbered_in_the_order_they_have():
    article = make_article()
    article.objectives.update(position=7)
    Objective.objects.create(article=article, key="first", text="First", position=2)
    Objective.objects.create(article=article, key="last", text="Last", position=7)
    number_rows(article.objectives.all())
    assert list(article.objectives.values_list("key", "position")) == [("first", 1), ("survival", 2), ("last", 3)]


@pytest.mark.django_db
@pytest.mark.parametrize(("chosen", "left"), [("other", set()), ("paper", {"paper"}), (None, set())])
def test_choosing_the_paper_unmarks_every_other(chosen, left):
    article = make_article()
    article.references.create(key="other")
    row = article.references.filter(key=chosen).first()
    choose_source(article=article, reference_id=row and row.pk)
    assert set(article.references.filter(is_source=True).values_list("key", flat=True)) == left


@pytest.mark.django_db
def test_decision_about_a_relationship_names_who_and_when_and_taking_it_back_leaves_neither():
    """S1."""
    article, lead = make_article(), make_user("lead")
    relationship = tie(disclose(article.contributions.get().contributor, nothing=False))
    relationship.decision, relationship.reason = "not-relevant", "Another field."
    record_decision(relationship=relationship, actor=lead, on=TODAY)
    relationship.save()
    relationship.refresh_from_db()
    assert (relationship.decided_by, relationship.decided_on) == (lead, TODAY)
    relationship.decision = ""
    record_decision(relationship=relationship, actor=lead, on=TODAY)
    assert (relationship.decided_by, relationship.decided_on) == (None, None)
