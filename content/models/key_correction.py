"""Corrections of a key: what is marked otherwise from now on, and why. The question itself stays as it was asked."""

from typing import Self

from django.conf import settings
from django.db import models

from content.models.question import Option, Part, QuestionVersion


class KeyCorrectionQuerySet(models.QuerySet["KeyCorrection"]):
    """Ways to read corrections. Each returns a queryset, so they chain."""

    def with_rationales(self) -> Self:
        """Load the rationales that came with each correction, and what they explain."""
        return self.prefetch_related("rationales__option", "rationales__part")


class KeyCorrection(models.Model):
    """The key of a frozen version, put right. The one with the highest number holds; none is ever changed."""

    version = models.ForeignKey(QuestionVersion, models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField()
    # {"keys": [option, ...]}, {"parts": {part: option}}, {"order": [option, ...]}, {"accepted": [{text, tolerance}]}
    # or {"is_void": true}: everybody who was asked gets the points. Beside keys that share a point, "lost" has the
    # shares of the version, below 0, that each answer costs which was right; corrections from before there was such
    # lack it, and those answers cost nothing.
    key = models.JSONField()
    reason = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = KeyCorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["version", "number"]
        permissions = [("correct_key", "Can correct the key of a published question")]
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="content_keycorrection_number_once_a_version"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="content_keycorrection_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"Correction {self.number} of version {self.version_id}"


class CorrectedRationale(models.Model):
    """Why an answer is right or wrong now that its key was corrected; written with the correction, and never changed.

    It is of an option, or of a vignette or statement, of the corrected version.
    """

    correction = models.ForeignKey(KeyCorrection, models.PROTECT, related_name="rationales")
    option = models.ForeignKey(Option, models.PROTECT, null=True, related_name="+")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="+")
    text = models.TextField()

    class Meta:
        ordering = ["correction", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["correction", "option"], name="content_correctedrationale_once_an_option"),
            models.UniqueConstraint(fields=["correction", "part"], name="content_correctedrationale_once_a_part"),
            models.CheckConstraint(
                condition=models.Q(option__isnull=True, part__isnull=False)
                | models.Q(option__isnull=False, part__isnull=True),
                name="content_correctedrationale_is_of_one_answer",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="content_correctedrationale_says_something"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def answer_id(self) -> int:
        """Primary key of what it explains: the part, or the option."""
        return self.part_id or self.option_id or 0

    @property
    def answer(self) -> str:
        """The words that it explains; the option or the part is loaded."""
        answer = self.part or self.option
        return answer.text if answer else ""
