"""The topics above each topic: an article counts for them too, as it does on their pages."""

from collections.abc import Iterable, Mapping, Sequence

from content.models import Topic
from content.models.topic import LEVELS

# Slug and name of the topics above each topic that has some, the nearest first; JSON can hold it.
Tree = Mapping[str, Sequence[Sequence[str]]]


def tree_of(topics: Iterable[Topic]) -> dict[str, list[list[str]]]:
    """Return the tree of all topics."""
    known = {topic.pk: topic for topic in topics}
    return {topic.slug: above for topic in known.values() if (above := _above(topic, known))}


def _above(topic: Topic, known: Mapping[int, Topic]) -> list[list[str]]:
    found: list[list[str]] = []
    upper = known.get(topic.parent_id or 0)
    while upper is not None and len(found) < LEVELS - 1:  # as ``TopicQuerySet.family_of`` reads it
        found.append([upper.slug, upper.name])
        upper = known.get(upper.parent_id or 0)
    return found
