"""The page on which contributors disclose, and the list of those who are asked (S1)."""

import re

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.signing import Signer
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from cme.desk.disclosure_links import token_of
from content.models import Contributor, Disclosure, DisclosureRequest, Relationship
from content.services.disclosing import STATEMENT, Tie, ask_for_disclosure, submit_disclosure, withdraw_request
from content.source import source_of
from tests.content.people import TODAY, disclose
from tests.desk.desks import ids, login, sent_by, text
from tests.factories import NOW, make_article
from tests.pages import fields_of, form_to, parse
from tests.visitors import tampered

pytestmark = pytest.mark.django_db
DUE = "/admin/content/disclosure/due/"
ROW = {"company-0": "Example Pharma", "kind-0": "consulting", "nature-0": "Advisory board", "ended_on-0": ""}


def ask(**fields):
    someone = Contributor.objects.create(name="Ada Writer", **fields)
    return ask_for_disclosure(contributor=someone, actor=None, at=NOW)


def address(asked) -> str:
    return reverse("desk:disclose", args=[token_of(asked)])


def send(client, path, **fields):
    return client.post(path, {"rows": "1", "_act": "send", **fields})


# -- disclosing ----------------------------------------------------------------------------------------------------


def test_nothing_is_chosen_beforehand_and_nothing_is_stored(client):
    answer = client.get(address(ask()))
    assert not {"has_any"} & set(sent_by(answer))
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "same-origin"  # none at all would make browsers hide the origin from CSRF
    assert b'<meta name="robots" content="noindex">' in answer.content
    assert not Disclosure.objects.exists()


def test_none_is_confirmed_and_sent_once(client):
    path = address(ask())
    confirm = client.post(path, {"rows": "1", "_act": "check", "has_any": "none"})
    assert "No financial relationships" in text(confirm)
    assert not Disclosure.objects.exists()
    for _ in range(2):
        answer = client.post(path, sent_by(confirm) | {"_act": "send"})
    assert (answer.status_code, Disclosure.objects.count()) == (200, 1)
    assert Disclosure.objects.get().has_nothing_to_disclose
    done = client.get(path)
    assert "Your disclosure is received" in text(done)
    assert done["Cache-Control"] == "private, no-store"


def test_rows_are_added_without_scripts_and_nothing_typed_is_lost(client):
    path = address(ask())
    more = client.post(path, sent_by(client.get(path)) | ROW | {"has_any": "some", "_act": "add"})
    assert more.status_code == 200
    opened = sent_by(more)
    assert (opened["company-0"], opened["has_any"], opened["rows"]) == (["Example Pharma"], ["some"], ["2"])
    assert "error-summary" not in ids(more)
    second = {"company-1": "Other Pharma", "kind-1": "shares", "nature-1": "Shares", "ended_on-1": "2026-01-31"}
    confirm = client.post(path, opened | second | {"_act": "check"})
    assert "Other Pharma Shares or options traded in public: Shares; ended on 31 January 2026" in text(confirm)
    back = client.post(path, sent_by(confirm) | {"_act": "change"})
    assert sent_by(back)["company-1"] == ["Other Pharma"]
    assert client.post(path, sent_by(confirm) | {"_act": "send"}).status_code == 303
    assert list(Relationship.objects.values_list("company", "kind")) == [
        ("Example Pharma", "consulting"), ("Other Pharma", "shares"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Say whether you had any financial relationship, or none."),
        ({"has_any": "some"}, "Name the company, or choose none above."),
        ({"has_any": "none", **ROW}, "You chose none, and named a relationship below."),
        ({"has_any": "some", **ROW, "company-0": " "}, "Name the company of relationship 1."),
        ({"has_any": "some", **ROW, "kind-0": ""}, "Choose the kind of relationship 1."),
        ({"has_any": "some", **ROW, "kind-0": "friendship"}, "Choose one of the kinds."),
        ({"has_any": "some", **ROW, "nature-0": ""}, "Describe relationship 1 in a few words."),
        ({"has_any": "some", **ROW, "ended_on-0": "yesterday"}, "Enter the day as 2026-12-31."),
        ({"has_any": "some", **ROW, "company-0": "x" * 121}, "Shorten this to 120 characters."),
    ],
)
def test_what_is_incomplete_is_refused_with_a_link_to_the_control(client, fields, message):
    answer = send(client, address(ask()), **fields)
    assert answer.status_code == 400
    assert message in text(answer)
    targets = re.findall(r'href="#(id_[^"]+)"', answer.content.decode())
    assert targets
    assert set(targets) <= ids(answer)
    assert b"<title>Error: " in answer.content
    assert not Disclosure.objects.exists()


