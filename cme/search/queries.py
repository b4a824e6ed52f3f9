"""What was typed, as a query that both databases understand. Nothing of it but letters and digits reaches them."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from cme.search.analysis import Chunk, chunks, readable
from cme.search.vectors import RUN

LONGEST = 200  # characters of a query
MOST_WORDS = 20
# Words that say nothing by themselves. "All" is not among them: it is a disease here.
SAYING_NOTHING = "a an and are as at be by for from in into is it of on or than that the to versus vs was were with"
STOP_WORDS = frozenset(SAYING_NOTHING.split())
_QUOTED = re.compile(
    '["\u201c\u201d\u201e\u00ab\u00bb]([^"\u201c\u201d\u201e\u00ab\u00bb]*)["\u201c\u201d\u00ab\u00bb]'
)
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """One thing that every result has.

    Attributes:
        begin: Where it begins in what was typed.
        end: Where it ends.
        word: What was typed, as a plain word; empty for words in quotes and compounds.
        alternatives: Sequences of stems, one of which a document must have.
    """

    begin: int
    end: int
    word: str
    alternatives: tuple[Stems, ...]


@dataclass(frozen=True)
class Query:
    """What was asked for: all units, in any order."""

    typed: str
    units: tuple[Unit, ...]
    ends_in_word: bool  # the last word may not be finished

    @property
    def alternatives(self) -> list[Stems]:
        """All sequences of stems that make a hit."""
        return [stems for unit in self.units for stems in unit.alternatives]

    @property
    def stems(self) -> set[str]:
        """All stems."""
        return {stem for stems in self.alternatives for stem in stems}

    @property
    def has_long_run(self) -> bool:
        """More words must follow one another than an index of PostgreSQL has as one."""
        return any(len(stems) > RUN for stems in self.alternatives)

    def with_last(self, stems: Sequence[str]) -> "Query":
        """Return the query whose last word stands for any of the stems."""
        last = replace(self.units[-1], alternatives=tuple((stem,) for stem in stems))
        return replace(self, units=(*self.units[:-1], last))


def parse_query(text: str, others: Mapping[str, Sequence[str]]) -> Query:
    """Read what was typed: words, compounds, and words in quotes that must follow one another.

    Args:
        text: What was typed, whatever it is.
        others: What else a word finds, by the word in small letters, such as the generic name by a trade name.
    """
    typed = readable(text)
    units = [*_quoted(typed), *_loose(_QUOTED.sub(_blank, typed), others)]
    units.sort(key=lambda unit: unit.begin)
    telling = [unit for unit in units if unit.word not in STOP_WORDS]
    kept: dict[tuple[Stems, ...], Unit] = {unit.alternatives: unit for unit in telling or units}
    ordered = sorted(kept.values(), key=lambda unit: unit.begin)
    ends_in_word = bool(ordered) and ordered[-1].end == len(typed) and bool(ordered[-1].word)
    return Query(typed, tuple(ordered[:MOST_WORDS]), ends_in_word and len(ordered) <= MOST_WORDS)


def for_sqlite(query: Query, column: str = "") -> str:
    """Return the query for FTS5; with a column, what only that column is asked for."""
    asked = _joined(query, sequence=lambda stems: f'"{" ".join(stems)}"', either=" OR ", both=" AND ")
    return f"{column}: ({asked})" if column else asked


def for_words(query: Query) -> str:
    """Return the query for the ``words`` of PostgreSQL: up to three words in a row are one lexeme there.

    Of more in a row it asks for each three of them; whether all follow one another only places tell.
    """

    def runs(stems: Stems) -> str:
        starts = range(max(1, len(stems) - RUN + 1))
        return " & ".join(f"'{' '.join(stems[start : start + RUN])}'" for start in starts)

    return _joined(query, sequence=runs, either=" | ", both=" & ")


def for_places(query: Query, weight: str = "") -> str:
    """Return the query for the ``vector`` of PostgreSQL; with a weight, only words of it count."""
    mark = f":{weight}" if weight else ""
    return _joined(
        query, sequence=lambda stems: " <-> ".join(f"'{stem}'{mark}" for stem in stems), either=" | ", both=" & "
    )


def _joined(query: Query, *, sequence: Callable[[Stems], str], either: str, both: str) -> str:
    units = [either.join(f"({sequence(stems)})" for stems in unit.alternatives) for unit in query.units]
    return both.join(f"({unit})" for unit in units)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _quoted(typed: str) -> Iterator[Unit]:
    for match in _QUOTED.finditer(typed):
        stems = tuple(term.stem for chunk in chunks(match[1]) for term in chunk.terms)
        if stems:
            yield Unit(match.start(), match.end(), "", (stems[:MOST_WORDS],))


def _loose(typed: str, others: Mapping[str, Sequence[str]]) -> Iterator[Unit]:
    for chunk in chunks(typed):
        alternatives = [tuple(term.stem for term in chunk.terms)]
        if len(chunk.terms) > 1:
            whole = "".join(term.word for term in chunk.terms)
            alternatives += [(term.stem,) for term in chunk.joined if term.word == whole]
        for words in others.get(_as_in_tables(typed[chunk.begin : chunk.end]), ()):
            alternatives.append(tuple(term.stem for other in chunks(words) for term in other.terms))
        yield Unit(chunk.begin, chunk.end, _word_of(chunk), tuple(dict.fromkeys(alternatives)))


def _as_in_tables(typed: str) -> str:
    """Return a word as tables of words have it: in small letters, with plain hyphens and signs."""
    return unicodedata.normalize("NFKC", typed).translate(_HYPHENS).casefold()


def _word_of(chunk: Chunk) -> str:
    return chunk.terms[0].word if len(chunk.terms) == 1 else ""
