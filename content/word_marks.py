"""Two texts as one, with words marked as added or removed. No database.

Comparing takes time that grows with the product of both lengths, so there is a bound on it: lines are compared first,
words inside changed lines while the bound lasts, and what exceeds it is shown as removed and added in one piece.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

Mark = Literal["kept", "added", "removed"]
KEPT: Mark = "kept"
ADDED: Mark = "added"
REMOVED: Mark = "removed"
MOST = 1_000_000  # pairs of words or lines that one comparison may look at
WORD = re.compile(r"\s+|\w+(?:[.,]\w+)*%?|[^\w\s]")  # a number is one word
LINE = re.compile(r"[^\n]*\n|[^\n]+")
SHOWN = 400  # characters of an unchanged stretch before its middle is left out


@dataclass(frozen=True)
class Piece:
    """A stretch of text that is in both texts, or in one of them alone."""

    mark: Mark
    text: str


@dataclass
class Effort:
    """How much work may still be done; shared by all texts of a page.

    Attributes:
        left: Pairs of words or lines.
    """

    left: int = MOST

    def allows(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """Take the work of comparing two sequences off what is left; False if that is not enough."""
        pairs = len(before) * len(after)
        if pairs > self.left:
            return False
        self.left -= pairs
        return True


def mark_words(before: str, after: str, effort: Effort) -> list[Piece]:
    """Return both texts as pieces: those kept or removed make ``before``, those kept or added make ``after``."""
    pieces = _joined(_by_line(before, after, effort))
    return list(pieces)


def shortened(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave the middle out of long unchanged stretches, for reading."""
    return [
        Piece(KEPT, f"{piece.text[: SHOWN // 2]} […] {piece.text[-SHOWN // 2 :]}")
        if piece.mark == KEPT and len(piece.text) > SHOWN + 20
        else piece
        for piece in pieces
    ]


def _by_line(before: str, after: str, effort: Effort) -> Iterator[Piece]:
    for old, new in _stretches(LINE.findall(before), LINE.findall(after), effort):
        if old == new:
            yield Piece(KEPT, "".join(old))
            continue
        words = WORD.findall("".join(old)), WORD.findall("".join(new))
        for left, right in _stretches(*words, effort):
            if left == right:
                yield Piece(KEPT, "".join(left))
            else:
                yield Piece(REMOVED, "".join(left))
                yield Piece(ADDED, "".join(right))


def _stretches(before: list[str], after: list[str], effort: Effort) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """Yield pairs of stretches, the same or different, that make up both sequences."""
    first = _common(before, after)
    rest, others = before[first:], after[first:]
    last = _common(rest[::-1], others[::-1])
    middle, other = rest[: len(rest) - last], others[: len(others) - last]
    yield before[:first], before[:first]
    if middle and other and effort.allows(middle, other):
        for tag, a, b, c, d in SequenceMatcher(None, middle, other).get_opcodes():
            yield (middle[a:b], middle[a:b]) if tag == "equal" else (middle[a:b], other[c:d])
    elif middle or other:
        yield middle, other
    yield rest[len(rest) - last :], rest[len(rest) - last :]


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """Return how many items at the start are the same."""
    count = 0
    for left, right in zip(before, after, strict=False):
        if left != right:
            break
        count += 1
    return count


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Join pieces of one kind that follow each other; blanks between two changes belong to both."""
    kept = gone = new = blank = ""
    for piece in pieces:
        is_change = gone or new
        if not piece.text:
            continue
        if piece.mark == KEPT and is_change and not blank and piece.text.isspace() and "\n" not in piece.text:
            blank = piece.text
        elif piece.mark == KEPT:
            yield from _changed(gone, new)
            kept += blank + piece.text
            gone = new = blank = ""
        else:
            if kept:
                yield Piece(KEPT, kept)
                kept = ""
            gone += blank + (piece.text if piece.mark == REMOVED else "")
            new += blank + (piece.text if piece.mark == ADDED else "")
            blank = ""
    yield from _changed(gone, new)
    if kept + blank:
        yield Piece(KEPT, kept + blank)


def _changed(gone: str, new: str) -> Iterator[Piece]:
    if gone and gone == new:
        yield Piece(KEPT, gone)
        return
    if gone:
        yield Piece(REMOVED, gone)
    if new:
        yield Piece(ADDED, new)
