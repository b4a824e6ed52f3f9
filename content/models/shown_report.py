"""The figures of a report that a funder was shown, as they were shown. Written once with its entry of the log (S5)."""

from django.db import models

from content.models.funder import Showing


class ShownReport(models.Model):
    """What a report of aggregates said: one article, one period, small cells withheld before it was kept."""

    showing = models.OneToOneField(Showing, models.PROTECT, related_name="report")
    from_on = models.DateField()
    to_on = models.DateField(help_text="The last day of the period.")
    figures = models.JSONField(help_text="cme.outcomes.funder_report.figures_of(article, period).")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the figures in a canonical form.")

    class Meta:
        ordering = ["showing"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(to_on__gte=models.F("from_on")),
                name="content_shownreport_ends_after_it_began",
                violation_error_message="The period must end on or after the day on which it begins.",
            )
        ]

    def __str__(self) -> str:
        return f"Report from {self.from_on} to {self.to_on}"
