"""Series: articles that belong together, in an order."""

from datetime import datetime
from typing import Self

from django.db import models
from django.urls import reverse

from content.models.article import Article


class SeriesQuerySet(models.QuerySet["Series"]):
    """Ways to choose series. Each returns a queryset, so they chain."""

    def read_at(self, moment: datetime) -> Self:
        """Keep the series with articles that readers see at ``moment``; adds ``part_count``, how many they are."""
        parts = SeriesPart.objects.read_at(moment).filter(series=models.OuterRef("pk")).order_by()
        counted = parts.values("series").annotate(n=models.Count("pk")).values("n")
        return self.annotate(part_count=models.Subquery(counted)).filter(part_count__gt=0)


class Series(models.Model):
    """An ordered list of articles under one title."""

    title = models.CharField(max_length=200, help_text="Neutral, as titles of articles are.")
    slug = models.SlugField("address", max_length=90, unique=True)
    description = models.CharField(max_length=300, blank=True)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("catalogue:series", args=[self.slug])


class SeriesPartQuerySet(models.QuerySet["SeriesPart"]):
    """Ways to choose parts of series. Each returns a queryset, so they chain."""

    def read_at(self, moment: datetime) -> Self:
        """Keep the parts whose article readers see at ``moment``, joined to the one edition that they see."""
        edition = "article__releases__editions__"
        goes_on = models.Q(**{f"{edition}superseded_at__isnull": True})
        return self.filter(
            goes_on | models.Q(**{f"{edition}superseded_at__gt": moment}), **{f"{edition}released_at__lte": moment}
        )


class SeriesPart(models.Model):
    """An article's place in a series."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="parts")
    article = models.ForeignKey(Article, models.CASCADE, related_name="series_parts")
    position = models.PositiveSmallIntegerField(default=1)

    objects = SeriesPartQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "part"
        constraints = [
            models.UniqueConstraint(
                fields=["series", "article"],
                name="content_seriespart_article_once_in_a_series",
                violation_error_message="This article stands in the series already.",
            )
        ]

    def __str__(self) -> str:
        return str(self.article)
