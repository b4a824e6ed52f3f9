"""Whoever saves a form of the admin that somebody else changed meanwhile is shown both, and overwrites nothing."""

import threading
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cme.desk.admin.guarding import Guarded
from cme.desk.sending import copy_of_forms, copy_of_request
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import begin_version
from cme.learners.models import User
from cme.support.models import ContributionUse, GrantEnquiry, Suggestion
from cme.support.services.suggesting import take_enquiry
from content.models import AmountBand, Article, Competency, Disclosure, Relationship, Series, Topic
from tests.desk.desks import LISTED, login, make_user, sent_by, superuser, text
from tests.desk.test_permissions import fill
from tests.factories import make_article
from tests.racing import faults, race
from tests.support.giving import AT, form_key, make_suggestion

ENQUIRY = {
    "organisation": "Example Ltd", "kind": "company", "size": "", "contact_name": "A", "email": "a@example.org",
}  # fmt: skip
pytestmark = pytest.mark.django_db(transaction=True)


def change(row) -> str:
    """Return the address of a row's form."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_decision_of_a_colleague_is_not_overwritten_unseen():
    row = make_suggestion()
    lead, editor = login("lead", "Accreditation lead", "Editor"), login("ada")
    mine = sent_by(editor.get(change(row)))
    theirs = sent_by(lead.get(change(row))) | {"state": "accepted", "answer": "It will be written."}
    assert lead.post(change(row), theirs).status_code == 302
    logged = LogEntry.objects.count()
    held = editor.post(change(row), mine | {"state": "declined", "answer": "No."})
    assert held.status_code == 200
    said = text(held)
    assert "lead saved this at " in said
    assert "Saved meanwhile: It will be written." in said
    assert "Saved meanwhile: taken up" in said
    again = sent_by(held)
    assert (again["state"], again["answer"]) == (["declined"], ["No."])
    row.refresh_from_db()
    assert (row.state, row.decided_by.username, LogEntry.objects.count()) == ("accepted", "lead", logged)
    assert editor.post(change(row), again).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer) == ("declined", "No.")


def test_second_press_writes_nothing_and_is_no_fault():
    row = make_suggestion()
    client = login()
    fields = sent_by(client.get(change(row))) | {"state": "accepted", "answer": "Yes."}
    client.post(change(row), fields)
    decided, logged = Suggestion.objects.get().decided_at, LogEntry.objects.count()
    assert client.post(change(row), fields).status_code == 302
    assert (Suggestion.objects.get().decided_at, LogEntry.objects.count()) == (decided, logged)


def test_note_of_an_enquiry_that_changed_outside_the_admin_is_shown():
    take_enquiry(form_key=form_key(), at=AT, **ENQUIRY)
    row = GrantEnquiry.objects.get()
    client = login("lead", "Accreditation lead")
    fields = sent_by(client.get(change(row)))
    GrantEnquiry.objects.update(note="Called.")
    held = client.post(change(row), fields | {"note": "Wrote."})
    assert "Somebody changed this after you opened it." in text(held)
    assert "Saved meanwhile: Called." in text(held)
    assert GrantEnquiry.objects.get().note == "Called."


def test_fields_that_only_the_other_changed_are_taken_over():
    row = Topic.objects.create(name="Leukaemia", slug="leukaemia")
    client = superuser()
    fields = sent_by(client.get(change(row)))
    Topic.objects.update(description="Theirs.")
    held = client.post(change(row), fields | {"introduction": "Mine."})
    assert "Taken over from what is saved, where you had changed nothing: Description." in text(held)
    client.post(change(row), sent_by(held))
    row.refresh_from_db()
    assert (row.description, row.introduction) == ("Theirs.", "Mine.")


def test_rows_of_a_series_that_came_and_went_meanwhile_do_not_break_the_form():
    series = Series.objects.create(title="First steps", slug="first-steps")
    first, second, third = (make_article(slug=f"a{number}") for number in range(3))
    kept = series.parts.create(article=first, position=1)
    gone = series.parts.create(article=second, position=2)
    client = superuser()
    fields = sent_by(client.get(change(series)))
    gone.delete()
    added = series.parts.create(article=third, position=2)
    held = client.post(change(series), fields | {"title": "Steps"})
    assert held.status_code == 200
    assert client.post(change(series), sent_by(held)).status_code == 302
    series.refresh_from_db()
    assert series.title == "Steps"
    assert list(series.parts.values_list("pk", flat=True)) == [kept.pk, added.pk]


def test_article_of_a_row_that_both_changed_is_told_beside_it():
    series = Series.objects.create(title="First steps", slug="first-steps")
    first, second, third = (make_article(slug=f"a{number}", title=f"Title {number}") for number in range(3))
    part = series.parts.create(article=first, position=1)
    client = superuser()
    fields = sent_by(client.get(change(series)))
    series.parts.update(article=second)
    held = client.post(change(series), fields | {"parts-0-article": [str(third.pk)]})
    assert f"Saved meanwhile: {second}" in text(held)
    part.refresh_from_db()
    assert part.article_id == second.pk


@pytest.mark.parametrize("model", ["user", "group"])
def test_rights_are_guarded_too(model):
    client = superuser()
    user = make_user("ada", "Editor")
    row = user if model == "user" else user.groups.get()
    field = "first_name" if model == "user" else "name"
    fields = sent_by(client.get(change(row)))
    type(row).objects.filter(pk=row.pk).update(**{field: "Theirs"})
    held = client.post(change(row), fields | {field: "Mine"})
    assert "Saved meanwhile: Theirs" in text(held)
    row.refresh_from_db()
    assert getattr(row, field) == "Theirs"
    assert client.post(change(row), sent_by(held)).status_code == 302


def test_error_in_a_form_keeps_what_it_was_opened_with():
    row = Competency.objects.first() or Competency.objects.create(name="Care", code="care")
    client = superuser()
    fields = sent_by(client.get(change(row)))
    wrong = client.post(change(row), fields | {"name": ""})
    Competency.objects.filter(pk=row.pk).update(name="Theirs")
    held = client.post(change(row), sent_by(wrong) | {"name": "Mine"})
    assert "Saved meanwhile: Theirs" in text(held)


def test_every_form_is_guarded_and_knows_what_a_browser_sends_for_it():
    fill()
    make_suggestion()
    take_enquiry(form_key=form_key(), at=AT, **ENQUIRY)
    ContributionUse.objects.create(what="A film", amount_minor=100, currency="EUR", spent_on=date(2026, 1, 2))
    AmountBand.objects.create(name="Up to 1,000", code="small")
    Relationship.objects.create(disclosure=Disclosure.objects.first(), company="Example", kind="employment")
    Series.objects.first().parts.create(article=Article.objects.first(), position=1)
    begin_version(latest=InstrumentVersion.objects.order_by("-number").first())
    client, guarded = superuser(), set()
    for model in LISTED:
        row = model.objects.order_by("pk").last()
        shown = client.get(change(row)) if row else None
        if shown is None or "_opened" not in sent_by(shown):
            assert row is None or model is Article or not may_change(shown), model
            continue
        guarded.add(model.__name__)
        form = shown.context["adminform"].form
        formsets = [rows.formset for rows in shown.context["inline_admin_formsets"] if rows.has_change_permission]
        data = QueryDict(mutable=True)
        for name, values in sent_by(shown).items():
            data.setlist(name, values)
        sent, kept = copy_of_request(data, form, formsets), copy_of_forms(form, formsets)
        assert sent.fields == kept.fields, model
        for group, rows in kept.groups.items():
            assert [found for found in sent.groups[group] if found.pk] == rows, model
    assert guarded >= {
        "Suggestion", "GrantEnquiry", "Topic", "Series", "Funder", "Contributor", "Support", "AmountBand", "Competency",
        "ActivityFormat", "TimeAllowance", "ContributionUse", "Disclosure", "InstrumentVersion", "Question", "User",
        "Group",
    }  # fmt: skip


def may_change(shown) -> bool:
    """Tell whether a page has a button that saves."""
    return b'name="_save"' in shown.content


def press_at_once(many: int) -> list:
    """Return the answers to several people who save the same form at the same moment."""
    row = Topic.objects.create(name="Leukaemia", slug="leukaemia")
    fields = sent_by(superuser().get(change(row)))
    user = User.objects.get()

    def act(number):
        browser = Client()
        browser.force_login(user)
        return lambda: browser.post(change(row), fields | {"description": f"Typed by {number}"})

    answers = race(*[act(number) for number in range(many)])
    assert faults(answers) == []
    return sorted(answer.status_code for answer in answers)


def test_of_several_who_save_at_once_one_is_first():
    assert press_at_once(4) == [200, 200, 200, 302]


def growth(many: tuple[int, int], name: str) -> int:
    """Return how many more queries a refused form of a series takes with more articles, after somebody else saved."""
    client, counts = superuser(name), []
    for size in many:
        series = Series.objects.create(title="Steps", slug=f"{name}-{size}")
        for number in range(size):
            series.parts.create(article=make_article(slug=f"{name}-{size}-{number}"), position=number)
        fields = sent_by(client.get(change(series)))
        Series.objects.filter(pk=series.pk).update(title="Theirs")
        with CaptureQueriesContext(connection) as asked:
            client.post(change(series), fields | {"title": ""})
        counts.append(len(asked))
    return counts[1] - counts[0]


def test_comparing_asks_no_more_for_many_rows_than_for_few(monkeypatch):
    growth((1, 2), "warm")
    guarded = growth((1, 4), "guarded")
    monkeypatch.setattr(Guarded, "is_guarded", False)
    assert guarded == growth((1, 4), "plain")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time, from the first look on")
def test_without_the_lock_all_who_look_at_once_would_be_first(monkeypatch):
    together, look = threading.Barrier(4), Guarded._compare

    def look_together(self, request, key):
        answer = look(self, request, key)
        together.wait(timeout=20)
        return answer

    monkeypatch.setattr(Guarded, "lock", lambda self, row: None)
    monkeypatch.setattr(Guarded, "_compare", look_together)
    assert press_at_once(4) == [302] * 4
