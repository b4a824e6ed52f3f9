"""Where a query was met in a text: pieces for the template, which marks them; no HTML is made here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from cme.search.analysis import Chunk, chunks
from cme.search.queries import Query, Stems

BEFORE, BEHIND = 8, 26  # words of a passage around its first hit
# Paragraphs that were looked at last, some 10 KB each: whoever narrows, pages or rewords a search meets the same
# articles again, and so do the next who look for a common word.
KEPT, LONGEST_KEPT = 1_000, 1_500  # paragraphs; characters


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, marked or not."""

    text: str
    is_hit: bool


def marked(text: str, query: Query) -> list[Piece]:
    """Return a whole text, in pieces."""
    found = list(chunks(text))
    return _pieces(text, 0, len(text), found, _hits(found, query.alternatives)[0])


def passage(paragraphs: Iterable[str], query: Query) -> list[Piece]:
    """Return the words around the best place of some paragraphs; empty where nothing was met.

    The best paragraph is the first that meets most of what was asked for.
    """
    best: tuple[str, Sequence[Chunk], set[int]] | None = None
    most, all_of_them = 0, len(query.units)
    for text in paragraphs:
        found = _kept(text) if len(text) <= LONGEST_KEPT else tuple(chunks(text))
        places, met = _hits(found, query.alternatives)
        if len(met) > most:
            best, most = (text, found, places), len(met)
            if most >= all_of_them:
                break
    return _cut(*best) if best else []


@lru_cache(maxsize=KEPT)
def _kept(text: str) -> tuple[Chunk, ...]:
    return tuple(chunks(text))


def _hits(found: Sequence[Chunk], alternatives: Sequence[Stems]) -> tuple[set[int], set[Stems]]:
    """Return the places of the chunks that are part of a hit, and which sequences were met."""
    beginning: dict[str, list[Stems]] = {}
    for stems in alternatives:
        beginning.setdefault(stems[0], []).append(stems)
    flat = [(term.stem, place) for place, chunk in enumerate(found) for term in chunk.terms]
    places: set[int] = set()
    met: set[Stems] = set()
    for start, (stem, _) in enumerate(flat):
        for stems in beginning.get(stem, ()):
            run = flat[start : start + len(stems)]
            if tuple(other for other, _ in run) == stems:
                places.update(place for _, place in run)
                met.add(stems)
    for place, chunk in enumerate(found):
        for term in chunk.joined:
            if (term.stem,) in beginning.get(term.stem, ()):
                places.add(place)
                met.add((term.stem,))
    return places, met


def _cut(text: str, found: Sequence[Chunk], places: set[int]) -> list[Piece]:
    """Cut the words around the first hit that has most others near it."""
    first = max(sorted(places), key=lambda place: len(places & set(range(place, place + BEHIND))))
    begin, end = max(0, first - BEFORE), min(len(found), first + BEHIND)
    start = 0 if begin == 0 else found[begin].begin
    stop = len(text) if end == len(found) else found[end - 1].end
    pieces = _pieces(text, start, stop, found, places)
    if start > 0:
        pieces.insert(0, Piece("… ", is_hit=False))
    if stop < len(text):
        pieces.append(Piece(" …", is_hit=False))
    return pieces


def _pieces(text: str, start: int, stop: int, found: Sequence[Chunk], places: set[int]) -> list[Piece]:
    pieces, last = [], start
    for place in sorted(places):
        chunk = found[place]
        if chunk.begin < start or chunk.end > stop:
            continue
        if last < chunk.begin:
            pieces.append(Piece(text[last : chunk.begin], is_hit=False))
        pieces.append(Piece(text[chunk.begin : chunk.end], is_hit=True))
        last = chunk.end
    if last < stop:
        pieces.append(Piece(text[last:stop], is_hit=False))
    return pieces
