"""Corrections of a key: what is marked otherwise from now on, and why. The question itself stays as it was asked."""

from django.conf import settings
from django.db import models

from content.models.question import QuestionVersion


class KeyCorrection(models.Model):
    """The key of a frozen version, put right. The one with the highest number holds; none is ever changed."""

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    # {"keys": [option, ...]}, {"parts": {part: option}}, {"order": [option, ...]}, {"accepted": [{text, tolerance}]}
    # or {"is_void": true}: everybody who was asked gets the points.
    key = models.JSONField()
    reason = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["version", "number"]
        permissions = [("correct_key", "Can correct the key of a published question")]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="content_keycorrection_number_once_a_version"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="content_keycorrection_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Correction {self.number} of version {self.version_id}"
