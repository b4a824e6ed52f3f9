"""Suggestions and grant enquiries: taken once, decided at the desk, credited in the article, and kept apart (S6)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cme.support.forms import GrantForm
from cme.support.links import SUGGESTION, path_of
from cme.support.models import Contribution, GrantEnquiry, Suggestion
from cme.support.services.suggesting import SuggestionRefused, decide_suggestion
from content.models import Funder
from content.services.publishing import retire_article
from tests.desk.desks import make_user
from tests.factories import NOW, make_article, make_edition, retract
from tests.pages import fields_of, form_to, parse
from tests.support.giving import forged, form_key, make_suggestion
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
IDEA = {"topic": "When to stop asparaginase", "reason": "It comes up each week.", "is_individual": "on"}
GRANT = {
    "organisation": "Example Ltd", "kind": "industry", "size": "large", "contact_name": "The office",
    "email": "office@example.org", "has_understood": "on",
}  # fmt: skip


def decide(row: Suggestion, **said: object) -> Suggestion:
    told = {"state": "accepted", "answer": "", "article": None, "actor": None} | said
    return decide_suggestion(suggestion=row, at=NOW, **told)


def desk_of(group: str) -> Client:
    client = Client()
    client.force_login(make_user("someone", group))
    return client


def test_name_to_be_credited_is_one_line_without_unseen_signs(client) -> None:
    sent = IDEA | {"form_key": form_key(), "credit_name": " A.\r\nReader\u202e  gnp\x07 "}
    assert client.post("/support/suggest/", sent).status_code == 303
    assert Suggestion.objects.get().credit_name == "A. Reader gnp"


def test_suggestion_is_taken_once_and_its_fate_is_told_at_a_secret_address(client) -> None:
    sent = IDEA | {"form_key": form_key(), "credit_name": "A. Reader"}
    first, again = (client.post("/support/suggest/", sent) for _ in range(2))
    assert (first.status_code, first["Location"]) == (303, again["Location"])
    page = client.get(first["Location"])
    assert "It waits for the editors." in page.content.decode()
    assert "Keep the address of this page" in page.content.decode()
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    client.post("/support/suggest/", sent | {"topic": "Another one"})  # changed after "back"
    assert Suggestion.objects.count() == 2
    row = Suggestion.objects.get(topic=IDEA["topic"])
    decide(row, state="declined", answer="A review <b>exists</b>.\nSee there.")
    told = client.get(first["Location"]).content.decode()
    assert "did not take it up" in told
    assert "A review &lt;b&gt;exists&lt;/b&gt;.<br>See there." in told
    for bad in (f"/support/suggestions/{row.key}/", forged(first["Location"])):
        assert client.get(bad).status_code == 404


@pytest.mark.parametrize(
    ("path", "told", "model"), [("/support/suggest/", IDEA, Suggestion), ("/support/grants/", GRANT, GrantEnquiry)]
)
def test_form_sent_again_after_going_back_counts_once(time_machine, path: str, told: dict[str, str], model) -> None:
    """The browser fetches the form anew and fills in what was typed; other words, browsers and days are other forms."""
    time_machine.move_to(NOW, tick=False)
    client, other = Client(), Client()
    first, again = (send_anew(client, path, told) for _ in range(2))
    assert (first.status_code, model.objects.count()) == (303, 1)
    assert first["Location"] == again["Location"]
    name = next(iter(told))
    send_anew(client, path, told | {name: "Another one"})
    send_anew(other, path, told)
    assert model.objects.count() == 3
    time_machine.move_to(NOW + timedelta(days=1), tick=False)
    send_anew(client, path, told)
    assert model.objects.count() == 4


def send_anew(client: Client, path: str, told: dict[str, str]) -> HttpResponse:
    key = fields_of(form_to(parse(client.get(path)), path))["form_key"][0]
    return client.post(path, told | {"form_key": key})


def test_who_suggests_says_to_be_an_individual_and_reads_what_to_leave_out(client) -> None:
    assert "all details of patients" in client.get("/support/suggest/").content.decode()
    answer = client.post("/support/suggest/", {name: text for name, text in IDEA.items() if name != "is_individual"})
    assert answer.status_code == 400
    assert "Confirm that you suggest this as an individual." in answer.content.decode()
    long = client.post("/support/suggest/", IDEA | {"topic": "x" * 161})
    assert "Shorten this to 160 characters; these are 161." in long.content.decode()


def test_published_article_names_who_suggested_it_if_wished_and_at_once(client) -> None:
    """The stored page goes as soon as the suggestion is decided; nothing is said before."""
    edition = make_edition(questions=1)
    reader, address = client_of(), f"/articles/{edition.slug}/"
    assert "Suggested by" not in reader.get(address).content.decode()
    row = decide(make_suggestion(credit_name="A. <i>Reader</i>"), article=edition.release.article)
    page = reader.get(address).content.decode()
    assert "Suggested by <bdi>A. &lt;i&gt;Reader&lt;/i&gt;</bdi>, a reader." in page
    assert "It became an article." in client.get(path_of(SUGGESTION, row.key)).content.decode()
    unnamed = decide(make_suggestion(), article=edition.release.article)  # one who wants no name may be second
    assert unnamed.article == edition.release.article
    decide(row, state="declined")
    assert "Suggested by" not in reader.get(address).content.decode()


def test_editor_may_take_up_an_article_without_the_name() -> None:
    row, edition = make_suggestion(credit_name="Anybody – buy it"), make_edition(questions=1)
    desk, page = desk_of("Editor"), reverse("admin:support_suggestion_change", args=[row.pk])
    told = {"state": "accepted", "answer": "", "article": edition.release.article_id}
    assert desk.post(page, told).status_code == 302
    row.refresh_from_db()
    assert (row.article, row.credited_in) == (edition.release.article, None)
    reader, address = client_of(), f"/articles/{edition.slug}/"
    assert "Suggested by" not in reader.get(address).content.decode()
    assert "The article names nobody." in Client().get(path_of(SUGGESTION, row.key)).content.decode()
    assert desk.post(page, told | {"names": "on"}).status_code == 302
    assert "Suggested by" in reader.get(address).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "Drug® – buy at",
        "see www",
        "a@example.org",
        "example.com",
        "Sam, https://example",
        "x.com",
        "kymriah",
        "Example GMBH",
        "EXAMPLE.COM",
        "Sam of Fictional Fund",
        "Sam Smith (Fictional)",
        "Sam Smith, Fictional.",
        "fictional",
    ],
)
def test_name_is_a_name_and_no_advertisement(client, name: str) -> None:
    """S3: neither trade names nor companies nor addresses on content pages."""
    Funder.objects.create(name="Fictional Fund")
    Funder.objects.create(name="Fictional")
    answer = client.post("/support/suggest/", IDEA | {"form_key": form_key(), "credit_name": name})
    assert (answer.status_code, Suggestion.objects.count()) == (400, 0)
    assert "Write your name alone" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "A/Prof. J. R. Smith", "Dr. med. A. O’Neill-Müller", "Dr.med. A. Müller", "J.van Beek", "M.de Vries", "أ. قارئ",
        "Mag.rer.nat. A. Huber", "Dr.sc.hum. A. Müller", "Inc Nguyen", "Sam Smith, Pharmacist", "Sam Oncaspar",
        "Dr. Sam Fictional",
    ],
)  # fmt: skip
def test_titles_initials_and_names_of_families_are_names(client, name: str) -> None:
    Funder.objects.create(name="Fictional")
    assert client.post("/support/suggest/", IDEA | {"form_key": form_key(), "credit_name": name}).status_code == 303
    assert Suggestion.objects.get().credit_name == name


def test_who_suggested_can_take_the_name_back_for_good(client) -> None:
    edition = make_edition(questions=1)
    row = decide(make_suggestion(credit_name="A. Reader"), article=edition.release.article)
    page, reader, article = path_of(SUGGESTION, row.key), client_of(), f"/articles/{edition.slug}/"
    assert "Suggested by" in reader.get(article).content.decode()
    for _ in range(2):
        assert client.post(page)["Location"] == page
    row.refresh_from_db()
    assert (row.credit_name, row.credited_in, row.article) == ("", None, edition.release.article)
    assert "Suggested by" not in reader.get(article).content.decode()
    assert "Remove my name" not in client.get(page).content.decode()
    assert client.post(forged(page)).status_code == 404


def test_fate_says_what_became_of_the_article(client) -> None:
    edition = make_edition(questions=1)
    row = decide(make_suggestion(), article=edition.release.article)
    page = path_of(SUGGESTION, row.key)
    assert "It became an article." in client.get(page).content.decode()
    retract(edition)
    assert "It became an article, which was retracted." in client.get(page).content.decode()
    other = make_edition(questions=1)
    decide(row, article=other.release.article)
    retire_article(article=other.release.article, at=NOW)
    assert "It became an article, which is no longer published." in client.get(page).content.decode()


def test_draft_is_not_given_away(client) -> None:
    row = decide(make_suggestion(), article=make_article(title="A secret draft"))
    page = client.get(path_of(SUGGESTION, row.key)).content.decode()
    assert "The article is not published yet." in page
    assert "secret draft" not in page


def test_one_article_names_one_person_and_nothing_is_undecided() -> None:
    article = make_article()
    first = decide(make_suggestion(credit_name="A. Reader"), article=article)
    second = make_suggestion(credit_name="B. Reader")
    for said in ({"article": article}, {"state": "declined", "article": article}, {"state": "received"}):
        with pytest.raises(SuggestionRefused):
            decide(second, **said)
    undecided = {"state": "received", "decided_at": None, "article": None, "credited_in": None}
    for fields in ({"topic": "x"}, undecided, {"credit_name": ""}, {"article": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Suggestion.objects.filter(pk=first.pk).update(**fields)


def test_editor_decides_at_the_desk_and_the_queue_empties() -> None:
    row, edition = make_suggestion(credit_name="A. Reader"), make_edition(questions=1)
    client = desk_of("Editor")
    assert "Suggestions of readers" in client.get(reverse("admin:index")).content.decode()
    page = reverse("admin:support_suggestion_change", args=[row.pk])
    assert client.post(page, {"state": "received", "answer": ""}).status_code == 200  # refused beside the field
    told = {"state": "accepted", "answer": "Thank you.", "article": edition.release.article_id, "names": "on"}
    told["topic"] = "changed"
    assert client.post(page, told).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.answer, row.topic, row.decided_by.username) == (
        "accepted", "Thank you.", "When to stop", "someone",
    )  # fmt: skip
    assert "Suggestions of readers (" not in client.get(reverse("admin:index")).content.decode()
    other = reverse("admin:support_suggestion_change", args=[make_suggestion(credit_name="B. Reader").pk])
    also = {"state": "accepted", "answer": "", "article": edition.release.article_id, "names": "on"}
    refused = client.post(other, also)
    assert "already names somebody" in refused.content.decode()


def test_grant_form_has_no_box_for_a_wish_and_leads_to_the_lead_alone(client) -> None:
    """S6: industry money never carries a content suggestion."""
    page = client.get("/support/grants/").content.decode()
    assert "<textarea" not in page
    assert "/support/suggest/" not in page
    assert set(GrantForm().fields) == {"form_key", *GRANT}
    sent = GRANT | {"form_key": form_key(), "topic": "our drug", "reason": "please", "note": "please"}
    for _ in range(2):
        thanks = client.post("/support/grants/", sent)["Location"]
        assert thanks.split("?")[0] == "/support/grants/sent/"
    assert "Your enquiry was sent" in client.get(thanks).content.decode()
    for address in ("/support/grants/sent/", "/support/grants/sent/?sent=1", f"{thanks}x"):
        assert client.get(address)["Location"] == "/support/grants/"  # nobody is thanked for nothing
    row = GrantEnquiry.objects.get()
    assert (row.organisation, row.note, row.answered_at, Suggestion.objects.count()) == ("Example Ltd", "", None, 0)
    change = reverse("admin:support_grantenquiry_change", args=[row.pk])
    assert desk_of("Accreditation lead").post(change, {"note": "Called."}).status_code == 302
    row.refresh_from_db()
    assert (row.note, row.answered_by.username) == ("Called.", "someone")


def test_money_and_suggestions_have_nothing_in_common() -> None:
    """No relation in the database, and no link from one's pages to the other's form."""
    ours = {Suggestion, GrantEnquiry, Contribution}
    for model in ours:
        assert {field.related_model for field in model._meta.get_fields() if field.related_model} & ours == set()
    for path in ("/support/contribute/", "/support/grants/", "/funders/"):
        assert 'href="/support/suggest/"' not in Client().get(path).content.decode()


def test_names_of_an_enquiry_are_of_one_line(client) -> None:
    """What is mailed and listed one day cannot bring lines of its own."""
    names = {"organisation": "Example\r\nBcc: b@example.org", "contact_name": "The\u2028 office\x85"}
    assert client.post("/support/grants/", GRANT | names | {"form_key": form_key()}).status_code == 303
    row = GrantEnquiry.objects.get()
    assert (row.organisation, row.contact_name) == ("Example Bcc: b@example.org", "The office")


def test_each_form_is_limited_by_itself_and_whatever_was_typed_is_kept(client, settings) -> None:
    settings.FORMS_AN_HOUR = 1
    money = {"amount": "25", "rhythm": "once", "email": "a@example.org", "is_individual": "on"}
    for path, sent in (("/support/suggest/", IDEA), ("/support/grants/", GRANT), ("/support/contribute/", money)):
        statuses = [client.post(path, sent | {"form_key": form_key()}).status_code for _ in range(2)]
        assert statuses == [303, 429], path
    refused = client.post("/support/suggest/", IDEA).content.decode()
    assert "This was sent too often. Please try again in 1 hour." in refused
    assert IDEA["topic"] in refused
