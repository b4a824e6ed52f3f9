"""Which articles are related: worked out by the worker, and read with the article in its one query."""

from datetime import datetime
from typing import Self

from django.db import models

from content.models.article import Article
from content.models.edition import Edition


class KinshipQuerySet(models.QuerySet["Kinship"]):
    """Ways to choose kinships. Each returns a queryset, so they chain."""

    def due_at(self, moment: datetime) -> Self:
        """Keep those that are to be worked out and that nobody is working out."""
        return self.filter(due_at__lte=moment)


class Kinship(models.Model):
    """How far the work is for an article. The row is the truth; the queue only hurries it."""

    article = models.OneToOneField(Article, models.CASCADE, related_name="kinship")
    edition = models.ForeignKey(Edition, models.CASCADE, related_name="+", help_text="Whose references are noted.")
    due_at = models.DateTimeField(help_text="Not to be worked out before.")

    objects = KinshipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["due_at"], name="content_kinship_due")]

    def __str__(self) -> str:
        return f"{self.article_id}"


class CitedWork(models.Model):
    """A work that the edition of an article cites, by its number: ``doi:...`` in lower case, else ``pmid:...``."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="cited_works")
    work = models.CharField(max_length=210)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "work"], name="content_citedwork_once_an_article")]
        indexes = [models.Index(fields=["work"], name="content_citedwork_by_work")]

    def __str__(self) -> str:
        return self.work


class RelatedArticle(models.Model):
    """An article that is related to another one, the nearest first."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="related_articles")
    other = models.ForeignKey(Article, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["article", "position"]
        constraints = [
            models.UniqueConstraint(fields=["article", "other"], name="content_relatedarticle_once_an_article"),
            models.UniqueConstraint(fields=["article", "position"], name="content_relatedarticle_position_once"),
            models.CheckConstraint(
                condition=~models.Q(article=models.F("other")), name="content_relatedarticle_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} {self.position}"
