"""Steps: what a learner did with an edition, append-only (S2, F5)."""

from django.db import models

from cme.learners.models import Learner
from content.models import Edition


class Step(models.Model):
    """A moment that counts: the disclosure was shown, the core content begun, the core content finished."""

    class Kind(models.TextChoices):
        DISCLOSURE_SHOWN = "disclosure-shown", "disclosure shown"
        STARTED = "started", "started"
        FINISHED = "finished", "finished"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="steps")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "edition", "kind"], name="progress_step_once_an_edition")
        ]
        indexes = [models.Index(fields=["edition", "kind"], name="progress_step_by_edition")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.taken_at:%Y-%m-%d}"
