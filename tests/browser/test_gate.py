"""The gate as visitors meet it: one question at the page's own address, and no way lost through it (A1-A3)."""

import pytest
from playwright.sync_api import expect

from cme.access.models import Attestation
from cme.learners.models import Learner
from tests.browser.scene import follow, publish

PATIENT_PAGE = "https://patients.example.org/second-transplant"
both = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


def passage_of(edition):
    return f"/articles/{edition.slug}/#p-who-did-worse"


def confirm(page, who="a physician"):
    page.get_by_label(who, exact=True).check()
    follow(page.get_by_role("button", name="Confirm and continue"))


@both
def test_deep_link_leads_to_its_passage_when_confirmed(open_page, scripts):
    """A3: the gate stands at the page's own address, so the fragment outlives it."""
    edition = publish()
    page = open_page(scripts=scripts)
    page.goto(passage_of(edition))
    confirm(page)

    page.locator("#text").wait_for()
    assert page.url.endswith(passage_of(edition))
    passage = page.locator("#p-who-did-worse:target")
    expect(passage).to_be_in_viewport()
    assert 0 <= passage.bounding_box()["y"] < 800
    assert Attestation.objects.get().profession == "physician"


@both
def test_back_shows_no_question_when_confirmed(open_page, scripts):
    edition = publish()
    page = open_page(scripts=scripts)
    page.goto("/articles/")
    follow(page.get_by_role("link", name=edition.teaser["title"]))
    confirm(page)
    page.locator("#text").wait_for()

    for _ in range(2):
        page.go_back()
        assert page.locator("h1").inner_text() in {"Articles", edition.teaser["title"]}
        assert page.locator("[name=gate_statement]").count() == 0
        if page.url.endswith("/articles/"):
            break
    assert page.url.endswith("/articles/")


def test_question_stands_alone_when_visitor_is_new(page):
    """A1, A3: one question, nothing chosen beforehand, the statement directly above the button, nothing of the text."""
    edition = publish(canary="53.1%")
    page.goto(f"/articles/{edition.slug}/")

    assert page.locator("main fieldset").count() == 1
    assert page.locator("main input:visible").count() == 7
    assert page.locator(":checked").count() == 0
    assert page.get_by_role("group", name="I am").is_visible()
    assert "so we ask everybody once in 90 days" in page.locator("form.ask").inner_text()
    assert page.get_by_role("link", name="What we store").get_attribute("href") == "/privacy/"
    assert "53.1%" not in page.content()
    above, button = page.locator(".statement"), page.get_by_role("button", name="Confirm and continue")
    assert above.evaluate("statement => statement.nextElementSibling.textContent") == "Confirm and continue"
    end = above.bounding_box()["y"] + above.bounding_box()["height"]
    assert 0 <= button.bounding_box()["y"] - end <= 40
    assert "I confirm that I am a healthcare professional" in above.inner_text()


@both
def test_summary_has_focus_when_nothing_was_chosen(open_page, scripts):
    edition = publish()
    page = open_page(scripts=scripts, tolerates=["400"])
    page.goto(f"/articles/{edition.slug}/")
    follow(page.get_by_role("button", name="Confirm and continue"))

    page.locator("#error-summary").wait_for()
    assert page.title().startswith("Error: ")
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.get_by_role("alert").get_by_role("heading").inner_text() == "There is a problem"
    link = page.get_by_role("alert").get_by_role("link")
    said = link.inner_text()
    assert "required" not in said
    assert page.locator("#id_who_error").inner_text().endswith(said)
    assert page.get_by_role("group", name="I am").get_attribute("aria-describedby") == "id_who_error"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#id_who_0")).to_be_focused()
    assert not Attestation.objects.exists()

    confirm(page)
    page.locator("#text").wait_for()
    assert page.url.split("#")[0].endswith(f"/articles/{edition.slug}/")
    if scripts:  # without them the browser asks whether to send the form once more
        page.go_back()
        expect(page.locator("#text")).to_be_visible()


@both
def test_choice_is_kept_when_the_wording_changed_meanwhile(open_page, scripts, settings):
    """A1: what is confirmed is what was shown."""
    edition = publish()
    page = open_page(scripts=scripts, tolerates=["409"])
    page.goto(f"/articles/{edition.slug}/")
    settings.GATE_STATEMENT, settings.GATE_STATEMENT_VERSION = "I confirm this other wording.", "2027-01"
    confirm(page, "a pharmacist")

    page.locator("#error-summary").wait_for()
    assert "I confirm this other wording." in page.locator(".statement").inner_text()
    assert page.get_by_label("a pharmacist").is_checked()
    assert not Attestation.objects.exists()
    follow(page.get_by_role("button", name="Confirm and continue"))
    page.locator("#text").wait_for()
    assert Attestation.objects.get().statement.version == "2027-01"


@both
def test_patient_finds_a_page_of_use_when_sent_on(open_page, scripts):
    """A3: patients and carers are led on, and nothing is recorded of them."""
    edition = publish(plain_language_url=PATIENT_PAGE)
    page = open_page(scripts=scripts)
    page.goto(passage_of(edition))
    confirm(page, "a patient or carer")

    page.get_by_role("heading", name="For patients and carers").wait_for()
    assert page.get_by_role("link", name="Read it in plain language").get_attribute("href") == PATIENT_PAGE
    assert edition.teaser["title"] in page.locator("main").inner_text()
    assert not Learner.objects.exists()
    assert not page.context.cookies() or {row["name"] for row in page.context.cookies()} == {"csrf"}
    page.go_back()
    expect(page.get_by_role("button", name="Confirm and continue")).to_be_visible()


@both
def test_others_find_the_open_pages_when_sent_on(open_page, scripts):
    edition = publish()
    page = open_page(scripts=scripts)
    page.goto(f"/articles/{edition.slug}/")
    confirm(page, "none of these")

    page.wait_for_url("**/open-to-all/")
    assert page.get_by_role("main").get_by_role("link", name="Articles").first.is_visible()
    assert not Learner.objects.exists()


def test_one_attestation_is_recorded_when_the_button_is_pressed_twice(page):
    edition = publish()
    page.goto(f"/articles/{edition.slug}/")
    page.get_by_label("a physician", exact=True).check()
    page.get_by_role("button", name="Confirm and continue").dblclick()
    page.locator("#text").wait_for()
    assert Attestation.objects.count() == 1


def test_gate_does_not_ask_again_when_the_reader_goes_on(page):
    edition = publish()
    page.goto(f"/articles/{edition.slug}/")
    confirm(page)
    page.locator("#text").wait_for()
    page.goto(f"/articles/{edition.slug}/test/")
    page.get_by_role("heading", level=1, name="Test", exact=True).wait_for()
    page.get_by_text("Not you? Start afresh").click()
    follow(page.get_by_role("button", name="Start afresh", exact=True))
    page.goto(f"/articles/{edition.slug}/test/")
    assert page.locator("[name=gate_statement]").count() == 1
