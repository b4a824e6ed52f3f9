"""Learners' records and editions: to be looked at, never changed; and every page of the desk opens."""

import re

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cme.access.models import Attestation
from cme.access.models import Statement as GateStatement
from cme.assessment.models import Answer, Attempt, Marking
from cme.evaluation.models import Evaluation, Rating
from cme.learners.models import Learner
from cme.progress.models import Step
from content.models import Edition, Release
from tests.desk.desks import LISTED, login, superuser, text
from tests.desk.test_outcomes_page import visit
from tests.factories import make_edition

pytestmark = pytest.mark.django_db
RECORDS = [
    Learner, Attestation, GateStatement, Step, Attempt, Answer, Marking, Evaluation, Rating, Release, Edition,
]  # fmt: skip


def address(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def called(value):
    return value.__name__ if isinstance(value, type) else str(value)


@pytest.fixture
def client():
    edition = make_edition(questions=1)
    visit(edition)
    return superuser()


@pytest.mark.parametrize("model", RECORDS, ids=called)
def test_record_is_shown_and_not_even_a_superuser_may_change_it(client, model):
    row = model.objects.first()
    assert client.get(address(model, "changelist")).status_code == 200
    answer = client.get(address(model, "change", row.pk))
    assert answer.status_code == 200
    assert not re.search(r"\b(Save|Delete)\b", text(answer))
    assert client.post(address(model, "change", row.pk), {}).status_code == 403
    assert client.get(address(model, "add")).status_code == 403
    assert client.post(address(model, "add"), {}).status_code == 403
    assert client.post(address(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("model", RECORDS, ids=called)
def test_list_takes_as_many_queries_for_many_rows_as_for_one(client, model):
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(address(model, "changelist"))
        counts.append(len(queries))
        edition = make_edition(questions=3)
        for _ in range(3):
            visit(edition)
    assert counts[0] == counts[1]


@pytest.mark.parametrize("model", RECORDS, ids=called)
def test_records_are_searched_sensibly(client, model):
    for words in ("1", "article", "no such thing", "'; --"):
        assert client.get(address(model, "changelist"), {"q": words}).status_code == 200


def test_no_page_shows_the_key_that_proves_who_a_learner_is(client):
    learner = Learner.objects.first()
    for model in RECORDS:
        assert learner.key not in client.get(address(model, "changelist")).content.decode()
    assert learner.key not in client.get(address(Learner, "change", learner.pk)).content.decode()
    assert "0 found" in text(client.get(address(Learner, "changelist"), {"q": learner.key}))


def test_every_registered_page_opens(client):
    for model in LISTED:
        assert client.get(address(model, "changelist")).status_code == 200, model
        assert client.get(address(model, "add")).status_code in {200, 403}, model
        row = model.objects.first()
        if row is not None:
            assert client.get(address(model, "change", row.pk)).status_code == 200, model
            assert client.get(address(model, "history", row.pk)).status_code == 200, model
            assert client.get(address(model, "delete", row.pk)).status_code in {200, 403}, model


def test_editors_do_not_see_learners_records(client):
    editor = login("ed", "Editor")
    for model in (Learner, Attestation, Step, Attempt, Answer, Marking, Evaluation, Rating):
        assert editor.get(address(model, "changelist")).status_code == 403


def test_lead_sees_learners_records(client):
    lead = login("lee", "Accreditation lead")
    for model in (Learner, Attestation, Step, Attempt, Answer, Marking, Evaluation, Rating):
        assert lead.get(address(model, "changelist")).status_code == 200


def test_several_rows_are_never_deleted_at_once(client):
    assert "delete_selected" not in dict(admin.site.actions)


@pytest.mark.parametrize("name", ["index", "password_change", "password_change_done"])
def test_frame_pages_open(client, name):
    assert client.get(reverse(f"admin:{name}")).status_code == 200


def test_index_of_an_app_leads_to_the_desk(client):
    assert client.get("/admin/content/")["Location"] == "/admin/"
    assert client.get("/admin/nothing/").status_code == 404


def test_log_in_tells_what_is_wrong(client):
    client.logout()
    answer = client.post("/admin/login/", {"username": "root", "password": ""})
    assert "Enter your password." in text(answer)
    assert b"<title>Error: Log in" in answer.content


def test_edition_shows_the_hash_of_each_question_that_it_asks(client):
    edition = Edition.objects.get()
    version = edition.items.first().version
    shown = text(client.get(address(Edition, "change", edition.pk)))
    assert f"Question {version.question_id}, version 1 ({version.stem}): {version.content_hash}" in shown
    assert shown.count(version.content_hash) == 1
