"""The page in plain language in a browser: from an editor's form to a patient who came through the gate."""

import pytest
from playwright.sync_api import expect

from content.models import Edition, TwinEdition
from content.services.publishing import Correction
from tests.browser.scene import days_ago, fits_its_window, follow, publish
from tests.browser.test_desk import PASSWORD, log_in
from tests.content.twins import TEXTS, make_twin
from tests.desk.desks import make_user
from tests.desk.desks import page as page_of
from tests.factories import correct

NARROW = {"width": 320, "height": 640}


@pytest.fixture
def editor(transactional_db):
    user = make_user("editor", "Editor", "Accreditation lead")
    user.set_password(PASSWORD)
    user.save()
    return user


def test_page_is_written_and_published_and_a_patient_finds_it(open_page, axe, editor):
    edition = publish(questions=1)
    page = open_page(width=1280, height=900)
    log_in(page)
    page.goto(page_of("twin", edition.release.article_id))
    page.get_by_label("Title").fill(TEXTS["title"])
    page.get_by_label("In one sentence").fill(TEXTS["summary"])
    page.get_by_label("Text", exact=True).fill(TEXTS["body"])
    page.get_by_label("Written by").select_option(label="Editorial team")
    expect(page.locator("[data-measure]")).to_contain_text("Reading ease")
    expect(page.get_by_text("The preview is up to date.")).to_be_visible()
    follow(page.get_by_role("button", name="Save the page"))
    expect(page.get_by_text("Nothing is missing.")).to_be_visible()
    assert axe(page) == []
    follow(page.get_by_role("button", name="Publish …"))
    follow(page.get_by_role("button", name="Publish the page"))
    expect(page.get_by_text("everybody can read it")).to_be_visible()
    assert axe(page) == []
    assert TwinEdition.objects.get().source["title"] == TEXTS["title"]

    patient = open_page(**NARROW, scheme="dark", scripts=False)
    patient.goto(f"/articles/{edition.slug}/")
    patient.get_by_label("a patient or carer").check()
    follow(patient.get_by_role("button", name="Confirm and continue"))
    expect(patient.get_by_role("heading", name=TEXTS["title"])).to_be_visible()
    expect(patient.get_by_role("heading", name="Talk to your team")).to_be_visible()
    assert patient.url.endswith(f"/patients/{edition.slug}/")


def test_pages_for_patients_are_sound_and_fit_a_small_screen(open_page, axe_in_both_schemes):
    edition = publish(questions=1)
    make_twin(edition=edition, at=days_ago(2))
    page = open_page(**NARROW, tolerates=["status of 410"])
    for path in (f"/patients/{edition.slug}/", "/patients/", "/patients/topics/transplant/"):
        page.goto(path)
        assert axe_in_both_schemes(page) == [], path
        assert fits_its_window(page), path
    correct(Edition.objects.get(), Correction.MATERIAL, at=days_ago(1), limits="Other limits.")
    page.goto(f"/patients/{edition.slug}/")
    expect(page.get_by_text("This page was taken back.")).to_be_visible()
    assert axe_in_both_schemes(page) == []
