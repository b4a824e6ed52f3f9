"""Searching with and without scripts, by keyboard, on a narrow phone."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from cme.search.services import sweep_search
from tests.browser.scene import fits_its_window, follow, publish_demonstration


def prepare() -> None:
    publish_demonstration()
    sweep_search(at=timezone.now())


def test_results_come_while_typing_and_only_those_of_the_last_letters(open_reader, axe):
    prepare()
    page = open_reader(width=320, scheme="dark")
    page.goto("/search/")
    held = []
    page.route("**/search/?q=zz", lambda route: held.append(route))  # an answer that is overtaken
    field = page.get_by_role("searchbox", name="Search the articles")
    with page.expect_request("**/search/?q=zz"):
        field.fill("zz")
    field.fill("transpl")
    expect(page.get_by_role("status")).to_contain_text("1 article for “transpl”")
    expect(page.locator("article mark").first).to_be_visible()
    expect(page).to_have_url("/search/?q=transpl")
    expect(page).to_have_title("transpl – Search – ALL Learning")
    expect(field).to_be_focused()
    assert fits_its_window(page)
    assert len(held) == 1
    page.get_by_text("Narrow and order").click()
    assert axe(page) == []


@pytest.mark.parametrize(
    ("path", "label", "said"),
    [
        ("/search/", "Search the articles", "could not be reached"),
        ("/de/search/", "Artikel durchsuchen", "nicht erreichbar"),
        ("/ar/search/", "البحث في المقالات", "تعذّر الوصول"),
    ],
)
def test_lost_connection_is_said_until_the_search_answers_again(open_reader, path, label, said):
    prepare()
    page = open_reader(tolerates=["ERR_INTERNET_DISCONNECTED", "ERR_FAILED"])
    page.goto(f"{path}?q=transplant")
    status, field = page.get_by_role("status"), page.get_by_role("searchbox", name=label)
    page.context.set_offline(True)
    field.fill("blinatumomab")
    expect(status).to_contain_text(said)
    expect(status).to_be_visible()
    assert status.bounding_box()["height"] > 10  # seen, not only heard
    field.fill("transplant")
    expect(status).to_contain_text("transplant")  # what is below belongs to the words again
    expect(status).not_to_contain_text(said)
    field.fill("transpl")
    expect(status).to_contain_text(said)
    page.context.set_offline(False)
    field.fill("transplan")
    expect(status).to_contain_text("transplan")
    expect(status).to_have_class("visually-hidden")


@pytest.mark.parametrize(
    ("path", "label", "said"),
    [
        ("/search/", "Search the articles", r"searched very often.*Try again in \d+ seconds?\."),
        ("/de/search/", "Artikel durchsuchen", r"sehr oft gesucht.*in \d+ Sekunden? erneut"),
        ("/ar/search/", "البحث في المقالات", "كثيرة جدًا من شبكتكم.*المحاولة مجددًا بعد"),
    ],
)
def test_too_many_searches_are_said_while_typing_with_when_to_try_again(open_reader, settings, path, label, said):
    """By our server, and by one in front of it that says nothing but the number."""
    prepare()
    page = open_reader(tolerates=["status of 429"])
    page.goto(f"{path}?q=transplant")
    status, field = page.get_by_role("status"), page.get_by_role("searchbox", name=label)
    settings.SEARCHES_A_MINUTE = -1  # any is one too many
    field.fill("blinatumomab")
    expect(status).to_have_text(re.compile(said))
    expect(status).to_be_visible()
    settings.SEARCHES_A_MINUTE = 0
    field.fill("transpl")
    expect(status).to_have_class("visually-hidden")
    page.route("**/search/?q=inotuzumab", lambda route: route.fulfill(status=429, body="Too many"))
    field.fill("inotuzumab")
    expect(status).to_have_text(re.compile(said))


def test_everything_is_found_without_scripts_and_by_keyboard(open_reader):
    prepare()
    page = open_reader(width=360, scripts=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("transplatn")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    follow(page.get_by_role("link", name="transplant", exact=True))
    expect(page.get_by_text("1 article for “transplant”")).to_be_visible()
    page.get_by_text("Narrow and order").focus()
    page.keyboard.press("Enter")
    newest = page.get_by_role("link", name="Newest")
    newest.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page).to_have_url("/search/?q=transplant&sort=newest")


def test_what_narrows_and_orders_goes_with_what_is_typed_on(open_reader):
    prepare()
    page = open_reader()
    page.goto("/search/?q=transplant&sort=newest")
    page.get_by_role("searchbox").fill("transpl")
    expect(page).to_have_url("/search/?sort=newest&q=transpl")
    page.locator(".taken a", has_text="Newest").click()
    expect(page).to_have_url("/search/?q=transpl")


def test_results_go_when_what_is_typed_asks_for_nothing(open_reader):
    prepare()
    page = open_reader()
    page.goto("/search/?q=transplant")
    field = page.get_by_role("searchbox")
    field.fill('"')
    expect(page.get_by_text("Words, drugs, study names")).to_be_visible()
    expect(page.get_by_text("1 article for “transplant”")).to_have_count(0)
    expect(page).to_have_url("/search/")
    field.fill("transplant")
    expect(page.get_by_role("status")).to_contain_text("transplant")
