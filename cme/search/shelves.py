"""All documents by facet and in order, in the memory of a process: bit sets over their numbers.

A search asks the database for the numbers of what matches, once. Counting every facet and finding a page in order is
then work on bit sets: some microseconds for each value, however many articles match and however differently they are
combined. Nothing here goes out of date: numbers are never used twice and documents never change, so a process only
takes in those with higher numbers. A document that went is matched by nothing. An index made anew has another key.
"""

import threading
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from cme.search.facets import NAMES, TOPIC, Facets
from cme.search.models import Document
from cme.search.topics import Tree

YES, NO = ord("1"), b"0"
MICROSECONDS = 1_000_000
FEW = 200  # documents that are put in their places one by one
MINUTE_BITS = 52  # a moment in microseconds has fewer


@dataclass(frozen=True)
class Order:
    """Documents in one order: the smallest key first, of equal keys the highest number."""

    keys: "array[int]" = field(default_factory=lambda: array("q"))
    numbers: "array[int]" = field(default_factory=lambda: array("q"))

    def with_more(self, pairs: Sequence[tuple[int, int]]) -> "Order":
        """Return the order with more documents, each by key and number; the numbers are higher than all before."""
        order = Order(self.keys[:], self.numbers[:])
        if len(pairs) > FEW:
            whole = sorted([*zip(self.keys, self.numbers, strict=True), *pairs], key=lambda pair: (pair[0], -pair[1]))
            return Order(array("q", (key for key, _ in whole)), array("q", (number for _, number in whole)))
        for key, number in pairs:
            place = bisect_left(order.keys, key)
            order.keys.insert(place, key)
            order.numbers.insert(place, number)
        return order

    def chosen(self, bits: int) -> Iterator[int]:
        """Yield the numbers of those that are in a bit set."""
        flags = bits.to_bytes(bits.bit_length() // 8 + 1, "little")
        last = 8 * len(flags)
        for number in self.numbers:
            if number < last and flags[number >> 3] >> (number & 7) & 1:
                yield number


@dataclass(frozen=True)
class Shelves:
    """What a process knows of the documents.

    Attributes:
        key: That of the index.
        last: The highest number taken in.
        having: The documents that have a value, by facet and value.
        labels: What readers see for a value.
        newest: The latest first.
        shortest: The fewest minutes first, the latest of them before others.
    """

    key: str = ""
    last: int = 0
    having: dict[tuple[str, str], int] = field(default_factory=dict)
    labels: dict[tuple[str, str], str] = field(default_factory=dict)
    newest: Order = field(default_factory=Order)
    shortest: Order = field(default_factory=Order)

    @property
    def everything(self) -> int:
        """Every number up to the last one, as a bit set."""
        return (1 << (self.last + 1)) - 1

    def under(self, tree: Tree) -> "Shelves":
        """Return the shelves with every document on the topics above its own as well, as a topic's page lists it.

        Topics are called what they are called now, whatever documents say of the day on which they came.
        """
        having, labels = dict(self.having), dict(self.labels)
        for (name, value), documents in self.having.items():
            for slug, called in tree.get(value, ()) if name == TOPIC else ():
                pair = (TOPIC, slug)
                having[pair] = having.get(pair, 0) | documents
                labels[pair] = called
        return replace(self, having=having, labels=labels)

    def with_newer(self) -> "Shelves":
        """Return the shelves with the documents that came since; other threads go on with these."""
        rows = Document.objects.filter(pk__gt=self.last).order_by("pk")
        found: dict[tuple[str, str], list[int]] = {}
        labels, last = dict(self.labels), self.last
        newest: list[tuple[int, int]] = []
        shortest: list[tuple[int, int]] = []
        for number, kept, listed_at, minutes in rows.values_list("pk", "facets", "listed_at", "minutes").iterator():
            facets = Facets.from_json(kept)
            for pair in ((name, value) for name in NAMES for value in facets.values[name]):
                found.setdefault(pair, []).append(number)
                labels[pair] = facets.labels.get(pair[0], {}).get(pair[1], pair[1])
            moment = round(listed_at.timestamp() * MICROSECONDS)
            newest.append((-moment, number))
            shortest.append(((minutes << MINUTE_BITS) - moment, number))
            last = number
        having = self.having | {pair: self.having.get(pair, 0) | bits_of(numbers) for pair, numbers in found.items()}
        return Shelves(self.key, last, having, labels, self.newest.with_more(newest), self.shortest.with_more(shortest))


_shelves = Shelves()
_taking_in = threading.Lock()


def shelves_of(key: str, last: int) -> Shelves:
    """Return what is known of the documents of an index.

    Args:
        key: The key of the index.
        last: The highest number of its documents.
    """
    global _shelves
    if _shelves.key == key and _shelves.last >= last:
        return _shelves
    with _taking_in:
        if _shelves.key != key or _shelves.last < last:
            _shelves = (_shelves if _shelves.key == key else Shelves(key)).with_newer()
        return _shelves


def bits_of(numbers: Iterable[int]) -> int:
    """Return numbers as a bit set."""
    known = list(numbers)
    if not known:
        return 0
    signs = bytearray(NO) * (max(known) + 1)
    for number in known:
        signs[-1 - number] = YES
    return int(signs, 2)
