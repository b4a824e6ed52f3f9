"""Topics: what articles are about, in a tree of a few levels."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

LEVELS = 3  # that stand below each other at most; the guard of the table says so too


class TopicQuerySet(models.QuerySet["Topic"]):
    """Ways to choose topics. Each returns a queryset, so they chain."""

    def family_of(self, topic: object) -> Self:
        """Keep a topic and all that stand below it.

        Args:
            topic: A topic, its primary key, or a reference to it from an outer query.
        """
        return self.filter(Q(pk=topic) | Q(parent=topic) | Q(parent__parent=topic))


class Topic(models.Model):
    """A subject that articles share, with a page of its own."""

    slug = models.SlugField("address", max_length=60, unique=True)
    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=240, blank=True, help_text="One neutral sentence, shown to everyone.")
    introduction = models.TextField(
        blank=True,
        max_length=2000,
        help_text="For the page of the topic, in plain words; an empty line begins a new paragraph. "
        "Seen by everyone, so neutral: no result, no benefit, no trade name.",
    )
    parent = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="below",
        help_text=f"The topic that it is a part of; at most {LEVELS} levels.",
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=models.F("pk")),
                name="content_topic_not_below_itself",
                violation_error_message="A topic cannot stand below itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("catalogue:topic", args=[self.slug])
