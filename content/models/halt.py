"""What halts a release: a retraction, for good; a pause, until what an urgent correction lacked is there (S1)."""

from django.conf import settings
from django.db import models

from content.models.edition import Edition, Release


class Retraction(models.Model):
    """A release was taken back before everybody. Written once; a new release is what follows it."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="retraction")
    reason = models.CharField(max_length=400, help_text="Public notice.")
    retracted_at = models.DateTimeField()
    retracted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-retracted_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="content_retraction_has_a_reason")]

    def __str__(self) -> str:
        return f"{self.release}, retracted {self.retracted_at:%Y-%m-%d}"


class Pause(models.Model):
    """A release went out as an urgent correction, with something missing: no test begins until the pause is lifted."""

    release = models.OneToOneField(Release, models.PROTECT, related_name="pause")
    reason = models.CharField(max_length=400, help_text="Why it could not wait.")
    missing = models.JSONField(help_text="Sentences of the checklist that would have stopped it.")
    paused_at = models.DateTimeField()
    paused_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-paused_at", "-pk"]
        permissions = [("lift_pause", "Can lift the pause of an urgent correction")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="content_pause_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True) | models.Q(lifted_at__gte=models.F("paused_at")),
                name="content_pause_lifted_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.release}, paused {self.paused_at:%Y-%m-%d}"


class Reappearance(models.Model):
    """A retired edition is shown again, under the notice of its retraction. Written once, with the retraction.

    Its ``superseded_at`` is empty again from then on, so this row alone says that readers did not see it for a while.
    """

    edition = models.OneToOneField(Edition, models.PROTECT, related_name="reappearance")
    retired_at = models.DateTimeField(help_text="Since when readers had not seen it.")
    reappeared_at = models.DateTimeField()

    class Meta:
        ordering = ["-reappeared_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reappeared_at__gte=models.F("retired_at")),
                name="content_reappearance_after_it_was_retired",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition}, shown again {self.reappeared_at:%Y-%m-%d}"
