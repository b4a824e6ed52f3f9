"""What a learner did with an edition (append-only, S2, F4, F5), and what a learner keeps: list, follows, places."""

from typing import Any, Self

from django.db import models

from cme.learners.models import Learner
from content.models import Article, Edition, Topic


class OwnQuerySet(models.QuerySet[Any]):
    """Ways to choose rows of learners. Each returns a queryset, so they chain."""

    def by(self, learner: Learner) -> Self:
        """Keep the rows of one learner, and of those who turned out to be the same."""
        return self.filter(learner__in=Learner.objects.same_as(learner))


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

    objects = OwnQuerySet.as_manager()

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


class SavedArticle(models.Model):
    """An article on a learner's reading list. Each has a place of its own on it, so that the list cannot grow on."""

    MOST = 100  # on one list; the constraint says so too

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="saved_articles")
    article = models.ForeignKey(Article, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="1 to 100; says nothing of the order.")
    saved_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "article"], name="progress_savedarticle_once_a_list"),
            models.UniqueConstraint(fields=["learner", "place"], name="progress_savedarticle_place_once"),
            models.CheckConstraint(
                condition=models.Q(place__gte=1, place__lte=100), name="progress_savedarticle_within_the_list"
            ),
        ]

    def __str__(self) -> str:
        return f"article {self.article_id}, saved {self.saved_at:%Y-%m-%d}"


class FollowedTopic(models.Model):
    """A topic that a learner follows, with a place of its own as on a reading list."""

    MOST = 50

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="followed_topics")
    # A topic that editors take away is followed no longer.
    topic = models.ForeignKey(Topic, models.CASCADE, related_name="+")
    place = models.PositiveSmallIntegerField(help_text="1 to 50; says nothing of the order.")
    followed_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-followed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "topic"], name="progress_followedtopic_once_a_learner"),
            models.UniqueConstraint(fields=["learner", "place"], name="progress_followedtopic_place_once"),
            models.CheckConstraint(
                condition=models.Q(place__gte=1, place__lte=50), name="progress_followedtopic_within_the_list"
            ),
        ]

    def __str__(self) -> str:
        return f"topic {self.topic_id}, followed {self.followed_at:%Y-%m-%d}"


class ReadingPlace(models.Model):
    """How far a learner came in an edition: the passage last seen. Unlike a step it moves on, never back in time."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="reading_places")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="+")
    anchor = models.CharField(max_length=70, help_text="Id of the passage or part on the article's page.")
    language = models.CharField(
        max_length=12,
        blank=True,
        db_default="",
        default="",
        help_text="Of the translation that was read; empty for the original.",
    )
    seen_at = models.DateTimeField(help_text="By the reader's clock, but not before the edition was out or in future.")

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["learner", "edition"], name="progress_readingplace_once_an_edition"),
            models.CheckConstraint(condition=~models.Q(anchor=""), name="progress_readingplace_is_somewhere"),
        ]

    def __str__(self) -> str:
        return f"#{self.anchor}, {self.seen_at:%Y-%m-%d}"


class NewsSeen(models.Model):
    """Up to when a learner said to have seen what is new; it moves on, and never back."""

    learner = models.OneToOneField(Learner, models.PROTECT, related_name="news_seen")
    seen_at = models.DateTimeField()

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name_plural = "news seen"

    def __str__(self) -> str:
        return f"up to {self.seen_at:%Y-%m-%d}"
