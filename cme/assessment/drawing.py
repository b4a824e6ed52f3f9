"""Which items an attempt asks, and in which order: fixed by its seed, so that a reload shows the same."""

import random
from collections.abc import Collection, Mapping, Sequence

from cme.assessment.serving import ServedItem, ServedOption


def draw_items(
    pool: Sequence[ServedItem],
    *,
    count: int | None,
    seed: str,
    paired: Collection[int] = (),
    seen: Mapping[int, int] | None = None,
    shuffles: bool = False,
) -> list[int]:
    """Choose the items of an attempt.

    Args:
        pool: All items of the test, in the editors' order.
        count: How many of the scored ones are asked, neither more nor fewer: a pass mark may be so many of them. What
            does not count, such as confidence, takes no place and is asked besides. None for all.
        seed: The attempt's random word.
        paired: Questions that come first: those the learner met in the pre-test, so that pairs stay pairs.
        seen: How often the learner has met each question; those met least come first.
        shuffles: Whether the attempt has an order of its own.

    Returns:
        Primary keys of the items in the order they are asked; the editors' order unless shuffled.
    """
    chance = random.Random(f"{seed}.draw")  # noqa: S311 (an order, not a secret)
    met = seen or {}
    chosen = {item.id for item in pool}
    scored = [item for item in pool if item.is_scored]
    if count is not None and count < len(scored):
        shuffled = list(scored)
        chance.shuffle(shuffled)
        shuffled.sort(key=lambda item: (item.question not in paired, met.get(item.question, 0)))
        chosen -= {item.id for item in shuffled[count:]}
    order = [item.id for item in pool if item.id in chosen]
    if shuffles:
        chance.shuffle(order)
    return order


def number_drawn(pool: Collection[ServedItem], count: int | None) -> int:
    """Return how many items :func:`draw_items` chooses."""
    scored = sum(item.is_scored for item in pool)
    return len(pool) - scored + min(scored, count or scored)


def order_of(options: Sequence[ServedOption], *, seed: str, item_id: int, shuffles: bool = True) -> list[ServedOption]:
    """Return the options in the order fixed for an attempt: the same at every reload, another in every attempt."""
    ordered = list(options)
    if shuffles:
        random.Random(f"{seed}.{item_id}").shuffle(ordered)  # noqa: S311 (an order, not a secret)
    return ordered
