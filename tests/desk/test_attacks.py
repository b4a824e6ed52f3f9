"""What a tester does to the desk: rows and ids of other articles, forged versions, too much, twice, back and again."""

import pytest
from django.conf import settings

from content.models import Article, Edition, Funder, PlanningRecord, ReviewComment
from content.services.reviewing import Voice, comment
from tests.content.people import make_reviewed_article
from tests.desk.desks import login, make_user, page, sent_by, superuser, text
from tests.factories import NOW, add_question, make_article, make_edition

pytestmark = pytest.mark.django_db
FORGED = ("", "x", "-1", "9" * 24, "1.0", "²", "1 OR 1=1", "\x00")


@pytest.mark.parametrize("version", FORGED)
def test_forged_version_saves_and_publishes_nothing(version) -> None:
    article, client = make_reviewed_article(version=3), login()
    PlanningRecord.objects.update(version=2)
    typed = {
        "change": {"title": ["Forged"], "_go": ["change"]},
        "questions": {"q-0-stem": ["Forged"], "_go": ["questions"]},
        "planning": {"practice_gap": ["Forged"]},
    }
    for name, fields in typed.items():
        sent = sent_by(client.get(page(name, article.pk))) | fields | {"_version": [version]}
        assert client.post(page(name, article.pk), sent).status_code in (200, 409)
    sent = {"_act": "publish", "when": "now", "_version": version, "_confirmed": "yes"}
    assert client.post(page("publish", article.pk), sent).status_code == 200
    assert not Edition.objects.exists()
    assert not Article.objects.filter(title="Forged").exists()
    assert not PlanningRecord.objects.filter(practice_gap="Forged").exists()
    assert "Forged" not in {item.version.stem for item in article.draft_items.all()}


@pytest.mark.parametrize("following", ["//evil.example", "https://evil.example/", ""])
def test_log_in_leads_to_the_desk_and_to_no_other_site(client, following):
    user = make_user("ada", "Editor")
    user.set_password("a long enough password")
    user.save()
    sent = {"username": "ada", "password": "a long enough password", "next": following}
    answer = client.post(f"/admin/login/?next={following}", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/admin/")


def test_rows_of_another_article_are_neither_taken_nor_changed() -> None:
    mine, theirs, client = make_article(), make_article(), login()
    for article in (mine, theirs):
        add_question(article)
    objective, item = theirs.objectives.get(), theirs.draft_items.get()
    form = sent_by(client.get(page("change", mine.pk)))
    for forged in ({"objectives-0-id": [str(objective.pk)]}, {"objectives-0-article": [str(theirs.pk)]}):
        client.post(page("change", mine.pk), form | forged | {"objectives-0-text": ["Stolen"], "_go": ["change"]})
    form = sent_by(client.get(page("questions", mine.pk)))
    forged = {"q-0-item": [str(item.pk)], "q-0-objective": [str(objective.pk)], "q-0-stem": ["Stolen"]}
    client.post(page("questions", mine.pk), form | forged | {"_go": ["questions"]})
    for row in (objective, item):
        row.refresh_from_db()
    assert (objective.text, objective.article) == ("Name the factors that shape survival.", theirs)
    assert (item.version.stem, item.article) == ("Question 1: which is right?", theirs)
    assert theirs.objectives.count() == theirs.draft_items.count() == 1
    assert not mine.draft_items.filter(objective=objective).exists()


def test_comment_of_another_article_is_not_settled() -> None:
    mine, theirs, client = make_article(), make_article(), login()
    voice = Voice("Somebody", user=make_user("somebody"))
    said = comment(article=theirs, review_round=None, voice=voice, text="Theirs", at=NOW)
    client.post(page("review", mine.pk), {"_act": f"resolve {said.pk}"})
    said.refresh_from_db()
    assert said.resolved_at is None


def test_comment_that_is_sent_twice_stands_once_until_it_is_settled() -> None:
    article, client = make_article(), login()
    for words in ("Name the harms.", "Name the harms.", "Name the harms!"):
        client.post(page("review", article.pk), {"_act": "comment", "passage": "", "text": words})
    assert ReviewComment.objects.count() == 2
    client.post(page("review", article.pk), {"_act": f"resolve {ReviewComment.objects.first().pk}"})
    client.post(page("review", article.pk), {"_act": "comment", "passage": "", "text": "Name the harms."})
    assert ReviewComment.objects.count() == 3


def test_form_that_is_too_large_is_refused_in_words() -> None:
    article, client = make_article(), login()
    form = sent_by(client.get(page("change", article.pk)))
    body = "x " * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 2)
    response = client.post(page("change", article.pk), form | {"body": [body], "_go": ["change"]})
    assert response.status_code == 400
    assert "That was more than one form may send, so nothing was saved." in text(response)
    assert Article.objects.get().body == article.body


