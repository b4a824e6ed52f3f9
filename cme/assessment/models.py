"""Attempts at a test, the answers in them, and how they were marked."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.crypto import get_random_string

from cme.learners.models import Learner
from cme.ui.points import points_text
from content.models import Edition, EditionItem, KeyCorrection, Option, Part, Release, Translation
from content.models.question import Role
from content.translating.languages import original_language


def new_seed() -> str:
    """Return the random word that fixes the order of options in an attempt."""
    return get_random_string(12)


class AttemptQuerySet(models.QuerySet["Attempt"]):
    """Ways to choose attempts. Each returns a queryset, so they chain."""

    def by(self, learner: Learner | int) -> Self:
        """Keep the attempts of one learner, or primary key of one, and of those merged into that learner."""
        return self.filter(models.Q(learner=learner) | models.Q(learner__merged_into=learner))

    def held_by(self, key: str) -> Self:
        """Keep the attempts of the learner who carries ``key``, in one query."""
        root = models.Subquery(Learner.objects.root_of(key))
        return self.filter(models.Q(learner=root) | models.Q(learner__merged_into=root))

    def of_kind(self, role: str) -> Self:
        """Keep pre-tests or post-tests."""
        return self.filter(kind=role)

    def with_pass(self) -> Self:
        """Load ``has_passed`` with each attempt: whether the marking that holds, its last one, is a pass."""
        markings = Marking.objects.filter(attempt=models.OuterRef("pk")).order_by("-number")
        return self.annotate(has_passed=Coalesce(models.Subquery(markings.values("is_passed")[:1]), False))

    def with_edition(self) -> Self:
        """Load the edition too, but not its long texts."""
        return self.select_related("edition").defer("edition__source", "edition__html")

    def open(self) -> Self:
        """Keep the attempts that have not been submitted."""
        return self.filter(submitted_at__isnull=True)

    def submitted(self) -> Self:
        """Keep the attempts that are closed for good."""
        return self.filter(submitted_at__isnull=False)


class Attempt(models.Model):
    """One go at the pre- or post-test of a release, on the edition it was opened on."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="attempts")
    release = models.ForeignKey(Release, models.PROTECT, related_name="attempts")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="attempts")
    kind = models.CharField(max_length=4, choices=Role)
    number = models.PositiveIntegerField()
    seed = models.CharField(max_length=12, default=new_seed, editable=False)
    served = models.JSONField(help_text="Primary keys of the items that it asks, in their order.")
    opened_at = models.DateTimeField()
    deadline_at = models.DateTimeField(null=True, help_text="When time is up; grace comes on top.")
    submitted_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Number of its last step.")
    language = models.CharField(
        "article read in", max_length=16, default=original_language, help_text="Language of the text that was read."
    )
    translation = models.ForeignKey(
        Translation,
        models.PROTECT,
        null=True,
        related_name="attempts",
        help_text="Which was read; empty: the original.",
    )

    objects = AttemptQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["learner", "release", "kind", "number"], name="assessment_attempt_number_once"
            ),
            models.UniqueConstraint(
                fields=["learner", "release", "kind"],
                condition=models.Q(submitted_at__isnull=True),
                name="assessment_attempt_one_open",
            ),
            models.UniqueConstraint(
                fields=["learner", "release"],
                condition=models.Q(kind="pre"),
                name="assessment_attempt_one_pre_test",
            ),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="assessment_attempt_numbered_from_one"),
            models.CheckConstraint(
                condition=models.Q(deadline_at__isnull=True) | models.Q(deadline_at__gt=models.F("opened_at")),
                name="assessment_attempt_deadline_after_opened",
            ),
            models.CheckConstraint(
                condition=models.Q(submitted_at__isnull=True) | models.Q(submitted_at__gte=models.F("opened_at")),
                name="assessment_attempt_submitted_after_opened",
            ),
        ]
        indexes = [models.Index(fields=["edition", "kind", "submitted_at"], name="assessment_attempt_by_edition")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class AttemptStep(models.Model):
    """Something that happened in an attempt, in order: added, never changed. The last save of an item holds."""

    class Kind(models.TextChoices):
        SAVED = "saved", "answer saved"
        CHECKED = "checked", "answer checked, its key shown"
        SUBMITTED = "submitted", "submitted"
        TIMED_OUT = "timed_out", "submitted when time was up"
        REGRADED = "regraded", "marked anew"

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="steps")
    sequence = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    item = models.ForeignKey(EditionItem, models.PROTECT, null=True, related_name="attempt_steps")
    response = models.JSONField(null=True, help_text="cme.assessment.responses.Response as values; submitted, by item.")
    taken_at = models.DateTimeField()
    # Who did it where it was not the learner.
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["attempt", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "sequence"], name="assessment_attemptstep_sequence_once"),
            models.UniqueConstraint(
                fields=["attempt", "item"],
                condition=models.Q(kind="checked"),
                name="assessment_attemptstep_checked_once_an_item",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["saved", "checked"], item__isnull=False, response__isnull=False)
                | models.Q(kind__in=["submitted", "timed_out", "regraded"], item__isnull=True),
                name="assessment_attemptstep_saves_are_of_an_item",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.get_kind_display()}"


