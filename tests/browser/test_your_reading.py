"""Save, list, continue, remove: by keyboard without scripts, and in place with them; then somebody else sits down."""

import re

from playwright.sync_api import expect

from cme.progress.models import FollowedTopic, ReadingPlace, SavedArticle, Step
from cme.progress.services import follow_topic, keep_place, record_steps, save_article
from tests.browser.layout import look
from tests.browser.scene import days_ago, follow, publish, publish_demonstration
from tests.browser.test_way import Keyboard
from tests.factories import make_learner

PAGE = "/your-reading/"


def test_article_is_saved_continued_and_removed_by_keyboard_without_scripts(open_reader):
    edition, learner = publish(), make_learner()
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=days_ago(1))
    keep_place(learner=learner, edition=edition, anchor="p-who-did-worse", seen_at=days_ago(1), at=days_ago(1))
    page = open_reader(learner, scripts=False)
    keyboard = Keyboard(page)
    page.goto(f"/articles/{edition.slug}/")
    keyboard.tab_to("[data-keeping] button")
    keyboard.press("Enter", "Your reading")
    page.goto(PAGE)  # from its top; the way led to the list itself
    keyboard.last = 0.0
    keyboard.tab_to("a[href$='#p-who-did-worse']")
    keyboard.press("Enter", edition.teaser["title"])
    expect(page).to_have_url(re.compile("#p-who-did-worse$"))
    page.goto(PAGE)
    keyboard.last = 0.0
    keyboard.tab_to(".card form button")
    keyboard.press("Enter", "Your reading")
    expect(page.get_by_text("Nothing is saved for later.")).to_be_visible()
    assert not SavedArticle.objects.exists()


def test_what_is_kept_is_switched_in_place_and_gone_for_the_next_person(open_reader, axe):
    edition, other, learner = publish_demonstration(), publish(at=days_ago(1)), make_learner()
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=days_ago(2))
    page = open_reader(learner, width=360)
    article, keeping = f"/articles/{edition.slug}/", page.locator("[data-keeping]")
    page.goto(article)
    keeping.get_by_role("button", name="Save for later").click()
    expect(keeping.get_by_role("button", name="Remove")).to_be_focused()
    expect(keeping.get_by_role("status")).to_have_text("Saved to your reading list.")
    page.locator("#limits").scroll_into_view_if_needed()
    page.mouse.wheel(0, 200)
    page.goto(PAGE)  # the beacon is sent at the latest as the page is left
    expect(page.get_by_role("link", name=edition.teaser["title"]).first).to_be_visible()
    page.goto(article)  # now the browser knows that it is known: it asks at once
    expect(keeping.get_by_role("link", name="On your reading list")).to_be_visible()
    expect(keeping.get_by_role("link", name=re.compile("^Go on at “"))).to_be_visible()
    assert ReadingPlace.objects.get().edition == edition
    assert axe(page) == []

    page.goto("/topics/transplant/")
    page.get_by_role("button", name="Follow this topic").click()
    expect(page.get_by_role("status")).to_have_text("You now follow Transplantation.")
    assert FollowedTopic.objects.get().learner == learner
    follow(page.get_by_role("link", name="ALL Learning"))
    expect(page.get_by_role("heading", name="Reading list")).to_be_visible()
    expect(page.locator(".card", has_text=other.teaser["title"]).get_by_text("New", exact=True)).to_be_visible()
    assert axe(page) == []
    assert look(page, width=320) == []

    follow(page.get_by_role("link", name="Not you?"))
    assert axe(page) == []
    assert look(page, width=320) == []
    page.get_by_text("Not you? Start afresh").click()
    follow(page.get_by_role("button", name="Start afresh", exact=True))
    expect(page.get_by_text("Read", exact=True)).to_be_visible()
    for _ in range(3):  # back to where the person before was shown what was theirs
        page.go_back()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_text("Reading list", exact=True)).to_have_count(0)
        expect(page.get_by_role("button", name="Stop following")).to_have_count(0)
    assert SavedArticle.objects.get().learner == learner


def test_page_is_accessible_when_it_is_full(open_reader, axe):
    edition, learner = publish_demonstration(), make_learner()
    save_article(learner=learner, article=edition.release.article, at=days_ago(1))
    follow_topic(learner=learner, topic=edition.topics.first(), at=days_ago(1))
    publish(at=days_ago(1))
    page = open_reader(learner, scheme="dark")
    page.goto(PAGE)
    page.get_by_text("Delete what is kept here").click()
    assert axe(page) == []
    assert look(page, width=320) == []
