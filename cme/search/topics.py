"""What topics are called, and which stand above each: an article counts for them too, as it does on their pages."""

from collections.abc import Iterable, Mapping, Sequence

from content.models import Topic
from content.models.topic import LEVELS

# Slug and name of each topic and of those above it, the nearest first; JSON can hold it.
Tree = Mapping[str, Sequence[Sequence[str]]]


def tree_of(topics: Iterable[Topic]) -> dict[str, list[list[str]]]:
    """Return the tree of all topics."""
    known = {topic.pk: topic for topic in topics}
    return {topic.slug: _with_above(topic, known) for topic in known.values()}


def _with_above(topic: Topic, known: Mapping[int, Topic]) -> list[list[str]]:
    found: list[list[str]] = []
    one: Topic | None = topic
    while one is not None and len(found) < LEVELS:  # as ``TopicQuerySet.family_of`` reads it
        found.append([one.slug, one.name])
        one = known.get(one.parent_id or 0)
    return found