class Answer(models.Model):
    """What was answered to one item of a submitted attempt. Until then it is in the attempt's steps."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="answers")
    item = models.ForeignKey(EditionItem, models.PROTECT, related_name="answers")
    text = models.CharField(max_length=300, blank=True, help_text="What was typed: a number or a short answer.")
    is_dont_know = models.BooleanField(default=False)
    saved_at = models.DateTimeField()
    language = models.CharField(
        "article read in", max_length=16, default=original_language, help_text="As in its attempt."
    )
    item_language = models.CharField(
        "question read in", max_length=16, default=original_language, help_text="Language in which it was asked."
    )

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["attempt", "item"], name="assessment_answer_once_an_item")]
        indexes = [models.Index(fields=["item"], name="assessment_answer_by_item")]

    def __str__(self) -> str:
        return f"Answer {self.pk}"


class Pick(models.Model):
    """One chosen option of an answer; in which part, or at which place, where the kind asks for that."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="picks")
    option = models.ForeignKey(Option, models.PROTECT, related_name="picks")
    part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="picks")
    place = models.PositiveSmallIntegerField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "option"],
                condition=models.Q(part__isnull=True),
                name="assessment_pick_once_an_answer",
            ),
            models.UniqueConstraint(
                fields=["answer", "part"], condition=models.Q(part__isnull=False), name="assessment_pick_once_a_part"
            ),
        ]

    def __str__(self) -> str:
        return f"Pick {self.pk}"


class Marking(models.Model):
    """The points an attempt was given. A corrected key adds a marking with the next number; the last one holds."""

    attempt = models.ForeignKey(Attempt, models.PROTECT, related_name="markings")
    number = models.PositiveIntegerField(default=1)
    # Points and maximum are in shares: ``denominator`` of them are one point, so that partial credit is exact (C3).
    points = models.PositiveIntegerField()
    maximum_points = models.PositiveIntegerField()
    denominator = models.PositiveIntegerField(default=1)
    item_points = models.JSONField(help_text="Shares of each served item, in their order; null where unanswered.")
    items_right = models.PositiveIntegerField()
    pass_mark_percent = models.PositiveSmallIntegerField()
    pass_mark_items = models.PositiveSmallIntegerField(null=True)
    is_passed = models.BooleanField()
    correction = models.ForeignKey(KeyCorrection, models.PROTECT, null=True, related_name="markings")
    marked_at = models.DateTimeField()

    class Meta:
        ordering = ["attempt", "number"]
        constraints = [
            models.UniqueConstraint(fields=["attempt", "number"], name="assessment_marking_number_once_an_attempt"),
            models.CheckConstraint(
                condition=models.Q(points__lte=models.F("maximum_points")),
                name="assessment_marking_points_within_maximum",
            ),
            models.UniqueConstraint(
                fields=["attempt", "correction"],
                condition=models.Q(correction__isnull=False),
                name="assessment_marking_once_a_correction",
            ),
            # C3: integers are compared; nothing is divided. Where k of n counts, the items do.
            models.CheckConstraint(
                condition=models.Q(
                    GreaterThanOrEqual(
                        models.F("points") * 100, models.F("maximum_points") * models.F("pass_mark_percent")
                    ),
                    is_passed=True,
                    pass_mark_items__isnull=True,
                    points__gte=1,
                )
                | models.Q(is_passed=True, pass_mark_items__isnull=False, items_right__gte=models.F("pass_mark_items"))
                | models.Q(is_passed=False),
                name="assessment_marking_passed_with_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{points_text(self.points, self.denominator)} of {points_text(self.maximum_points, self.denominator)}"


class TimeAllowance(models.Model):
    """More time for a learner where a test has a limit."""

    learner = models.OneToOneField(Learner, models.PROTECT, related_name="time_allowance")
    extra_percent = models.PositiveSmallIntegerField(help_text="50 makes 30 minutes 45.")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(extra_percent__gte=1, extra_percent__lte=300),
                name="assessment_timeallowance_is_a_share",
            )
        ]

    def __str__(self) -> str:
        return f"{self.extra_percent} % more time for {self.learner}"
