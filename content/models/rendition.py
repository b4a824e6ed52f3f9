"""Renditions: a picture in other sizes and formats, made by the worker; and which editions show which pictures."""

from collections.abc import Iterable
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from content.models.edition import Edition
from content.renditions import Shown


class RenditionQuerySet(models.QuerySet["Rendition"]):
    """Ways to choose renditions. Each returns a queryset, so they chain."""

    def pending(self) -> Self:
        """Keep those that are still to be made."""
        return self.filter(state=Rendition.State.PENDING)

    def failed(self) -> Self:
        """Keep those that were given up."""
        return self.filter(state=Rendition.State.FAILED)

    def shown_of(self, pictures: Iterable[str]) -> dict[str, list[Shown]]:
        """Return what is there of these pictures, by the picture's name."""
        found: dict[str, list[Shown]] = {}
        rows = self.filter(picture__in=set(pictures), state=Rendition.State.DONE).order_by("width", "format")
        for row in rows:
            shown = Shown(row.format, f"/figures/{row.file}", row.width)
            found.setdefault(row.picture, []).append(shown)
        return found


class Rendition(models.Model):
    """A picture at one width in one format. The row is the truth about the work; the queue only hurries it."""

    class State(models.TextChoices):
        """How far the work is."""

        PENDING = "pending", "waiting"
        DONE = "done", "done"
        FAILED = "failed", "given up"

    picture = models.CharField(max_length=70, help_text="Name of the stored picture: the hash of its content.")
    width = models.PositiveIntegerField(help_text="Pixels.")
    height = models.PositiveIntegerField(help_text="Pixels.")
    format = models.CharField(max_length=4)
    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    tries = models.PositiveSmallIntegerField(default=0)
    file = models.CharField(max_length=70, blank=True, help_text="Name of the file: the hash of its content.")
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["picture", "width", "format"]
        constraints = [
            models.UniqueConstraint(fields=["picture", "width", "format"], name="content_rendition_once"),
            models.CheckConstraint(
                condition=Q(state="done", made_at__isnull=False) & ~Q(file="")
                | ~Q(state="done") & Q(made_at__isnull=True, file=""),
                name="content_rendition_done_with_its_file",
            ),
        ]
        indexes = [
            models.Index(fields=["state"], condition=~Q(state="done"), name="content_rendition_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.picture} {self.width} {self.format}"


class EditionPictureQuerySet(models.QuerySet["EditionPicture"]):
    """Ways to choose pictures of editions. Each returns a queryset, so they chain."""

    def ready(self) -> Self:
        """Keep those whose renditions are final and are not on the page yet."""
        pending = Rendition.objects.pending().filter(picture=OuterRef("picture"))
        return self.filter(~Exists(pending), shown_at__isnull=True)


class EditionPicture(models.Model):
    """A picture in the text of an edition, and when its renditions came onto the page."""

    edition = models.ForeignKey(Edition, models.CASCADE, related_name="pictures")
    picture = models.CharField(max_length=70, db_index=True)
    shown_at = models.DateTimeField(null=True, blank=True)

    objects = EditionPictureQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "picture"], name="content_editionpicture_once_an_edition")
        ]
        indexes = [
            models.Index(fields=["edition"], condition=Q(shown_at__isnull=True), name="content_editionpicture_unshown"),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.picture}"
