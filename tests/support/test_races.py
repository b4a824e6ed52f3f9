"""Everything at once, with real threads and transactions: messages, forms, limits, mails, confirmations.

The negative control does what taking a message does, on a scratch table without its constraint, and loses the race.
"""

import threading

import pytest
from django.core import mail
from django.db import connection

from cme.messages.models import Consent, Subscriber, SubscriptionRequest
from cme.messages.services.subscribing import ask_subscription, confirm_subscription, leave
from cme.support.models import Contribution, Payment, ProviderEvent, Receipt
from cme.support.services.contributing import begin_contribution, take_event
from cme.support.services.receipts import post_receipt
from tests.racing import faults, race
from tests.support.giving import AT, ORIGIN, form_key, make_contribution, paid

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def test_messages_at_once_make_one_payment_and_one_receipt() -> None:
    """The same message from several connections, and other messages about the same money."""
    row = make_contribution()

    def act(name: str):
        return lambda: take_event(provider="dummy", event_id=name, kind="paid", word=paid(row), at=AT)

    results = race(*[act("the same")] * (MANY // 2), *[act(f"another {number}") for number in range(MANY // 2)])
    assert faults(results) == []
    assert (Payment.objects.count(), Receipt.objects.count()) == (1, 1)
    assert ProviderEvent.objects.count() == MANY // 2 + 1
    assert Contribution.objects.get().state == "paid"


def test_paid_and_refunded_at_once_ends_as_refunded() -> None:
    for number in range(4):
        row = make_contribution()
        words = [paid(row), paid(row, said=paid(row).said.REFUNDED, refunded_minor=2500)]
        acts = [
            lambda word=word, name=f"{number} {place}": take_event(
                provider="dummy", event_id=name, kind="k", word=word, at=AT
            )
            for place, word in enumerate(words)
        ]
        assert faults(race(*acts)) == []
        row.refresh_from_db()
        assert (row.state, row.payments.get().refunded_minor) == ("refunded", 2500)


def test_form_sent_at_once_makes_one_contribution() -> None:
    told = {"form_key": form_key(), "amount_minor": 500, "rhythm": "once", "email": "a@example.org", "origin": ORIGIN}
    results = race(*[lambda: begin_contribution(**told, at=AT)] * MANY)
    assert faults(results) == []
    assert len({row.pk for row in results}) == Contribution.objects.count() == 1


def test_form_for_news_sent_at_once_makes_one_request() -> None:
    told = {"form_key": form_key(), "email": "reader@example.org", "origin": ORIGIN}
    assert faults(race(*[lambda: ask_subscription(**told, at=AT)] * MANY)) == []
    assert SubscriptionRequest.objects.count() == 1


def test_receipt_is_sent_by_one_worker_of_many(monkeypatch) -> None:
    row = make_contribution()
    monkeypatch.setattr("cme.support.services.contributing.enqueue_receipt", lambda receipt: None)
    take_event(provider="dummy", event_id="one", kind="paid", word=paid(row), at=AT)
    pk = Receipt.objects.get().pk
    results = race(*[lambda: post_receipt(pk=pk, at=AT)] * MANY)
    assert (faults(results), results.count(True), len(mail.outbox)) == ([], 1, 1)


def test_confirming_at_once_gives_consent_once_and_leaving_takes_it_once() -> None:
    for _ in range(2):
        ask_subscription(form_key=form_key(), email="reader@example.org", origin=ORIGIN, at=AT)
    keys = list(SubscriptionRequest.objects.values_list("key", flat=True))
    acts = [lambda key=key: confirm_subscription(key=key, at=AT) for key in keys * (MANY // 2)]
    assert faults(race(*acts)) == []
    assert (Subscriber.objects.count(), Consent.objects.in_force().count()) == (1, 1)
    key = Subscriber.objects.get().key
    assert faults(race(*[lambda: leave(key=key, channel="one-click", at=AT)] * MANY)) == []
    assert [row.withdrawn_by for row in Consent.objects.all()] == ["one-click"]


# -- negative control --------------------------------------------------------------------------------------------------
def test_without_the_constraint_a_message_at_once_is_taken_several_times() -> None:
    seen = threading.Barrier(MANY)

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM scratch WHERE name = 'the same'")
            is_new = not cursor.fetchall()
            seen.wait(timeout=20)
            if is_new:
                cursor.execute("INSERT INTO scratch VALUES ('the same')")

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (name text)")
        try:
            assert faults(race(*[act] * MANY)) == []
            cursor.execute("SELECT count(*) FROM scratch")
            assert cursor.fetchone()[0] == MANY
        finally:
            cursor.execute("DROP TABLE scratch")
