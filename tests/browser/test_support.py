"""Giving, suggesting and subscribing in a browser: the whole way without scripts, and pages that axe finds sound."""

import re

from playwright.sync_api import expect

from cme.access.thanks import thanking
from cme.support.links import CONTRIBUTION, SUGGESTION, path_of
from cme.support.models import Contribution, Payment
from cme.support.services.contributing import settle
from content.models import Funder, Showing
from tests.browser.layout import SPACING, look
from tests.browser.scene import days_ago, follow, publish
from tests.desk.desks import make_user
from tests.support.giving import make_contribution, make_giving, paid


def pages() -> list[str]:
    """Fill the site, and return the addresses of its pages about support."""
    edition = publish(questions=1)
    funder, day = Funder.objects.create(name="Example Foundation"), days_ago(1)
    edition.release.article.support.create(funder=funder, level="gold", agreement_signed_on=day.date())
    Showing.objects.create(
        funder=funder, what="report", description="Totals", how="In a meeting", shown_at=days_ago(2),
        shown_by=make_user("lead", "Accreditation lead"), recorded_at=day,
    )  # fmt: skip
    giving = make_giving(at=day)
    monthly = make_contribution("monthly", at=day)
    settle(contribution=monthly, word=paid(monthly, at=day), at=day)
    return [
        "/funders/", "/support/", "/support/contribute/", "/support/suggest/", "/support/grants/",
        thanking("/support/grants/sent/", purpose="grants", what="x"), "/impact/", "/news/",
        thanking("/news/asked/", purpose="news", what="x"), "/articles/",
        path_of(CONTRIBUTION, giving.contribution.key), path_of(CONTRIBUTION, monthly.key),
        path_of(SUGGESTION, giving.suggestion.key), "/news/confirm/x/", "/news/unsubscribe/x/",
    ]  # fmt: skip


def test_pages_are_sound_at_both_widths_and_in_both_schemes(live_server, open_page, axe_in_both_schemes) -> None:
    page, faults = open_page(), []
    for path in pages():
        page.goto(path)
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            page.set_viewport_size({"width": width, "height": page.evaluate("document.body.scrollHeight")})
            faults += [f"{path}, {width} px, {fault}" for fault in axe_in_both_schemes(page)]
        for style in ("", SPACING):
            faults += [f"{path}, 320 px: {fault}" for fault in look(page, width=320, style=style)]
    assert faults == []


def test_contribution_goes_all_the_way_and_invitation_goes_for_good_without_scripts(live_server, open_page) -> None:
    """By keyboard where it matters: the form's summary is reached, and Enter sends."""
    publish(questions=1)
    page = open_page(width=360, scripts=False, tolerates=["status of 400 "])
    page.goto("/articles/")
    invitation = page.locator("[data-invitation]")
    expect(invitation).to_be_visible()
    follow(page.get_by_role("button", name="Do not show this again"))
    expect(page).to_have_url(re.compile(r"/articles/#invitation$"))
    expect(invitation).to_be_hidden()
    page.goto("/")
    expect(invitation).to_be_hidden()

    follow(page.get_by_role("link", name="Support us"))
    follow(page.get_by_role("link", name="Contribute"))
    follow(page.get_by_role("button", name="Continue"))
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("#error-summary")).to_be_focused()
    page.get_by_role("link", name="Enter an amount, such as 25.").click()
    page.keyboard.type("12,50")
    page.get_by_label("Once", exact=True).check()
    page.get_by_label("E-mail address").fill("reader@example.org")
    page.get_by_label("I give as an individual").check()
    with page.expect_navigation():
        page.get_by_label("E-mail address").press("Enter")
    page.get_by_label("It is paid").check()
    follow(page.get_by_role("button", name="End the pretended payment"))
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert (Contribution.objects.get().state, Payment.objects.get().amount_minor) == ("paid", 1250)
