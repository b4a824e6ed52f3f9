"""Stripe by its REST interface: a payment page for once or monthly, and messages whose signature is checked.

Everything is a provider of django-payments. That library's own provider for Stripe cannot give monthly, lets a late
"expired" undo a payment, and sets the key for the whole process; so this one asks Stripe itself.

Source:
    https://docs.stripe.com/api/checkout/sessions, /api/subscriptions, and /webhooks (signatures), as of API version
    2024-06-20.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NoReturn

import requests
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from payments import PaymentError, RedirectNeeded
from payments.core import BasicProvider

from cme.support.models import Contribution
from cme.support.providers import Order
from cme.support.words import Said, Word

API_VERSION = "2024-06-20"
TOLERANCE = 300  # seconds that a signature may be old, or ahead of our clock
NAME = _("Contribution to {site}")


class StripeCheckout(BasicProvider):
    """Leads people to Stripe's own page; no card data ever reaches this site."""

    def get_form(self, payment: Order, data: object = None) -> NoReturn:
        """Open a payment page and lead there; asked twice, Stripe gives the same one."""
        session = call("POST", "/v1/checkout/sessions", session_fields(payment), key=payment.contribution.key)
        ref, address = session.get("id"), session.get("url")
        if not (isinstance(ref, str) and isinstance(address, str) and address.startswith(settings.STRIPE_PAGES)):
            raise PaymentError("Stripe opened no payment page.")
        payment.transaction_id = ref
        raise RedirectNeeded(address)

    def cancel(self, payment: Order) -> None:
        """End what is given each month; one that has ended already is no fault."""
        ref = payment.contribution.subscription_ref
        if not ref:
            raise PaymentError("Stripe has not told which standing order it is.")
        answer = call("DELETE", f"/v1/subscriptions/{ref}", {}, key="", missing_is_fine=True)
        if answer.get("status") not in {"canceled", None}:
            raise PaymentError("Stripe did not end it.")


def session_fields(order: Order) -> dict[str, str]:
    """Return what opens a payment page, in the form that Stripe reads."""
    contribution = order.contribution
    is_monthly = contribution.rhythm == Contribution.Rhythm.MONTHLY
    price = "line_items[0][price_data]"
    fields = {
        "mode": "subscription" if is_monthly else "payment",
        "success_url": order.get_success_url(),
        "cancel_url": order.get_failure_url(),
        "client_reference_id": contribution.key,
        "customer_email": contribution.email,
        "line_items[0][quantity]": "1",
        f"{price}[currency]": contribution.currency.lower(),
        f"{price}[unit_amount]": str(contribution.amount_minor),
        f"{price}[product_data][name]": NAME.format(site=settings.SITE_NAME),
    }
    # What carries these words is known again in whatever order Stripe tells of it.
    owner = "subscription_data" if is_monthly else "payment_intent_data"
    fields[f"{owner}[metadata][contribution]"] = contribution.key
    if is_monthly:
        fields[f"{price}[recurring][interval]"] = "month"
    else:
        fields["submit_type"] = "donate"
    return fields


def call(
    method: str, path: str, fields: Mapping[str, str], *, key: str, missing_is_fine: bool = False
) -> dict[str, Any]:
    """Ask Stripe once.

    Args:
        method: ``POST`` or ``DELETE``.
        path: Of the interface.
        fields: What is sent.
        key: So that the same request sent twice counts once.
        missing_is_fine: Whether "there is no such thing" is an answer.

    Raises:
        PaymentError: Stripe did not answer in time, or refused.
    """
    headers = {"Stripe-Version": API_VERSION} | ({"Idempotency-Key": key} if key else {})
    try:
        answer = requests.request(
            method,
            settings.STRIPE_ADDRESS + path,
            data=dict(fields),
            headers=headers,
            auth=(settings.STRIPE_SECRET_KEY, ""),
            timeout=settings.STRIPE_SECONDS,
            allow_redirects=False,
        )
        if missing_is_fine and answer.status_code == 404:
            return {}
        told = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError) as error:
        raise PaymentError("Stripe did not answer.") from error
    if not isinstance(told, dict):
        raise PaymentError(f"Stripe refused: {answer.status_code}.")
    return told


