"""Wordings in another language that a named person approved: of what is attested, agreed to or answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q


class ApprovedWording(models.Model):
    """What a text says in another language. Written once; a later one takes its place, a new English text voids it."""

    language = models.CharField(max_length=12)
    name = models.CharField("text", max_length=60, help_text="Which text of the site it is.")
    source = models.TextField("in English", help_text="What it translates; once that changes, English is shown again.")
    source_hash = models.CharField(max_length=64, editable=False)
    wording = models.TextField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approver = models.CharField("approved by", max_length=120, help_text="Name of the person, as it was then.")
    approved_at = models.DateTimeField()

    class Meta:
        ordering = ["language", "name", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(language="") & ~Q(language="en"), name="content_approvedwording_is_no_english"
            ),
            models.CheckConstraint(
                condition=~Q(wording="") & ~Q(source="") & ~Q(approver=""),
                name="content_approvedwording_says_what_and_who",
            ),
        ]
        indexes = [models.Index(fields=["language", "source_hash"], name="content_wording_by_source")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
