"""Fill a database with many articles: ``python -m bench.many 10000``. Each is a copy of a demonstration article."""

import os
import sys
from datetime import timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
django.setup()

from content.models import Article, Edition, EditionTopic, Release  # noqa: E402 (after setup)

AT_ONCE = 500


def multiply(count: int) -> None:
    """Add copies of the demonstration editions until there are ``count`` current editions."""
    originals = list(Edition.objects.filter(superseded_at=None).select_related("release__article"))
    topics = {edition.pk: list(edition.edition_topics.all()) for edition in originals}
    numbers = range(len(originals), count)
    for first in range(0, len(numbers), AT_ONCE):
        _copy(originals, topics, numbers[first : first + AT_ONCE])


def _copy(originals: list[Edition], topics: dict[int, list[EditionTopic]], numbers: range) -> None:
    models = [(originals[number % len(originals)], f"copy-{number}") for number in numbers]
    articles = Article.objects.bulk_create(
        Article(slug=slug, title=model.teaser["title"], created_at=model.listed_at, updated_at=model.listed_at)
        for model, slug in models
    )
    releases = Release.objects.bulk_create(
        Release(article=article, number=1, opened_at=article.created_at) for article in articles
    )
    editions = []
    for (model, slug), release, number in zip(models, releases, numbers, strict=True):
        fields = {field.attname: getattr(model, field.attname) for field in Edition._meta.concrete_fields}
        for name in ("id", "release_id", "slug"):
            del fields[name]
        listed_at = model.listed_at - timedelta(minutes=number)
        fields |= {"teaser": model.teaser | {"slug": slug}, "source": model.source | {"slug": slug}}
        fields |= {"listed_at": listed_at, "released_at": listed_at}
        editions.append(Edition(release=release, slug=slug, **fields))
    Edition.objects.bulk_create(editions)
    EditionTopic.objects.bulk_create(
        EditionTopic(edition=edition, topic_id=tie.topic_id, position=tie.position, listed_at=edition.listed_at)
        for (model, _), edition in zip(models, editions, strict=True)
        for tie in topics[model.pk]
    )


if __name__ == "__main__":
    multiply(int(sys.argv[1]))
