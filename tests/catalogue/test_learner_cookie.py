"""Who a browser is: a key set at the first write, renewed on use, and forgotten on request."""

from datetime import timedelta

import pytest
from django.test import Client

from cme.access.attesting import COOKIE as ATTESTATION
from cme.assessment.models import Attempt
from cme.evaluation.models import Evaluation
from cme.learners.identity import COOKIE, MARK
from cme.learners.models import Learner
from cme.progress.models import Step
from content.models import Edition
from tests.factories import NOW, make_alias, make_edition, make_learner, take_test
from tests.pages import fields_of, form_to, parse
from tests.visitors import GATE_FIELD, client_of, learner_cookie

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    return make_edition()


def address(edition: Edition, rest: str = "") -> str:
    return f"/articles/{edition.slug}/{rest}"


def test_reading_sets_no_learner_cookie(edition: Edition) -> None:
    client = client_of()
    for rest in ("", "test/", "rate/", "pre-test/"):
        assert COOKIE not in client.get(address(edition, rest)).cookies
    assert not Learner.objects.exists()


def test_first_write_begins_a_learner_and_sets_a_cookie_no_script_can_read(edition: Edition) -> None:
    client = client_of()
    client.post(address(edition, "steps/"), {"edition": edition.pk, "kind": "started"})
    cookie = client.cookies[COOKIE]
    assert cookie.value == learner_cookie(Learner.objects.get())
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")
    assert cookie["max-age"] == 400 * 86_400
    assert (client.cookies[MARK].value, client.cookies[MARK]["max-age"]) == ("1", 400 * 86_400)  # no key in it
    client.post(address(edition, "steps/"), {"edition": edition.pk, "kind": "finished"})
    assert Learner.objects.count() == 1


def test_cookie_is_renewed_where_it_is_used_and_nowhere_else(edition: Edition) -> None:
    client = client_of(make_learner())
    assert client.get(address(edition, "test/")).cookies[COOKIE]["max-age"] == 400 * 86_400
    for path in (address(edition), "/", "/about/", "/feed/", "/nowhere/"):
        assert COOKIE not in client.get(path).cookies


def test_start_afresh_forgets_the_learner_and_the_attestation_and_keeps_the_records(edition: Edition) -> None:
    learner = make_learner()
    take_test(edition, learner)
    client = client_of(learner)
    page = parse(client.get(address(edition, "test/results/1/")))
    response = client.post("/start-afresh/", fields_of(form_to(page, "/start-afresh/")))
    assert (response.status_code, response["Location"]) == (302, "/")
    forgotten = {COOKIE: 0, MARK: 0, ATTESTATION: 0}
    assert {name: cookie["max-age"] for name, cookie in response.cookies.items()} == forgotten
    assert Attempt.objects.by(learner).count() == 1
    assert GATE_FIELD in client.get(address(edition)).content.decode()


def test_next_reader_on_a_shared_computer_is_somebody_else(edition: Edition) -> None:
    learner = make_learner()
    take_test(edition, learner)
    client = client_of(learner)
    client.post("/start-afresh/")
    question = client.get(address(edition)).context["statement_version"]
    client.post(address(edition), {"who": "nurse", "gate_statement": question})
    client.post(address(edition, "test/start/"), {"edition": edition.pk})
    opened = Attempt.objects.latest("pk")
    assert opened.learner != learner
    assert opened.number == 1
    assert client.get(address(edition, "test/results/1/")).status_code == 404


def test_start_afresh_is_a_post_with_a_token() -> None:
    assert Client().get("/start-afresh/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/start-afresh/").status_code == 403


@pytest.mark.parametrize("rest", ["", "test/", "rate/"])
def test_gated_pages_offer_to_start_afresh_and_open_ones_do_not(edition: Edition, rest: str) -> None:
    assert form_to(parse(client_of().get(address(edition, rest))), "/start-afresh/") is not None
    assert b"start-afresh" not in Client().get("/").content


def test_cookie_of_an_alias_becomes_that_of_the_learner_it_was_merged_into(edition: Edition) -> None:
    learner = make_learner()
    take_test(edition, learner)
    client = client_of(make_alias(learner))
    response = client.get(address(edition, "test/results/1/"))
    assert response.status_code == 200
    assert response.cookies[COOKIE].value == learner_cookie(learner)


def test_alias_writes_under_the_learner_it_was_merged_into(edition: Edition) -> None:
    learner = make_learner()
    client = client_of(make_alias(learner))
    client.post(address(edition, "test/start/"), {"edition": edition.pk, "step": "finished"})
    client.post(address(edition, "rate/"), {f"s-{row.pk}": "4" for row in _statements()})
    assert Attempt.objects.get().learner == Evaluation.objects.get().learner == learner
    assert {step.learner for step in Step.objects.all()} == {learner}


def _statements():
    return Evaluation._meta.get_field("version").related_model.objects.get().statements.all()


def test_way_of_a_learner_counts_what_an_alias_did(edition: Edition) -> None:
    learner = make_learner()
    alias = make_alias(learner)
    Step.objects.create(learner=alias, edition=edition, kind="finished", taken_at=NOW)
    take_test(edition, alias)
    way = client_of(learner).post(address(edition, "steps/"), {"edition": edition.pk}).json()["way"]
    assert way["read"]["state"] == way["test"]["state"] == "done"


def test_cookie_is_good_for_a_year_and_more_and_needs_its_learner(edition: Edition, clock) -> None:
    learner = make_learner()
    take_test(edition, learner)
    clock.move_to(NOW + timedelta(days=399))
    assert client_of(learner).get(address(edition, "test/results/1/")).status_code == 200
