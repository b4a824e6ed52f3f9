"""The instrument that asks for ratings, and the evaluations that answer it."""

from datetime import datetime
from typing import Self

from django.db import models

from cme.learners.models import Learner
from content.models import Edition, Release, Translation
from content.translating.languages import original_language


class Instrument(models.Model):
    """A named set of statements; its versions carry the wording."""

    name = models.CharField(max_length=80, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class InstrumentVersionQuerySet(models.QuerySet["InstrumentVersion"]):
    """Ways to choose versions. Each returns a queryset, so they chain."""

    def in_use_at(self, moment: datetime) -> Self:
        """Put the version that is asked at ``moment`` first."""
        return self.filter(released_at__lte=moment).order_by("-released_at", "-pk")


class InstrumentVersion(models.Model):
    """A wording of the instrument. Once released it is frozen; old answers keep naming it."""

    instrument = models.ForeignKey(Instrument, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    introduction = models.CharField(max_length=300)
    released_at = models.DateTimeField(null=True, blank=True)
    # What the article page shows, in one column, so that a page needs no further query. Written at release.
    sheet = models.JSONField(default=dict, editable=False)

    objects = InstrumentVersionQuerySet.as_manager()

    class Meta:
        ordering = ["instrument", "number"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "number"], name="evaluation_instrumentversion_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.instrument} {self.number}"


class Statement(models.Model):
    """One line to agree with, or a box for a comment."""

    class Kind(models.TextChoices):
        AGREEMENT = "agreement", "agreement, five points"
        COMMENT = "comment", "comment"

    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="statements")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.AGREEMENT)
    text = models.CharField(max_length=300)
    offers_not_applicable = models.BooleanField(default=False)
    offers_already_practised = models.BooleanField("offers “I already practise this way”", default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="evaluation_statement_position_once_a_version")
        ]

    def __str__(self) -> str:
        return self.text


class EvaluationQuerySet(models.QuerySet["Evaluation"]):
    """Ways to choose evaluations. Each returns a queryset, so they chain."""

    def by(self, learner: Learner | int) -> Self:
        """Keep the evaluations of one learner, or primary key of one, and of those merged into that learner."""
        return self.filter(models.Q(learner=learner) | models.Q(learner__merged_into=learner))


class Evaluation(models.Model):
    """What one learner thought of one release; it can be changed for a day."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="evaluations")
    release = models.ForeignKey(Release, models.PROTECT, related_name="evaluations")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="evaluations")
    version = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="evaluations")
    submitted_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    asked_in = models.CharField(max_length=12, db_default="en", help_text="Language of the statements.")
    language = models.CharField("article read in", max_length=16, default=original_language)
    translation = models.ForeignKey(Translation, models.PROTECT, null=True, related_name="evaluations")

    objects = EvaluationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "release"], name="evaluation_evaluation_once_a_release")
        ]
        indexes = [models.Index(fields=["edition"], name="evaluation_by_edition")]

    def __str__(self) -> str:
        return f"Evaluation {self.pk}"


class Rating(models.Model):
    """The answer to one statement: 1 to 5, or an answer outside the scale, or a comment."""

    class Outside(models.TextChoices):
        NOT_APPLICABLE = "not-applicable", "Not applicable"
        ALREADY_PRACTISED = "already", "I already practise this way"

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="ratings")
    statement = models.ForeignKey(Statement, models.PROTECT, related_name="ratings")
    value = models.PositiveSmallIntegerField(null=True)
    outside = models.CharField(max_length=16, choices=Outside, blank=True)
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "statement"], name="evaluation_rating_once_a_statement"),
            models.CheckConstraint(
                # A check that comes out as NULL lets the row in, so that there is a value is said as well.
                condition=models.Q(value__isnull=False, value__gte=1, value__lte=5, outside="", comment="")
                | models.Q(value__isnull=True) & ~models.Q(outside="") & models.Q(comment="")
                | models.Q(value__isnull=True, outside="") & ~models.Q(comment=""),
                name="evaluation_rating_is_one_of_value_outside_comment",
            ),
        ]

    def __str__(self) -> str:
        return f"Rating {self.pk}"
