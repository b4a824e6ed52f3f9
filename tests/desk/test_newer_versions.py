"""Newer versions of a question: offered in words, taken by a button, never in silence."""

from dataclasses import replace

import pytest

from content.models import Article, DraftItem, QuestionVersion
from content.services.drafts import DraftConflict
from content.services.newer_versions import VersionRefused, newer_versions, use_version
from content.services.publishing import publish_article
from content.services.questions import save_question, text_of
from tests.desk.desks import login, page, sent_by, text, tree
from tests.factories import NOW, add_question, make_article

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafts():
    """Return a published article, and another draft that shares its question and reworded it."""
    first, second = make_article(), make_article()
    add_question(first, "shared")
    publish_article(article=first, actor=None, at=NOW)
    item = first.draft_items.get()
    other = DraftItem.objects.create(article=second, version=item.version, key="shared", in_post_test=True)
    old = text_of(other)
    options = [replace(old.options[0], is_key=False), replace(old.options[1], is_key=True), *old.options[2:]]
    save_question(article=second, text=replace(old, stem="A better wording?", options=options), at=NOW, item=other)
    return first, second


def test_draft_keeps_its_version_until_the_editor_decides(drafts):
    first, _ = drafts
    client = login()
    answer = client.get(page("questions", first.pk))
    said = text(answer)
    assert "Version 2 of this question is newer than version 1, which this draft names." in said
    assert "Version 1: Question 1: which is right? Version 2: A better wording?" in said
    assert "Version 1: Option 1 of question 1 Version 2: Option 1 of question 1 (right)" in said
    client.post(page("questions", first.pk), sent_by(answer))
    assert first.draft_items.get().version.number == 1


def test_folded_question_says_that_a_newer_version_is_offered(drafts):
    first, _ = drafts
    for number in range(3):
        add_question(first, f"other-{number}")
    answer = login().get(page("questions", first.pk))
    folded = [" ".join("".join(part.itertext()).split()) for part in tree(answer).iter("summary")]
    assert [said for said in folded if said.endswith("version 2 is offered")] == [folded[0]]


def test_button_takes_the_version_and_saves_what_else_was_typed(drafts):
    first, _ = drafts
    add_question(first, "other")
    client = login()
    fields = sent_by(client.get(page("questions", first.pk)))
    item = first.draft_items.first()
    answer = client.post(
        page("questions", first.pk), fields | {"q-1-stem": "Typed", "q-0-passage": "moved", "_use": f"{item.pk}.2"}
    )
    assert answer.status_code == 302
    said = text(client.get(page("questions", first.pk)))
    assert "question shared is now version 2" in said
    assert "is newer than" not in said
    stems = [(row.version.number, row.version.stem, row.passage) for row in first.draft_items.all()]
    assert stems == [(2, "A better wording?", "moved"), (1, "Typed", "who-did-worse")]


def test_late_button_tells_of_the_other_editor_and_changes_nothing(drafts):
    first, _ = drafts
    ada, grace = login("ada"), login("grace")
    hers = sent_by(ada.get(page("questions", first.pk)))
    mine = sent_by(grace.get(page("questions", first.pk)))
    ada.post(page("questions", first.pk), hers | {"q-0-hint": "A hint"})
    version = first.draft_items.get().version
    answer = grace.post(page("questions", first.pk), mine | {"_use": f"{first.draft_items.get().pk}.2"})
    assert "Somebody else saved this draft" in text(answer)
    assert first.draft_items.get().version == version


@pytest.mark.parametrize("sent", ["", "x", "1", "999.2", "9" * 40 + ".2", "1.9999999"])
def test_button_that_makes_no_sense_takes_nothing(drafts, sent):
    first, _ = drafts
    client = login()
    fields = sent_by(client.get(page("questions", first.pk)))
    assert client.post(page("questions", first.pk), fields | {"_use": sent}).status_code == 302
    assert first.draft_items.get().version.number == 1


def test_version_that_does_not_exist_is_refused_and_nothing_is_saved(drafts):
    first, _ = drafts
    client = login()
    fields = sent_by(client.get(page("questions", first.pk)))
    sent = fields | {"q-0-hint": "Typed", "_use": f"{first.draft_items.get().pk}.7"}
    answer = client.post(page("questions", first.pk), sent)
    assert "has no version 7" in text(answer)
    assert sent_by(answer)["q-0-hint"] == ["Typed"]
    assert Article.objects.get(pk=first.pk).version == first.version


# -- the service -------------------------------------------------------------------------------------------------


def test_newest_version_is_named_and_the_newest_itself_is_not(drafts):
    items = [article.draft_items.select_related("version").get() for article in drafts]
    assert {pk: version.number for pk, version in newer_versions(items).items()} == {items[0].pk: 2}
    assert newer_versions([]) == {}


def test_service_is_conditional_on_the_version_of_the_draft(drafts):
    first, _ = drafts
    item = first.draft_items.get()
    with pytest.raises(DraftConflict):
        use_version(item=item, number=2, draft_version=first.version + 5, actor=None, at=NOW)
    assert first.draft_items.get().version.number == 1
    assert use_version(item=item, number=2, draft_version=first.version, actor=None, at=NOW).version.number == 2


def test_version_that_the_article_names_already_is_refused(drafts):
    first, second = drafts
    newer = second.draft_items.get().version
    DraftItem.objects.create(article=first, version=newer, key="again")
    with pytest.raises(VersionRefused, match="Another question of this article"):
        use_version(item=first.draft_items.get(key="shared"), number=2, draft_version=None, actor=None, at=NOW)
    assert first.draft_items.get(key="shared").version.number == 1


def test_frozen_version_stays_and_an_abandoned_wording_goes(drafts):
    first, second = drafts
    use_version(item=second.draft_items.get(), number=1, draft_version=None, actor=None, at=NOW)
    assert [version.number for version in QuestionVersion.objects.all()] == [1]
    use_version(item=first.draft_items.get(), number=1, draft_version=None, actor=None, at=NOW)
    assert QuestionVersion.objects.count() == 1
