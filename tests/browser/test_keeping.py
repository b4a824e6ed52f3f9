"""Unsaved words in a browser: a crashed tab, a session that ended, no connection, two editors, no scripts."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from content.models import Article, FormDraft
from tests.browser.conftest import EXPECTED_FAULTS
from tests.browser.test_desk import editor, log_in  # noqa: F401 (a fixture)
from tests.desk.desks import login
from tests.desk.desks import page as page_of
from tests.factories import add_question, make_article

QUICK = "window.setInterval = ((slow) => (act, wait) => slow(act, Math.min(wait, 300)))(window.setInterval);"
KEPT = "Draft kept at "
ADD = "/admin/content/article/add/"


def open_form(page, article, name="change", quick=True):
    if quick:
        page.add_init_script(QUICK)
    page.goto(page_of(name, article.pk))


def let_log_in(page, live_server, name):
    """Log somebody in without the form: the session alone."""
    client = login(name)
    page.context.add_cookies([{"name": "session", "value": client.cookies["session"].value, "url": live_server.url}])


@pytest.mark.parametrize(("name", "field"), [("change", "#id_body"), ("questions", "#id_q-0-stem")])
def test_words_survive_a_crashed_tab(open_page, editor, axe, name, field):  # noqa: F811
    article = make_article()
    add_question(article)
    page = open_page()
    log_in(page)
    open_form(page, article, name)
    page.locator(field).fill("Typed and not saved")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.close()
    page = open_page()
    log_in(page)
    open_form(page, article, name)
    expect(page.get_by_text("You have unsaved work here")).to_be_visible()
    assert axe(page, "#kept") == []
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator(field)).to_have_value("Typed and not saved")
    page.locator(field).fill("Typed, restored and saved")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name="Save the").first.click()
    expect(page.get_by_text("saved.", exact=False).first).to_be_visible()
    expect(page.locator("#kept")).to_be_hidden()
    assert not FormDraft.objects.exists()


def test_words_survive_a_session_that_ended_and_are_saved_after_a_log_in_elsewhere(open_page, editor):  # noqa: F811
    article = make_article()
    page = open_page(tolerates=[EXPECTED_FAULTS])
    log_in(page)
    open_form(page, article)
    page.locator("#id_title").fill("Typed before the session ended")
    expect(page.get_by_text(KEPT)).to_be_visible()
    Session.objects.all().delete()
    page.locator("#id_title").fill("Typed after the session ended")
    expect(page.get_by_text("You are logged out, so the server cannot keep this.")).to_be_visible()
    other = page.context.new_page()
    log_in(other)
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Article.objects.get().title == "Typed after the session ended"


def test_what_was_sent_after_the_session_ended_is_offered_after_the_log_in(open_page, editor):  # noqa: F811
    article = make_article()
    page = open_page(tolerates=[EXPECTED_FAULTS])
    log_in(page)
    open_form(page, article, quick=False)
    page.locator("#id_title").fill("Sent too late")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_label("User name").fill("editor")
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Leave it").click()  # another press would send it on: tests/desk/test_carrying.py
    expect(page.get_by_role("heading", name="You are logged in again")).to_have_count(0)
    page.goto(f"/admin/content/article/{article.pk}/change/")
    expect(page.get_by_text("This browser kept unsaved work here at")).to_be_visible()
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("#id_title")).to_have_value("Sent too late")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Article.objects.get().title == "Sent too late"
    assert page.evaluate("localStorage.length") == 0


def test_words_stay_in_the_browser_without_a_connection(open_page, editor):  # noqa: F811
    article = make_article()
    page = open_page(tolerates=[EXPECTED_FAULTS])
    log_in(page)
    open_form(page, article)
    page.context.set_offline(True)
    page.locator("#id_title").fill("Typed on a train")
    expect(page.get_by_text("The server cannot be reached. Kept in this browser at")).to_be_visible()
    assert not re.search(r"\beditor\b", page.evaluate("JSON.stringify(localStorage)")), "whose words they are"
    page.context.set_offline(False)
    expect(page.get_by_text(KEPT)).to_be_visible()
    assert FormDraft.objects.get().fields["title"] == ["Typed on a train"]


def test_two_editors_see_each_other_and_that_one_saved(open_page, editor, live_server):  # noqa: F811
    article = make_article()
    anna, ben = open_page(), open_page()
    for page, name in ((anna, "anna"), (ben, "ben")):
        let_log_in(page, live_server, name)
        open_form(page, article)
    expect(anna.get_by_text("Also open: ben, since")).to_be_visible()
    expect(ben.get_by_text("Also open: anna, since")).to_be_visible()
    ben.locator("#id_title").fill("Theirs")
    ben.get_by_role("button", name="Save the draft").click()
    expect(anna.get_by_text("ben saved this draft at")).to_be_visible()
    anna.locator("#id_title").fill("Mine")
    anna.get_by_role("button", name="Save the draft").click()
    conflict = anna.get_by_role("alert")
    expect(conflict.locator("del")).to_contain_text("Theirs")
    expect(conflict.locator("ins")).to_contain_text("Mine")


def test_kept_words_are_restored_without_scripts(open_page, editor):  # noqa: F811
    article = make_article()
    page = open_page(scripts=False)
    log_in(page)
    FormDraft.objects.create(
        user=editor,
        form=f"article:{article.pk}",
        fields={"title": ["Typed"], "_version": ["1"]},
        base_version=1,
        saved_at=article.updated_at,
    )
    open_form(page, article, quick=False)
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("#id_title")).to_have_value("Typed")


def test_article_that_was_never_saved_survives_a_crashed_tab(open_page, editor):  # noqa: F811
    page = open_page()
    log_in(page)
    page.add_init_script(QUICK)
    page.goto(ADD)
    page.locator("#id_title").fill("Typed and never saved")
    expect(page.get_by_text(KEPT)).to_be_visible()
    page.context.close()
    page = open_page()
    log_in(page)
    page.goto(ADD)
    page.get_by_role("button", name="Restore it").click()
    expect(page.locator("#id_title")).to_have_value("Typed and never saved")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.get_by_text("The draft is saved.")).to_be_visible()
    assert Article.objects.get().title == "Typed and never saved"
    assert not FormDraft.objects.exists()
    assert page.evaluate("localStorage.length") == 0
