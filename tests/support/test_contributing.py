"""Contributions: the provider's messages forged, twice, at once and out of order; the receipt; the pages."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from smtplib import SMTPServerDisconnected

import pytest
import time_machine
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.formats import localize
from django.utils.translation import override

from cme.support.links import CONTRIBUTION, path_of
from cme.support.models import Contribution, Payment, ProviderEvent, Receipt
from cme.support.money import minor_units, money_text
from cme.support.services.contributing import lapse_unpaid, settle, take_event
from cme.support.services.owing import sweep_receipts
from cme.support.services.receipts import post_receipt, receipt_mail
from cme.support.stripe import is_signed
from cme.support.words import Said, Word
from tests.pages import parse, words
from tests.support.giving import AT, forged, form_key, make_contribution, paid
from tests.support.stripe_here import event, invoice, refund, session, signature, stripe_here, tell

pytestmark = pytest.mark.django_db
NBSP = "\u00a0"
FORM = {"amount": "12,50", "rhythm": "once", "email": "reader@example.org", "is_individual": "on"}


@pytest.fixture
def stripe():
    with stripe_here() as server, time_machine.travel(AT, tick=False):
        yield server


def state_of(row: Contribution) -> tuple[str, list[tuple[str, int, int]]]:
    payments = row.payments.order_by("provider_ref").values_list("provider_ref", "amount_minor", "refunded_minor")
    return Contribution.objects.get(pk=row.pk).state, list(payments)


# -- amounts -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("25", "EUR", 2500), ("12.50", "EUR", 1250), (" 12,5 ", "EUR", 1250), ("0.29", "USD", 29), ("500", "JPY", 500),
        ("500.00", "JPY", 500), ("500.50", "JPY", None), ("1.000", "EUR", None), ("1e3", "EUR", None),
        ("-5", "EUR", None), ("", "EUR", None), ("9" * 40, "EUR", None), ("1,000.00", "EUR", None),
    ],
)  # fmt: skip
def test_amount_is_whole_units_or_nothing(text: str, currency: str, minor: int | None) -> None:
    assert minor_units(text, currency) == minor


@pytest.mark.parametrize("zero", ["\u0660", "\u06f0"], ids=["Arabic", "Persian"])
@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("25", 2500), ("12\u066b50", 1250), ("12,5", 1250), ("12.5", 1250), ("1\u066c000", None), ("1\u066b000", None),
        ("5\u00b2", None), ("5\u00bd", None), ("\u066b5", None), ("5\u066b5\u066b5", None),
    ],
)  # fmt: skip
def test_amount_is_read_in_the_digits_of_arabic_keyboards(text: str, minor: int | None, zero: str) -> None:
    digits = {ord(str(digit)): chr(ord(zero) + digit) for digit in range(10)}
    assert minor_units(text.translate(digits), "EUR") == minor


@pytest.mark.parametrize(("language", "said"), [("", "Continue"), ("/de", "Weiter"), ("/ar", "متابعة")])
def test_form_goes_on_by_a_button_that_says_no_more_than_that(client, language: str, said: str) -> None:
    assert f">{said}</button>" in client.get(f"{language}/support/contribute/").content.decode()


def test_amount_is_written_with_its_currency() -> None:
    assert [money_text(125_000, "EUR"), money_text(500, "JPY")] == ["EUR 1,250.00", "JPY 500"]


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", ["EUR 1,250.00", "JPY 1,500,000", "KWD 1,250.005", "USD 0.05", "EUR -3.00"]),
        ("de", ["1.250,00 €", "1.500.000 JPY", "1.250,005 KWD", "0,05 USD", "-3,00 €"]),
        ("ar", ["1,250.00 €", "1,500,000 JPY", "1,250.005 KWD", "0.05 USD", "-3.00 €"]),
        ("fr", ["EUR 1,250.00", "JPY 1,500,000", "KWD 1,250.005", "USD 0.05", "EUR -3.00"]),  # no formats of its own
    ],
)
def test_amount_is_written_as_the_language_does_it(language: str, written: list[str]) -> None:
    start, end = ("\u2067", "\u2069") if language == "ar" else ("", "")
    amounts = [(125_000, "EUR"), (1_500_000, "JPY"), (1_250_005, "KWD"), (5, "USD"), (-300, "EUR")]
    with override(language):
        said = [money_text(minor, currency) for minor, currency in amounts]
        other = localize(Decimal("1.5"))
    blank = NBSP if language in {"de", "ar"} else " "
    assert said == [start + text.replace(" ", blank) + end for text in written]
    assert language == "fr" or other == "1.5"  # as in the articles


@pytest.mark.parametrize(
    ("path", "limits", "paid"),
    [
        ("/support/contribute/", "From EUR 2.00 to EUR 5,000.00.", "Pay EUR 12.50"),
        ("/de/support/contribute/", "Von 2,00 € bis 5.000,00 €.", "12,50 € zahlen"),
        ("/ar/support/contribute/", "من \u20672.00 €\u2069 إلى \u20675,000.00 €\u2069.", "دفع \u206712.50 €\u2069"),
    ],
)
def test_pages_of_giving_write_amounts_as_their_language_does(client, path, limits, paid) -> None:
    assert limits in client.get(path).content.decode().replace(NBSP, " ")
    page = client.post(path, FORM | {"amount": "12,5"})["Location"]
    assert paid in client.get(page).content.decode().replace(NBSP, " ")


# -- signatures --------------------------------------------------------------------------------------------------------
def test_signature_is_the_one_of_stripes_own_library() -> None:
    """Made by ``WebhookSignature`` of stripe-python 16.1."""
    body, at = b'{"id": "evt_1", "object": "event"}', datetime.fromtimestamp(1764504000, UTC)
    header = "t=1764504000,v1=e776290edd0a450bc45abc3898e8bbd1c3c064c24663cd62a51370d1c47af4cb,v0=00"
    assert is_signed(body, header, ["whsec_example"], at=at)
    assert is_signed(body, header, ["whsec_other", "whsec_example"], at=at + timedelta(seconds=300))
    refused = [
        (body + b" ", header, "whsec_example", at), (body, header, "whsec_other", at),
        (body, header, "whsec_example", at + timedelta(seconds=301)),
        (body, header, "whsec_example", at - timedelta(seconds=301)),
        (body, header.replace("v1=", "v0="), "whsec_example", at), (body, "", "whsec_example", at),
        (body, header.replace("t=1764504000", "t=1764504001"), "whsec_example", at),
        (body, header + ",t=1764504000", "whsec_example", at), (body, "t=x,v1=é", "whsec_example", at),
    ]  # fmt: skip
    assert [case for case in refused if is_signed(*case[:2], [case[2]], at=case[3])] == []


def test_forged_message_changes_nothing_and_the_same_one_signed_does(stripe) -> None:
    row = make_contribution()
    message = event("checkout.session.completed", session(row), at=AT)
    body = json.dumps(message).encode()
    forged = [signature(body, AT, "guessed"), "", "t=1,v1=00", signature(body + b" ", AT)]
    assert {tell(message, at=AT, header=header).status_code for header in forged} == {403}
    assert state_of(row) == ("open", [])
    assert not ProviderEvent.objects.exists()
    assert tell(message, at=AT).content == b"applied\n"
    assert state_of(row) == ("paid", [(f"pi_{row.pk}", 2500, 0)])


def test_no_message_is_taken_where_stripe_is_not_the_provider() -> None:
    row = make_contribution()
    with time_machine.travel(AT, tick=False):
        answer = tell(event("checkout.session.completed", session(row), at=AT), at=AT)
    assert (answer.status_code, row.state) == (403, "open")


# -- messages: twice, out of order, about nothing of ours ------------------------------------------------------------
def test_message_counts_once_however_often_it_comes(stripe) -> None:
    row = make_contribution()
    message = event("checkout.session.completed", session(row), at=AT)
    answers = [tell(message, at=AT).content for _ in range(3)]
    other = event("checkout.session.async_payment_succeeded", session(row), at=AT)  # the same money, told again
    assert (answers, tell(other, at=AT).content) == ([b"applied\n"] * 3, b"nothing\n")
    assert (Payment.objects.count(), Receipt.objects.count(), len(mail.outbox)) == (1, 1, 1)


def test_order_of_messages_makes_no_difference_to_what_was_given_once(stripe) -> None:
    """Paid, then refunded in two parts, with a late "expired": 24 orders, one end."""
    for count, order in enumerate(itertools.permutations(range(4)), 1):
        row = make_contribution()
        messages = [
            event("checkout.session.completed", session(row), at=AT),
            event("checkout.session.expired", session(row, payment_status="unpaid", status="expired"), at=AT),
            event("charge.refunded", refund(row, 1000), at=AT),
            event("charge.refunded", refund(row, 2500), at=AT),
        ]
        assert {tell(messages[place], at=AT).status_code for place in order} == {200}
        assert state_of(row) == ("refunded", [(f"pi_{row.pk}", 2500, 2500)]), order
        assert len(mail.outbox) == count


def test_order_of_messages_makes_no_difference_to_what_is_given_monthly(stripe) -> None:
    for count, order in enumerate(itertools.permutations(range(4)), 1):
        row = make_contribution("monthly")
        ended = {"id": f"sub_{row.pk}", "metadata": {"contribution": row.key}}
        messages = [
            event("checkout.session.completed", session(row), at=AT),
            event("invoice.paid", invoice(row, 1), at=AT),
            event("invoice.paid", invoice(row, 2), at=AT),
            event("customer.subscription.deleted", ended, at=AT),
        ]
        assert {tell(messages[place], at=AT).status_code for place in order} == {200}
        assert state_of(row) == ("ended", [(f"in_{row.pk}_1", 2500, 0), (f"in_{row.pk}_2", 2500, 0)]), order
        row.refresh_from_db()
        assert (row.subscription_ref, len(mail.outbox)) == (f"sub_{row.pk}", 2 * count)


def test_page_says_how_much_of_a_payment_went_back(stripe) -> None:
    row = make_contribution("monthly")
    tell(event("invoice.paid", invoice(row, 1), at=AT), at=AT)
    back = refund(row, 1000, metadata={}, invoice=f"in_{row.pk}_1", payment_intent="pi_x")
    tell(event("charge.refunded", back, at=AT), at=AT)
    assert "EUR 10.00 went back" in words(parse(Client().get(path_of(CONTRIBUTION, row.key))))


def test_month_is_refunded_by_its_invoice(stripe) -> None:
    row = make_contribution("monthly")
    tell(event("invoice.paid", invoice(row, 1), at=AT), at=AT)
    back = refund(row, 2500, metadata={}, invoice=f"in_{row.pk}_1", payment_intent="pi_x")
    assert tell(event("charge.refunded", back, at=AT), at=AT).content == b"applied\n"
    assert state_of(row) == ("active", [(f"in_{row.pk}_1", 2500, 2500)])
    page = words(parse(Client().get(path_of(CONTRIBUTION, row.key))))
    assert "All that was paid so far went back" in page
    assert "stays given" not in page
    assert "Thank you" not in page
    settle(contribution=row, word=Word(Said.ENDED, row.key, AT), at=AT)
    page = words(parse(Client().get(path_of(CONTRIBUTION, row.key))))
    assert "No further payment is taken. All that was paid went back" in page
    assert "Thank you" not in page


def test_what_is_not_ours_or_not_as_offered_is_noted_and_moves_nothing(stripe) -> None:
    row = make_contribution()
    told = {
        b"unknown\n": [session(row, client_reference_id="of-another-shop")],
        b"nothing\n": [session(row, client_reference_id=None), session(row, payment_status="unpaid")],
        b"mismatch\n": [session(row, amount_total=1), session(row, currency="usd")],
    }
    for answer, things in told.items():
        for thing in things:
            assert tell(event("checkout.session.completed", thing, at=AT), at=AT).content == answer
    assert tell(event("price.created", {"id": "price_1"}, at=AT), at=AT).content == b"nothing\n"
    assert state_of(row) == ("open", [])
    assert ProviderEvent.objects.count() == 6


@pytest.mark.parametrize(
    "body",
    [
        b"[]", b"null", b"{", b'{"id": 1}', b"\xff\xfe", b'{"id":"e","type":"charge.refunded","created":"x"}',
        b'{"id":"e","type":"invoice.paid","created":1,"data":{"object":{"id":"in_1","amount_paid":-5,"currency":"eur",'
        b'"subscription_details":{"metadata":{"contribution":"k"}}}}}',
        b'{"id":"e\\u0000","type":"invoice.paid","created":1,"data":{"object":{}}}', b"[" * 200_000,
        b'{"id":"e\\ud800","type":"invoice.paid","created":1,"data":{"object":{}}}',
        '{"id":"e\\u0000","type":"foo","created":1,"data":{"object":{}}}'.encode("utf-16"),
        b'{"id":"e","type":"invoice.paid","created":1e400,"data":{"object":{}}}',
    ],
)  # fmt: skip
def test_signed_nonsense_is_refused_without_a_trace(stripe, body: bytes) -> None:
    assert tell({}, at=AT, body=body).status_code == 400
    assert not ProviderEvent.objects.exists()


# -- the database has the last word ------------------------------------------------------------------------------------
def test_state_never_goes_back_and_money_never_changes() -> None:
    row = make_contribution()
    settle(contribution=row, word=paid(row), at=AT)
    payment = row.payments.get()
    rows, payments = Contribution.objects.filter(pk=row.pk), Payment.objects.filter(pk=payment.pk)
    Payment.objects.filter(pk=payment.pk).update(refunded_minor=5)
    for queryset, fields in [
        (rows, {"state": "open", "settled_at": None}), (rows, {"state": "failed"}), (rows, {"state": "active"}),
        (rows, {"amount_minor": 1}), (rows, {"currency": "USD"}), (rows, {"rhythm": "monthly", "state": "active"}),
        (payments, {"amount_minor": 1}), (payments, {"refunded_minor": 4}), (payments, {"refunded_minor": 2501}),
        (payments, {"provider_ref": "other"}),
    ]:  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            queryset.update(**fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(
            contribution=row, is_once=True, provider_ref="second", amount_minor=1, currency="EUR", paid_at=AT
        )
    assert rows.update(state="refunded") == 1


def test_unpaid_contribution_lapses_and_late_money_still_counts() -> None:
    row = make_contribution()
    assert lapse_unpaid(at=AT + timedelta(hours=47)) == 0
    assert lapse_unpaid(at=AT + timedelta(hours=49)) == 1
    settle(contribution=row, word=paid(row), at=AT + timedelta(hours=50))
    assert state_of(row)[0] == "paid"


# -- receipts ----------------------------------------------------------------------------------------------------------
def test_receipt_says_what_came_and_is_sent_once() -> None:
    row = make_contribution("monthly")
    with time_machine.travel(AT, tick=False):
        settle(contribution=row, word=paid(row), at=AT)
    (sent,) = mail.outbox
    assert sent.to == ["reader@example.org"]
    assert "EUR 25.00, every month" in sent.body
    assert f"https://cme.example.org{path_of(CONTRIBUTION, row.key)}" in sent.body
    assert sent.extra_headers["Message-ID"].endswith("@cme.example.org>")
    receipt = Receipt.objects.get()
    assert (receipt.state, receipt.tries) == ("sent", 1)
    assert post_receipt(pk=receipt.pk, at=AT + timedelta(days=9)) is False
    assert sweep_receipts(at=AT + timedelta(days=9)) == 0
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("provider", ["dummy", "stripe"])
def test_receipt_of_a_pretended_payment_says_that_no_money_was_taken(settings, provider) -> None:
    settings.PAYMENT_PROVIDER = provider
    row = make_contribution("once")
    with time_machine.travel(AT, tick=False):
        settle(contribution=row, word=paid(row), at=AT)
    assert ("No money was taken" in mail.outbox[0].body) is (provider == "dummy")


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [
        ("de", "Quittung für Ihren Beitrag an", "12,50\u00a0€, einmalig\nErhalten    12. November 2026"),
        ("ar", "إيصال مساهمتكم في", "\u206712.50\u00a0€\u2069، مرة واحدة\nتاريخ الاستلام: 12 نوفمبر 2026"),  # noqa: RUF001
    ],
)
def test_receipt_speaks_the_language_of_the_page_and_leads_to_it(client, settings, language, subject, said) -> None:
    settings.SITE_ADDRESS = "https://cme.example.org"
    with time_machine.travel(AT, tick=False):
        page = client.post(f"/{language}/support/contribute/", FORM)["Location"]
        row = Contribution.objects.get()
        settle(contribution=row, word=paid(row), at=AT)  # told to the worker, who speaks English
    (sent,) = mail.outbox
    assert sent.subject.startswith(subject)
    assert said in sent.body
    assert f"https://cme.example.org{page}" in sent.body
    assert page.startswith(f"/{language}/")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.update(language="en")


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "as it stands, and a button that ends it:"), ("de", "wie er steht, mit einem Knopf, der ihn beendet:")],
)
def test_monthly_receipt_tells_of_its_end_within_the_sentence(language, said) -> None:
    row = make_contribution("monthly", language=language)
    settle(contribution=row, word=paid(row), at=AT)
    assert said in mail.outbox[0].body


def test_receipt_that_is_late_says_what_went_back_and_promises_no_end_of_what_has_ended() -> None:
    row = make_contribution("monthly")
    settle(contribution=row, word=paid(row), at=AT)
    settle(contribution=row, word=paid(row, said=Said.REFUNDED, refunded_minor=2000), at=AT)
    settle(contribution=row, word=Word(Said.ENDED, row.key, AT), at=AT)
    body = receipt_mail(Receipt.objects.get()).body
    assert "12 November 2026\nWent back   EUR 20.00\nReference" in body
    assert "as it stands:\n" in body
    assert "No other mail follows from this contribution." in body


def test_receipt_is_english_once_the_site_has_the_language_no_more() -> None:
    row = make_contribution(language="xx")
    settle(contribution=row, word=paid(row), at=AT)
    assert mail.outbox[0].subject.startswith("Receipt for")
    assert f"https://cme.example.org{path_of(CONTRIBUTION, row.key)}" in mail.outbox[0].body


def test_receipt_is_tried_again_later_and_given_up_in_the_end(monkeypatch) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise SMTPServerDisconnected("gone")

    row, now = make_contribution(), AT
    with monkeypatch.context() as patch, time_machine.travel(AT, tick=False):
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        settle(contribution=row, word=paid(row), at=AT)
        receipt = Receipt.objects.get()
        assert (receipt.state, receipt.tries, receipt.next_at) == ("pending", 1, AT + timedelta(minutes=1))
        assert post_receipt(pk=receipt.pk, at=AT) is False  # not due: nothing is tried
        for tries in range(2, 13):
            now += timedelta(days=1)
            post_receipt(pk=receipt.pk, at=now)
            assert Receipt.objects.get().tries == tries
    assert Receipt.objects.get().state == "failed"
    assert (post_receipt(pk=receipt.pk, at=now + timedelta(days=9)), mail.outbox) == (False, [])


def test_receipt_of_a_lost_worker_comes_due_again() -> None:
    """Killed between taking the receipt and noting that it went out; the second copy carries the same Message-ID."""
    row = make_contribution()
    with time_machine.travel(AT, tick=False):
        settle(contribution=row, word=paid(row), at=AT)
    Receipt.objects.update(state="pending", sent_at=None, next_at=AT + timedelta(seconds=600))
    pk = Receipt.objects.get().pk
    assert post_receipt(pk=pk, at=AT + timedelta(seconds=599)) is False
    assert post_receipt(pk=pk, at=AT + timedelta(seconds=601)) is True
    assert len({letter.extra_headers["Message-ID"] for letter in mail.outbox}) == 1


# -- pages -------------------------------------------------------------------------------------------------------------
def test_stripe_is_asked_once_for_one_form_and_the_page_leads_there(client, stripe) -> None:
    sent = FORM | {"form_key": form_key()}
    first, second = client.post("/support/contribute/", sent), client.post("/support/contribute/", sent)
    assert (first.status_code, first["Location"]) == (303, second["Location"])
    ((method, path, fields),) = stripe.asked
    row = Contribution.objects.get()
    assert (method, path) == ("POST", "/v1/checkout/sessions")
    assert fields["line_items[0][price_data][unit_amount]"] == "1250"
    assert (fields["mode"], fields["client_reference_id"]) == ("payment", row.key)
    assert fields["success_url"] == f"http://testserver{first['Location']}"
    page = client.get(first["Location"])
    assert 'href="https://checkout.stripe.com/c/pay/cs_test_1"' in page.content.decode()
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex, nofollow")
    assert "form-action 'self';" in page["Content-Security-Policy"] + ";"
    client.post("/support/contribute/", sent | {"amount": "13"})  # another sum under the same key is another one
    assert sorted(Contribution.objects.values_list("amount_minor", flat=True)) == [1250, 1300]


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (402, None),
        (500, None),
        (200, b"<html>"),
        (200, b"[]"),
        (200, b'{"id": "cs_1", "url": "https://evil.example/"}'),
    ],
)
def test_stripe_that_misbehaves_costs_nothing_and_may_be_asked_again(client, stripe, status: int, body) -> None:
    sent = FORM | {"form_key": form_key(), "rhythm": "monthly"}
    stripe.next_status, stripe.next_body = status, body
    answer = client.post("/support/contribute/", sent)
    assert (answer.status_code, b"Nothing was paid" in answer.content) == (503, True)
    stripe.next_status, stripe.next_body = 200, None
    assert client.post("/support/contribute/", sent).status_code == 303
    assert Contribution.objects.count() == 1
    assert stripe.asked[-1][2]["line_items[0][price_data][recurring][interval]"] == "month"
    assert "submit_type" not in stripe.asked[-1][2]


def test_monthly_contribution_is_ended_at_stripe_by_its_own_page(client, stripe) -> None:
    row = make_contribution("monthly")
    tell(event("checkout.session.completed", session(row), at=AT), at=AT)
    page = path_of(CONTRIBUTION, row.key)
    stripe.next_status = 500
    assert client.post(page, {"_act": "end"}).status_code == 503
    assert state_of(row)[0] == "active"
    stripe.next_status = 200
    for _ in range(2):
        assert client.post(page, {"_act": "end"}).status_code == 303
    assert (state_of(row)[0], stripe.ended.count(f"sub_{row.pk}")) == ("ended", 2)  # once refused, once done


def test_dummy_pretends_and_the_way_through_ends_with_thanks(client) -> None:
    address = client.post("/support/contribute/", FORM | {"form_key": form_key()})["Location"]
    assert client.post(address, {}).status_code == 400
    for outcome in ("confirmed", "confirmed", "rejected"):  # pressed twice, and in another tab
        assert client.post(address, {"outcome": outcome}).status_code == 303
    page = client.get(address).content.decode()
    assert "<h1>Thank you</h1>" in page
    assert "no money was taken" in page
    assert (Payment.objects.count(), len(mail.outbox)) == (1, 1)


def test_contribution_is_found_by_its_signed_address_alone(client) -> None:
    row = make_contribution()
    good = path_of(CONTRIBUTION, row.key)
    other = path_of("suggestion", row.key).replace("suggestions", "contributions")  # signed for another purpose
    assert client.get(good).status_code == 200
    for bad in (forged(good), other, f"/support/contributions/{row.key}/", "/support/contributions/x.y/"):
        assert client.get(bad).status_code == 404


def test_form_says_what_is_wrong_and_a_company_is_sent_elsewhere(client) -> None:
    answer = client.post("/support/contribute/", {"amount": "1.000", "rhythm": "yearly", "email": "x"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert page.count('class="error"') == 4
    for said in ("without a thousands sign", "once or every month", "such as name@example.org", "ask for a grant"):
        assert said in page
    assert not Contribution.objects.exists()


def test_production_knows_no_dummy(settings, client) -> None:
    settings.PAYMENT_PROVIDER = ""
    assert "takes no contributions" in client.get("/support/contribute/").content.decode()
    assert client.post("/support/contribute/", FORM).status_code == 503
    assert not Contribution.objects.exists()


def test_posting_every_field_of_the_model_sets_nothing_but_the_form() -> None:
    """Mass assignment."""
    names = {field.name: "paid" for field in Contribution._meta.fields} | {"amount_minor": "1", "state": "paid"}
    Client().post("/support/contribute/", names | FORM | {"form_key": form_key()})
    row = Contribution.objects.get()
    assert (row.state, row.amount_minor, row.provider, row.provider_ref) == ("open", 1250, "dummy", "")


def test_taking_a_message_is_all_or_nothing(monkeypatch) -> None:
    """What fails in the middle leaves no trace of the message, so that it is taken when it comes again."""
    row = make_contribution()

    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the worker ends here")

    with monkeypatch.context() as patch:
        patch.setattr("cme.support.services.contributing.enqueue_receipt", fail)
        with pytest.raises(RuntimeError), transaction.atomic():
            take_event(provider="dummy", event_id="e", kind="k", word=paid(row), at=AT)
    assert (state_of(row), ProviderEvent.objects.count()) == (("open", []), 0)
    assert take_event(provider="dummy", event_id="e", kind="k", word=paid(row), at=AT) == "applied"
    assert connection.in_atomic_block
