"""Loading series: titles, and the articles of each in the order of the file."""

from typing import Any

from django.db import transaction

from content.articlefiles import Fault, FileRefused
from content.models import Article, Series, SeriesPart
from content.services.loaded_rows import checked


@transaction.atomic
def load_series(rows: list[dict[str, Any]]) -> None:
    """Add series, and bring titles, texts and parts of known ones up to date.

    Raises:
        FileRefused: A text is too long, or no article has an address; nothing of the file is kept.
    """
    for row in rows:
        slugs = list(dict.fromkeys(row["articles"]))
        articles = {article.slug: article for article in Article.objects.filter(slug__in=slugs)}
        if unknown := [slug for slug in slugs if slug not in articles]:
            raise FileRefused([Fault(row["line"], f"No article has the slug {unknown[0]}.")])
        series = Series.objects.filter(slug=row["slug"]).first() or Series(slug=row["slug"])
        series.title, series.description = row["title"], row["description"]
        checked(series, row["line"])
        series.save()
        series.parts.all().delete()
        SeriesPart.objects.bulk_create(
            SeriesPart(series=series, article=articles[slug], position=number)
            for number, slug in enumerate(slugs, start=1)
        )
