"""Series: articles that belong together, in an order."""

from django.db import models

from content.models.article import Article


class Series(models.Model):
    """An ordered list of articles under one title."""

    title = models.CharField(max_length=200, help_text="Neutral, as titles of articles are.")
    slug = models.SlugField("address", max_length=90, unique=True)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["title"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return self.title


class SeriesPart(models.Model):
    """An article's place in a series."""

    series = models.ForeignKey(Series, models.CASCADE, related_name="parts")
    article = models.ForeignKey(Article, models.CASCADE, related_name="series_parts")
    position = models.PositiveSmallIntegerField(default=1)

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
