"""References between the look at them and the adding: what would be written, until somebody says so."""

import uuid

from django.conf import settings
from django.db import models

from content.models.article import Article


class ReferencePaste(models.Model):
    """What one member of staff pasted for one article. Short-lived: older ones go when the next one comes.

    The row, not a hidden field, carries the works between the two pages, as that of ``QuestionImport`` does.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    article = models.ForeignKey(Article, models.CASCADE, related_name="+")
    works = models.JSONField(help_text="Lines, works as content.citing.work has them, and where each comes from.")
    faults = models.JSONField(help_text="Lines, what stood there, and why it cannot be taken.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    added_at = models.DateTimeField(null=True)
    added = models.PositiveIntegerField(default=0, help_text="How many references it brought.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["created_at"], name="content_referencepaste_by_age")]

    def __str__(self) -> str:
        return f"{len(self.works)} pasted for {self.article_id}"
