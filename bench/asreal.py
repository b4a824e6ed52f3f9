"""Copies of the demonstration editions as a real site would have them: ``python -m bench.asreal``.

Demonstration articles ask search engines to stay away, so what they would be told of a real one cannot be graded there.
"""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cme.settings")
django.setup()

from content.models import Article, Edition, EditionTopic, Release  # noqa: E402 (after setup)

PREFIX = "real-"


def copy_as_real() -> None:
    """Add a copy of each demonstration edition that is none."""
    for model in Edition.objects.filter(superseded_at=None, is_demonstration=True).order_by("pk"):
        topics = list(model.edition_topics.all())
        slug = PREFIX + model.slug
        own = {"slug": slug, "is_demonstration": False}
        article = Article.objects.create(
            slug=slug, title=model.teaser["title"], created_at=model.listed_at, updated_at=model.listed_at
        )
        release = Release.objects.create(article=article, number=1, opened_at=model.listed_at)
        fields = {field.attname: getattr(model, field.attname) for field in Edition._meta.concrete_fields}
        for name in ("id", "release_id"):
            del fields[name]
        said = {"teaser": model.teaser | own, "source": model.source | own}
        edition = Edition.objects.create(release=release, **fields | own | said)
        EditionTopic.objects.bulk_create(
            EditionTopic(edition=edition, topic_id=tie.topic_id, position=tie.position, listed_at=tie.listed_at)
            for tie in topics
        )


if __name__ == "__main__":
    copy_as_real()
