"""Contributions: begun by a person, settled by what the payment provider says, in whatever order it says it."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cme.access.once import once_key
from cme.support.models import Contribution, Payment, ProviderEvent, Receipt
from cme.support.services.owing import enqueue_receipt
from cme.support.words import Said, Word
from content.approved_wordings import Text

log = logging.getLogger(__name__)
LAPSES_AFTER = timedelta(hours=48)  # twice as long as a provider's payment page stands
# What is confirmed with a contribution.
TEXT_OF_GIVING = Text("support.giving", "I give as an individual, out of my own money, and not for a company.")
State = Contribution.State
# Which state a word leads to, by the present one; what is not named here stays as it is.
FORWARD: dict[Said, dict[str, str]] = {
    Said.FAILED: {State.OPEN: State.FAILED},
    Said.LAPSED: {State.OPEN: State.LAPSED},
}
UNPAID = (State.OPEN, State.FAILED, State.LAPSED)
Outcome = ProviderEvent.Outcome


class ContributionRefused(Exception):
    """The contribution was not begun; the message is fit to show."""


@transaction.atomic
def begin_contribution(
    *,
    form_key: str,
    amount_minor: int,
    rhythm: str,
    email: str,
    origin: str,
    at: datetime,
    language: str = "en",
    wording: int | None = None,
) -> Contribution:
    """Note that somebody wants to give; sending the same form twice, or at once, gives the same contribution.

    ``language`` is that of the page, and so of the receipts.
    ``wording`` is the approved wording that was confirmed, by primary key; None where it was the English text.

    Raises:
        ContributionRefused: The site takes no contributions now.
    """
    if not settings.PAYMENT_PROVIDER:
        raise ContributionRefused(_("This site takes no contributions at present."))
    key = once_key(form_key, amount_minor, rhythm, email)
    try:
        with transaction.atomic():
            return Contribution.objects.create(
                form_key=key,
                amount_minor=amount_minor,
                currency=settings.CONTRIBUTION_CURRENCY,
                rhythm=rhythm,
                email=email,
                origin=origin,
                provider=settings.PAYMENT_PROVIDER,
                language=language,
                began_at=at,
                wording_id=wording,
            )
    except IntegrityError:
        return Contribution.objects.get(form_key=key)


def note_checkout(*, contribution: Contribution, ref: str, address: str) -> None:
    """Note where the provider takes the payment. Asked twice, it names the same place (its idempotency key)."""
    Contribution.objects.filter(pk=contribution.pk, provider_ref="").update(provider_ref=ref, checkout_url=address)
    contribution.refresh_from_db()


@transaction.atomic
def take_event(*, provider: str, event_id: str, kind: str, word: Word | None, at: datetime) -> str:
    """Take a message of the provider, whose signature was checked. Taken twice, or at once, it counts once.

    The row of the message is written first: a second one waits for the first to end and then finds it there. If what
    follows fails, the row goes with it, and the provider sends the message again.

    Args:
        provider: Who said it.
        event_id: What the provider calls the message.
        kind: Its kind, in the provider's words.
        word: What it says; None where it says nothing to us.
        at: Now; aware.

    Returns:
        What followed from it (``ProviderEvent.Outcome``); of a message that was taken before, what followed then.
    """
    try:
        with transaction.atomic():
            row = ProviderEvent.objects.create(
                provider=provider, event_id=event_id, kind=kind, outcome=Outcome.NOTHING, received_at=at
            )
    except IntegrityError:
        return ProviderEvent.objects.get(provider=provider, event_id=event_id).outcome
    if word is None:
        return row.outcome
    contribution = Contribution.objects.select_for_update().filter(_named_by(word), provider=provider).first()
    row.contribution, row.outcome = contribution, _apply(contribution, word, at) if contribution else Outcome.UNKNOWN
    row.save(update_fields=["contribution", "outcome"])
    return row.outcome


@transaction.atomic
def settle(*, contribution: Contribution, word: Word, at: datetime) -> str:
    """Take what a provider without messages says: the dummy, and an answer to our own question."""
    return _apply(Contribution.objects.select_for_update().get(pk=contribution.pk), word, at)


def lapse_unpaid(*, at: datetime) -> int:
    """Close contributions that nobody paid for two days; a payment that is told of later still counts."""
    old = Contribution.objects.unsettled().filter(began_at__lt=at - LAPSES_AFTER)
    return old.update(state=State.LAPSED, settled_at=at)


def _named_by(word: Word) -> Q:
    if word.key:
        return Q(key=word.key)
    return Q(pk__in=Payment.objects.filter(provider_ref=word.ref).values("contribution"))


def _apply(contribution: Contribution, word: Word, at: datetime) -> str:
    """Move a locked contribution by a word; what came too late or too early changes nothing that is final."""
    before = (contribution.state, contribution.subscription_ref)
    if word.subscription and not contribution.subscription_ref:
        contribution.subscription_ref = word.subscription
    is_new = False
    if word.said in (Said.PAID, Said.REFUNDED):
        if (word.amount_minor, word.currency) != (contribution.amount_minor, contribution.currency):
            log.error("Contribution %s: the amount of %s is not what was offered.", contribution.pk, word.ref)
            return Outcome.MISMATCH
        is_new = _take_money(contribution, word, at)
    elif word.said == Said.ENDED and contribution.rhythm == Contribution.Rhythm.MONTHLY:
        contribution.state = State.ENDED
    else:
        contribution.state = FORWARD.get(word.said, {}).get(contribution.state, contribution.state)
    if (contribution.state, contribution.subscription_ref) != before:
        if contribution.state != before[0]:
            contribution.settled_at = at
        contribution.save(update_fields=["state", "settled_at", "subscription_ref"])
        return Outcome.APPLIED
    return Outcome.APPLIED if is_new else Outcome.NOTHING


def _take_money(contribution: Contribution, word: Word, at: datetime) -> bool:
    """Write the payment once, note what was given back, and owe a receipt; return whether anything was new."""
    is_once = contribution.rhythm == Contribution.Rhythm.ONCE
    if is_once and (paid := contribution.payments.exclude(provider_ref=word.ref).first()):
        log.error("Contribution %s was paid twice: %s and %s.", contribution.pk, paid.provider_ref, word.ref)
        return False
    payment, is_new = Payment.objects.get_or_create(
        provider_ref=word.ref,
        defaults={
            "contribution": contribution,
            "is_once": is_once,
            "amount_minor": contribution.amount_minor,
            "currency": contribution.currency,
            "paid_at": word.at,
        },
    )
    if is_new:
        enqueue_receipt(receipt=Receipt.objects.create(payment=payment, next_at=at))
        if contribution.state in UNPAID:
            contribution.state = State.PAID if is_once else State.ACTIVE
    given_back = min(word.refunded_minor, payment.amount_minor)
    if given_back > payment.refunded_minor:
        payment.refunded_minor, is_new = given_back, True
        payment.save(update_fields=["refunded_minor"])
    if is_once and payment.refunded_minor == payment.amount_minor:
        contribution.state = State.REFUNDED
    return is_new
