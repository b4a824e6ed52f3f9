"""Lists that the accreditation lead keeps: formats, competencies, bands of amounts. Entries retire, they never go."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_noop

# What the formats that come with the platform say of themselves, so that pages can say it in other languages.
FORMATS_SAY = (
    gettext_noop("A summary of one study to read on this page"),
    gettext_noop("A paper to read, and a summary of it on this page"),
)


class EntryQuerySet(models.QuerySet["Entry"]):
    """Ways to choose entries. Each returns a queryset, so they chain."""

    def offered_on(self, day: date) -> Self:
        """Keep the entries that can be chosen on ``day``."""
        return self.filter(models.Q(retired_on__isnull=True) | models.Q(retired_on__gt=day))


class Entry(models.Model):
    """One entry of a list."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=1)
    retired_on = models.DateField(
        null=True, blank=True, help_text="From this day on it cannot be chosen; what names it keeps it."
    )

    objects = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class ActivityFormat(Entry):
    """What kind of activity an article is (F1, F4)."""

    needs_source_read = models.BooleanField(
        "asks for the paper to be read",
        default=False,
        help_text="Journal-based: reading the paper itself is a recorded step (F4).",
    )


class Competency(Entry):
    """A competency that an activity addresses."""

    class Meta(Entry.Meta):
        verbose_name_plural = "competencies"


class AmountBand(Entry):
    """A band of amounts that funders give."""
