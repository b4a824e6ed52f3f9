"""The gate's question: asked at the page's own address, answered in two taps, with nothing lost on the way (A3)."""

import json
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from cme.access.attesting import COOKIE, statement_stamp
from cme.access.models import Attestation
from cme.assessment.models import AttemptStep
from cme.evaluation.models import Evaluation, InstrumentVersion
from cme.learners import identity
from cme.learners.models import Learner
from content.models import TwinEdition
from tests.pages import canonical, fields_of, form_to, meta, parse, words
from tests.visitors import CLOSED_OUT, Scene, attestation_cookie, browsers, learner_cookie, right_picks

ARTICLE = "/articles/second-transplant/"
OF_THE_ARTICLE = ["", "rate/", "steps/", "test/", "test/start/", "test/results/1/", "pre-test/", "pre-test/submit/"]


def confirm(client: Client, path: str = ARTICLE, who: str = "physician", **others: object):
    return client.post(path, {"who": who, "gate_statement": statement_stamp()} | others)


def test_longest_time_that_an_attestation_may_hold_has_a_date_and_a_cookie(client, scene: Scene, settings) -> None:
    settings.GATE_DAYS = settings.CENTURY
    response = confirm(client)
    assert (response.status_code, COOKIE in response.cookies) == (303, True)
    assert client.get(ARTICLE).status_code == 200
    attested = Attestation.objects.latest("pk")
    assert (attested.expires_at - attested.attested_at).days == settings.CENTURY


# -- what is asked -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("visitor", CLOSED_OUT)
def test_teaser_of_the_article_stands_at_its_own_address(scene: Scene, visitor: str) -> None:
    response = browsers(scene)[visitor].get(ARTICLE)
    page = parse(response)
    text = words(page.find("body"))
    assert response.status_code == 200
    assert words(next(page.iter("h1"))) == scene.edition.teaser["title"]
    assert canonical(page) == "http://testserver/articles/second-transplant/"
    for shown in (
        "Editorial team", "12 November 2026", "Transplant", "Name the factors that shape survival.", "4 min",
        "About this activity", "Hematologists", "What did the registry ask?", "75%", settings.INDEPENDENCE_STATEMENT,
    ):  # fmt: skip
        assert shown in text
    assert meta(page, "og:title") == scene.edition.teaser["title"]


def test_teaser_is_shown_at_every_address_of_the_article(client, scene: Scene) -> None:
    for rest in OF_THE_ARTICLE:
        page = parse(client.get(ARTICLE + rest))
        assert words(next(page.iter("h1"))) == scene.edition.teaser["title"], rest
        assert canonical(page) == "http://testserver/articles/second-transplant/", rest


def test_nothing_is_chosen_beforehand(client, scene: Scene) -> None:
    """A3: no pre-ticked box."""
    form = form_to(parse(client.get(ARTICLE)), None)
    choices = [row for row in form.iter("input") if row.get("name") == "who"]
    assert [row.get("value") for row in choices] == [*settings.GATE_PROFESSIONS, "patient", "none"]
    assert [row for row in form.iter("input") if row.get("checked") is not None] == []
    assert {row.get("type") for row in choices} == {"radio"}


def test_statement_stands_directly_above_the_button(client, scene: Scene) -> None:
    form = form_to(parse(client.get(ARTICLE)), None)
    parents = {child: parent for parent in form.iter() for child in parent}
    button = next(form.iter("button"))
    siblings = list(parents[button])
    before = siblings[siblings.index(button) - 1]
    assert words(button) == "Confirm and continue"
    assert settings.GATE_STATEMENT in words(before)
    for said in ("the answer", "this wording", "the time", "a random key"):
        assert said in settings.GATE_STATEMENT


def test_form_posts_to_the_address_of_the_page(client, scene: Scene) -> None:
    """Without an ``action`` the browser keeps query and fragment."""
    form = form_to(parse(client.get(f"{ARTICLE}?from=mail")), None)
    assert (form.get("method"), form.get("action")) == ("post", None)
    assert fields_of(form)["gate_statement"] == [statement_stamp()]


def test_article_that_readers_do_not_see_has_no_teaser(client, scene: Scene) -> None:
    assert client.get("/articles/unknown/").status_code == 404


# -- confirming --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("query", ["", "?from=mail&page=2", "?q=a%20b%26c", "?next=https://elsewhere.example/"])
def test_deep_link_and_query_string_are_kept(client, scene: Scene, query: str) -> None:
    response = confirm(client, f"{ARTICLE}test/{query}")
    assert (response.status_code, response["Location"]) == (303, f"{ARTICLE}test/{query}")
    assert client.get(response["Location"]).context["role"] == "test"


