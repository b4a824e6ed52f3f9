"""Unsaved words at the desk: kept apart, offered again, gone with the save; and who else is there."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from content.models import Article, FormDraft
from tests.desk.desks import login, page, sent_by, text
from tests.factories import add_question, make_article

pytestmark = pytest.mark.django_db
ADD = "/admin/content/article/add/"


def main_form(client, address):
    return sent_by(client.get(address))


def keep(client, article, name, fields, number=0):
    sent = fields | {"_changed": "yes", "_number": str(number)}
    return client.post(page("keep", article.pk, name), sent)


def press(client, address, act, **fields):
    return client.post(address, {"_kept": act, "csrfmiddlewaretoken": "x"} | fields)


def test_half_filled_form_is_kept_offered_and_restored_and_the_article_is_not_touched():
    article, client = make_article(title="Saved"), login()
    address = page("change", article.pk)
    fields = main_form(client, address) | {"title": [""], "references-1-year": ["not a year"], "body": ["Typed"]}
    answer = keep(client, article, "article", fields)
    assert (answer.status_code, answer.json()["number"]) == (200, 1)
    article.refresh_from_db()
    assert (article.title, article.version) == ("Saved", 1)
    offered = client.get(address)
    assert "You have unsaved work here, kept at 12:00 UTC" in text(offered)
    assert sent_by(offered)["title"] == ["Saved"]
    restored = press(client, address, "restore")
    sent = sent_by(restored)
    assert (sent["title"], sent["references-1-year"], sent["body"]) == ([""], ["not a year"], ["Typed"])
    assert "not saved yet" in text(restored)
    article.refresh_from_db()
    assert (article.title, article.version) == ("Saved", 1)


def test_save_forgets_the_words_in_its_own_transaction():
    article, client = make_article(), login()
    address = page("change", article.pk)
    fields = main_form(client, address) | {"title": ["Typed"]}
    keep(client, article, "article", fields)
    assert client.post(address, fields | {"title": [""]}).status_code == 200
    assert FormDraft.objects.exists()  # a form that was refused is still unsaved
    assert client.post(address, fields).status_code == 302
    assert not FormDraft.objects.exists()
    assert keep(client, article, "article", fields).status_code == 409  # under way while it was saved


def test_new_article_is_kept_restored_and_forgotten_with_its_save():
    client = login()
    fields = main_form(client, ADD) | {"title": ["Typed"]}
    (token,) = fields["_form"]
    answer = client.post(f"/admin/content/article/keep/{token}/", fields | {"_changed": "yes", "_number": "0"})
    assert answer.status_code == 200
    offered = client.get(ADD)
    assert "You have unsaved work here" in text(offered)
    assert re.findall(r'name="_form" value="(\w+)"', offered.content.decode())[0] == token
    restored = sent_by(press(client, ADD, "restore", _form=token))
    assert (restored["title"], restored["_form"]) == (["Typed"], [token])
    assert client.post(ADD, restored).status_code == 302
    assert Article.objects.get().title == "Typed"
    assert not FormDraft.objects.exists()


def test_questions_are_kept_restored_and_forgotten_with_their_save():
    article, client = make_article(), login()
    add_question(article)
    address = page("questions", article.pk)
    fields = main_form(client, address) | {"q-0-stem": ["Typed"]}
    keep(client, article, "questions", fields)
    assert "You have unsaved work here" in text(client.get(address))
    restored = press(client, address, "restore")
    assert sent_by(restored)["q-0-stem"] == ["Typed"]
    assert client.post(address, sent_by(restored)).status_code == 302
    assert article.draft_items.get().version.stem == "Typed"
    assert not FormDraft.objects.exists()


@pytest.mark.parametrize(("name", "field"), [("article", "title"), ("questions", "q-0-stem")])
def test_words_that_come_back_after_somebody_elses_save_stand_beside_theirs(name, field):
    article, anna, ben = make_article(), login("anna"), login("ben")
    add_question(article)
    address = page("change" if name == "article" else name, article.pk)
    fields = main_form(anna, address)
    keep(anna, article, name, fields | {field: ["Mine and typed"]})
    ben.post(address, main_form(ben, address) | {field: ["Theirs and typed"]})
    restored = press(anna, address, "restore")
    assert sent_by(restored)[field] == ["Mine and typed"]
    assert "ben saved this draft" in text(restored)
    assert "[removed: Theirs ] [added: Mine ] and typed" in text(restored)


def test_discarded_words_are_gone():
    article, client = make_article(), login()
    address = page("change", article.pk)
    keep(client, article, "article", main_form(client, address))
    assert press(client, address, "discard").status_code == 302
    assert not FormDraft.objects.exists()
    assert "Nothing unsaved of yours is kept here any more." in text(
        client.get(press(client, address, "restore")["Location"])
    )


def test_words_are_their_writers_alone():
    article, anna, ben = make_article(), login("anna"), login("ben")
    address = page("change", article.pk)
    keep(anna, article, "article", main_form(anna, address) | {"title": ["Secret"]})
    assert "unsaved work" not in text(ben.get(address))
    assert press(ben, address, "restore").status_code == 302
    press(ben, address, "discard")
    assert FormDraft.objects.get().user.username == "anna"


def test_token_password_and_buttons_are_not_kept():
    article, client = make_article(), login()
    keep(client, article, "article", {"title": "x", "csrfmiddlewaretoken": "t", "new_password": "p", "_go": "change"})
    assert FormDraft.objects.get().fields == {"title": ["x"]}


def test_keeping_needs_the_right_to_write_and_a_token():
    article = make_article()
    address = page("keep", article.pk, "article")
    assert login("rosa", "Reviewer").post(address, {"_changed": "yes"}).status_code == 403
    assert login("rosa").post("/admin/content/article/keep/abc/", {"_changed": "yes"}).status_code == 403
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(login().get("/admin/").wsgi_request.user)
    assert strict.post(address, {"_changed": "yes"}).status_code == 403
    token = strict.get(address).json()["token"]
    assert strict.post(address, {"_changed": "yes", "csrfmiddlewaretoken": token}).status_code == 200


def test_form_of_another_name_is_not_kept():
    assert keep(login(), make_article(), "anything", {}).status_code == 404


def test_who_else_has_the_article_open_is_told_for_a_minute():
    article, anna, ben = make_article(), login("anna"), login("ben")
    address = page("change", article.pk)
    anna.post(page("keep", article.pk, "article"), {"_version": "1"})
    assert "Also open: anna, since 12:00 UTC" in text(ben.get(address))
    told = ben.post(page("keep", article.pk, "questions"), {"_version": "1"}).json()
    assert told["others"] == ["anna, since 12:00 UTC"]
    assert "Also open: ben" in text(anna.get(page("questions", article.pk)))
    with time_machine.travel(timezone.now() + timedelta(seconds=61)):
        assert "Also open" not in text(ben.get(address))
    assert not FormDraft.objects.exists()


def test_open_page_is_told_that_somebody_else_saved():
    article, anna, ben = make_article(), login("anna"), login("ben")
    address = page("change", article.pk)
    ben.post(address, main_form(ben, address) | {"title": ["Theirs"]})
    told = anna.post(page("keep", article.pk, "article"), {"_version": "1"}).json()
    assert told["newer"].startswith("ben saved this draft at 12:00 UTC")


def test_burden_is_told_beside_the_form():
    article, client = make_article(has_pre_test=True), login()
    address = page("change", article.pk)
    assert "This article asks 4 things" in text(client.get(address))
    add_question(article, in_pre_test=True)
    assert "This article asks 6 things, about " in text(client.get(address))
    assert "This article asks 6 things, about " in text(client.get(page("questions", article.pk)))


@pytest.mark.parametrize("name", ["change", "questions"])
def test_pages_take_as_many_queries_for_ten_questions_and_forty_references_as_for_one(name):
    article, client = make_article(), login()
    add_question(article)
    client.get(page(name, article.pk))
    counts = []
    for turn in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(page(name, article.pk))
        counts.append(len(queries))
        for place in range(2, 11):
            add_question(article, f"q-{turn}-{place}")
        for place in range(39):
            article.references.create(key=f"r-{turn}-{place}")
    assert counts[0] == counts[1]
