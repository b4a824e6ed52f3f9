"""Reading the paper of a journal-based activity, in a browser: said once, and the article's page knows it."""

from playwright.sync_api import expect

from cme.progress.models import Step
from content.models import ActivityFormat
from tests.browser.layout import look
from tests.browser.scene import follow, publish

DARK = {"width": 360, "scheme": "dark"}


def test_reader_says_that_the_paper_was_read_and_takes_the_test(open_reader, axe):
    edition = publish(format=ActivityFormat.objects.get(code="journal-based"))
    page = open_reader(**DARK, tolerates=[r"status of 409"])
    page.goto(f"/articles/{edition.slug}/")
    follow(page.get_by_role("button", name="Take the test"))
    expect(page.get_by_text("Read the paper first.")).to_be_visible()
    faults = axe(page)
    follow(page.get_by_role("link", name="Go to the paper"))
    faults += axe(page) + look(page, width=360)
    follow(page.get_by_role("button", name="I have read the paper"))
    expect(page.get_by_role("status")).to_contain_text("that you have read this paper")
    faults += axe(page) + look(page, width=360)
    page.goto(f"/articles/{edition.slug}/")
    page.locator("#paper").scroll_into_view_if_needed()  # past the disclosures, which tells of the first step
    expect(page.get_by_text("You have said that you read this paper.")).to_be_visible()
    expect(page.get_by_role("button", name="I have read the paper")).to_be_hidden()
    faults += axe(page) + look(page, width=360)
    follow(page.get_by_role("button", name="Take the test"))
    expect(page.locator("fieldset.question").first).to_be_visible()
    assert faults == []
    assert Step.objects.filter(kind=Step.Kind.SOURCE_READ).count() == 1
