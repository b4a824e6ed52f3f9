"""Links by which contributors disclose without an account: one purpose, one answer, and an end."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.crypto import get_random_string

from content.models.contributor import Contributor, Disclosure


def new_key() -> str:
    """Return a fresh key of 190 random bits."""
    return get_random_string(32)


class DisclosureRequestQuerySet(models.QuerySet["DisclosureRequest"]):
    """Ways to choose requests. Each returns a queryset, so they chain."""

    def waiting(self) -> Self:
        """Keep the requests that were neither answered nor withdrawn."""
        return self.filter(disclosure__isnull=True, revoked_at__isnull=True)

    def open_at(self, moment: datetime) -> Self:
        """Keep the requests whose link can be used at ``moment``."""
        return self.waiting().filter(expires_at__gt=moment)


class DisclosureRequest(models.Model):
    """A contributor was asked to disclose. The link names the key, signed."""

    contributor = models.ForeignKey(Contributor, models.CASCADE, related_name="disclosure_requests")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the e-mail with the link went out.")
    revoked_at = models.DateTimeField(null=True, blank=True)
    disclosure = models.OneToOneField(Disclosure, models.CASCADE, null=True, blank=True, related_name="request")

    objects = DisclosureRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["contributor"],
                condition=models.Q(disclosure__isnull=True, revoked_at__isnull=True),
                name="content_disclosurerequest_one_waits_a_contributor",
            ),
            models.CheckConstraint(
                condition=models.Q(disclosure__isnull=True) | models.Q(revoked_at__isnull=True),
                name="content_disclosurerequest_answered_or_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor}, asked {self.asked_at:%-d %b %Y}"
