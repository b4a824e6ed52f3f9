"""Who people are: staff users, and learners known by a random key alone."""

from typing import Any, Self

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.crypto import get_random_string


def new_key() -> str:
    """Return a fresh learner key of 190 random bits."""
    return get_random_string(32)


class User(AbstractUser):
    """Somebody who signs in: today staff; learners may later."""


class LearnerQuerySet(models.QuerySet["Learner"]):
    """Ways to choose learners. Each returns a queryset, so they chain."""

    def holding(self, key: str) -> Self:
        """Keep the learner who carries ``key``."""
        return self.filter(key=key)

    def same_as(self, learner: "Learner") -> QuerySet["Learner", Any]:
        """Return the primary keys of a learner and of those merged into that learner, for use in a query.

        A query that takes rows ``IN`` these finds them by its index; one that joins learners reads all rows. So does
        SQLite with an "or" of the two in place of their union.
        """
        everybody = self.order_by().values("pk")
        return everybody.filter(pk=learner.pk).union(everybody.filter(merged_into=learner.pk), all=True)

    def root_of(self, key: str) -> QuerySet["Learner", Any]:
        """Return the primary key of whom the learner who carries ``key`` turned out to be, for use in a query."""
        return self.holding(key).order_by().values(root=Coalesce("merged_into_id", "pk"))[:1]


class Learner(models.Model):
    """A person who answers, under a random key that is not a name."""

    key = models.CharField(max_length=32, unique=True, default=new_key, editable=False)
    created_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="aliases")
    is_simulated = models.BooleanField(default=False)

    objects = LearnerQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True) | ~models.Q(merged_into=models.F("id")),
                name="learners_learner_not_merged_into_itself",
            )
        ]

    def __str__(self) -> str:
        return f"Learner {self.pk}"

    @property
    def root_id(self) -> int:
        """Primary key of the learner that this one was merged into, or its own."""
        return self.merged_into_id or self.pk
