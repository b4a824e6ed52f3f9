"""Withholding small cells, so that nobody can be told from a count (S5). Counts in, counts or None out."""

from collections.abc import Mapping

REST = "all other"


def cell(n: int, smallest: int) -> int | None:
    """Return a count, or None if it is below the smallest that may be shown; zero is below it too."""
    return n if n >= smallest else None


def part(n: int, whole: int, smallest: int) -> int | None:
    """Return how many of a whole that is shown, or None where they or the others are too few.

    The others are the difference of two numbers on the page, so they are a cell as well.
    """
    return n if min(n, whole - n) >= smallest else None


def groups(counts: Mapping[str, int], smallest: int) -> list[tuple[str, int]]:
    """Return groups large enough to be shown, most frequent first; the small ones together as one.

    The small ones together are as large as a cell must be: the smallest of the others joins them if need be. So no
    group follows from the total. Where all together are too few, there is none.
    """
    kept = sorted(((n, label) for label, n in counts.items() if n >= smallest), key=lambda row: (-row[0], row[1]))
    rest = sum(counts.values()) - sum(n for n, _ in kept)
    while 0 < rest < smallest and kept:
        rest += kept.pop()[0]
    shown = [(label, n) for n, label in kept]
    return [*shown, (REST, rest)] if rest >= smallest else shown