def is_signed(body: bytes, header: str, secrets: Sequence[str], *, at: datetime) -> bool:
    """Tell whether Stripe sent a message: a fresh time, and an HMAC-SHA256 of time and body by one of our secrets."""
    pairs = [part.partition("=") for part in header.split(",")]
    times = [value for name, _, value in pairs if name.strip() == "t"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdecimal() and len(times[0]) <= 12):
        return False
    if abs(at.timestamp() - int(times[0])) > TOLERANCE:
        return False
    sent = [value.encode() for name, _, value in pairs if name.strip() == "v1"]
    signed = times[0].encode() + b"." + body
    ours = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest().encode() for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in ours for other in sent)


def word_of(event: Mapping[str, Any]) -> Word | None:
    """Return what a message says of a contribution; None where it says nothing that we act on.

    Raises:
        KeyError, TypeError, ValueError: It is of a kind that we know, and not as Stripe writes it.
    """
    thing = event["data"]["object"]
    at = datetime.fromtimestamp(int(event["created"]), UTC)
    match event["type"]:
        case "checkout.session.completed" | "checkout.session.async_payment_succeeded":
            return _completed(thing, at)
        case "checkout.session.async_payment_failed":
            return _plain(Said.FAILED, thing.get("client_reference_id"), at)
        case "checkout.session.expired":
            return _plain(Said.LAPSED, thing.get("client_reference_id"), at)
        case "invoice.paid":
            return _invoice(thing, at)
        case "customer.subscription.deleted":
            return _plain(Said.ENDED, _contribution_in(thing), at, subscription=str(thing["id"]))
        case "charge.refunded":
            return _refund(thing, at)
    return None


def _plain(said: Said, key: object, at: datetime, subscription: str = "") -> Word | None:
    return Word(said, key, at, subscription=subscription) if isinstance(key, str) else None


def _completed(session: Mapping[str, Any], at: datetime) -> Word | None:
    """Read an ended visit to the payment page: paid, or still on its way as a bank transfer may be."""
    key, subscription = session.get("client_reference_id"), session.get("subscription") or ""
    if not isinstance(key, str):
        return None
    ref = session.get("invoice") if session["mode"] == "subscription" else session.get("payment_intent")
    if session["payment_status"] != "paid" or not ref:
        return Word(Said.BEGUN, key, at, subscription=str(subscription))
    return _money(Said.PAID, key, at, str(ref), session["amount_total"], session["currency"], str(subscription))


def _invoice(invoice: Mapping[str, Any], at: datetime) -> Word | None:
    """Read one month of a standing order. Newer versions of the interface keep the same words elsewhere."""
    details = invoice.get("subscription_details") or (invoice.get("parent") or {}).get("subscription_details") or {}
    key = _contribution_in(details)
    if key is None:
        return None
    subscription = invoice.get("subscription") or details.get("subscription") or ""
    return _money(
        Said.PAID, key, at, str(invoice["id"]), invoice["amount_paid"], invoice["currency"], str(subscription)
    )


def _refund(charge: Mapping[str, Any], at: datetime) -> Word | None:
    """Read what was given back so far of a payment: of a month by its invoice, else by the payment itself."""
    ref = charge.get("invoice") or charge.get("payment_intent")
    if not ref:
        return None
    # Charges of standing orders do not carry the words of their order; they are found by their invoice.
    key = _contribution_in(charge) or ""
    paid = _money(Said.REFUNDED, key, at, str(ref), charge["amount"], charge["currency"], "")
    return Word(**{**vars(paid), "refunded_minor": _whole(charge["amount_refunded"])})


def _contribution_in(thing: Mapping[str, Any]) -> str | None:
    key = (thing.get("metadata") or {}).get("contribution")
    return key if isinstance(key, str) else None


def _money(said: Said, key: str, at: datetime, ref: str, amount: object, currency: object, subscription: str) -> Word:
    return Word(said, key, at, ref, _whole(amount), str(currency).upper(), subscription=subscription)


def _whole(amount: object) -> int:
    if not isinstance(amount, int) or isinstance(amount, bool) or amount < 0:
        raise ValueError("An amount is a whole number.")
    return amount
