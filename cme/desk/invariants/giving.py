"""What is true of contributions and news, asked of the database. Each function yields the rows that break it."""

from collections.abc import Iterator

from django.db.models import Count, Exists, F, OuterRef, Q

from cme.messages.models import Consent, Suppression
from cme.support.models import Contribution, Payment

State = Contribution.State
CHUNK = 500


def contributions_are_where_their_money_is() -> Iterator[str]:
    """A contribution is paid, running, ended or refunded as its payments are, and has none while nothing came."""
    rows = Contribution.objects.annotate(n=Count("payments")).order_by("pk")
    unpaid = Q(state__in=[State.OPEN, State.FAILED, State.LAPSED], n__gt=0)
    paid = Q(state__in=[State.PAID, State.REFUNDED, State.ACTIVE], n=0)
    whole = Payment.objects.filter(contribution=OuterRef("pk"), refunded_minor=F("amount_minor"))
    refunded = Q(state=State.PAID) & Exists(whole) | Q(state=State.REFUNDED) & ~Exists(whole)
    for pk in rows.filter(unpaid | paid | refunded).values_list("pk", flat=True).iterator(CHUNK):
        yield f"contribution {pk}"


def payments_are_what_was_offered() -> Iterator[str]:
    """A payment is of the amount and currency that its contribution offered."""
    rows = Payment.objects.exclude(
        amount_minor=F("contribution__amount_minor"), currency=F("contribution__currency")
    ).order_by("pk")
    for pk in rows.values_list("pk", flat=True).iterator(CHUNK):
        yield f"payment {pk}"


def payments_are_owed_a_receipt() -> Iterator[str]:
    """Every payment has its receipt, sent or still to be sent."""
    rows = Payment.objects.filter(receipt=None).order_by("pk")
    for pk in rows.values_list("pk", flat=True).iterator(CHUNK):
        yield f"payment {pk}"


def nobody_suppressed_gets_news() -> Iterator[str]:
    """No consent is in force for an address that is suppressed (E4)."""
    rows = Consent.objects.in_force().filter(subscriber__email__in=Suppression.objects.values("email"))
    for pk in rows.order_by("pk").values_list("pk", flat=True).iterator(CHUNK):
        yield f"consent {pk}"


INVARIANTS = (
    contributions_are_where_their_money_is,
    payments_are_what_was_offered,
    payments_are_owed_a_receipt,
    nobody_suppressed_gets_news,
)
