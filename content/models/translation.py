"""Articles in another language: by whom or what they were translated, and their blocks."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from content.models.edition import Edition

LONGEST_PROBLEM = 300  # characters


class TranslationQuerySet(models.QuerySet["Translation"]):
    """Ways to choose translations. Each returns a queryset, so they chain."""

    def published(self) -> Self:
        """Keep those that readers may see, if their release goes on."""
        return self.filter(state=Translation.State.PUBLISHED)

    def standing(self) -> Self:
        """Leave out those that were withdrawn."""
        return self.exclude(state=Translation.State.WITHDRAWN)

    def waiting(self) -> Self:
        """Keep those that a machine is still to make."""
        return self.filter(state=Translation.State.WAITING)

    def due_at(self, moment: datetime) -> Self:
        """Keep those that are to be made now and that nobody is making."""
        return self.waiting().filter(next_at__lte=moment)

    def for_edition(self, edition: Edition) -> Self:
        """Keep those that can be shown with an edition: of it, or of one before it in its release; the best first.

        People's come before machines', and newer ones before older. Another release has other facts, so nothing of an
        earlier one is shown with it.
        """
        own = self.published().filter(
            edition__release_id=edition.release_id, edition__correction__lte=edition.correction
        )
        return own.order_by("origin", "-edition__correction", "-pk")


class Translation(models.Model):
    """An edition in another language. Its blocks are frozen once it is published; corrected, it is made anew."""

    class Origin(models.TextChoices):
        """Who translated; people come first in the alphabet too, which the order of ``for_edition`` uses."""

        EDITOR = "editor", "people"
        MACHINE = "machine", "machine"

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", "being written"
        WAITING = "waiting", "asked for"
        PUBLISHED = "published", "published"
        REFUSED = "refused", "refused by the checks"
        FAILED = "failed", "given up"
        WITHDRAWN = "withdrawn", "withdrawn"

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="translations")
    language = models.CharField(max_length=16)
    origin = models.CharField(max_length=7, choices=Origin)
    state = models.CharField(max_length=9, choices=State)
    engine = models.CharField(max_length=60, blank=True, help_text="Provider, as readers are told.")
    engine_version = models.CharField(max_length=20, blank=True)
    model = models.CharField(max_length=60, blank=True)
    translator = models.CharField(max_length=160, blank=True)
    reviewer = models.CharField(max_length=160, blank=True)
    translated_on = models.DateField(null=True, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(help_text="When its state last changed; tells caches of pages.")
    problem = models.CharField(max_length=LONGEST_PROBLEM, blank=True)
    characters = models.PositiveIntegerField(default=0, help_text="Sent to the provider so far.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Since something was made last.")
    next_at = models.DateTimeField(null=True, help_text="Not to be tried before.")

    objects = TranslationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "language", "origin"],
                condition=~Q(state="withdrawn"),
                name="content_translation_once_an_edition_and_language",
            ),
            models.CheckConstraint(
                condition=Q(origin="editor", state__in=["draft", "published", "withdrawn"])
                | Q(origin="machine", state__in=["waiting", "published", "refused", "failed", "withdrawn"]),
                name="content_translation_state_fits_its_origin",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", next_at__isnull=False) | ~Q(state="waiting") & Q(next_at__isnull=True),
                name="content_translation_waits_for_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="published")
                | Q(origin="machine", finished_at__isnull=False) & ~Q(engine="")
                | Q(origin="editor", finished_at__isnull=False, translated_on__isnull=False)
                & ~Q(translator="")
                & ~Q(reviewer=""),
                name="content_translation_published_says_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(translator="") | ~Q(translator=F("reviewer")),
                name="content_translation_reviewed_by_somebody_else",
            ),
        ]
        indexes = [models.Index(fields=["next_at"], condition=Q(state="waiting"), name="content_translation_due")]

    def __str__(self) -> str:
        return f"{self.edition_id} in {self.language} by {self.get_origin_display()}"

    @property
    def is_machine(self) -> bool:
        """A machine made it."""
        return self.origin == self.Origin.MACHINE


class TranslatedBlock(models.Model):
    """A block of an edition in another language: plain text, with marks where the original has markup."""

    translation = models.ForeignKey(Translation, models.PROTECT, related_name="blocks")
    key = models.CharField(max_length=120, help_text="content.translating.blocks.Block.key")
    source_hash = models.CharField(max_length=64, help_text="Of the words that were translated.")
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["translation", "key"], name="content_translatedblock_once_a_translation"),
            models.CheckConstraint(condition=~Q(text=""), name="content_translatedblock_says_something"),
        ]

    def __str__(self) -> str:
        return self.key


class MachineUse(models.Model):
    """How many characters were sent to a provider on a day: what it costs, and where it ends."""

    day = models.DateField(unique=True)
    characters = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return f"{self.day}: {self.characters}"
