"""The tree of topics: placing a topic below another one."""

from content.models import Topic
from content.models.topic import LEVELS


class TopicRefused(Exception):
    """The topic cannot stand there; the message is fit to show to the editor."""


def check_place(*, topic: Topic, parent: Topic | None) -> None:
    """Refuse a place that would close a circle or make the tree too deep.

    All topics are locked until the caller's transaction ends, so that two who move topics at once come one after the
    other; the database refuses such a place too, of whatever door.

    Args:
        topic: Saved or not yet.
        parent: Above it; None for the top.

    Raises:
        TopicRefused: It stands below itself, or more than ``LEVELS`` levels would stand below each other.
    """
    if parent is None:
        return
    rows = Topic.objects.select_for_update().order_by("pk").values_list("pk", "parent")
    parents: dict[int, int | None] = dict(rows)
    above = [parent.pk]
    while (upper := parents.get(above[-1])) is not None and upper not in above:
        above.append(upper)
    if topic.pk in above:
        raise TopicRefused(f"{topic.name} cannot stand below itself. Choose another topic, or none.")
    if len(above) + _depth_of(topic.pk, parents) > LEVELS:
        raise TopicRefused(f"Topics stand at most {LEVELS} levels below each other. Choose one higher up.")


def _depth_of(topic: int | None, parents: dict[int, int | None]) -> int:
    """Return how many levels a topic brings along, itself among them."""
    depth, level = 1, {topic}
    while topic is not None and depth <= LEVELS:
        level = {pk for pk, parent in parents.items() if parent in level}
        if not level:
            break
        depth += 1
    return depth
