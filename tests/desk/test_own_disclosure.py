"""From the start page to one's own disclosure: whoever is a contributor gets to the form, and nobody to another's."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from cme.desk.disclosure_links import token_of
from cme.desk.waiting import queues_of
from content.models import Contributor, Disclosure, DisclosureRequest
from content.services.disclosing import ask_for_disclosure, begin_own_disclosure, withdraw_request
from tests.desk.desks import login, make_user, text
from tests.desk.test_review_page import as_reviewer, draft_with_reviewer
from tests.factories import NOW
from tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
OWN = "/admin/content/disclosure/own/"


@pytest.fixture
def at_now():
    with time_machine.travel(NOW, tick=False):
        yield


def reviewer() -> tuple[Client, Contributor]:
    """Return the browser of a reviewer with a log-in who has not disclosed, and the contributor."""
    client = as_reviewer(draft_with_reviewer())
    return client, Contributor.objects.get(user__username="rosa")


def link_of(asked: DisclosureRequest) -> str:
    return reverse("desk:disclose", args=[token_of(asked)])


def test_start_page_leads_contributors_to_the_form_that_they_send():
    client, person = reviewer()
    assert f'href="{OWN}"' in client.get(reverse("admin:index")).content.decode()
    page = client.get(OWN)
    assert "You have not disclosed yet." in text(page)
    assert not DisclosureRequest.objects.exists()  # looking writes nothing
    began = client.post(OWN)
    asked = DisclosureRequest.objects.get()
    assert (asked.contributor, asked.asked_by.username) == (person, "rosa")
    assert began.headers["Location"] == link_of(asked)
    assert client.get(began.headers["Location"]).status_code == 200
    assert LogEntry.objects.get().user.username == "rosa"
    client.post(link_of(asked), {"rows": "1", "_act": "send", "has_any": "none"})
    assert Disclosure.objects.filter(contributor=person, submitted_at=NOW).exists()
    assert "You disclosed last on" in text(client.get(OWN))


def test_link_that_waits_is_used_and_no_other_made():
    client, person = reviewer()
    asked = ask_for_disclosure(contributor=person, actor=make_user("lea", "Accreditation lead"), at=NOW)
    assert client.get(OWN).headers["Location"] == client.post(OWN).headers["Location"] == link_of(asked)
    assert DisclosureRequest.objects.get() == asked
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("end", ["withdrawn", "lapsed"])
def test_link_that_ended_is_followed_by_another(end):
    client, person = reviewer()
    at = NOW - timedelta(days=90 if end == "lapsed" else 1)
    asked = ask_for_disclosure(contributor=person, actor=None, at=at)
    if end == "withdrawn":
        withdraw_request(request=asked, at=NOW)
    assert client.get(OWN).status_code == 200
    assert client.post(OWN).headers["Location"] == link_of(DisclosureRequest.objects.exclude(pk=asked.pk).get())


@pytest.mark.parametrize("group", ["Editor", "Reviewer", "Accreditation lead"])
def test_who_is_no_contributor_gets_no_link(group):
    reviewer()
    client = login("otto", group)
    assert client.get(OWN).status_code == client.post(OWN).status_code == 403
    assert not DisclosureRequest.objects.exists()


def test_strangers_are_asked_to_log_in():
    assert "/login/" in Client().get(OWN).headers["Location"]
    assert not DisclosureRequest.objects.exists()


def test_lead_is_led_to_their_own_and_to_the_list_for_others():
    draft_with_reviewer()
    lead = make_user("lea", "Accreditation lead")
    author = Contributor.objects.filter(contributions__role="author").first()
    author.user = lead
    author.save()
    Disclosure.objects.all().delete()
    rows = next(queue.rows for queue in queues_of(lead, at=NOW) if queue.name == "disclosure-due")
    paths = {row.label: row.path for row in rows}
    assert paths.pop(author.name) == OWN
    assert set(paths.values()) == {reverse("admin:content_disclosure_due")}


@pytest.mark.django_db(transaction=True)
def test_beginning_twice_at_once_makes_one_link():
    _, person = reviewer()
    results = race(*[lambda: begin_own_disclosure(actor=person.user, at=NOW)[0].pk] * 4)
    assert set(results) == {DisclosureRequest.objects.get().pk}
