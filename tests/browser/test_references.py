"""References in a browser: pasted, looked at, added; with scripts and without; no fault in any page."""

import pytest
from playwright.sync_api import expect

from content.models import Reference
from content.services.reference_checks import check_references
from tests.browser.scene import fits_its_window
from tests.browser.test_desk import TALL, editor, log_in  # noqa: F401
from tests.content.registry import QUICK, crossref_work, serving, update
from tests.factories import NOW, make_edition

BOOK = "@book{b, title={A book of tests}, author={Doe, Jo}, year=2020}"
PASTED = f"10.5555/one\nnothing to be found here\n{BOOK}\n10.5555/no"
PAPER = "10.1056/nejmoa2312948"  # of the article that the factory makes


@pytest.fixture
def registry(settings):
    with serving(settings) as running:
        running.works = {"10.5555/one": crossref_work(), PAPER: crossref_work(PAPER, **{"updated-by": [update()]})}
        yield running


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_pasted_references_are_looked_at_and_added(open_page, editor, registry, scripts):  # noqa: F811
    article = make_edition().release.article
    page = open_page(scripts=scripts)
    log_in(page)
    page.goto(f"/admin/content/article/{article.pk}/references/")
    page.get_by_label("Paste references").fill(PASTED)
    page.get_by_role("button", name="Look at the references").click()
    expect(page.get_by_role("heading", name="2 to add, 0 already there, 1 not looked up, 1 not")).to_be_visible()
    page.get_by_role("button", name="Add what is ticked").click()
    expect(page.get_by_text("Added 2 references to the draft.")).to_be_visible()
    assert set(Reference.objects.values_list("key", flat=True)) == {"paper", "ash2024", "doe2020"}


@pytest.mark.slow
@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_has_a_fault(open_page, editor, registry, axe_in_both_schemes, width):  # noqa: F811
    edition = make_edition()
    article = edition.release.article
    Reference.objects.create(article=article, key="twin", doi=PAPER)
    check_references(at=NOW, manners=QUICK)
    page = open_page(width=width, height=TALL)
    log_in(page)
    faults = []

    def look(name):
        if not fits_its_window(page):
            faults.append(f"{name}: wider than the window")
        faults.extend(f"{name}: {fault}" for fault in axe_in_both_schemes(page))

    for address in (f"{article.pk}/references/", "notices/", f"{article.pk}/change/"):
        page.goto(f"/admin/content/article/{address}")
        look(address)
    page.goto(f"/admin/content/article/{article.pk}/references/")
    page.get_by_role("button", name="Look at the references").click()
    look("nothing pasted")
    page.get_by_label("Paste references").fill(PASTED)
    page.get_by_role("button", name="Look at the references").click()
    look("preview")
    assert faults == []
