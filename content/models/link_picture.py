"""Link pictures: what previews of a link to an article show; drawn by the worker, open to everybody."""

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from content.models.edition import Edition


class LinkPictureQuerySet(models.QuerySet["LinkPicture"]):
    """Ways to choose link pictures. Each returns a queryset, so they chain."""

    def due_at(self, moment: datetime, *, look: str) -> Self:
        """Keep those that do not have this look and may be tried."""
        return self.filter(next_at__lte=moment).exclude(look=look)


class LinkPicture(models.Model):
    """The picture of an edition: its title, its topic and the mark of the site. The row is the truth about the work."""

    edition = models.OneToOneField(Edition, models.CASCADE, related_name="link_picture")
    look = models.CharField(max_length=16, blank=True, help_text="Of the file: hash of all that is drawn the same.")
    file = models.CharField(max_length=70, blank=True, help_text="Name of the file: the hash of its content.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="Since it was made last.")
    next_at = models.DateTimeField(help_text="Not to be tried before; each failure waits longer.")
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)

    objects = LinkPictureQuerySet.as_manager()

    class Meta:
        ordering = ["edition"]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=False) & ~Q(file="") & ~Q(look="")
                | Q(made_at__isnull=True, file="", look=""),
                name="content_linkpicture_made_with_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id} {self.file or 'waiting'}"
