"""A form of the desk whose row was deleted while somebody typed: nothing is saved, and no word is lost."""

import pytest
from django.test import Client
from django.urls import reverse

from content.models import Article, Topic
from tests.desk.desks import make_user, page, sent_by, text
from tests.factories import make_article

pytestmark = pytest.mark.django_db
TYPED = "Two lines\r\n<b>of</b> “mine”"


@pytest.fixture
def editor() -> Client:
    """A browser that asks for pages, as those of people do."""
    client = Client(enforce_csrf_checks=True, headers={"Accept": "text/html"})
    client.force_login(make_user("ada", "Editor"))
    return client


def test_form_of_the_admin_shows_what_was_typed(editor):
    topic = Topic.objects.create(name="Relapse", slug="relapse")
    address = reverse("admin:content_topic_change", args=[topic.pk])
    fields = sent_by(editor.get(address)) | {"description": [TYPED]}
    topic.delete()
    told = editor.post(address, fields)
    assert told.status_code == 404
    assert "Two lines <b>of</b> “mine”" in " ".join(text(told).split())
    assert "nothing was saved" in text(told)
    assert not Topic.objects.exists()


@pytest.mark.parametrize(("name", "field"), [("planning", "practice_gap"), ("change", "title"), ("review", "text")])
def test_page_of_a_draft_shows_what_was_typed(editor, name, field):
    article = make_article(version=1)
    fields = sent_by(editor.get(page(name, article.pk))) | {field: [TYPED]}
    Article.objects.all().delete()
    told = editor.post(page(name, article.pk), fields)
    assert told.status_code == 404
    assert "Two lines <b>of</b> “mine”" in " ".join(text(told).split())
    assert "csrfmiddlewaretoken" not in told.content.decode().partition("What you sent")[2]


def test_who_only_looks_or_is_no_browser_is_answered_as_ever(editor):
    address = reverse("admin:content_topic_change", args=[9999])
    assert editor.get(address).status_code == 302
    script = Client()
    script.force_login(make_user("bob", "Editor"))
    told = script.post(address, {"description": TYPED})
    assert (told.status_code, "Two lines" in told.content.decode()) == (404, False)
