"""Steps: what a learner did with an edition, append-only (S2, F4, F5)."""

from typing import Self

from django.db import models

from cme.learners.models import Learner
from content.models import Edition


class StepQuerySet(models.QuerySet["Step"]):
    """Ways to choose steps. Each returns a queryset, so they chain."""

    def by(self, learner: Learner) -> Self:
        """Keep the steps of a learner, and of whoever turned out to be the same person."""
        return self.filter(models.Q(learner=learner) | models.Q(learner__merged_into=learner))


class Step(models.Model):
    """A moment that counts: the disclosure was shown, the core content begun, the core content finished.

    In a journal-based activity there is one more: the learner stated that the paper itself was read (F4).
    """

    class Kind(models.TextChoices):
        DISCLOSURE_SHOWN = "disclosure-shown", "disclosure shown"
        STARTED = "started", "started"
        FINISHED = "finished", "finished"
        SOURCE_READ = "source-read", "paper read"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="steps")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=20, choices=Kind)
    taken_at = models.DateTimeField()

    objects = StepQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "edition", "kind"], name="progress_step_once_an_edition")
        ]
        indexes = [models.Index(fields=["edition", "kind"], name="progress_step_by_edition")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.taken_at:%Y-%m-%d}"


# What the article's page brings by itself; that the paper was read is never taken for granted.
OF_THE_PAGE = (Step.Kind.DISCLOSURE_SHOWN, Step.Kind.STARTED, Step.Kind.FINISHED)
