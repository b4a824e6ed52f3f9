"""The history of a draft: what it said after each save."""

from django.conf import settings
from django.db import models

from content.models.article import Article


class DraftVersion(models.Model):
    """A draft as one save left it. Written once, in the transaction of the save; never changed."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="draft_versions")
    number = models.PositiveIntegerField(help_text="The version of the article that the save made.")
    draft = models.JSONField(help_text="content.draft_copy: fields, rows and questions as plain values.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the draft in a canonical form.")
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="content_draftversion_number_once_in_an_article")
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
