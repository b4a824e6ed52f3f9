"""Who reads our news: requests to confirm, subscribers, their consent, and addresses never to write to."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from cme.support.models import Letter, LetterQuerySet
from content.models import ApprovedWording


def new_key() -> str:
    """Return a fresh key of 190 random bits."""
    return get_random_string(32)


class Subscriber(models.Model):
    """An address whose owner confirmed it once. Whether news may go there is for the ledger to say."""

    email = models.EmailField(unique=True, help_text="In small letters.")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    confirmed_at = models.DateTimeField(help_text="First.")

    class Meta:
        ordering = ["email"]

    def __str__(self) -> str:
        return f"Subscriber {self.pk}"


class SubscriptionRequestQuerySet(LetterQuerySet["SubscriptionRequest"]):
    """Ways to choose requests: those of all letters."""


class SubscriptionRequest(Letter):
    """Somebody entered an address. It is owed the mail with the link to confirm, and nothing else (double opt-in)."""

    email = models.EmailField(help_text="In small letters.")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    text_version = models.CharField(max_length=20, help_text="Of the wording that was shown.")
    origin = models.CharField(max_length=200, help_text="What addresses in its mail begin with.")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    language = models.CharField(max_length=12, db_default="en", help_text="Of the page on which it was entered.")
    wording = models.ForeignKey(
        ApprovedWording,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="What was shown in another language; empty for the English text of that version.",
    )

    objects = SubscriptionRequestQuerySet.as_manager()

    class Meta(Letter.Meta):
        ordering = ["-asked_at", "-pk"]
        indexes = [
            *Letter.Meta.indexes,
            models.Index(fields=["email", "sent_at"], name="news_request_by_email"),
            models.Index(
                fields=["expires_at"], condition=Q(confirmed_at__isnull=True), name="news_request_unconfirmed"
            ),
        ]

    def __str__(self) -> str:
        return f"Request {self.pk}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Ways to choose entries. Each returns a queryset, so they chain."""

    def in_force(self) -> Self:
        """Keep those that were not withdrawn."""
        return self.filter(withdrawn_at__isnull=True)


class Consent(models.Model):
    """An entry of the consent ledger (G1): what for, to which words, given and withdrawn when and how."""

    class Purpose(models.TextChoices):
        """What for."""

        NEWS = "news", "news of what contributions did"

    class Channel(models.TextChoices):
        """How it reached us."""

        LINK = "link", "the link in the mail that asked to confirm"
        PAGE = "page", "the page to unsubscribe"
        ONE_CLICK = "one-click", "the button of the mail program (RFC 8058)"
        DESK = "desk", "the desk"

    subscriber = models.ForeignKey(Subscriber, models.PROTECT, related_name="consents")
    request = models.ForeignKey(SubscriptionRequest, models.PROTECT, related_name="consents")
    purpose = models.CharField(max_length=8, choices=Purpose)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=10, choices=Channel)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=10, choices=Channel, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name = "entry of the consent ledger"
        verbose_name_plural = "consent ledger"
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "purpose"],
                condition=Q(withdrawn_at__isnull=True),
                name="news_consent_one_in_force_a_purpose",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by=""),
                name="news_consent_withdrawn_with_its_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}, {self.given_at:%Y-%m-%d}"


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    """Ways to choose suppressions. Each returns a queryset, so they chain."""

    def holds(self, email: str) -> bool:
        """Tell whether nothing may go to an address."""
        return self.filter(email=email).exists()


class Suppression(models.Model):
    """An address to which nothing of this stream goes any more (E4). Entries are added, never taken away."""

    class Reason(models.TextChoices):
        """Why."""

        ASKED = "asked", "its owner asked for it"
        BOUNCED = "bounced", "mail comes back"
        COMPLAINED = "complained", "its owner complained"

    email = models.EmailField(unique=True, help_text="In small letters.")
    reason = models.CharField(max_length=10, choices=Reason)
    suppressed_at = models.DateTimeField(editable=False)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-suppressed_at", "-pk"]

    def __str__(self) -> str:
        return self.email


def is_current(request: SubscriptionRequest, moment: datetime) -> bool:
    """Tell whether the link of a request can still confirm it."""
    return request.expires_at > moment