def test_confirming_lets_the_visitor_through_from_then_on(client, scene: Scene) -> None:
    confirm(client)
    assert scene.word in client.get(ARTICLE).content.decode()
    cookie = client.cookies[COOKIE]
    assert (cookie["max-age"], cookie["path"], cookie["samesite"], cookie["domain"]) == (90 * 86_400, "/", "Lax", "")
    assert cookie["httponly"]


@pytest.mark.parametrize("method", ["get", "head"])
def test_answer_in_the_address_confirms_nothing(client, scene: Scene, method: str) -> None:
    query = urlencode({"who": "physician", "gate_statement": statement_stamp()})
    before = Attestation.objects.count()
    response = getattr(client, method)(f"{ARTICLE}?{query}")
    assert COOKIE not in response.cookies
    assert Attestation.objects.count() == before


@pytest.mark.parametrize("who", ["", "king", "patient2", "Physician", None])
def test_no_answer_or_an_unknown_one_is_asked_again(client, scene: Scene, who: str | None) -> None:
    sent = {"gate_statement": statement_stamp()} | ({"who": who} if who is not None else {})
    before = Attestation.objects.count(), Learner.objects.count()
    response = client.post(ARTICLE, sent)
    page = parse(response)
    assert response.status_code == 400
    assert words(next(page.iter("title"))).startswith("Error: ")
    assert "Choose" in words(page.find("body"))
    assert not response.cookies.keys() & {COOKIE, identity.COOKIE}
    assert (Attestation.objects.count(), Learner.objects.count()) == before


def test_gate_takes_no_answer_without_a_token(scene: Scene) -> None:
    client = Client(enforce_csrf_checks=True)
    before = Attestation.objects.count()
    assert confirm(client).status_code == 403
    assert Attestation.objects.count() == before
    sent = fields_of(form_to(parse(client.get(ARTICLE)), None)) | {"who": "nurse"}
    assert client.post(ARTICLE, sent).status_code == 303


@pytest.mark.parametrize("stamp", ["", "2025-01.0123456789abcdef", "2026-11", "x" * 5_000])
def test_wording_that_is_not_in_force_cannot_be_confirmed(client, scene: Scene, stamp: str) -> None:
    before = Attestation.objects.count()
    response = client.post(ARTICLE, {"who": "nurse", "gate_statement": stamp})
    assert response.status_code == 409
    assert COOKIE not in response.cookies
    assert "wording below changed" in response.content.decode()
    assert fields_of(form_to(parse(response), None))["gate_statement"] == [statement_stamp()]
    assert Attestation.objects.count() == before


# -- the other two answers ---------------------------------------------------------------------------------------------
def test_patients_are_led_to_their_pages_and_nothing_is_recorded(client, scene: Scene) -> None:
    """A3: declining is no dead end. A4: the link that leaves the site says so."""
    TwinEdition.objects.all().delete()  # else it is led there: tests/catalogue/test_twins.py
    before = Attestation.objects.count(), Learner.objects.count()
    response = confirm(client, who="patient")
    assert (response.status_code, response["Location"]) == (303, "/patients-and-carers/?article=second-transplant")
    assert not response.cookies.keys() & {COOKIE, identity.COOKIE}
    assert (Attestation.objects.count(), Learner.objects.count()) == before
    page = parse(client.get(response["Location"]))
    twin = next(row for row in page.iter("a") if (row.get("href") or "").startswith("https://patients.example.org/"))
    assert twin.get("href") == "https://patients.example.org/second-transplant"
    assert "outside" in twin.get("class")
    assert "leaves" in words(twin)
    assert scene.word not in words(page)


def test_patients_are_led_to_the_patient_site_of_the_settings(client, scene: Scene, settings) -> None:
    settings.PATIENT_SITE_URL, settings.PATIENT_SITE_NAME = "https://patients.example.org/", "the patients' own site"
    page = parse(client.get("/patients-and-carers/"))
    link = next(row for row in page.iter("a") if row.get("href") == "https://patients.example.org/")
    assert "the patients' own site" in words(link)


def test_patients_page_reflects_no_unknown_article(client, scene: Scene) -> None:
    for name in ("unknown", "<b>x</b>", "second-transplant/", "\x00"):
        response = client.get("/patients-and-carers/", {"article": name})
        assert response.status_code == 200
        assert "The same study in plain language" not in response.content.decode()
        assert "<b>x</b>" not in response.content.decode()


def test_neither_is_led_to_the_open_pages_and_nothing_is_recorded(client, scene: Scene) -> None:
    before = Attestation.objects.count(), Learner.objects.count()
    response = confirm(client, who="none")
    assert (response.status_code, response["Location"]) == (303, "/open-to-all/")
    assert not response.cookies.keys() & {COOKIE, identity.COOKIE}
    assert (Attestation.objects.count(), Learner.objects.count()) == before
    assert client.get("/open-to-all/").status_code == 200


