"""Funders, and what they gave for an article (S3)."""

from django.conf import settings
from django.db import models

from content.models.article import Article
from content.models.lists import AmountBand


class Funder(models.Model):
    """An organisation that gives money or help. Shown by name, as text; it has no say in content."""

    name = models.CharField(max_length=120, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Support(models.Model):
    """What a funder gave for one article. Readers see it once its agreement is signed and dated."""

    class Level(models.TextChoices):
        PLATINUM = "platinum", "platinum"
        GOLD = "gold", "gold"
        SILVER = "silver", "silver"
        BRONZE = "bronze", "bronze"

    article = models.ForeignKey(Article, models.CASCADE, related_name="support")
    funder = models.ForeignKey(Funder, models.PROTECT, related_name="support")
    level = models.CharField(max_length=10, choices=Level, help_text="Reflects the amount given.")
    in_kind = models.CharField(
        "in-kind support",
        max_length=200,
        blank=True,
        help_text="What was given if not money: equipment, translation ...",
    )
    agreement_signed_on = models.DateField(
        null=True, blank=True, help_text="Listed only once the agreement is signed and dated."
    )
    runs_from = models.DateField("agreement runs from", null=True, blank=True)
    runs_to = models.DateField("agreement runs to", null=True, blank=True)
    amount_band = models.ForeignKey(AmountBand, models.PROTECT, null=True, blank=True, related_name="support")

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "support"
        constraints = [
            models.UniqueConstraint(
                fields=["article", "funder"],
                name="content_support_once_a_funder",
                violation_error_message="This funder is already named for the article.",
            ),
            models.CheckConstraint(
                condition=models.Q(runs_from__isnull=True)
                | models.Q(runs_to__isnull=True)
                | models.Q(runs_to__gte=models.F("runs_from")),
                name="content_support_ends_after_it_began",
                violation_error_message="The agreement must end on or after the day from which it runs.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.funder} ({self.level})"


class Showing(models.Model):
    """What a funder was shown, when, how and by whom: the independence log. Written once (S5, S6)."""

    class What(models.TextChoices):
        EDITION = "edition", "a published edition"
        REPORT = "report", "a report of aggregates"
        OTHER = "other", "something else"

    funder = models.ForeignKey(Funder, models.PROTECT, related_name="showings")
    article = models.ForeignKey(
        Article, models.PROTECT, null=True, blank=True, related_name="showings", help_text="If it was about one."
    )
    what = models.CharField(max_length=8, choices=What)
    description = models.CharField(
        max_length=300, help_text="Exactly what was shown: edition, title and date of the report."
    )
    how = models.CharField(max_length=120, help_text="In a meeting, by e-mail, on the public page ...")
    shown_at = models.DateTimeField("shown at (UTC)")
    shown_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(editable=False)

    class Meta:
        ordering = ["shown_at", "pk"]
        verbose_name = "entry of the independence log"
        verbose_name_plural = "entries of the independence log"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(shown_at__lte=models.F("recorded_at")),
                name="content_showing_happened_before_it_was_recorded",
                violation_error_message="Enter when it was shown; that cannot be a moment to come.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.funder}, {self.shown_at:%-d %b %Y}"
