"""What a queue of the desk is: things of one kind that wait for somebody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

SHOWN = 20  # rows of a queue that are shown; more are counted


@dataclass(frozen=True)
class Waiting:
    """One thing that waits.

    Attributes:
        label: What it is.
        path: Where it is done.
        note: By when, or how much.
        is_urgent: Its day is near or past.
    """

    label: str
    path: str
    note: str
    is_urgent: bool = False


@dataclass(frozen=True)
class Queue:
    """Things of one kind that wait, the most urgent first.

    Attributes:
        name: Short and stable.
        heading: What the start page calls it.
        rows: The first of them.
        count: How many there are.
    """

    name: str
    heading: str
    rows: Sequence[Waiting] = field(default_factory=list)
    count: int = 0


def queue_of(name: str, heading: str, rows: Iterator[Waiting]) -> Queue:
    """Return a queue of rows, counting all and keeping the first."""
    waiting = list(rows)
    return Queue(name, heading, waiting[:SHOWN], len(waiting))
