"""Sending the mail that asks to confirm, to those who may get it."""

from datetime import datetime, timedelta

from cme.messages.mails import confirmation_mail
from cme.messages.models import Consent, SubscriptionRequest, Suppression
from cme.support.models import Letter
from cme.support.services.posting import post_letter

MOST_A_DAY = 3  # mails that ask to confirm, to one address


def post_confirmation(*, pk: int, at: datetime) -> bool:
    """Send the mail of a request that is due, unless it is better not sent; return whether this call sent it."""
    request = SubscriptionRequest.objects.filter(pk=pk).first()
    if request is None:
        return False
    reason = why_withheld(request, at=at)
    if reason:
        due = SubscriptionRequest.objects.due_at(at).filter(pk=pk)  # not one that another worker is sending
        due.update(state=Letter.State.WITHHELD, problem=reason)
        return False
    return post_letter(letter=request, write=confirmation_mail, at=at)


def why_withheld(request: SubscriptionRequest, *, at: datetime) -> str:
    """Say why a request gets no mail, or nothing. Whoever sent the form is told none of it."""
    if Suppression.objects.holds(request.email):
        return "The address is suppressed."
    news = Consent.objects.in_force().filter(purpose=Consent.Purpose.NEWS)
    if news.filter(subscriber__email=request.email).exists():
        return "The address is subscribed."
    if request.expires_at <= at:
        return "The request has lapsed."
    same = SubscriptionRequest.objects.filter(email=request.email, sent_at__gt=at - timedelta(days=1))
    return "The address had mails enough today." if same.count() >= MOST_A_DAY else ""
