"""News: asked for, confirmed by a press, left by one; nobody learns whose address is known."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from cme.messages.links import CONFIRM, LEAVE, path_of
from cme.messages.models import Consent, Subscriber, SubscriptionRequest, Suppression
from cme.messages.services.subscribing import KEPT, ask_subscription, suppress, sweep_requests
from cme.support.services.erasing import NOWHERE
from tests.support.giving import AT, forged

pytestmark = pytest.mark.django_db
SITE = "https://cme.example.org"


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SITE_ADDRESS = SITE
    with time_machine.travel(AT, tick=False) as clock:
        yield clock


def ask(client: Client, email: str = "Reader@Example.org"):
    return client.post("/news/", {"email": email, "agrees": "on"})


def link_in(letter: mail.EmailMessage, purpose: str) -> str:
    (line,) = [line for line in letter.body.splitlines() if f"/news/{purpose}/" in line]
    return line.removeprefix(SITE)


def subscribe(client: Client) -> SubscriptionRequest:
    """Go all the way; return the request."""
    ask(client)
    client.post(link_in(mail.outbox[-1], CONFIRM))
    return SubscriptionRequest.objects.latest("pk")


def test_subscribing_takes_a_mail_and_a_press_and_is_written_to_the_ledger(client) -> None:
    asked = ask(client)["Location"]
    assert asked.split("?")[0] == "/news/asked/"
    assert "Look into your mail" in client.get(asked).content.decode()
    for address in ("/news/asked/", "/news/asked/?sent=1"):
        assert client.get(address)["Location"] == "/news/"  # who asked for nothing
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.org"]
    assert "1 Example Street, Exampletown" in letter.body  # E3
    page = link_in(letter, CONFIRM)
    for _ in range(2):  # a program that looks into links for viruses presses nothing
        assert client.get(page).status_code == 200
    assert not Subscriber.objects.exists()
    answers = [client.post(page) for _ in range(2)]
    assert [b"You are subscribed" in answer.content for answer in answers] == [True, True]
    consent = Consent.objects.get()
    assert (consent.purpose, consent.text_version, consent.given_at, consent.given_by, consent.withdrawn_at) == (
        "news", "2026-11", AT, "link", None,
    )  # fmt: skip


def test_answer_is_the_same_for_every_address(client) -> None:
    """Unknown, subscribed, suppressed: same status, same page, as many queries."""
    subscribe(Client())
    suppress(email="never@example.org", reason="bounced", at=AT)
    mail.outbox.clear()
    answers = [ask(client, email) for email in ("new@example.org", "reader@example.org", "NEVER@example.org")]
    assert len({(answer.status_code, answer["Location"].split("?")[0], answer.content) for answer in answers}) == 1
    assert [letter.to for letter in mail.outbox] == [["new@example.org"]]
    states = SubscriptionRequest.objects.order_by("pk").values_list("state", "problem")
    assert list(states[1:]) == [
        ("sent", ""), ("withheld", "The address is subscribed."), ("withheld", "The address is suppressed."),
    ]  # fmt: skip


def test_address_gets_no_more_than_three_mails_a_day_whoever_asks(client, clock) -> None:
    for _ in range(6):
        ask(Client())
    assert len(mail.outbox) == 3
    clock.shift(timedelta(days=1, seconds=1))
    ask(client)
    assert len(mail.outbox) == 4


def test_form_sent_again_after_going_back_counts_once(client, clock) -> None:
    first = ask(client)
    clock.shift(timedelta(minutes=9))
    again = ask(client, "READER@example.org")
    assert (again.status_code, again["Location"].split("?")[0]) == (303, first["Location"].split("?")[0])
    assert "Look into your mail" in client.get(again["Location"]).content.decode()
    assert (SubscriptionRequest.objects.count(), len(mail.outbox)) == (1, 1)
    ask(client, "other@example.org")
    ask(Client())
    assert [letter.to for letter in mail.outbox[1:]] == [["other@example.org"], ["reader@example.org"]]


def test_who_waits_for_the_mail_gets_another(client, clock) -> None:
    ask(client)
    clock.shift(timedelta(minutes=10))
    ask(client)
    assert (SubscriptionRequest.objects.count(), len(mail.outbox)) == (2, 2)
    assert client.post(link_in(mail.outbox[1], CONFIRM)).status_code == 200


def test_longest_time_that_a_link_may_be_used_has_a_date(client, settings) -> None:
    settings.NEWS_REQUEST_DAYS = settings.CENTURY
    assert ask(client).status_code == 303
    assert client.post(link_in(mail.outbox[0], CONFIRM)).status_code == 200


def test_who_left_may_come_back_at_once(client) -> None:
    subscribe(client)
    client.post(link_in(mail.outbox[0], LEAVE))
    subscribe(client)
    assert len(mail.outbox) == 2
    assert Consent.objects.in_force().count() == 1


def test_form_without_a_postal_address_does_not_count_as_sent(client, settings) -> None:
    settings.POSTAL_ADDRESS, address = "", settings.POSTAL_ADDRESS
    assert ask(client).status_code == 503
    settings.POSTAL_ADDRESS = address
    ask(client)
    assert len(mail.outbox) == 1


def test_mail_is_left_with_one_click_as_the_standard_has_it(client) -> None:
    """RFC 8058: an HTTPS address in the header, a POST without cookies, log-in, token or redirect."""
    subscribe(client)
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith(f"{SITE}/news/unsubscribe/")
    path, stranger = address.removeprefix(SITE), Client(enforce_csrf_checks=True)
    for _ in range(2):
        stranger.get(path)
    assert Consent.objects.in_force().count() == 1
    answers = [stranger.post(path, {"List-Unsubscribe": "One-Click"}) for _ in range(3)]
    consent = Consent.objects.get()
    assert (consent.withdrawn_at, consent.withdrawn_by) == (AT, "one-click")
    answers += [stranger.post(path_of(LEAVE, "x" * 32))]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    assert answers[0].status_code == 200
    assert not answers[0].cookies
    unknown = path_of(LEAVE, "y" * 32)
    assert len({stranger.get(one).content.replace(one.encode(), b"") for one in (path, unknown)}) == 1


@pytest.mark.parametrize("sent", [{"List-Unsubscribe": "One-Click"}, {}, {"for_good": "yes"}])
def test_damaged_link_says_that_nobody_was_unsubscribed(client, sent) -> None:
    subscribe(client)
    path = link_in(mail.outbox[0], LEAVE)
    other_purpose = path_of(CONFIRM, "x").replace("/confirm/", "/unsubscribe/")
    for damaged in ["/news/unsubscribe/nothing/", f"{path[:-5]}/", forged(path), other_purpose]:
        answer = Client(enforce_csrf_checks=True).post(damaged, sent)
        assert answer.status_code == 400
        assert "You are unsubscribed" not in answer.content.decode()
        assert "Copy the whole link from the mail" in answer.content.decode()
        assert not answer.cookies
    assert Consent.objects.in_force().count() == 1
    assert not Suppression.objects.exists()


def test_who_left_may_come_back_but_not_by_the_old_link(client, clock) -> None:
    subscribe(client)
    old = link_in(mail.outbox[0], CONFIRM)
    client.post(link_in(mail.outbox[0], LEAVE))
    assert client.post(old).status_code == 410
    clock.shift(timedelta(days=2))
    subscribe(client)
    assert [row.withdrawn_at is None for row in Consent.objects.order_by("pk")] == [False, True]
    client.post(link_in(mail.outbox[0], LEAVE))  # the link of the first mail still leads out
    assert not Consent.objects.in_force().exists()


def test_suppressed_address_stays_suppressed(client) -> None:
    """E4: whoever asks, and by links that were sent before."""
    ask(client)
    before = link_in(mail.outbox[0], CONFIRM)
    client.post(link_in(mail.outbox[0], LEAVE), {"for_good": "yes"})
    assert Suppression.objects.get().email == "reader@example.org"
    assert client.post(before).status_code == 410
    ask(client, "READER@example.org")
    assert (len(mail.outbox), Subscriber.objects.count()) == (1, 0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Suppression.objects.update(email="other@example.org")


def test_link_lapses_and_unconfirmed_requests_are_forgotten(client, clock) -> None:
    ask(Client())
    kept = subscribe(client)
    link = link_in(mail.outbox[0], CONFIRM)
    clock.shift(timedelta(days=7, seconds=1))
    assert client.post(link).status_code == 410
    assert sweep_requests(at=AT + timedelta(days=36)) == (0, 0)
    assert sweep_requests(at=AT + timedelta(days=38)) == (0, 1)
    assert SubscriptionRequest.objects.get() == kept  # the ledger names it


def test_privacy_page_says_when_an_unconfirmed_request_goes_and_that_a_suppressed_address_stays(client) -> None:
    """G2."""
    page = client.get("/privacy/").content.decode()
    assert f"goes {KEPT.days} days after its link ran out" in page
    assert "stays on a list of such addresses" in page


def test_ledger_is_never_rewritten(client) -> None:
    subscribe(client)
    for fields in ({"text_version": "x"}, {"given_at": AT + timedelta(days=1)}, {"withdrawn_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Consent.objects.update(**fields)
    Consent.objects.update(withdrawn_at=AT, withdrawn_by="desk")
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.update(withdrawn_at=None, withdrawn_by="")


def test_address_of_who_left_goes_when_its_time_is_over_and_the_ledger_stays(client, clock, settings, capsys) -> None:
    """G2, G3: what was agreed to, and until when, is shown by an entry whose address leads nowhere."""
    settings.CORRESPONDENCE_DAYS = 10
    subscribe(client)
    call_command("erase_subscribers")
    with pytest.raises(CommandError, match="gets the news"):
        call_command("erase_subscribers", address="Reader@example.org")
    client.post(link_in(mail.outbox[-1], LEAVE))
    call_command("erase_subscribers")
    assert Subscriber.objects.get().email == "reader@example.org"
    clock.shift(timedelta(days=11))
    for _ in range(2):
        call_command("erase_subscribers")
    assert capsys.readouterr().out.split("Erased in ")[1:] == ["0 rows.\n", "0 rows.\n", "1 rows.\n", "0 rows.\n"]
    emails = {Subscriber.objects.get().email, *SubscriptionRequest.objects.values_list("email", flat=True)}
    assert [email.endswith(NOWHERE) for email in emails] == [True]
    assert Consent.objects.get().withdrawn_at == AT


def test_address_of_who_left_is_erased_at_once_on_request(client, capsys) -> None:
    subscribe(client)
    client.post(link_in(mail.outbox[-1], LEAVE))
    ask(client)
    call_command("erase_subscribers", address="READER@example.org")
    assert capsys.readouterr().out == "Erased in 2 rows.\n"
    assert not SubscriptionRequest.objects.filter(email="reader@example.org").exists()


@pytest.mark.parametrize(
    "address", ["x@localhost", f"x@{'ü' * 60}.org", "x", "x@a..org", "x@example.org, y@example.org"]
)
def test_address_that_no_mail_can_go_to_is_refused(client, address) -> None:
    answer = ask(client, address)
    assert (answer.status_code, SubscriptionRequest.objects.count()) == (400, 0)
    assert "Enter an e-mail address, such as name@example.org." in answer.content.decode()


def test_nothing_is_sent_without_a_postal_address(client, settings) -> None:
    """E3."""
    settings.POSTAL_ADDRESS = ""
    assert b"sends no news" in client.get("/news/").content
    assert ask(client).status_code == 503
    assert not SubscriptionRequest.objects.exists()


def test_box_is_not_ticked_beforehand_and_headers_cannot_be_smuggled(client) -> None:
    assert b"checked" not in client.get("/news/").content
    for email in ("a@example.org\r\nBcc: b@example.org", "a@example.org,b@example.org", "x" * 300 + "@example.org"):
        assert client.post("/news/", {"email": email, "agrees": "on"}).status_code == 400
    assert client.post("/news/", {"email": "a@example.org"}).status_code == 400
    assert not mail.outbox


def test_form_of_a_network_address_is_limited(client, settings) -> None:
    settings.FORMS_AN_HOUR = 2
    statuses = [ask(client, f"{number}@example.org").status_code for number in range(4)]
    assert statuses == [303, 303, 429, 429]
    assert ask(Client(REMOTE_ADDR="192.0.2.7")).status_code == 303
    forged = {"x-forwarded-for": "192.0.2.9"}
    assert client.post("/news/", {"email": "a@example.org", "agrees": "on"}, headers=forged).status_code == 429


def test_asking_costs_the_same_for_every_address(django_assert_num_queries, monkeypatch) -> None:
    suppress(email="never@example.org", reason="bounced", at=AT)
    waits = SimpleNamespace(enqueue=lambda pk: None)  # a worker does the rest, later
    monkeypatch.setattr("cme.messages.services.subscribing.send_confirmation", waits)
    for email in ("new@example.org", "never@example.org"):
        with django_assert_num_queries(9):  # requests before, the turn, and the request, in savepoints
            ask_subscription(form_key="x" * 32, email=email, origin=SITE, at=AT)
        with django_assert_num_queries(6):  # sent again
            ask_subscription(form_key="x" * 32, email=email, origin=SITE, at=AT)
