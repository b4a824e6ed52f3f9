"""Pre-tests that come too late to tell what was known before: the learner is told, before and after, and led on."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from cme.assessment.models import Answer, Attempt
from cme.assessment.pairing import pre_test_of
from cme.assessment.services import open_attempt
from cme.assessment.serving import served_items
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import record_steps
from content.models import Edition
from content.models.question import Role
from tests.factories import NOW, make_edition, make_learner, take_test
from tests.kinds import publish_kinds
from tests.pages import Fields, fields_of, form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def learner() -> Learner:
    return make_learner()


@pytest.fixture
def client(learner: Learner) -> Client:
    return client_of(learner)


def address(edition: Edition, rest: str = "", role: str = "pre-test") -> str:
    return f"/articles/{edition.slug}/{role}/{rest}"


def open_pre_test(client: Client, edition: Edition) -> Fields:
    """Open the pre-test and return what its page would send, one question answered."""
    client.post(address(edition, "start/"))
    form = form_to(parse(client.get(address(edition))), address(edition, "submit/"))
    first = next(row for row in form.iter("input") if (row.get("name") or "").startswith("item-"))
    return fields_of(form) | {first.get("name"): [first.get("value")]}


def begin(what: str, learner: Learner, edition: Edition) -> None:
    if what == "test":
        open_attempt(learner=learner, edition=edition, role=Role.POST, at=NOW + MINUTE)
    else:
        record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=NOW + MINUTE)


WHY = {"test": "after you had opened the test", "text": "after you had begun to read"}
AHEAD = {"test": "You have opened the test, so this pre-test", "text": "You have begun to read, so this pre-test"}


@pytest.mark.parametrize("what", ["test", "text"])
def test_late_pre_test_says_so_once_submitted_and_keeps_every_answer(client, edition, learner, clock, what):
    """From a page that was there before anything else was begun, so that nothing on it could say so."""
    sent = open_pre_test(client, edition)
    begin(what, learner, edition)
    clock.move_to(NOW + 2 * MINUTE)
    shown = client.post(address(edition, "submit/"), sent | {"submit_anyway": "1"}, follow=True)
    assert shown.redirect_chain == [(address(edition), 302)]
    text = words(parse(shown))
    assert WHY[what] in text
    assert "not set beside your result" in text
    assert Answer.objects.filter(attempt__kind=Role.PRE).count() == 1
    assert WHY[what] in words(parse(client.get(address(edition))))
    assert WHY[what] in words(parse(client.post(address(edition, "submit/"), sent, follow=True)))


@pytest.mark.parametrize("what", ["test", "text"])
def test_open_pre_test_says_that_it_will_not_count(client, edition, learner, clock, what):
    sent = open_pre_test(client, edition)
    assert "will not be set beside" not in words(parse(client.get(address(edition))))
    begin(what, learner, edition)
    clock.move_to(NOW + 2 * MINUTE)
    assert AHEAD[what] in words(parse(client.get(address(edition))))
    assert AHEAD[what] in words(parse(client.post(address(edition, "submit/"), sent)))  # it names the gaps


def test_pre_test_in_time_leads_to_the_text_and_stays_in_time(client, edition, learner, clock):
    sent = open_pre_test(client, edition) | {"submit_anyway": "1"}
    done = client.post(address(edition, "submit/"), sent)
    assert done["Location"] == f"/articles/{edition.slug}/#text"
    for what in WHY:
        begin(what, learner, edition)
    clock.move_to(NOW + 2 * MINUTE)
    text = words(parse(client.get(address(edition))))
    assert "It is asked once, before reading." in text
    assert "not set beside" not in text
    assert client.post(address(edition, "submit/"), sent)["Location"] == f"/articles/{edition.slug}/#text"


def ways_on(response) -> dict[str, str]:
    """Return where the buttons of a page lead, by their words."""
    return {words(row): row.get("href") for row in parse(response).iter("a") if "button" in (row.get("class") or "")}


@pytest.mark.parametrize("is_submitted", [False, True])
def test_refused_pre_test_leads_on_to_the_test_or_its_result(client, edition, learner, is_submitted):
    """Without scripts the article still offers it, since its page is the same for everybody."""
    if is_submitted:
        take_test(edition, learner, at=NOW - MINUTE)
    else:
        open_attempt(learner=learner, edition=edition, role=Role.POST, at=NOW - MINUTE)
    sent = fields_of(form_to(parse(client.get(f"/articles/{edition.slug}/")), address(edition, "start/")))
    refused = client.post(address(edition, "start/"), sent)
    assert refused.status_code == 409
    assert "the pre-test can no longer be started" in words(parse(refused))
    ways = ways_on(refused)
    result, test = address(edition, "results/1/", "test"), address(edition, "", "test")
    assert {"See your result": result, "Go on with the test": test}.items() & ways.items() == {
        ("See your result", result) if is_submitted else ("Go on with the test", test)
    }
    assert ways["Back to the article"] == f"/articles/{edition.slug}/"
    assert client.get(result if is_submitted else test).status_code == 200
    assert not Attempt.objects.filter(kind=Role.PRE).exists()


@pytest.mark.parametrize(("role", "wrong"), [("pre-test", False), ("test", True)])
def test_gaps_count_as_wrong_only_where_something_is_marked(client, edition, role, wrong):
    client.post(address(edition, "start/", role))
    sent = fields_of(form_to(parse(client.get(address(edition, "", role))), address(edition, "submit/", role)))
    text = words(parse(client.post(address(edition, "submit/", role), sent)))
    assert ("A question without an answer counts as wrong" in text) is wrong
    assert ("The pre-test is not marked." in text) is not wrong


@pytest.mark.parametrize("headers", [{}, {"accept": "application/json"}])
def test_answer_to_a_question_in_the_text_is_reading(learner, clock, headers):
    """Without scripts nothing else tells of it: what is asked before the test afterwards pairs with nothing."""
    where = {"in_text": True, "in_pre_test": True, "in_post_test": True}
    edition, client = publish_kinds("single", "multiple", where=where, has_pre_test=True), client_of(learner)
    item = next(row for row in served_items(edition.pk, Role.TEXT).values() if row.kind == "single")
    sent = {"edition": edition.pk, "item": item.version}
    assert client.post(f"/articles/{edition.slug}/in-text/", sent, headers=headers).status_code == 409
    assert not Step.objects.exists()  # nothing was answered
    for minutes in (1, 2):
        clock.move_to(NOW + minutes * MINUTE)
        answer = {f"item-{item.version}": min(item.option_ids)}
        assert client.post(f"/articles/{edition.slug}/in-text/", sent | answer, headers=headers).status_code < 400
    step = Step.objects.get()
    assert (step.learner, step.edition, step.kind, step.taken_at) == (learner, edition, "started", NOW + MINUTE)
    pre = take_test(edition, learner, role=Role.PRE, at=NOW + 3 * MINUTE)
    post = take_test(edition, learner, at=NOW + 5 * MINUTE)
    assert pre_test_of(post) == (pre, "text")