def test_page_without_a_teaser_leads_patients_to_the_same_page(client, scene: Scene) -> None:
    response = confirm(client, f"/figures/{scene.file}", who="patient")
    assert (response.status_code, response["Location"]) == (303, "/patients-and-carers/")


# -- what was sent to a page behind the gate ---------------------------------------------------------------------------
def test_rating_sent_after_expiry_survives_the_question_and_is_recorded(scene: Scene) -> None:
    client = browsers(scene)["expired"]
    client.cookies[identity.COOKIE] = learner_cookie(scene.learner)
    rows = InstrumentVersion.objects.get().sheet["statements"]
    sent = {f"s-{row['id']}": "4" for row in rows} | {"edition": str(scene.edition.pk)}
    refused = client.post(f"{ARTICLE}rate/", sent)
    assert refused.status_code == 403
    assert "Nothing that you entered is lost" in refused.content.decode()
    assert not Evaluation.objects.by(scene.learner).exists()
    carried = fields_of(form_to(parse(refused), None))
    response = client.post(f"{ARTICLE}rate/", carried | {"who": "nurse"})
    assert (response.status_code, response["Location"]) == (302, f"{ARTICLE}rate/")
    assert COOKIE in response.cookies
    assert Evaluation.objects.by(scene.learner).get().ratings.count() == len(rows)


def test_test_sent_after_expiry_survives_the_question_and_is_closed(scene: Scene) -> None:
    """Several values of one name are carried as well."""
    client = browsers(scene)["expired"]
    client.cookies[identity.COOKIE] = learner_cookie(scene.learner)
    picks = right_picks(scene.open_post)
    sent = {f"item-{item}": [str(pk) for pk in options] for item, options in picks.items()}
    twice = sent | {"attempt": [str(scene.open_post.pk)], "note": ["first", "second"]}
    carried = fields_of(form_to(parse(client.post(f"{ARTICLE}test/submit/", twice)), None))
    assert {name: carried[name] for name in twice} == twice
    del carried["note"]
    response = client.post(f"{ARTICLE}test/submit/", carried | {"who": "nurse"})
    assert (response.status_code, response["Location"]) == (302, f"{ARTICLE}test/results/2/")
    scene.open_post.refresh_from_db()
    assert scene.open_post.markings.get().is_passed


def test_carried_values_are_escaped_and_the_gates_own_are_not_carried(client, scene: Scene) -> None:
    sent = {"s-1": '"><script>x</script>', "csrfmiddlewaretoken": "old", "who": "nurse", "x<y": "1"}
    response = client.post(f"{ARTICLE}rate/", sent)
    carried = fields_of(form_to(parse(response), None))
    assert carried["s-1"] == ['"><script>x</script>']
    assert carried["x<y"] == ["1"]
    assert carried["csrfmiddlewaretoken"] != ["old"]
    assert "who" not in carried
    assert "<script>x" not in response.content.decode()


def test_wrong_answer_at_the_gate_still_carries_what_was_sent(client, scene: Scene) -> None:
    response = client.post(f"{ARTICLE}rate/", {"gate_statement": statement_stamp(), "s-1": "4"})
    assert response.status_code == 400
    assert fields_of(form_to(parse(response), None))["s-1"] == ["4"]


def test_script_is_told_in_json_what_to_do(scene: Scene) -> None:
    client = browsers(scene)["expired"]
    before = AttemptStep.objects.count()
    response = client.post(
        f"{ARTICLE}test/save/", {"attempt": scene.open_post.pk}, headers={"accept": "application/json"}
    )
    assert (response.status_code, response["Content-Type"]) == (403, "application/json")
    assert "healthcare professional" in json.loads(response.content)["message"]
    assert AttemptStep.objects.count() == before


def test_confirming_again_while_it_holds_goes_on(scene: Scene) -> None:
    client = browsers(scene)["learner"]
    response = confirm(client)
    assert (response.status_code, response["Location"]) == (303, ARTICLE)
    assert Attestation.objects.filter(learner=scene.learner).count() == 2


def test_open_pages_leave_an_answer_to_the_gate_alone(client, scene: Scene) -> None:
    response = confirm(client, "/start-afresh/")
    assert (response.status_code, response["Location"]) == (302, "/")
    assert response.cookies[COOKIE].value == ""


def test_cookie_of_the_gate_is_the_same_for_everybody(scene: Scene) -> None:
    """It says that somebody attested, not who: nothing in it can be followed from page to page."""
    assert attestation_cookie().split(":")[:2] == ["1", statement_stamp()]
