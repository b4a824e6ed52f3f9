"""Erasing the addresses of those who left the news: after a time, and when somebody asks (G2, G3).

The entry of the ledger stays and says what was agreed to and until when; its address leads nowhere then.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.crypto import get_random_string

from cme.messages.models import Consent, Subscriber, SubscriptionRequest
from cme.support.services.erasing import NOWHERE, WENT, ErasureRefused

SUBSCRIBED = (
    "This address gets the news. Its owner leaves first, by the link in each mail or on the page to unsubscribe."
)


@transaction.atomic
def erase_left_before(*, before: datetime) -> int:
    """Erase the addresses of those who left before a moment and did not come back; return how many. May run twice."""
    left = _gone().annotate(left_at=Max("consents__withdrawn_at")).filter(left_at__lt=before)
    return _erase(left)


@transaction.atomic
def erase_subscriber(*, address: str) -> int:
    """Erase an address now, since its owner asks; return of how many subscribers and requests.

    Raises:
        ErasureRefused: It is subscribed.
    """
    email = address.strip().lower()
    if Consent.objects.in_force().filter(subscriber__email=email).exists():
        raise ErasureRefused(SUBSCRIBED)
    unconfirmed, _ = SubscriptionRequest.objects.filter(email=email, confirmed_at=None).delete()
    return unconfirmed + _erase(_gone().filter(email=email))


def _gone() -> "QuerySet[Subscriber]":
    in_force = Consent.objects.in_force().filter(subscriber=OuterRef("pk"))
    return Subscriber.objects.filter(~Exists(in_force)).exclude(email__endswith=NOWHERE).order_by("pk")


def _erase(rows: "QuerySet[Subscriber]") -> int:
    count = 0
    for row in list(rows):
        stands = f"{get_random_string(24).lower()}{NOWHERE}"
        requests = SubscriptionRequest.objects.filter(email=row.email, confirmed_at__isnull=False)
        requests.exclude(problem="").update(problem=WENT)
        requests.update(email=stands)
        count += Subscriber.objects.filter(pk=row.pk).update(email=stands)
    return count
