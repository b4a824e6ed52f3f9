"""Questions: an identity, its versions, and what can be answered in them."""

import uuid
from collections.abc import Collection
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from content.models.topic import Topic

# What a point may be divided into. All of them divide the last one, so shares of any items add up in whole numbers.
DENOMINATORS = [number for number in range(1, 2521) if 2520 % number == 0]


class Role(models.TextChoices):
    """In which test an item is asked."""

    PRE = "pre", "pre-test"
    POST = "post", "post-test"
    TEXT = "text", "question in the text"
    SELF = "self", "self-check"


class Question(models.Model):
    """The identity that survives rewording: pre- and post-test pair by it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, blank=True, help_text="A short title for the bank; learners never see it.")
    topics = models.ManyToManyField(Topic, related_name="questions", blank=True)
    category = models.CharField(
        max_length=500, blank=True, help_text="Where the file kept it that it came from; exports keep it there."
    )
    created_at = models.DateTimeField(editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # Kept though no article names it. A question without this goes when the only draft that names it lets it go.
    banked_at = models.DateTimeField("in the bank since", null=True, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        # The bank loads the newest wording beside its questions; a name is not worth a query of its own.
        return self.name or Truncator(getattr(self, "newest_stem", None) or "").chars(80) or str(self.key)


class QuestionVersionQuerySet(models.QuerySet["QuestionVersion"]):
    """Ways to choose wordings of questions."""

    def worded(self, stems: Collection[str]) -> Self:
        """Keep those with one of these wordings; how many blanks or line ends part their words does not count."""
        wanted = {" ".join(stem.split()) for stem in stems}
        spaced = models.Q(stem__contains="\n") | models.Q(stem__contains="  ") | models.Q(stem__contains="\t")
        rows = self.filter(spaced).values_list("pk", "stem").iterator()
        same = [pk for pk, stem in rows if " ".join(stem.split()) in wanted]
        return self.filter(models.Q(stem__in=wanted | set(stems)) | models.Q(pk__in=same))


class QuestionVersion(models.Model):
    """A wording of a question. Once an edition pins it, it is frozen; rewording makes a new version.

    Points are whole numbers: an item is worth ``points``, and each of them is divided into ``denominator`` shares, so
    that partial credit is exact (C3).
    """

    class Kind(models.TextChoices):
        SINGLE = "single", _("single best answer")
        MULTIPLE = "multiple", _("multiple response")
        TRUE_FALSE = "true_false", _("true or false")
        KPRIM = "kprim", _("K-prim: four statements, each true or false")
        MATCHING = "matching", _("extended matching")
        ORDERING = "ordering", _("ordering")
        NUMERIC = "numeric", _("number")
        SHORT = "short", _("short answer")
        CONFIDENCE = "confidence", _("confidence, not scored")

    class Scoring(models.TextChoices):
        ALL = "all", "all or nothing"
        PARTIAL = "partial", "partial credit"

    class Level(models.TextChoices):
        """Moore's levels that a written question can reach."""

        DECLARATIVE = "3a", "3a: knows"
        PROCEDURAL = "3b", "3b: knows how"
        COMPETENCE = "4", "4: shows how"

    question = models.ForeignKey(Question, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SINGLE)
    scoring = models.CharField(max_length=7, choices=Scoring, default=Scoring.ALL)
    level = models.CharField(max_length=2, choices=Level, default=Level.DECLARATIVE)
    stem = models.TextField(blank=True)
    hint = models.TextField(blank=True, help_text="Shown on demand beside the question, with a link to its passage.")
    points = models.PositiveSmallIntegerField(default=1)
    denominator = models.PositiveSmallIntegerField(default=1)
    unit = models.CharField(max_length=30, blank=True, help_text="Unit of a number, shown beside it.")
    is_case_sensitive = models.BooleanField("capitals matter", default=False)
    image = models.ImageField(
        upload_to="figures/",
        width_field="image_width",
        height_field="image_height",
        blank=True,
        help_text="PNG, JPEG or WebP, up to 2 MB.",
    )
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    image_alt = models.CharField("alternative text", max_length=300, blank=True)
    image_credit = models.CharField("source and licence", max_length=200, blank=True)
    frozen_at = models.DateTimeField(null=True, editable=False)
    # content.version_hashes: SHA-256 of what it says, taken when it was frozen; empty until then.
    content_hash = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)

    objects = QuestionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["question", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["question", "number"], name="content_questionversion_number_once_a_question"
            ),
            models.CheckConstraint(
                condition=models.Q(points__gte=1) & ~models.Q(kind="confidence")
                | models.Q(points=0, kind="confidence"),
                name="content_questionversion_is_worth_a_point",
            ),
            models.CheckConstraint(
                condition=models.Q(denominator__in=DENOMINATORS), name="content_questionversion_shares_add_up"
            ),
            models.CheckConstraint(
                condition=models.Q(frozen_at__isnull=True) | ~models.Q(content_hash=""),
                name="content_questionversion_frozen_with_its_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.stem[:80] or "New question"


class Option(models.Model):
    """One answer that can be chosen, put in order or accepted, and why it is right or wrong.

    What it is depends on the kind: a choice; in ordering one of the things to order, whose right place is its
    position; in a number or a short answer an accepted answer.
    """

    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    is_key = models.BooleanField("right", default=False)
    rationale = models.TextField(blank=True)
    # Shares of a point, in the version's denominator; below 0 a penalty. Partial credit alone reads them.
    shares = models.SmallIntegerField(default=0)
    tolerance = models.DecimalField(max_digits=24, decimal_places=10, null=True, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="content_option_position_once_a_version"),
            models.CheckConstraint(
                condition=models.Q(tolerance__isnull=True) | models.Q(tolerance__gte=0),
                name="content_option_tolerance_is_a_distance",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Part(models.Model):
    """One of several things asked at once: a vignette of extended matching, or a statement of K-prim."""

    version = models.ForeignKey(QuestionVersion, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    key = models.ForeignKey(Option, models.CASCADE, null=True, related_name="parts_keyed")
    rationale = models.TextField(blank=True)
    image = models.ImageField(
        upload_to="figures/",
        width_field="image_width",
        height_field="image_height",
        blank=True,
        help_text="PNG, JPEG or WebP, up to 2 MB.",
    )
    image_width = models.PositiveIntegerField(null=True, editable=False)
    image_height = models.PositiveIntegerField(null=True, editable=False)
    image_alt = models.CharField("alternative text", max_length=300, blank=True)
    image_credit = models.CharField("source and licence", max_length=200, blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="content_part_position_once_a_version")
        ]

    def __str__(self) -> str:
        return self.text[:80]
