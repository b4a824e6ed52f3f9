"""The terms of a document as PostgreSQL keeps them: tsvectors, written out here, so that no parser of its own is asked.

``words`` answers what matches from the index alone: beside each word it has those two and three that follow one another
as one lexeme each. ``vector`` has places and weights; it is read for ranking, and for four words in a row or more.
"""

from collections.abc import Iterable, Sequence

RUN = 3  # words that stand in the index as one
LAST_PLACE = 16_383  # PostgreSQL counts no further
MOST_PLACES = 255  # of one word
LARGEST = 900_000  # bytes of the words of a vector, which holds a megabyte; what comes after is not found by quotes


def words_vector(columns: Iterable[Sequence[str]]) -> str:
    """Return what an index of some columns has: their words, and those that follow one another in a column."""
    known = [list(column) for column in columns]
    found = dict.fromkeys(stem for column in known for stem in column)
    size = sum(len(stem) for stem in found)
    for column in known:
        for length in range(2, RUN + 1):
            for run in zip(*(column[start:] for start in range(length)), strict=False):
                lexeme = " ".join(run)
                if lexeme not in found and size < LARGEST:
                    found[lexeme] = None
                    size += len(lexeme)
    return " ".join(f"'{lexeme}'" for lexeme in found)


def places_vector(columns: Iterable[Sequence[str]]) -> str:
    """Return the words of four columns with places and weights; a place is left free between two columns."""
    places: dict[str, list[str]] = {}
    place = 0
    for weight, column in zip("ABCD", columns, strict=True):
        for stem in column:
            place += 1
            kept = places.setdefault(stem, [])
            if place <= LAST_PLACE and len(kept) < MOST_PLACES:
                kept.append(f"{place}{weight}")
        place += 1
    return " ".join(f"'{stem}':{','.join(kept)}" if kept else f"'{stem}'" for stem, kept in places.items())
