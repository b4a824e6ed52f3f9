"""What individuals give, what the payment provider said of it, and the receipts. No card data is here."""

from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.crypto import get_random_string

from cme.support.models.letter import Letter, LetterQuerySet
from content.models import ApprovedWording


def new_key() -> str:
    """Return a fresh key of 190 random bits."""
    return get_random_string(32)


class ContributionQuerySet(models.QuerySet["Contribution"]):
    """Ways to choose contributions. Each returns a queryset, so they chain."""

    def unsettled(self) -> Self:
        """Keep those of which the provider has not said anything final."""
        return self.filter(state=Contribution.State.OPEN)


class Contribution(models.Model):
    """What one person offered to give, once or each month. It never names a topic: money carries no wish (S6)."""

    class Rhythm(models.TextChoices):
        """How often."""

        ONCE = "once", "once"
        MONTHLY = "monthly", "every month"

    class State(models.TextChoices):
        """How far it is; a trigger lets it move only forward."""

        OPEN = "open", "waiting for the payment"
        FAILED = "failed", "declined"
        LAPSED = "lapsed", "not paid in time"
        PAID = "paid", "paid"
        ACTIVE = "active", "running"
        ENDED = "ended", "ended"
        REFUNDED = "refunded", "refunded"

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    form_key = models.CharField(max_length=32, unique=True, help_text="Of the form that was sent; once only.")
    amount_minor = models.PositiveIntegerField(help_text="In the currency's smallest unit; each month if monthly.")
    currency = models.CharField(max_length=3)
    rhythm = models.CharField(max_length=7, choices=Rhythm)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    email = models.EmailField(help_text="For the receipt alone.")
    provider = models.CharField(max_length=10, help_text="Which payment provider was asked.")
    provider_ref = models.CharField(max_length=100, blank=True, help_text="What the provider calls it.")
    subscription_ref = models.CharField(max_length=100, blank=True, help_text="The provider's standing order.")
    checkout_url = models.URLField(max_length=2000, blank=True, help_text="Where the provider takes the payment.")
    origin = models.CharField(max_length=200, help_text="What addresses in its mails begin with.")
    language = models.CharField(
        max_length=12, db_default="en", help_text="Of the page on which it was begun, and so of its receipts."
    )
    began_at = models.DateTimeField()
    wording = models.ForeignKey(
        ApprovedWording,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        help_text="What was confirmed in another language; empty for English.",
    )
    settled_at = models.DateTimeField(null=True, blank=True, help_text="When its state last moved.")

    objects = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="support_contribution_is_of_something"),
            models.CheckConstraint(
                condition=Q(rhythm="once", state__in=["open", "failed", "lapsed", "paid", "refunded"])
                | Q(rhythm="monthly", state__in=["open", "failed", "lapsed", "active", "ended"]),
                name="support_contribution_state_fits_its_rhythm",
            ),
            models.CheckConstraint(
                condition=Q(state="open", settled_at__isnull=True) | Q(~Q(state="open"), settled_at__isnull=False),
                name="support_contribution_settled_with_its_moment",
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_ref"],
                condition=~Q(provider_ref=""),
                name="support_contribution_provider_ref_once",
            ),
        ]
        indexes = [
            models.Index(fields=["began_at"], condition=Q(state="open"), name="support_contribution_open"),
        ]

    def __str__(self) -> str:
        return f"Contribution {self.pk}"


class Payment(models.Model):
    """Money that came: one row for a contribution that is given once, one a month for the others."""

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="payments")
    is_once = models.BooleanField(help_text="Of a contribution that is given once.")
    provider_ref = models.CharField(max_length=100, unique=True, help_text="The provider's payment or invoice.")
    amount_minor = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    refunded_minor = models.PositiveIntegerField(default=0)
    paid_at = models.DateTimeField()

    class Meta:
        ordering = ["paid_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution"], condition=Q(is_once=True), name="support_payment_once_where_given_once"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="support_payment_is_of_something"),
            models.CheckConstraint(
                condition=Q(refunded_minor__lte=F("amount_minor")), name="support_payment_refunded_at_most_whole"
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.pk}"


class ReceiptQuerySet(LetterQuerySet["Receipt"]):
    """Ways to choose receipts: those of all letters."""


class Receipt(Letter):
    """The mail that says that a payment came."""

    payment = models.OneToOneField(Payment, models.PROTECT, related_name="receipt")

    objects = ReceiptQuerySet.as_manager()

    class Meta(Letter.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"Receipt {self.pk}"


class ProviderEvent(models.Model):
    """That the provider told us something, once for each of its messages. Of the message itself nothing is kept."""

    class Outcome(models.TextChoices):
        """What followed from it."""

        APPLIED = "applied", "applied"
        NOTHING = "nothing", "nothing to do"
        UNKNOWN = "unknown", "about no contribution of ours"
        MISMATCH = "mismatch", "amount or currency is not what was offered"

    provider = models.CharField(max_length=10)
    event_id = models.CharField(max_length=100)
    kind = models.CharField(max_length=60)
    contribution = models.ForeignKey(Contribution, models.PROTECT, null=True, blank=True, related_name="events")
    outcome = models.CharField(max_length=8, choices=Outcome)
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "event_id"], name="support_providerevent_taken_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}, {self.received_at:%Y-%m-%d}"
