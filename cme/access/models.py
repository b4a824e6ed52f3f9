"""Attestations: what visitors stated at the gate. Append-only (A1)."""

from django.db import models

from cme.learners.models import Learner


class Statement(models.Model):
    """A wording that visitors were shown, kept once by its hash."""

    version = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    text = models.TextField()
    text_hash = models.CharField(max_length=64, unique=True)
    first_shown_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.version} ({self.language})"


class Attestation(models.Model):
    """One visitor's confirmation of a profession. Written once, never changed."""

    class Capture(models.TextChoices):
        GATE = "gate", "gate form"
        SIMULATED = "simulated", "simulated"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="attestations")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="attestations")
    profession = models.CharField(max_length=40)
    profession_label = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(default=1)
    attested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    capture = models.CharField(max_length=10, choices=Capture, default=Capture.GATE)

    class Meta:
        ordering = ["-attested_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("attested_at")),
                name="access_attestation_expires_after_it_was_made",
            )
        ]
        indexes = [models.Index(fields=["attested_at"], name="access_attestation_by_moment")]

    def __str__(self) -> str:
        return f"{self.profession_label}, {self.attested_at:%Y-%m-%d}"
