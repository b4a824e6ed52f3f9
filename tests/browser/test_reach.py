"""Pages around the article in a browser: a series, a topic in the tree, the form that reports a problem."""

from playwright.sync_api import expect

from cme.reporting.models import ProblemReport
from content.models import Series, SeriesPart, Topic
from tests.browser.scene import fits_its_window, follow, publish

NARROW = {"width": 320, "height": 640}


def test_pages_around_the_article_are_sound_and_fit_a_small_screen(open_page, axe):
    first, second = (publish(questions=1, title=f"The {word} study") for word in ("first", "second"))
    series = Series.objects.create(title="Step by step", slug="steps")
    for place, edition in enumerate((first, second), start=1):
        SeriesPart.objects.create(series=series, article=edition.release.article, position=place)
    above = Topic.objects.create(name="Treatment", slug="treatment", introduction="What it is about.")
    Topic.objects.update(parent=None)
    Topic.objects.filter(slug="transplant").update(parent=above)
    page = open_page(**NARROW, scheme="dark", tolerates=["status of 400"])
    for path in ("/topics/", "/topics/treatment/", "/series/steps/", f"/articles/{first.slug}/"):
        page.goto(path)
        assert axe(page) == [], path
        assert fits_its_window(page), path
    follow(page.get_by_role("link", name="The second study"))
    expect(page.get_by_text("Part 2 of 2 of the series").first).to_be_visible()
    follow(page.get_by_role("link", name="Report a problem with this page"))
    page.get_by_role("button", name="Send report").click()
    expect(page.locator("#error-summary")).to_be_focused()
    assert axe(page) == []


def test_problem_is_reported_by_keyboard_without_scripts(open_page):
    edition = publish(questions=1)
    page = open_page(**NARROW, scripts=False)
    page.goto(f"/articles/{edition.slug}/problem/")
    page.get_by_label("What is wrong?").focus()
    page.keyboard.type("The second row repeats the first.")
    page.keyboard.press("Tab")
    page.keyboard.type("Key data")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you, the editors have your report")).to_be_visible()
    assert ProblemReport.objects.get().place == "Key data"


def test_form_that_is_sent_offline_stays_with_what_was_typed(open_page):
    """UX 18: the browser's own page would take its place, and going back would show it empty."""
    edition, page = publish(questions=1), open_page(tolerates=["ERR_INTERNET_DISCONNECTED"])
    page.goto(f"/articles/{edition.slug}/problem/")
    page.get_by_label("What is wrong?").fill("The dose reads 28 mg.")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send report").click()
    note = page.get_by_text("You are offline, so nothing was sent.")
    expect(note).to_be_visible()
    expect(page.get_by_label("What is wrong?")).to_have_value("The dose reads 28 mg.")
    page.context.set_offline(False)
    expect(note).to_be_hidden()
    follow(page.get_by_role("button", name="Send report"))
    assert ProblemReport.objects.get().what == "The dose reads 28 mg."
