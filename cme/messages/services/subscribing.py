"""Subscribing to news with two steps, and leaving with one; each may be done any number of times."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from cme.access.once import once_key
from cme.messages.mails import TEXT_VERSION
from cme.messages.models import Consent, Subscriber, SubscriptionRequest, Suppression, is_current
from cme.messages.tasks import send_confirmation
from content.services.queue import enqueue_missing
from content.services.rates import take_turn

AT_ONCE = 200  # requests that one sweep hands to the queue
ONE_FORM = timedelta(minutes=10)  # in which a form that is sent again counts once; later its sender waits for a mail
KEPT = timedelta(days=30)  # after which a request that nobody confirmed is forgotten


class SubscriptionRefused(Exception):
    """The subscription was not confirmed; the message is fit to show."""


@transaction.atomic
def ask_subscription(
    *, form_key: str, email: str, origin: str, at: datetime, language: str = "en", wording: int | None = None
) -> None:
    """Note that an address was entered; the worker decides whether a mail goes there.

    Known, unknown and suppressed addresses cost the same here, so that neither answer nor time tells which it was.
    The same form sent again within ten minutes changes nothing, unless the address was unsubscribed in between.

    Args:
        form_key: Of the form; the same address under another key is another request.
        email: The address.
        origin: What addresses in its mail begin with.
        at: Now; aware.
        language: Of the page, and so of the mail.
        wording: Primary key of the approved wording that was agreed to; None for English.

    Raises:
        SubscriptionRefused: The site has no postal address, which news must carry (E3).
    """
    if not settings.POSTAL_ADDRESS:
        raise SubscriptionRefused(gettext("This site sends no news at present."))
    address = email.lower()
    closed = SubscriptionRequest.objects.filter(email=address, expires_at__lte=at).count()  # more once it left
    form = once_key(form_key, address, language, closed)
    if not take_turn(key=f"news:{form}", burst=1, each=ONE_FORM, at=at):
        return
    request = SubscriptionRequest.objects.create(
        email=address,
        text_version=TEXT_VERSION,
        origin=origin,
        language=language,
        wording_id=wording,
        asked_at=at,
        next_at=at,
        expires_at=at + timedelta(days=settings.NEWS_REQUEST_DAYS),
    )
    send_confirmation.enqueue(str(request.pk))


@transaction.atomic
def confirm_subscription(*, key: str, at: datetime) -> Subscriber:
    """Subscribe the address of a request, and write the ledger; confirming it again changes nothing.

    Raises:
        SubscriptionRefused: The link is not ours, has lapsed, was used and then left, or the address is suppressed.
    """
    refusal = SubscriptionRefused(
        gettext("This link can no longer be used. Enter your address again to get another one.")
    )
    request = SubscriptionRequest.objects.select_for_update().filter(key=key).first()
    if request is None or Suppression.objects.holds(request.email):
        raise refusal
    before = Consent.objects.filter(request=request).select_related("subscriber").first()
    if before:
        if before.withdrawn_at:
            raise refusal
        return before.subscriber
    if not is_current(request, at):
        raise refusal
    subscriber, _ = Subscriber.objects.get_or_create(
        email=request.email, defaults={"key": request.key, "confirmed_at": at}
    )
    try:
        with transaction.atomic():
            Consent.objects.create(
                subscriber=subscriber,
                request=request,
                purpose=Consent.Purpose.NEWS,
                text_version=request.text_version,
                given_at=at,
                given_by=Consent.Channel.LINK,
            )
    except IntegrityError:
        return subscriber  # another link of the same address came first
    SubscriptionRequest.objects.filter(pk=request.pk).update(confirmed_at=at)
    return subscriber


@transaction.atomic
def leave(*, key: str, channel: str, at: datetime, for_good: bool = False) -> None:
    """Withdraw the consent of whoever holds a mail of ours; an unknown key, or a second time, changes nothing.

    Args:
        key: Of the subscriber, or of the request that a mail was about.
        channel: How it reached us (``Consent.Channel``).
        at: Now; aware.
        for_good: Whether no mail of this stream shall ever go to the address again (E4).
    """
    email = _email_of(key)
    if not email:
        return
    SubscriptionRequest.objects.filter(email=email, expires_at__gt=at).update(expires_at=at)
    Consent.objects.in_force().filter(subscriber__email=email).update(withdrawn_at=at, withdrawn_by=channel)
    if for_good:
        suppress(email=email, reason=Suppression.Reason.ASKED, at=at)


@transaction.atomic
def suppress(*, email: str, reason: str, at: datetime) -> None:
    """Never write to an address again in this stream; a second time changes nothing."""
    address = email.lower()
    row = Suppression(email=address, reason=reason, suppressed_at=at)
    Suppression.objects.bulk_create([row], ignore_conflicts=True)
    in_force = Consent.objects.in_force().filter(subscriber__email=address)
    in_force.update(withdrawn_at=at, withdrawn_by=Consent.Channel.DESK)


def sweep_requests(*, at: datetime) -> tuple[int, int]:
    """Hand due requests that are in no task to the queue, and forget old ones that nobody confirmed.

    Returns:
        How many tasks were added, and how many requests forgotten.
    """
    due = SubscriptionRequest.objects.due_at(at).order_by("next_at").values_list("pk", flat=True)
    added = enqueue_missing(task=send_confirmation, keys=[str(pk) for pk in due[:AT_ONCE]])
    old = SubscriptionRequest.objects.filter(expires_at__lt=at - KEPT, consents__isnull=True)
    return added, old.delete()[0]


def _email_of(key: str) -> str:
    if not key:
        return ""
    subscriber = Subscriber.objects.filter(key=key).values_list("email", flat=True).first()
    return subscriber or SubscriptionRequest.objects.filter(key=key).values_list("email", flat=True).first() or ""