def test_page_speaks_each_language_and_what_is_confirmed_is_english(client):
    asked = ask()
    path = f"/de{address(asked)}"
    assert f'href="{path}"' in client.get(address(asked)).content.decode()  # from the English one, by the footer
    shown = client.get(path).content.decode()
    assert "Art der Beziehung" in shown
    assert '<span lang="en" dir="ltr">None, of any amount</span>' in shown
    refused = send(client, path, has_any="some")
    assert "Nennen Sie das Unternehmen, oder" in text(refused)
    confirm = client.post(path, {"rows": "1", "_act": "check", "has_any": "some"} | ROW)
    assert "Example Pharma Beratung oder Beirat: Advisory board" in text(confirm)
    assert f'<span lang="en" dir="ltr">{STATEMENT}</span>' in confirm.content.decode()
    assert client.post(path, sent_by(confirm) | {"_act": "send"})["Location"] == path
    assert (Disclosure.objects.get().statement, Relationship.objects.get().kind) == (STATEMENT, "consulting")


@pytest.mark.parametrize("rows", ["-1", "0", "9999999", "x", ""])
def test_number_of_rows_is_bounded(client, rows):
    answer = client.post(address(ask()), {"rows": rows, "_act": "add"})
    assert answer.status_code == 200
    assert 1 <= int(sent_by(answer)["rows"][0]) <= 30


def test_forged_tokens_and_those_of_another_purpose_find_nothing(client):
    asked = ask()
    other = Signer(sep=".", salt="another purpose").sign(asked.key)
    for token in (tampered(token_of(asked)), asked.key, other, "x"):
        path = reverse("desk:disclose", args=[token])
        assert client.get(path).status_code == send(client, path, has_any="none").status_code == 404
    assert not Disclosure.objects.exists()


def test_late_and_withdrawn_links_say_so_and_take_nothing(client):
    late, withdrawn = ask(), ask_for_disclosure(
        contributor=Contributor.objects.create(name="Eve"), actor=None, at=NOW
    )  # fmt: skip
    withdraw_request(request=withdrawn, at=NOW)
    with time_machine.travel(late.expires_at, tick=False):
        for asked, word in ((late, "has lapsed"), (withdrawn, "was withdrawn")):
            answer = send(client, address(asked), has_any="none")
            assert (answer.status_code, word in text(answer)) == (410, True)
            assert client.get(address(asked)).status_code == 410
    assert not Disclosure.objects.exists()


def test_sending_needs_the_token_of_the_form():
    path = address(ask())
    assert send(Client(enforce_csrf_checks=True), path, has_any="none").status_code == 403
    assert not Disclosure.objects.exists()


# -- asking --------------------------------------------------------------------------------------------------------


