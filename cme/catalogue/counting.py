"""Which topics have how many articles: counted once for each state of the catalogue, and kept."""

from dataclasses import dataclass
from datetime import datetime

from django.core.cache import caches
from django.db.models import Count, Q

from content.models import Edition, Topic

SECONDS = 60  # a topic that was renamed shows within a minute


@dataclass(frozen=True)
class TopicCount:
    """A topic with articles that readers see."""

    slug: str
    name: str
    description: str
    article_count: int


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
    newest_change = Edition.objects.order_by("-changed_at").values_list("changed_at", flat=True).first()
    newest_release = (
        Edition.objects.filter(released_at__lte=at).order_by("-released_at").values_list("pk", flat=True).first()
    )
    return f"{newest_change and newest_change.timestamp()}.{newest_release}"


def _count_topics(at: datetime) -> tuple[TopicCount, ...]:
    edition = "edition_topics__edition"
    current = Q(**{f"{edition}__superseded_at__isnull": True}) | Q(**{f"{edition}__superseded_at__gt": at})
    count = Count("edition_topics", filter=current & Q(**{f"{edition}__released_at__lte": at}))
    topics = Topic.objects.annotate(article_count=count).filter(article_count__gt=0).order_by("name")
    return tuple(TopicCount(row.slug, row.name, row.description, row.article_count) for row in topics)
