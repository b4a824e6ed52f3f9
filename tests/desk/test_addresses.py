"""Addresses of articles, topics and series: what the desk takes, and that no row with another one stops a page."""

import pytest
from django.test import Client

from content.addresses import WRONG, address_from
from content.checklist import check_article
from content.models import Article, Series, Topic
from tests.desk.desks import login, page, sent_by, text
from tests.factories import NOW, make_article, make_edition
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
ADD = {name: f"/admin/content/{name}/add/" for name in ("article", "topic", "series")}
NAMED_BY = {"article": "title", "topic": "name", "series": "title"}
MODELS = {"article": Article, "topic": Topic, "series": Series}


@pytest.mark.parametrize("kind", ADD)
@pytest.mark.parametrize("typed", ["second_transplant", "Größe", "a b", "a/b", "-", "-study-"])
def test_address_that_no_page_can_have_is_refused_with_what_to_write(kind, typed):
    client = login()
    fields = sent_by(client.get(ADD[kind])) | {NAMED_BY[kind]: "A study", "slug": typed}
    answer = client.post(ADD[kind], fields)
    assert answer.status_code == 200
    assert WRONG in text(answer)
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize("kind", ADD)
def test_address_is_made_of_a_name_without_what_no_address_has(kind):
    client = login()
    client.post(ADD[kind], sent_by(client.get(ADD[kind])) | {NAMED_BY[kind]: "_Second_transplants: a  Größe_"})
    assert MODELS[kind].objects.get().slug == "second-transplants-a-groe"


@pytest.mark.parametrize("kind", ADD)
def test_capitals_that_were_typed_become_small(kind):
    client = login()
    client.post(ADD[kind], sent_by(client.get(ADD[kind])) | {NAMED_BY[kind]: "A study", "slug": "ELIANA-2"})
    assert MODELS[kind].objects.get().slug == "eliana-2"


def test_checklist_stops_a_draft_whose_address_came_from_elsewhere():
    article = make_article(slug="second_transplant")
    found = [finding for finding in check_article(article, at=NOW) if finding.field == "slug"]
    assert [finding.message for finding in found] == [f"The address second_transplant cannot be used. {WRONG}"]
    assert login().get(page("preview", article.pk)).status_code == 200


def test_row_with_an_unusual_address_stops_no_page(monkeypatch):
    monkeypatch.setattr("content.checklist.is_address", bool)
    edition = make_edition(questions=1, topics=("Of_a_kind",), slug="Second_transplant")
    Series.objects.create(title="First", slug="First_steps")
    assert (edition.slug, edition.topics.get().slug) == ("Second_transplant", "of_a_kind")
    desk, reader = login(), client_of()
    paths = "/ /articles/ /articles/Second_transplant/ /topics/ /topics/of_a_kind/ /feed/ /sitemap.xml /de/ /series/"
    for path in paths.split():
        for client in (reader, Client()):
            assert client.get(path).status_code == 200, path
    article = Article.objects.get()
    for name in ("change", "preview", "publish", "review", "versions"):
        assert desk.get(page(name, article.pk)).status_code == 200, name
    assert desk.get("/admin/content/article/").status_code == 200
    assert reader.get("/topics/Of_a_kind/").status_code == 404


@pytest.mark.parametrize(
    ("name", "address"),
    [("A study", "a-study"), ("x" * 70, "x" * 60), ("Übersicht", "ubersicht"), ("研究", ""), ("_", ""), ("a_b", "a-b")],
)
def test_address_is_made_of_letters_digits_and_hyphens(name, address):
    assert address_from(name, longest=60) == address
