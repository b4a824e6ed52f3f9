"""A file of questions between the look at it and the import: what would be written, until somebody says so."""

import uuid

from django.conf import settings
from django.db import models


class QuestionImport(models.Model):
    """What one member of staff uploaded. Short-lived: older ones go when the next file comes.

    The row, not a hidden field, carries the questions between the two pages: the preview has an address that can be
    loaded again, nothing that the browser sends back is trusted, and pressing twice finds it imported already.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    file_name = models.CharField(max_length=200)
    format = models.CharField(max_length=20)
    questions = models.JSONField(help_text="content.formats.neutral_json, in the order of the file.")
    faults = models.JSONField(help_text="Lines and messages of what could not be read.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    imported_at = models.DateTimeField(null=True)
    imported = models.PositiveIntegerField(default=0, help_text="How many questions it brought.")

    class Meta:
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["created_at"], name="content_questionimport_by_age")]

    def __str__(self) -> str:
        return self.file_name
