"""What was typed, as a query that both databases understand. Nothing of it but letters and digits reaches them."""

import re
import unicodedata
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from cme.search.analysis import NEGATIVE, POSITIVE, Chunk, chunks, is_marker, readable
from cme.search.other_words import RESULTS as RESULT_STEMS
from cme.search.other_words import in_a_row
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
RESULTS = frozenset({POSITIVE, NEGATIVE, "pos", "neg"})
MOST_IN_A_ROW = 6  # words or compounds that tables have as one
ANY_ENDING = "*"  # as other searches have it; a last word is looked for so without it
ENDS_OPEN = "-\u2010\u2011"  # behind a marker its sign, unless more is being typed
CHROMOSOME = "chromosome"
_BETWEEN = re.compile(r"\)?[\s\-\u2010-\u2013\u2212]+")
_T_CELL_ALL = re.compile(r"(?<=\bt[ \-\u2010\u2011]cell[ \u00a0])all\b", re.IGNORECASE)
_T_CELL = re.compile(r"\bt cell\b")
_RESULT = re.compile(r"(?: ?\(?[+-](?:ve)?\)?|\)?[\s-]+(?:positive|negative|pos|neg))$")

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """One thing that every result has.

    Attributes:
        begin: Where it begins in what was typed.
        end: Where it ends.
        word: What was typed, as a plain word; empty for words in quotes and compounds.
        alternatives: Sequences of stems, one of which a document must have.
        beginning: What words may begin with that are not typed to their ends; of a compound, its words as one.
        whole: The stem that documents have if a compound is finished.
        parts: Of words that tables have in a row, each by itself; a document that has all of them needs nothing else.
    """

    begin: int
    end: int
    word: str
    alternatives: tuple[Stems, ...]
    beginning: str = ""
    whole: str = ""
    parts: "tuple[Unit, ...]" = ()

    def is_known(self, stems: Container[str]) -> bool:
        """Tell whether documents that have these stems may have what was typed, as it stands."""
        if self.whole:
            return self.whole in stems
        if self.parts and all(part.is_known(stems) for part in self.parts):
            return True
        return any(all(stem in stems for stem in known) for known in self.alternatives)


@dataclass(frozen=True)
class Query:
    """What was asked for: all units, in any order."""

    typed: str
    units: tuple[Unit, ...]
    ends_in_word: bool  # the last word may not be finished

    @property
    def words(self) -> tuple[Unit, ...]:
        """The units, of words in a row each by itself."""
        return tuple(part for unit in self.units for part in unit.parts or (unit,))

    @property
    def alternatives(self) -> list[Stems]:
        """All sequences of stems that make a hit."""
        both = dict.fromkeys((*self.units, *self.words))
        return [stems for unit in both for stems in unit.alternatives]

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
        return self._with_last(*((stem,) for stem in stems))

    def with_endings(self, words: Sequence[str], others: Mapping[str, Sequence[str]]) -> "Query":
        """Return the query whose last compound also stands for those that go on as words of the index do.

        ``Ph-n`` goes on as ``phnegative`` to Ph-negative. ``CD20-`` may be waiting for a word, never for "positive".

        Args:
            words: Words of the index that begin as the compound does, written as one.
            others: As ``parse_query`` has it.
        """
        last = self.units[-1]
        typed = self.typed[last.begin : last.end]
        read: list[Stems] = []
        for word in words:
            ending = word.removeprefix(last.beginning)
            if ending and (typed[-1].isalnum() or not ending.startswith("pos")):
                ended = f"{typed}{ending}"
                # Not as one word: "CAR-T" does not go on to "cartilage".
                read += (stems for chunk in chunks(ended) for stems in _in_a_row(chunk, ended, others))
        return self._with_last(*last.alternatives, *read)

    def _with_last(self, *alternatives: Stems) -> "Query":
        last = replace(self.units[-1], alternatives=tuple(dict.fromkeys(alternatives)))
        return replace(self, units=(*self.units[:-1], last))


def parse_query(text: str, others: Mapping[str, Sequence[str]]) -> Query:
    """Read what was typed: words, compounds, and words in quotes that must follow one another.

    Args:
        text: What was typed, whatever it is.
        others: What else a word finds, as ``other_words`` has it, such as the generic name by a trade name.
    """
    typed = readable(text)
    loose = _T_CELL_ALL.sub("ALL", _QUOTED.sub(_blank, typed))  # what is typed small is the disease, too
    units = [*_quoted(typed), *_grouped(list(_loose(loose, others)), loose, others)]
    units.sort(key=lambda unit: unit.begin)
    telling = [unit for unit in units if unit.word not in STOP_WORDS]
    kept: dict[tuple[Stems, ...], Unit] = {unit.alternatives: unit for unit in telling or units}
    ordered = sorted(kept.values(), key=lambda unit: unit.begin)
    ends_in_word = bool(ordered) and ordered[-1].end == len(typed.rstrip(ANY_ENDING)) and bool(ordered[-1].beginning)
    return Query(typed, tuple(ordered[:MOST_WORDS]), ends_in_word and len(ordered) <= MOST_WORDS)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _quoted(typed: str) -> Iterator[Unit]:
    for match in _QUOTED.finditer(typed):
        stems = tuple(term.stem for chunk in chunks(match[1]) for term in chunk.terms)
        if stems:
            yield Unit(match.start(), match.end(), "", (stems[:MOST_WORDS],))


