r"""Accepted wordings of short answers: ``*`` in one stands for anything, ``\*`` for a star itself.

A backslash before anything else is a backslash, as in Moodle.
"""

import re
from collections.abc import Sequence
from unicodedata import normalize

from content.formats.neutral import Kind
from content.plain_text import INVISIBLE

_WILDCARD = re.compile(r"(?<!\\)\*")
_STAR = "\\*"
# What keyboards and copied texts put in by themselves: curly quotes, the many hyphens and dashes, and characters
# without a width, which nobody sees and nobody could type again.
_PLAIN = str.maketrans(
    dict.fromkeys(INVISIBLE, "")
    | dict.fromkeys("\u2018\u2019\u02bc\u2032", "'")
    | dict.fromkeys("\u201c\u201d", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
)


def pieces_of(accepted: str) -> list[str]:
    """Return what stands between the wildcards of an accepted wording; one piece where it has none."""
    return [piece.replace(_STAR, "*") for piece in _WILDCARD.split(accepted)]


def shape_of(accepted: str) -> str:
    """Return an accepted wording as people read it, with an ellipsis where anything may stand."""
    return "…".join(pieces_of(accepted))


def said(kind: str, answer: str) -> str:
    """Return an answer of a question as people read it, whatever its kind."""
    return shape_of(answer) if kind == Kind.SHORT else answer


def literal(text: str) -> str:
    """Return the accepted wording that stands for a text alone, whatever stars it has."""
    return text.replace("*", _STAR)


def takes_anything(accepted: str) -> bool:
    """Tell whether a wording accepts every answer, as it is nothing but wildcards to see."""
    pieces = compared_pieces(accepted, is_case_sensitive=True)
    return len(pieces) > 1 and not "".join(pieces).strip()


def accepts(accepted: str, typed: str, *, is_case_sensitive: bool) -> bool:
    """Tell whether a wording accepts an answer, however a keyboard writes either."""
    return _is_like(_compared(typed, is_case_sensitive), compared_pieces(accepted, is_case_sensitive))


def compared_pieces(accepted: str, is_case_sensitive: bool) -> list[str]:
    """Return the pieces of an accepted wording as answers are compared with them."""
    return pieces_of(_compared(accepted, is_case_sensitive))


def share_answers(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether an answer fits two accepted wordings, given by their pieces."""
    if len(one) == 1:
        return _is_like(one[0], other)
    if len(other) == 1:
        return _is_like(other[0], one)
    # What stands between the first and the last piece of either can follow each other.
    starts, ends = sorted((one[0], other[0]), key=len), sorted((one[-1], other[-1]), key=len)
    return starts[1].startswith(starts[0]) and ends[1].endswith(ends[0])


def _compared(text: str, is_case_sensitive: bool) -> str:
    """Return words with one blank between them, straight quotes, plain hyphens, and accents in one form."""
    plain = " ".join(normalize("NFC", text).translate(_PLAIN).split())
    return plain if is_case_sensitive else plain.casefold()


def _is_like(typed: str, pieces: Sequence[str]) -> bool:
    """Tell whether the pieces stand in the text in order, the first at its start and the last at its end."""
    first, *rest = pieces
    if not rest:
        return typed == first
    if not typed.startswith(first) or len(typed) < len(first) + len(rest[-1]) or not typed.endswith(rest[-1]):
        return False
    place, end = len(first), len(typed) - len(rest[-1])
    for piece in rest[:-1]:
        found = typed.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return place <= end
