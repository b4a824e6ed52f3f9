"""Analyses that are kept: what takes too long for a page is calculated by a command and read by the page."""

from django.db import models

from content.models import Release


class AnalysisSnapshot(models.Model):
    """The item analysis of a release as it stood; it may be thrown away and calculated again at any time."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="analysis_snapshots")
    choice = models.CharField(max_length=7, help_text="cme.outcomes.marks.Choice: which attempts of a person count.")
    population = models.CharField(max_length=9, help_text="cme.outcomes.marks.Population: whose attempts count.")
    attempts = models.PositiveIntegerField(help_text="Attempts that it counts, of both tests.")
    # What it rests on; anything newer makes it old.
    newest_marking = models.PositiveBigIntegerField()
    newest_edition = models.PositiveBigIntegerField()
    newest_correction = models.PositiveBigIntegerField(default=0, help_text="Of the keys of its questions.")
    form = models.PositiveSmallIntegerField(help_text="cme.outcomes.snapshots.FORM: how the values are laid out.")
    values = models.JSONField(help_text="cme.outcomes.item_report.report_of(...) as values.")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["release", "choice", "population"]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "choice", "population"], name="outcomes_analysissnapshot_once_a_choice"
            )
        ]

    def __str__(self) -> str:
        return f"{self.release}, {self.choice} attempts, {self.population}"
