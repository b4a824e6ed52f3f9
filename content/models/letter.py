"""E-mails that are to be sent once, to people without an account; the row is the truth about each of them."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q


class LetterQuerySet(models.QuerySet["Letter"]):
    """Ways to choose letters. Each returns a queryset, so they chain."""

    def due_at(self, moment: datetime) -> Self:
        """Keep those that are to be tried at ``moment``: neither sent, given up nor with a worker."""
        return self.filter(state=Letter.State.WAITING, due_at__lte=moment)

    def about(self, kind: str, pk: int) -> Self:
        """Keep the letters of a kind about one row."""
        return self.filter(kind=kind, about=pk)


class Letter(models.Model):
    """An e-mail about another row. Neither its words nor its link are kept: they are written when it goes out."""

    class Kind(models.TextChoices):
        """What it says, and which row it is about."""

        DISCLOSE = "disclose", "link to disclose"  # a DisclosureRequest
        REMIND = "remind", "reminder to disclose"  # a DisclosureRequest
        CONFIRM = "confirm", "code to confirm a sign-off"  # a SignOffCode

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "waiting"
        SENT = "sent", "sent"
        NEEDLESS = "needless", "no longer needed"
        FAILED = "failed", "given up"

    kind = models.CharField(max_length=8, choices=Kind)
    about = models.PositiveBigIntegerField(help_text="Primary key of the row.")
    number = models.PositiveSmallIntegerField(default=1, help_text="Tells several about one row apart.")
    origin = models.CharField(max_length=200, help_text="Address of the site, for the link: https://cme.example.org.")
    language = models.CharField(
        max_length=12, db_default="en", help_text="Of the page on which it was asked for; English where none was."
    )
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    planned_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="Not before; while a worker has it, when that worker is taken for lost.")
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "about", "number"], name="content_letter_once"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="content_letter_sent_at_a_moment",
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="waiting"), name="content_letter_waiting")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.about}, {self.get_state_display()}"
