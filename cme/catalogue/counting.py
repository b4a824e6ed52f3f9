"""Which topics have how many articles: counted once for each state of the catalogue, and kept."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.db.models import Count, Q, Subquery

from content.models import Edition, EditionTopic, Topic
from content.models.topic import LEVELS

SECONDS = 60  # a topic that was renamed shows within a minute


@dataclass(frozen=True)
class TopicCount:
    """A topic with articles that readers see, its own or of topics below it; ``parent`` is the slug above it."""

    slug: str
    name: str
    description: str
    article_count: int
    parent: str = ""


@dataclass(frozen=True)
class Counts:
    """How many articles readers see, in all and on each topic."""

    articles: int
    topics: tuple[TopicCount, ...]


def counts_at(at: datetime) -> Counts:
    """Return the counts that hold at a moment.

    What can change them is read first, by two indexes, and names what is kept: publishing, correcting and retiring
    change a row, a schedule that comes due changes the newest release.
    """
    topics_known = Topic.objects.count()
    key = f"counts.{state_at(at)}.{topics_known}"
    counts: Counts | None = caches["pages"].get(key)
    if counts is None:
        counts = Counts(Edition.objects.current_at(at).count(), _count_topics(at))
        caches["pages"].set(key, counts, SECONDS)
    return counts


def state_at(at: datetime) -> str:
    """Name the state of the catalogue at a moment: the latest change of a row, and the newest release."""
    newest_release = Edition.objects.filter(released_at__lte=at).order_by("-released_at").values("pk")[:1]
    newest_change = Edition.objects.order_by("-changed_at").annotate(newest_release=Subquery(newest_release))
    row = newest_change.values_list("changed_at", "newest_release").first()
    return f"{row[0].timestamp()}.{row[1]}" if row else ""


def _count_topics(at: datetime) -> tuple[TopicCount, ...]:
    """Count the articles of each topic; of one with others below it, those of all of them, each once."""
    edition = "edition_topics__edition"
    current = Q(**{f"{edition}__superseded_at__isnull": True}) | Q(**{f"{edition}__superseded_at__gt": at})
    count = Count("edition_topics", filter=current & Q(**{f"{edition}__released_at__lte": at}))
    own: dict[int, Any] = {
        row.pk: row for row in Topic.objects.annotate(article_count=count).select_related("parent").order_by("name")
    }
    within = _editions_within({pk: row.parent_id for pk, row in own.items()}, at)
    rows = ((row, len(within[pk]) if pk in within else row.article_count) for pk, row in own.items())
    return tuple(
        TopicCount(row.slug, row.name, row.description, n, row.parent.slug if row.parent else "")
        for row, n in rows
        if n
    )


def _editions_within(parents: Mapping[int, int | None], at: datetime) -> dict[int, set[int]]:
    """Return the editions of each topic that has others below it, its own and those of all below."""
    above = {parent for parent in parents.values() if parent}
    found: dict[int, set[int]] = {pk: set() for pk in above}
    current = Q(edition__superseded_at__isnull=True) | Q(edition__superseded_at__gt=at)
    tied = [pk for pk, parent in parents.items() if parent or pk in above]
    ties = EditionTopic.objects.filter(current, topic__in=tied, edition__released_at__lte=at).order_by()
    for topic, edition in ties.values_list("topic", "edition").iterator():
        upper: int | None = topic
        for _ in range(LEVELS):
            if upper in found:
                found[upper].add(edition)
            upper = parents.get(upper) if upper else None
    return found


@dataclass(frozen=True)
class Branch:
    """A topic with those below it."""

    topic: TopicCount
    below: tuple["Branch", ...]


def tree_of(topics: Iterable[TopicCount], parent: str = "", level: int = LEVELS) -> tuple[Branch, ...]:
    """Return topics as a tree, each with those that stand right below it.

    Args:
        topics: In the order of their names.
        parent: Slug of the topic whose branches are wanted; empty for all.
        level: How many levels there can be below; the tree ends there, whatever the rows say.
    """
    known = tuple(topics)
    rows = [topic for topic in known if topic.parent == parent]
    return tuple(Branch(topic, tree_of(known, topic.slug, level - 1) if level > 1 else ()) for topic in rows)
