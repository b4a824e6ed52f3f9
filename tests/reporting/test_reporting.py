"""Reports of readers: taken once, bounded, decided once, and answered by mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client

from cme.reporting.models import ProblemReport
from cme.reporting.services.mailing import TRIES, post_answer
from cme.reporting.services.reporting import (
    ReportRefused,
    answer_report,
    close_report,
    forget_addresses,
    sweep_reports,
    take_report,
)
from content.models import RateBucket
from content.services.translating import withdraw
from tests.content.translating.people import by_people
from tests.desk.desks import login, make_user
from tests.factories import NOW, make_edition
from tests.pages import fields_of, form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def report(edition=None, key="a", **fields):
    known = {"place": "", "what": "A wrong number.", "email": "", "sender": "192.0.2.1", "at": NOW}
    return take_report(form_key=key * 32, edition=edition or make_edition(), **known | fields)


# -- the page ----------------------------------------------------------------------------------------------------------
def sent(client, path, **fields):
    page = parse(client.get(path))
    values = {name: found[0] for name, found in fields_of(form_to(page, path)).items()}
    return values | fields


def test_anybody_can_report_and_sending_twice_is_one_report(client, time_machine, settings) -> None:
    time_machine.move_to(NOW, tick=False)
    settings.SAFETY_EMAIL = "safety@example.org"
    edition = make_edition(canary="zqxcanary")
    path = f"/articles/{edition.slug}/problem/"
    assert f'href="{path}"' in client.get(f"/articles/{edition.slug}/").content.decode()
    shown = client.get(path)
    assert "zqxcanary" not in shown.content.decode()
    assert "safety@example.org" in words(parse(shown))
    assert "No patient details" in words(parse(shown))
    assert shown["Cache-Control"] == "private, no-store"
    data = sent(client, path, what="  The table says\n40 %. ", place="Key data", email="reader@example.org")
    for _ in range(2):
        response = client.post(path, data)
        assert (response.status_code, response["Location"].split("=")[0]) == (302, f"{path}?sent")
    row = ProblemReport.objects.get()
    assert (row.edition, row.what, row.place, row.email) == (
        edition, "The table says\n40 %.", "Key data", "reader@example.org",
    )  # fmt: skip
    assert "Thank you" in words(parse(client.get(response["Location"])))
    assert client.get("/articles/unknown/problem/").status_code == 404


def test_report_sent_again_after_going_back_is_one_report(client, time_machine) -> None:
    """The browser fetches the form anew and fills in what was typed; other words are another report."""
    time_machine.move_to(NOW, tick=False)
    path = f"/articles/{make_edition().slug}/problem/"
    for what in ("A wrong number.", "A wrong number.", "Another one."):
        assert client.post(path, sent(client, path, what=what)).status_code == 302
    assert sorted(ProblemReport.objects.values_list("what", flat=True)) == ["A wrong number.", "Another one."]
    other = Client()  # somebody else may say the same
    assert other.post(path, sent(other, path, what="A wrong number.")).status_code == 302
    assert ProblemReport.objects.count() == 3


def test_nobody_is_thanked_for_a_report_that_was_not_sent(client, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    path, other = (f"/articles/{make_edition(title=title).slug}/problem/" for title in ("One study", "Another study"))
    thanks = client.post(path, sent(client, path, what="A wrong number."))["Location"]
    token = thanks.partition("?")[2]
    for address in (f"{path}?sent=1", f"{path}?sent=", f"{thanks}x", f"{other}?{token}"):
        page = words(parse(client.get(address)))
        assert "Thank you" not in page
        assert "What is wrong?" in page
    assert "Thank you" in words(parse(client.get(thanks)))
    time_machine.move_to(NOW + 2 * HOUR, tick=False)
    assert "What is wrong?" in words(parse(client.get(thanks)))


def test_what_cannot_be_taken_is_said_and_nothing_typed_is_lost(client, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    path = f"/articles/{make_edition().slug}/problem/"
    wrong = client.post(path, sent(client, path, what="", place="Here", email="nobody"))
    page = parse(wrong)
    assert wrong.status_code == 400
    assert "Say what is wrong." in words(page)
    assert "Write the address as name@example.org, or leave it empty." in words(page)
    assert fields_of(form_to(page, path))["place"] == ["Here"]
    assert client.post(path, sent(client, path, what="x" * 4001)).status_code == 400
    assert client.post(path, {"what": "x", "form_key": "' OR 1=1", "edition": "9" * 30}).status_code == 302
    assert ProblemReport.objects.get().edition.slug in path


def test_sixth_report_of_an_hour_waits_and_keeps_its_words(client, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    path = f"/articles/{make_edition().slug}/problem/"
    for number in range(5):
        assert client.post(path, sent(client, path, what=f"Report {number}")).status_code == 302
    refused = client.post(path, sent(client, path, what="One more"))
    assert refused.status_code == 429
    assert "send them in an hour" in words(parse(refused))
    assert fields_of(form_to(parse(refused), path))["what"][0].strip() == "One more"
    other = client.post(path, sent(client, path, what="Another"), REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 302
    time_machine.move_to(NOW + HOUR, tick=False)
    assert client.post(path, sent(client, path, what="One more")).status_code == 302
    assert "127.0.0.1" not in str(list(RateBucket.objects.values()))


def test_network_address_is_that_of_the_proxy_where_one_is_trusted(client, time_machine, settings) -> None:
    """What a visitor writes into the header stands before what the proxy adds; it makes no new address."""
    time_machine.move_to(NOW, tick=False)
    settings.SECURE_PROXY_SSL_HEADER, settings.REPORTS_AN_HOUR = ("HTTP_X_FORWARDED_PROTO", "https"), 1
    path = f"/articles/{make_edition().slug}/problem/"
    statuses = [
        client.post(path, {"what": f"x {given}"}, headers={"X-Forwarded-For": given}).status_code
        for given in ("192.0.2.1", "203.0.113.7, 192.0.2.1", "192.0.2.2")
    ]
    assert statuses == [302, 429, 302]


# -- the services ------------------------------------------------------------------------------------------------------
def test_all_senders_together_are_bounded_too(settings) -> None:
    settings.REPORTS_AN_HOUR_IN_ALL = 2
    edition = make_edition()
    report(edition, "a", sender="1")
    report(edition, "b", sender="2")
    with pytest.raises(ReportRefused):
        report(edition, "c", sender="3")
    assert ProblemReport.objects.count() == 2


def test_report_is_decided_once_and_its_words_stay() -> None:
    row, actor = report(), make_user("ada")
    with pytest.raises(ReportRefused, match="Write the answer"):
        answer_report(report=row, answer=" ", actor=actor, at=NOW)
    answer_report(report=row, answer="Corrected.", actor=actor, at=NOW)
    with pytest.raises(ReportRefused, match="Somebody else"):
        close_report(report=row, actor=actor, at=NOW)
    same = ProblemReport.objects.filter(pk=row.pk)
    for change in ({"what": "other"}, {"answer": "other"}, {"state": "open"}, {"decided_at": NOW + HOUR}):
        with pytest.raises(IntegrityError), transaction.atomic():
            same.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemReport.objects.filter(pk=report(key="b").pk).update(state="answered", answer="by nobody")
    same.update(mail_tries=1)  # what the post does with it is no change of it
    assert mail.outbox == []  # nobody left an address


def test_answer_is_mailed_once_and_the_address_forgotten_later(settings) -> None:
    settings.SITE_ADDRESS = "https://cme.example.org"
    edition = make_edition(title="A study\r\nBcc: all@example.org")
    row = report(edition, email="reader@example.org")
    answer_report(report=row, answer="It is 41 %.", actor=make_user("ada"), at=NOW)
    assert [post_answer(pk=row.pk, at=NOW) for _ in range(2)] == [False, False]  # the task sent it
    (sent_mail,) = mail.outbox
    assert (sent_mail.to, sent_mail.subject) == (["reader@example.org"], "Your report: A study Bcc: all@example.org")
    assert "It is 41 %." in sent_mail.body
    assert f"https://cme.example.org/articles/{edition.slug}/" in sent_mail.body
    assert "A wrong number." not in sent_mail.body  # nobody can have words of theirs mailed to others
    assert forget_addresses(at=NOW + timedelta(days=90)) == 0
    assert forget_addresses(at=NOW + timedelta(days=90, seconds=1)) == 1
    assert ProblemReport.objects.get().email == ""


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("de", "Ihre Meldung: A study", "Dies ist die Antwort der Redaktion:"),
        ("ar", "بلاغكم: A study", "هذا رد هيئة التحرير:"),
    ],
)
def test_answer_goes_out_as_written_in_a_mail_that_speaks_the_language_of_the_page(
    client, settings, language, subject, said
) -> None:
    settings.SITE_ADDRESS = "https://cme.example.org"
    edition = make_edition(title="A study")
    path = f"/{language}/articles/{edition.slug}/"
    assert client.post(f"{path}problem/", {"what": "Falsch.", "email": "reader@example.org"}).status_code == 302
    row = ProblemReport.objects.get()
    shown = parse(login().get(f"/admin/reporting/problemreport/{row.pk}/change/"))
    assert dict(settings.LANGUAGES)[language] in words(shown)
    answer_report(report=row, answer="It is 41 %.", actor=make_user("bea"), at=NOW)
    (letter,) = mail.outbox
    assert letter.subject == subject
    assert f"{said}\n\nIt is 41 %.\n" in letter.body
    assert f"https://cme.example.org{path}\n" in letter.body
    with pytest.raises(IntegrityError), transaction.atomic():
        ProblemReport.objects.update(language="en")


def test_mail_that_fails_is_tried_again_and_given_up_in_the_end(settings) -> None:
    row = report(email="reader@example.org")
    settings.EMAIL_BACKEND = "tests.desk.mailing.Failing"
    answer_report(report=row, answer="Corrected.", actor=make_user("ada"), at=NOW)
    moment = max(ProblemReport.objects.get().mail_next_at, NOW + timedelta(days=1))
    assert sweep_reports(at=moment) == 1
    for _ in range(TRIES):
        post_answer(pk=row.pk, at=moment)
        moment += timedelta(days=1)
    row.refresh_from_db()
    assert (row.mail_next_at, row.mailed_at, row.mail_tries) == (None, None, TRIES)
    assert row.mail_problem.startswith("SMTPServerDisconnected")
    assert sweep_reports(at=moment) == 0
    call_command("sweep_reports")


# -- the desk ----------------------------------------------------------------------------------------------------------
def test_report_waits_at_the_desk_until_it_is_answered(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    row, client = report(what="<script>alert(1)</script>", email="reader@example.org"), login()
    path = f"/admin/reporting/problemreport/{row.pk}/change/"
    assert "Problem reports to answer" in words(parse(client.get("/admin/")))
    shown = client.get(path)
    assert "&lt;script&gt;" in shown.content.decode()
    empty = client.post(path, {"_act": "answer", "answer": ""})
    assert (empty.status_code, "Write the answer" in words(parse(empty))) == (400, True)
    assert client.post(path, {"_act": "answer", "answer": "Thank you."}).status_code == 302
    late = client.post(path, {"_act": "close"})
    assert (late.status_code, "Somebody else" in words(parse(late))) == (409, True)
    assert "Your answer, not sent" not in words(parse(late))
    late = client.post(path, {"_act": "answer", "answer": "It is 41 %."})
    assert (late.status_code, "Your answer, not sent" in words(parse(late))) == (409, True)
    assert "It is 41 %." in words(parse(late))
    assert [letter.to for letter in mail.outbox] == [["reader@example.org"]]
    assert "By ada" in words(parse(client.get(path)))
    assert "Problem reports to answer" not in words(parse(client.get("/admin/")))
    assert login("rosa", "Reviewer").get(path).status_code == 403


def test_report_is_not_closed_over_an_answer_that_was_typed() -> None:
    row, client = report(), login()
    path = f"/admin/reporting/problemreport/{row.pk}/change/"
    refused = client.post(path, {"_act": "close", "answer": "It is 41 %."})
    assert (refused.status_code, "You typed an answer." in words(parse(refused))) == (400, True)
    assert ">\nIt is 41 %.</textarea>" in refused.content.decode()
    row.refresh_from_db()
    assert row.state == ProblemReport.State.OPEN
    assert client.post(path, {"_act": "close", "answer": " "}).status_code == 302


@pytest.mark.parametrize("start", ["", "/de", "/ar"])
def test_desk_shows_the_sentence_that_was_reported_with_its_original_and_its_place_in_english(start, time_machine):
    time_machine.move_to(NOW, tick=False)
    edition = make_edition(key_learning="A relapse was cured.\n\nNobody knows why.")
    row = by_people(edition, **{"key_learning.1": "Niemand weiß es anders."})
    path = f"{start}/articles/{edition.slug}/problem/"
    reader = client_of()
    form = reader.get(path, {"translation": row.pk, "block": "key_learning.1"})
    place = parse(form).xpath("//input[@name='place']/@value")[0]
    reader.post(path, {"what": "Wrong verb.", "place": place, "translation": row.pk})
    time_machine.move_to(NOW + HOUR, tick=False)
    withdraw(translation=row, reason="It misleads.", at=NOW + HOUR)
    by_people(edition, at=NOW + HOUR, **{"key_learning.1": "Das weiß noch niemand."})
    shown = words(parse(login().get(f"/admin/reporting/problemreport/{ProblemReport.objects.get().pk}/change/")))
    assert "German, by Ada Quill: Key learning, paragraph 2" in shown
    assert "Nobody knows why." in shown
    assert "Niemand weiß es anders." in shown, "As it stood when it was reported."
    assert "Das weiß noch niemand." not in shown


def test_desk_shows_the_place_that_a_reader_wrote_as_it_is() -> None:
    edition = make_edition()
    by_people(edition)
    row = report(edition, place="In the table, ganz unten")
    shown = words(parse(login().get(f"/admin/reporting/problemreport/{row.pk}/change/")))
    assert "In the table, ganz unten" in shown
    assert "Translation, as the reader saw it" not in shown