def _loose(typed: str, others: Mapping[str, Sequence[str]]) -> Iterator[Unit]:
    before: Chunk | None = None
    for chunk in _with_results(typed):
        words = [term.word for term in chunk.terms]
        one = chunk.whole
        alternatives = _in_a_row(chunk, typed, others)
        if before:
            alternatives += _wordings(_behind(before, chunk, typed), others)
        before = chunk
        has_others = len(alternatives) > 1
        if one:
            alternatives.insert(1, (one.stem,))
        beginning, whole = words[0] if len(words) == 1 else "", ""
        if one and typed[chunk.end - 1] in ENDS_OPEN:
            beginning, whole = "".join(words[:-1]), one.stem
        elif one and words[-1] not in RESULTS and not has_others:
            beginning, whole = one.word, one.stem
        yield Unit(chunk.begin, chunk.end, _word_of(chunk), tuple(dict.fromkeys(alternatives)), beginning, whole)


def _grouped(units: list[Unit], typed: str, others: Mapping[str, Sequence[str]]) -> Iterator[Unit]:
    """Yield the units; those that tables have in a row as one, the longest first: ``minimal residual disease``."""
    place = 0
    while place < len(units):
        for end in range(min(len(units), place + MOST_IN_A_ROW), place + 1, -1):
            if group := _group(units[place:end], typed, others):
                yield group
                place = end
                break
        else:
            yield units[place]
            place += 1


def _group(units: Sequence[Unit], typed: str, others: Mapping[str, Sequence[str]]) -> Unit | None:
    """Return units that stand in a row as one, if tables have them; what a marker was found to be stays with it."""
    if any(typed[one.end : other.begin].strip() for one, other in pairwise(units)):
        return None
    stems = tuple(stem for unit in units for stem in unit.alternatives[0])
    begin, end = units[0].begin, units[-1].end
    if found := _wordings(in_a_row(stems), others):
        own = [stems] if len(stems) <= RUN else []
        telling = tuple(unit for unit in units if unit.word not in STOP_WORDS)
        return Unit(begin, end, "", tuple(dict.fromkeys([*own, *found])), parts=telling)
    *marker, result = stems
    if result not in RESULT_STEMS or not any(is_marker(name) for name in others.get(in_a_row(marker), ())):
        return None
    called = [tuple(marker), *_wordings(in_a_row(marker), others)]
    return Unit(begin, end, "", tuple(dict.fromkeys((*name, result)[-RUN:] for name in called)))


def _in_a_row(chunk: Chunk, typed: str, others: Mapping[str, Sequence[str]]) -> list[Stems]:
    """Return what finds a word or compound: its own words in a row, and what others say instead.

    What a marker was found to be is said of all that the marker is called: Ph-negative, Philadelphia-negative.
    """
    stems = _stems_of(chunk, typed)
    name = _as_in_tables(typed[chunk.begin : chunk.end])
    found = [stems, *_wordings(name, others)]
    marker = _RESULT.sub("", name)
    if marker != name and len(stems) > 1:
        result = stems[-1]
        for called in (stems[:-1], *_wordings(marker, others)):
            found.append((*called, result)[-RUN:])  # of "measurable residual disease" the last words tell enough
            if len(called) + 2 <= RUN:
                found.append((result, "for", *called))
    return found


def _behind(marker: Chunk, chunk: Chunk, typed: str) -> str:
    """Return a word with the marker and result before it, as tables have them: ``Ph+B-ALL`` is "ph-positive b-all"."""
    name = _as_in_tables(typed[marker.begin : marker.end])
    bare = _RESULT.sub("", name)
    if bare == name or typed[marker.end : chunk.begin].strip():
        return ""
    result = NEGATIVE if marker.terms[-1].word.startswith("neg") else POSITIVE
    return f"{bare}-{result} {_as_in_tables(typed[chunk.begin : chunk.end])}"


def _wordings(name: str, others: Mapping[str, Sequence[str]]) -> list[Stems]:
    return [
        tuple(stem for chunk in chunks(words) for stem in _stems_of(chunk, words)) for words in others.get(name, ())
    ]


def _stems_of(chunk: Chunk, text: str) -> Stems:
    """Return the words of a chunk; where a blank parts them, the one that they are: no "T cells, all" is T-cell ALL."""
    has_blank = any(sign.isspace() for sign in text[chunk.begin : chunk.end])
    if has_blank and chunk.whole and chunk.terms[-1].word not in RESULTS:
        return (chunk.whole.stem,)
    return tuple(term.stem for term in chunk.terms)


def _with_results(typed: str) -> list[Chunk]:
    """Return the words of what was typed; a marker and its result are one: ``MRD negative``, ``(Ph)-positive``."""
    found: list[Chunk] = []
    for chunk in chunks(typed):
        last = chunk
        while found and _is_result_of(found[-1], last, typed):
            marker = found.pop()
            last = Chunk(marker.begin, last.end, marker.terms + last.terms, ())
        found.append(last)
    return found


def _is_result_of(marker: Chunk, result: Chunk, typed: str) -> bool:
    if result.terms[-1].word not in RESULTS or marker.terms[-1].word in RESULTS:
        return False
    if not _BETWEEN.fullmatch(typed[marker.end : result.begin]):
        return False
    name = typed[marker.begin : marker.end].casefold()
    if result.terms[0].word == CHROMOSOME:
        return name in {"ph", "philadelphia"}
    has_both = any(sign.isalpha() for sign in name) and any(sign.isdecimal() for sign in name)
    return len(result.terms) == 1 and (has_both or is_marker(name) or name == CHROMOSOME)


def _as_in_tables(typed: str) -> str:
    """Return a word as tables of words have it: in small letters, with plain hyphens and signs, as in ``t-cell``."""
    return _T_CELL.sub("t-cell", unicodedata.normalize("NFKC", typed).translate(_HYPHENS).casefold())


def _word_of(chunk: Chunk) -> str:
    return chunk.terms[0].word if len(chunk.terms) == 1 else ""
