"""Fill a database with articles to search: ``python -m bench.library 50000``. They mix the demonstration's texts."""

import os
import random
import re
import sys
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
django.setup()

from django.utils import timezone  # noqa: E402 (after setup)

from content.models import Article, Edition, Release, Topic  # noqa: E402 (after setup)

AT_ONCE = 1000
TOPICS = 60
PARAGRAPHS = 9  # of each text: about 400 words
YEARS = 10


def fill(count: int) -> None:
    """Add articles about many topics, from ten years, whose texts share their words as texts of one field do."""
    models = list(Edition.objects.filter(superseded_at=None))
    chance = random.Random(23)
    topics = _topics()
    paragraphs = [text for model in models for text in re.findall(r"<p>(.*?)</p>", model.html["body"])]
    now = timezone.now()
    for first in range(0, count, AT_ONCE):
        rows = []
        for number in range(first, min(count, first + AT_ONCE)):
            teaser = chance.choice(models).teaser | {
                "slug": f"library-{number}",
                "title": f"{chance.choice(models).teaser['title']}, report {number}",
                "topics": chance.sample(topics, chance.choice((1, 2, 2, 3))),
                "minutes": chance.choice((3, 4, 5, 8, 12)),
                "post_test_items": chance.choice((0, 4, 5)),
            }
            body = "".join(f"<p>{text}</p>" for text in chance.choices(paragraphs, k=PARAGRAPHS))
            rows.append((teaser, body, now - timedelta(minutes=5 + chance.randrange(YEARS * 365 * 24 * 60))))
        _publish(models[0], rows)


def _topics() -> list[dict[str, str]]:
    rows = [Topic(slug=f"topic-{number}", name=f"Topic number {number}") for number in range(TOPICS)]
    return [{"slug": row.slug, "name": row.name} for row in Topic.objects.bulk_create(rows)]


def _publish(model: Edition, rows: list[tuple[dict[str, Any], str, Any]]) -> None:
    articles = Article.objects.bulk_create(
        Article(slug=teaser["slug"], title=teaser["title"], created_at=at, updated_at=at) for teaser, _, at in rows
    )
    releases = Release.objects.bulk_create(
        Release(article=article, number=1, opened_at=article.created_at) for article in articles
    )
    fields = {field.attname: getattr(model, field.attname) for field in Edition._meta.concrete_fields}
    for name in ("id", "release_id"):
        del fields[name]
    Edition.objects.bulk_create(
        Edition(
            **fields
            | {"slug": teaser["slug"], "teaser": teaser, "html": {"body": body}, "source": {"key_figures": []}}
            | {"listed_at": at, "released_at": at, "changed_at": at, "release": release}
        )
        for (teaser, body, at), release in zip(rows, releases, strict=True)
    )


if __name__ == "__main__":
    fill(int(sys.argv[1]))