def test_form_of_before_publishing_publishes_nothing_again() -> None:
    """The browser's back button, and the same button once more."""
    article, client = make_reviewed_article(), login()
    form = {"_act": "publish", "when": "now", "_version": str(article.version), "_confirmed": "yes"}
    assert client.post(page("publish", article.pk), form).status_code == 302
    again = client.post(page("publish", article.pk), form)
    assert again.status_code == 200
    assert Edition.objects.count() == 1


def test_editor_does_none_of_the_accreditation_leads_acts() -> None:
    edition = make_edition()
    article, version = edition.release.article_id, edition.items.first().version_id
    client = login()
    refused = {
        page("publish", article): {"_act": "lift", "_version": "1", "_confirmed": "yes"},
        page("accreditation", article): {"edition": edition.pk},
        page("key", article, version): {"_confirmed": "yes", "_number": "1"},
        "/admin/content/disclosure/add/": {},
        "/admin/content/disclosure/due/": {"_act": "link 1"},
        "/admin/content/contributor/add/": {"name": "Somebody"},
        "/admin/content/activityformat/add/": {"name": "Anything"},
        "/admin/content/showing/add/": {},
    }
    assert {address: client.post(address, sent).status_code for address, sent in refused.items()} == dict.fromkeys(
        refused, 403
    )


BIG = "9" * 24


def test_number_that_no_row_can_have_finds_nothing() -> None:
    edition, client = make_edition(questions=1), superuser()
    article = edition.release.article_id
    addresses = [
        *(page(name, BIG) for name in ("change", "questions", "review", "translations", "twin", "publish", "items")),
        *(page(name, article, BIG) for name in ("version", "translation", "key", "item")),
        page("key_changes", article, edition.items.first().version_id, BIG),
        f"/admin/content/funder/{BIG}/report/",
        f"/admin/content/question/{BIG}/reword/",
    ]
    missed = {address: status for address in addresses if (status := client.get(address).status_code) != 404}
    assert set(missed.values()) <= {302}, missed  # Django's own pages lead back to the desk
    ticked = {"action": "export", "_selected_action": [BIG, str(edition.items.first().version.question_id)]}
    assert client.post("/admin/content/question/", ticked).status_code == 404


def test_choice_that_no_row_can_be_is_refused_with_its_field() -> None:
    article, client = make_article(), superuser()
    sent = sent_by(client.get(page("change", article.pk))) | {"topics": [BIG], "_go": ["change"]}
    assert "Topics" in text(answer := client.post(page("change", article.pk), sent))
    assert answer.status_code == 200
    assert client.post(page("planning", article.pk), {"competencies": [BIG]}).status_code in (200, 400)
    funder = Funder.objects.create(name="Example Foundation")
    asked = {"since": "2020-01", "until": "2020-01", "articles": BIG}
    answer = client.get(f"/admin/content/funder/{funder.pk}/report/", asked)
    assert answer.status_code == 400
    assert "Choose articles of this list." in text(answer)
