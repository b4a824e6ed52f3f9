"""Mails that are owed to somebody: how far each is stands in its own row, and the queue only hurries it."""

from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

Owed = TypeVar("Owed", bound="Letter")


class LetterQuerySet(models.QuerySet[Owed]):
    """Ways to choose letters. Each returns a queryset, so they chain."""

    def due_at(self, moment: datetime) -> Self:
        """Keep those that are to be sent and that nobody is sending."""
        return self.filter(state=Letter.State.PENDING, next_at__lte=moment)


class Letter(models.Model):
    """A mail that is owed once. Whoever moves ``next_at`` sends it; a worker that is lost lets it come due again."""

    class State(models.TextChoices):
        """How far it is."""

        PENDING = "pending", "waiting"
        SENT = "sent", "sent"
        WITHHELD = "withheld", "not to be sent"
        FAILED = "failed", "given up"

    state = models.CharField(max_length=8, choices=State, default=State.PENDING, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    next_at = models.DateTimeField(editable=False, help_text="Not to be tried before.")
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    problem = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | Q(~Q(state="sent"), sent_at__isnull=True),
                name="%(app_label)s_%(class)s_sent_with_its_moment",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "sent", "withheld", "failed"]),
                name="%(app_label)s_%(class)s_state_is_known",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state="pending"), name="%(app_label)s_%(class)s_due"),
        ]
