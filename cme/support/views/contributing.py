"""Giving: the form, the page of one contribution, and the address that the payment provider tells."""

import json
import logging
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from cme.access.gate import open_to_all
from cme.support.forms import ContributionForm, OutcomeForm
from cme.support.links import CONTRIBUTION, key_in, path_of
from cme.support.models import Contribution, Payment
from cme.support.money import money_text
from cme.support.providers import DUMMY, STRIPE, Order, ProviderSilent, ask_provider, end_monthly
from cme.support.senders import TooOften, kept_private, limit_sender, see_other
from cme.support.services.contributing import (
    ContributionRefused,
    begin_contribution,
    note_checkout,
    settle,
    take_event,
)
from cme.support.stripe import is_signed, word_of
from cme.support.words import Said, Word
from cme.ui.addresses import absolute, origin_of
from cme.ui.languages import language_now

log = logging.getLogger(__name__)
MOST_BYTES = 512_000  # of a message; Stripe's are far smaller


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def contribute(request: HttpRequest) -> HttpResponse:
    """Ask what somebody gives, and lead on to the page of that contribution."""
    if request.method != "POST":
        return _ask(request, ContributionForm())
    form, now = ContributionForm(request.POST), timezone.now()
    if not form.is_valid():
        return _ask(request, form, status=400)
    said = form.cleaned_data
    try:
        limit_sender(request, "contribute", at=now)
        contribution = begin_contribution(
            form_key=said["form_key"],
            amount_minor=said["amount"],
            rhythm=said["rhythm"],
            email=said["email"],
            origin=origin_of(request),
            at=now,
            language=language_now().code,
            wording=form.shown.wording,
        )
        _open_checkout(request, contribution)
    except (ContributionRefused, TooOften, ProviderSilent) as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, form, status=429 if isinstance(refusal, TooOften) else 503)
    return see_other(path_of(CONTRIBUTION, contribution.key))


def _ask(request: HttpRequest, form: ContributionForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "provider": settings.PAYMENT_PROVIDER, "canonical": absolute(request, request.path)}
    return kept_private(render(request, "support/contribute.html", context, status=status))


def _open_checkout(request: HttpRequest, contribution: Contribution) -> None:
    """Have the provider open its page, once; the dummy's page is ours."""
    if contribution.provider == DUMMY or contribution.checkout_url:
        return
    page = absolute(request, path_of(CONTRIBUTION, contribution.key))
    order = ask_provider(Order(contribution, page))
    note_checkout(contribution=contribution, ref=order.transaction_id, address=order.address)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def contribution(request: HttpRequest, token: str) -> HttpResponse:
    """Show how a contribution stands, by its secret address: pay, thank you, or end it."""
    row = Contribution.objects.filter(key=key_in(CONTRIBUTION, token) or "").first()
    if row is None:
        raise Http404
    if request.method != "POST":
        return _show(request, row, OutcomeForm())
    if request.POST.get("_act") == "end":
        return _end(request, row)
    if row.provider != DUMMY or row.state != Contribution.State.OPEN:
        return see_other(request.path)
    form = OutcomeForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form, status=400)
    return _pretend(request, row, form.cleaned_data["outcome"])


def _pretend(request: HttpRequest, row: Contribution, outcome: str) -> HttpResponse:
    """Let the dummy end the payment; twice is once, since the payment has one name."""
    data = {"status": outcome, "fraud_status": "unknown", "gateway_response": "3ds-disabled"}
    order = ask_provider(Order(row, request.path), data)
    now = timezone.now()
    said = Said.PAID if order.status == "confirmed" else Said.FAILED
    ref = f"dummy-{row.key}" if said == Said.PAID else ""
    settle(contribution=row, word=Word(said, row.key, now, ref, row.amount_minor, row.currency), at=now)
    return see_other(request.path)


def _end(request: HttpRequest, row: Contribution) -> HttpResponse:
    if row.state == Contribution.State.ACTIVE:
        try:
            end_monthly(Order(row, request.path))
        except ProviderSilent as refusal:
            return _show(request, row, OutcomeForm(), status=503, refusal=str(refusal))
        now = timezone.now()
        settle(contribution=row, word=Word(Said.ENDED, row.key, now), at=now)
    return see_other(request.path)


def _show(
    request: HttpRequest, row: Contribution, form: OutcomeForm, *, status: int = 200, refusal: str = ""
) -> HttpResponse:
    payments = list(row.payments.all())
    context: dict[str, Any] = {
        "row": row,
        "form": form,
        "refusal": refusal,
        "amount": money_text(row.amount_minor, row.currency),
        "payments": [_told(payment) for payment in payments],
        "is_all_back": bool(payments) and all(paid.refunded_minor >= paid.amount_minor for paid in payments),
    }
    return kept_private(render(request, "support/contribution.html", context, status=status))


def _told(payment: Payment) -> tuple[datetime, str, str]:
    """Return when a payment came, how much it was, and how much of it went back; empty for nothing."""
    back = payment.refunded_minor and money_text(payment.refunded_minor, payment.currency)
    return payment.paid_at, money_text(payment.amount_minor, payment.currency), back or ""


@csrf_exempt
@open_to_all
@require_POST
def stripe_events(request: HttpRequest) -> HttpResponse:
    """Take what Stripe tells us. Only a good signature opens it; what is not about us is answered like the rest."""
    now = timezone.now()
    header = request.headers.get("Stripe-Signature", "")
    length = request.headers.get("Content-Length", "")
    if settings.PAYMENT_PROVIDER != STRIPE or not header or not length.isdecimal() or int(length) > MOST_BYTES:
        return _answer("refused", 403)
    if not is_signed(request.body, header, settings.STRIPE_WEBHOOK_SECRETS, at=now):
        log.warning("A message to the address of Stripe was not signed by Stripe.")
        return _answer("refused", 403)
    try:
        event = json.loads(request.body)
        _refuse_unkept(event)
        word = word_of(event)
        event_id, kind = str(event["id"])[:100], str(event["type"])[:60]
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError, RecursionError):
        log.exception("A message of Stripe is not as its documentation says.")
        return _answer("unreadable", 400)
    return _answer(take_event(provider=STRIPE, event_id=event_id, kind=kind, word=word, at=now), 200)


def _refuse_unkept(event: Any) -> None:
    """Refuse signs that no database keeps: NUL, and halves of letters, which cannot be encoded.

    Raises:
        ValueError: There is one.
    """
    if b"\\u0000" in json.dumps(event, ensure_ascii=False).encode():
        raise ValueError("A NUL character.")


def _answer(outcome: str, status: int) -> HttpResponse:
    return kept_private(HttpResponse(f"{outcome}\n", content_type="text/plain; charset=utf-8", status=status))
