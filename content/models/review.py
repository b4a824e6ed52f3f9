"""Reviews: rounds that are asked of a reviewer, links for those without an account, comments, and sign-offs (S0)."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import get_random_string

from content.models.article import Article
from content.models.contributor import Contribution, Contributor
from content.models.edition import Release


def new_key() -> str:
    """Return a fresh key of a link, of 190 random bits."""
    return get_random_string(32)


class ReviewRound(models.Model):
    """A draft was sent to one of its reviewers. At most one round of an article is open."""

    class Outcome(models.TextChoices):
        OPEN = "", "open"
        SIGNED = "signed", "signed off"
        RETURNED = "returned", "returned with comments"
        WITHDRAWN = "withdrawn", "withdrawn"

    article = models.ForeignKey(Article, models.CASCADE, related_name="review_rounds")
    reviewer = models.ForeignKey(Contributor, models.PROTECT, related_name="review_rounds")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)
    reviewed_hash = models.CharField(max_length=64, help_text="What was sent: content.reviewed.reviewed_hash(article).")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True, default=Outcome.OPEN)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="Nobody if by a link."
    )

    class Meta:
        ordering = ["-asked_at", "-pk"]
        permissions = [("ask_review", "Can send articles to review")]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(closed_at__isnull=True), name="content_reviewround_one_is_open"
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, outcome="") | Q(closed_at__isnull=False) & ~Q(outcome=""),
                name="content_reviewround_closed_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} for {self.reviewer}"


class ReviewLink(models.Model):
    """Lets the reviewer of a round in without an account, until it lapses or is revoked."""

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="links")
    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    may_comment = models.BooleanField(default=True)
    may_sign_off = models.BooleanField(default=False)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lapses_at__gt=models.F("made_at")), name="content_reviewlink_lapses_after_it_was_made"
            )
        ]

    def __str__(self) -> str:
        return f"Link for {self.round}"

    def is_good_at(self, moment: datetime) -> bool:
        """Tell whether the link still lets its holder in."""
        return self.revoked_at is None and moment < self.lapses_at


class ReviewComment(models.Model):
    """What somebody said of a passage, or of the whole article. Written once; only whether it is settled changes."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="review_comments")
    round = models.ForeignKey(ReviewRound, models.CASCADE, null=True, related_name="comments")
    passage = models.SlugField(max_length=60, blank=True, help_text="Name of a passage; empty for the whole article.")
    text = models.TextField(max_length=4000)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey(ReviewLink, models.RESTRICT, null=True, related_name="comments")
    name = models.CharField(max_length=150, help_text="Who said it, as they were called then.")
    made_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, link__isnull=True) | Q(user__isnull=True, link__isnull=False),
                name="content_reviewcomment_by_a_user_or_a_link",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="content_reviewcomment_resolved_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["article"], condition=Q(resolved_at__isnull=True), name="content_reviewcomment_open")
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SignOffQuerySet(models.QuerySet["SignOff"]):
    """Ways to choose sign-offs. Each returns a queryset, so they chain."""

    def by_reviewers(self) -> Self:
        """Keep those whose signer is still a reviewer of the article and none of its authors (S0)."""
        roles = Contribution.objects.filter(article=OuterRef("article"), contributor=OuterRef("reviewer"))
        return self.filter(
            Exists(roles.filter(role=Contribution.Role.REVIEWER)), ~Exists(roles.filter(role__in=Contribution.WRITING))
        )

    def unused(self) -> Self:
        """Keep those on which no release rests yet."""
        return self.filter(release__isnull=True)


class SignOff(models.Model):
    """A named reviewer, who is no author, stood up for what the draft said at one moment (S0)."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="sign_offs")
    round = models.OneToOneField(ReviewRound, models.CASCADE, related_name="sign_off")
    reviewer = models.ForeignKey(Contributor, models.PROTECT, related_name="sign_offs")
    name = models.CharField(max_length=120, help_text="What the reviewer was called then.")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    link = models.ForeignKey(ReviewLink, models.RESTRICT, null=True, related_name="sign_offs")
    signed_at = models.DateTimeField()
    reviewed_hash = models.CharField(
        max_length=64, help_text="What was signed off: content.reviewed.reviewed_hash(article)."
    )
    statement_version = models.CharField(max_length=20)
    statement = models.TextField(help_text="The wording that was signed.")
    holds_version = models.PositiveIntegerField(
        help_text="Latest version of the draft that is known to say what was signed off."
    )
    release = models.ForeignKey(
        Release, models.SET_NULL, null=True, related_name="sign_offs", help_text="The release that rests on it."
    )

    objects = SignOffQuerySet.as_manager()

    class Meta:
        ordering = ["-signed_at", "-pk"]
        permissions = [("sign_off", "Can sign off articles as their reviewer")]
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, link__isnull=True) | Q(user__isnull=True, link__isnull=False),
                name="content_signoff_by_a_user_or_a_link",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.signed_at:%Y-%m-%d}"


class QueueMail(models.Model):
    """A member of staff was written to on a day about what waits; the row comes first, so it is once at most."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    day = models.DateField()
    began_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="content_queuemail_once_a_day")]

    def __str__(self) -> str:
        return f"{self.user}, {self.day}"
