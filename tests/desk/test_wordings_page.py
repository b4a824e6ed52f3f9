"""The desk's page of wordings in another language: English beside the proposal, and an approval with a name."""

import pytest
from django.conf import settings
from django.test import Client

from content.approved_wordings import Text
from content.models import ApprovedWording
from tests.desk.desks import make_user
from tests.pages import parse, words

pytestmark = pytest.mark.django_db
PAGE = "/admin/content/approvedwording/in/de/"
STATEMENT = Text("gate.statement", settings.GATE_STATEMENT)


def client_of(*groups: str, **names: str) -> Client:
    client = Client()
    client.force_login(make_user("someone", *groups, **names))
    return client


def forms(client: Client, page: str = PAGE) -> list:
    return [form for form in parse(client.get(page)).iter("form") if form.get("class") == "approve"]


def test_page_shows_english_beside_what_is_proposed():
    client = client_of("Editor")
    first = forms(client)[0]
    assert settings.GATE_STATEMENT in words(first)
    assert "Proposed with the site, approved by nobody" in words(first)
    box = next(first.iter("textarea"))
    assert (box.get("lang"), box.get("dir")) == ("de", "ltr")
    assert box.text.strip().startswith("Mit der Angabe")
    assert box.get("readonly") is not None
    assert not list(first.iter("button"))
    assert next(forms(client, PAGE.replace("/de/", "/ar/"))[0].iter("textarea")).get("dir") == "rtl"


def test_lead_approves_under_a_name():
    client = client_of("Accreditation lead", first_name="Ada", last_name="Example")
    sent = {"text": STATEMENT.hash, "wording": "Ich bestätige."}
    response = client.post(PAGE, sent)
    assert (response.status_code, response["Location"]) == (302, f"{PAGE}#text-{STATEMENT.hash[:12]}")
    row = ApprovedWording.objects.get()
    assert (row.wording, row.approver, row.source) == ("Ich bestätige.", "Ada Example", settings.GATE_STATEMENT)
    first = forms(client)[0]
    assert "Approved by Ada Example on" in words(first)
    assert next(first.iter("textarea")).text.strip() == "Ich bestätige."
    assert "5 of 6 not approved" in words(parse(client.get(PAGE)))
    assert "Ich bestätige." in client.get("/admin/content/approvedwording/").content.decode()


def test_nothing_is_approved_without_the_right_or_a_name():
    sent = {"text": STATEMENT.hash, "wording": "Ich bestätige."}
    assert client_of("Editor", first_name="Ada").post(PAGE, sent).status_code == 403
    assert not ApprovedWording.objects.exists()


def test_approval_needs_a_name_and_the_english_of_now():
    client = client_of("Accreditation lead")
    response = client.post(PAGE, {"text": STATEMENT.hash, "wording": "Ich bestätige."})
    assert response.status_code == 409
    assert "Your log-in has no name" in response.content.decode()
    response = client.post(PAGE, {"text": "0" * 64, "wording": "Ich bestätige."})
    assert (response.status_code, "changed meanwhile" in response.content.decode()) == (409, True)
    assert not ApprovedWording.objects.exists()


@pytest.mark.parametrize("language", ["en", "xx"])
def test_there_is_no_page_for_english_or_an_unknown_language(language):
    assert client_of("Accreditation lead").get(PAGE.replace("/de/", f"/{language}/")).status_code == 404
