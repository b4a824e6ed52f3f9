"""Why an article exists: what its planners set down before it was written."""

from django.conf import settings
from django.db import models

from content.models.article import Article
from content.models.lists import Competency


class PlanningRecord(models.Model):
    """The planning record of an article; publishing freezes it with the edition."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="planning")
    practice_gap = models.TextField(
        blank=True, help_text="The difference between what is done and what could be done, and how it is known."
    )
    need = models.TextField(
        "educational need",
        blank=True,
        help_text="What is missing behind the gap: knowledge, competence or performance.",
    )
    intended_change = models.TextField(blank=True, help_text="What readers will know or do otherwise.")
    why_this_format = models.TextField(blank=True, help_text="Why a text with a test is the way to get there.")
    competencies = models.ManyToManyField(Competency, blank=True, related_name="planning_records")
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(editable=False)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )

    class Meta:
        ordering = ["article"]

    def __str__(self) -> str:
        return f"Planning of {self.article_id}"
