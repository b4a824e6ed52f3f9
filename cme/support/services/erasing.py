"""Erasing what strangers wrote of themselves: after the time for which it is kept, and when somebody asks (G2, G3).

The money stays on record. In the place of the address stands a random one that leads nowhere, the same for all that one
address gave, so that people are still counted once and nobody can be told from it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Lower
from django.utils.crypto import get_random_string

from cme.reporting.services.reporting import forget_address
from cme.support.models import Contribution, GrantEnquiry, Payment, Receipt, Suggestion
from cme.support.services.contributing import LAPSES_AFTER

NOWHERE = "@erased.invalid"
WENT = "The reason went with the address."
RUNNING = "A monthly contribution from this address is running. End it first; its receipts need the address."
OPEN = "A contribution from this address waits for its payment. Ask again once it is paid, or in {} days."
OWED = "A receipt to this address is still to be sent. Ask again once it went out or was given up, in two days at most."
State = Contribution.State


class ErasureRefused(Exception):
    """Nothing was erased; the message is fit to show."""


@transaction.atomic
def erase_before(*, before: datetime) -> int:
    """Erase the addresses of contributions that are over, and of which nothing moved since; return how many.

    May run twice. A monthly contribution that runs, one that waits for its payment, and one whose receipt is still to
    be sent keep theirs.

    Args:
        before: What began, moved or was paid from then on keeps its address.
    """
    paid_since = Payment.objects.filter(contribution=OuterRef("pk"), paid_at__gte=before)
    owed = Receipt.objects.filter(payment__contribution=OuterRef("pk"), state=Receipt.State.PENDING)
    over = _kept().exclude(state__in=[State.OPEN, State.ACTIVE]).filter(
        ~Exists(paid_since), ~Exists(owed), began_at__lt=before, settled_at__lt=before
    )  # fmt: skip
    return _erase(over.select_for_update(of=("self",)))


@transaction.atomic
def erase_correspondence(*, before: datetime) -> int:
    """Erase contacts of enquiries that were answered, and names of who suggested what was declined; return how many.

    May run twice. An organisation, and what was suggested, stay on record.
    """
    contacts = GrantEnquiry.objects.filter(answered_at__lt=before).exclude(contact_name="", email="")
    declined = Suggestion.objects.filter(state=Suggestion.State.DECLINED, decided_at__lt=before)
    return contacts.update(contact_name="", email="") + declined.exclude(credit_name="").update(credit_name="")


@transaction.atomic
def erase_address(*, address: str) -> int:
    """Erase an address from all that was given or asked with it, since somebody asks; return from how many rows.

    Raises:
        ErasureRefused: A monthly contribution is running, one waits for its payment, or a receipt is still to be sent.
    """
    rows = _kept().annotate(small=Lower("email")).filter(small=address.strip().lower())
    found = list(rows.select_for_update(of=("self",)))
    if any(row.state == State.ACTIVE for row in found):
        raise ErasureRefused(RUNNING)
    if any(row.state == State.OPEN for row in found):
        raise ErasureRefused(OPEN.format(LAPSES_AFTER.days + 1))
    if Receipt.objects.filter(payment__contribution__in=found, state=Receipt.State.PENDING).exists():
        raise ErasureRefused(OWED)
    asked = GrantEnquiry.objects.annotate(small=Lower("email")).filter(small=address.strip().lower())
    return _erase(found) + asked.update(contact_name="", email="") + forget_address(address=address)


def _kept() -> "QuerySet[Contribution]":
    return Contribution.objects.exclude(email__endswith=NOWHERE).order_by("pk")


def _erase(rows: Iterable[Contribution]) -> int:
    """Put one random address in the place of each."""
    instead: dict[str, str] = {}
    count = 0
    for row in rows:
        stands = instead.setdefault(row.email.lower(), f"{get_random_string(24).lower()}{NOWHERE}")
        count += Contribution.objects.filter(pk=row.pk).update(email=stands)
        # Mail servers repeat the address when they refuse it.
        Receipt.objects.filter(payment__contribution=row).exclude(problem="").update(problem=WENT)
    return count