def test_lead_makes_sends_and_withdraws_links(django_capture_on_commit_callbacks):
    article = make_article(is_demonstration=False)
    someone = article.contributions.get().contributor
    lead = login("lee", "Accreditation lead")
    assert "Has never disclosed" in text(lead.get(DUE))
    lead.post(DUE, {"contributor": someone.pk, "_act": "ask"})
    asked = DisclosureRequest.objects.get()
    assert address(asked) in lead.get(DUE).content.decode()
    assert (asked.asked_by.username, asked.sent_at) == ("lee", None)
    Contributor.objects.update(email="ada@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        lead.post(DUE, {"contributor": someone.pk, "_act": "send"})
    (letter,) = mail.outbox
    sent = DisclosureRequest.objects.waiting().get()
    assert letter.to == ["ada@example.org"]
    assert address(sent) in letter.body
    assert sent.sent_at
    assert "Sent by e-mail on" in text(lead.get(DUE))
    lead.post(DUE, {"contributor": someone.pk, "_act": "withdraw"})
    assert not DisclosureRequest.objects.waiting().exists()


def test_server_that_is_away_costs_nothing_but_time(monkeypatch):
    def refuse(*args):
        raise OSError("away")

    article = make_article(is_demonstration=False)
    Contributor.objects.update(email="ada@example.org")
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    lead = login("lee", "Accreditation lead")
    fields = {"contributor": article.contributions.get().contributor_id, "_act": "send"}
    assert lead.post(DUE, fields).status_code == 302
    assert DisclosureRequest.objects.get().sent_at is None
    assert "The mail server has not taken the e-mail yet (OSError: away); it is tried again on" in text(lead.get(DUE))


@pytest.mark.parametrize("fields", [{"_act": "send"}, {"_act": "withdraw"}, {"_act": "burn"}])
def test_what_cannot_be_done_is_said(fields):
    someone = Contributor.objects.create(name="Ada Writer")
    lead = login("lee", "Accreditation lead")
    assert "Nothing was done." in lead.post(DUE, fields | {"contributor": someone.pk}, follow=True).content.decode()
    assert not DisclosureRequest.objects.exists()


@pytest.mark.parametrize("number", ["", "x", "0", "9" * 30])
def test_unknown_contributor_is_not_found(number):
    assert login("lee", "Accreditation lead").post(DUE, {"contributor": number, "_act": "ask"}).status_code == 404


# -- deciding ------------------------------------------------------------------------------------------------------


def test_lead_decides_about_what_was_sent_but_cannot_change_it():
    asked = ask()
    client = Client()
    send(client, address(asked), has_any="some", **ROW)
    disclosure = Disclosure.objects.get()
    lead = login("lee", "Accreditation lead")
    assert "Ada Writer: Example Pharma, Advisory board" in text(lead.get(DUE))
    change = reverse("admin:content_disclosure_change", args=[disclosure.pk])
    opened = sent_by(lead.get(change))
    assert not {"relationships-0-company", "disclosed_on", "relationships-1-company"} & set(opened)
    decided = {"relationships-0-decision": "relevant", "relationships-0-reason": "The product is discussed."}
    decided |= {"relationships-0-mitigation": "Peer review", "relationships-0-mitigated_on": "2026-11-20"}
    forged = {"relationships-0-company": "Another", "disclosed_on": "2020-01-01"}
    assert lead.post(change, opened | decided | forged).status_code == 302
    tie = Relationship.objects.get()
    assert (tie.company, tie.decision, tie.decided_by.username) == ("Example Pharma", "relevant", "lee")
    disclosure.refresh_from_db()
    assert disclosure.disclosed_on > TODAY
    lead.post(reverse("admin:content_disclosure_delete", args=[disclosure.pk]), {"post": "yes"})
    lead.post(reverse("admin:content_contributor_delete", args=[disclosure.contributor_id]), {"post": "yes"})
    assert Disclosure.objects.filter(pk=disclosure.pk).exists()


def test_exception_needs_a_decision():
    lead = login("lee", "Accreditation lead")
    disclosure = disclose(Contributor.objects.create(name="Ada Writer"), nothing=False)
    tie = Relationship.objects.create(disclosure=disclosure, company="Example Pharma", kind="employment", nature="Post")
    change = reverse("admin:content_disclosure_change", args=[disclosure.pk])
    opened = sent_by(lead.get(change)) | {"relationships-0-exception": "The content is about basic science."}
    assert "Decide about the relationship before you record an exception." in text(lead.post(change, opened))
    opened |= {"relationships-0-decision": "not-relevant", "relationships-0-reason": "Another field."}
    assert lead.post(change, opened).status_code == 302
    tie.refresh_from_db()
    assert tie.exception


def test_answered_request_is_no_longer_listed():
    asked = ask()
    submit_disclosure(request=asked, ties=[], at=NOW)
    assert "Other links that wait" not in text(login("lee", "Accreditation lead").get(DUE))


def test_link_is_made_from_the_contributors_own_page_before_there_is_a_role():
    someone = Contributor.objects.create(name="Ada Writer")
    lead, at = login("lee", "Accreditation lead"), f"/admin/content/contributor/{someone.pk}/change/"
    form = form_to(parse(lead.get(at)), DUE)
    assert [row.get("value") for row in form.iter("button")] == ["ask"], "there is no address to send it to"
    answer = lead.post(DUE, fields_of(form) | {"_act": "ask"}, follow=True)
    assert token_of(DisclosureRequest.objects.get(contributor=someone)) in answer.content.decode()
    assert "One waits under Disclosures due" in text(lead.get(at))
    assert "Make a new link" not in text(login().get(at)), "editors make none"


def test_readers_see_the_kind_of_what_a_contributor_sent_and_never_the_words_that_may_name_amounts():
    """S2: as the page promises."""
    article = make_article(is_demonstration=False)
    someone = article.contributions.get(role="author").contributor
    asked = ask_for_disclosure(contributor=someone, actor=None, at=NOW)
    ties = [Tie("Example Pharma", "consulting", "Advisory board, 5,000 EUR")]
    submit_disclosure(request=asked, ties=ties, at=NOW)
    assert [row["nature"] for row in source_of(article)["disclosures"][0]["relationships"]] == [
        "consulting or advisory board"
    ]
    disclosures = [row | {"role": "author"} for row in source_of(article)["disclosures"]]
    with override("de"):
        said = render_to_string("catalogue/_disclosures.html", {"disclosures": disclosures})
    assert "5,000" not in said
    assert "consulting or" not in said
