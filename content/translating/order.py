"""Whether figures and names of drugs stand where they stood: two that traded places say something else.

The rule, for each sentence, or for the whole block where a translation has another number of sentences:

- Every figure and every drug of a sentence stands in the translation of that sentence.
- The drugs of a sentence keep their order.
- Its figures keep theirs, too. Two may trade places only where they cannot be taken for each other, and where one was
  seen to move with its own word: they are of different kinds (share, quantity with a unit, name such as CD19, year of
  the calendar, Roman numeral, any other number), or they count different things; and one of them has beside it, in both
  texts, a noun of the list ("2 years", "nach 2 Jahren") or a drug that the other has in neither. So "48% lived after 2
  years" may become "nach 2 Jahren lebten 48%", but two shares never change their order.
- No two figures have exchanged the nouns beside them, and in "15 of 20" the part is not called the whole.

Nobody can tell a faithful "16% with A, against 34% with B" told from its end from one in which the figures were
exchanged, so both are refused.

Source:
    docs/decisions/0034.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from content.translating.beside import nouns_beside, turned_parts
from content.translating.negations import paired_sentences
from content.translating.protecting import UNIT, spans_of

_SHARE = re.compile("[%‰]")
_QUANTITY = re.compile(rf"\d\s?{UNIT}(?!\w)")
_NAME = re.compile(r"[^\W\d_]\S*\d")
_DATE = re.compile(r"(?:19|20)\d\d")
_NEAR = re.compile(r"[^.,;:،؛]{0,12}")  # between a figure and a drug that stands beside it


@dataclass(frozen=True)
class _Figure:
    """A figure in its sentence: what is written, of what kind it is, and what stands beside it."""

    said: str
    kind: str
    beside: frozenset[str]


def moved(source: str, target: str, *, language: str) -> list[str]:
    """Name the figures and drugs of a text that its translation has in another sentence, or in another order.

    Args:
        source: The original, in English.
        target: The translation; figures and drugs stand in it to the letter.
        language: Of the translation.
    """
    for one, other in paired_sentences(source, target):
        spans = [(start, end, one[start:end], kind) for start, end, kind in spans_of(one)]
        drugs = [said for _, _, said, kind in spans if kind == "drug"]
        kept = [said for _, _, said in found_in(other, set(drugs))]
        if [said.casefold() for said in kept] != [said.casefold() for said in drugs]:
            return list(dict.fromkeys(drugs + kept))
        traded = _traded(one, other, language=language) if len(spans) > len(drugs) else []
        if traded := traded or turned_parts(one, other, language=language):
            return traded
    return []


def found_in(text: str, sayings: set[str]) -> Iterator[tuple[int, int, str]]:
    """Yield where something is written in a text to the letter, in order; no part of a longer figure or word."""
    if not sayings:
        return
    ways = "|".join(_exactly(said) for said in sorted(sayings, key=len, reverse=True))
    for hit in re.finditer(ways, text, re.IGNORECASE):
        yield hit.start(), hit.end(), hit[0]


def _traded(source: str, target: str, *, language: str) -> list[str]:
    """Name figures of a sentence that are not in its translation, or two that traded places there."""
    spans = spans_of(source)
    kinds = {source[start:end]: _kind(source[start:end], kind) for start, end, kind in spans if kind != "drug"}
    drugs = {source[start:end] for start, end, kind in spans if kind == "drug"}
    before = _figures(source, [(start, end) for start, end, kind in spans if kind != "drug"], drugs, kinds, "en")
    after = _figures(target, [(start, end) for start, end, _ in found_in(target, set(kinds))], drugs, kinds, language)
    pairs, lost = _matched(before, after)
    if lost:
        return lost
    for (one, place), (other, later) in combinations(pairs, 2):
        is_turned = place > later and one.said != other.said
        turns = (one, after[place]), (other, after[later])
        if _has_traded_nouns(*turns) or (is_turned and not _may_trade(*turns)):
            return [one.said, other.said]
    return []


def _kind(said: str, kind: str) -> str:
    """Return with what a figure can be confused."""
    if kind != "figure":
        return kind
    if _SHARE.search(said):
        return "share"
    if _QUANTITY.search(said):
        return "quantity"
    if _DATE.fullmatch(said):
        return "date"
    return "name" if _NAME.search(said) and " " not in said else "number"


def _exactly(said: str) -> str:
    """Return what matches a figure, a drug or a sign, but no part of a longer figure or word, nor one with a unit."""
    before = r"(?<![A-Za-z\d])(?<!\d[.,])" if said[0].isalnum() else ""
    after = r"(?![A-Za-z\d])(?![.,]\d)" if said[-1].isalnum() else ""
    return before + re.escape(said) + after + (rf"(?!\s?{UNIT}(?!\w))" if said[-1].isdigit() else "")


def _figures(
    text: str, places: Sequence[tuple[int, int]], drugs: set[str], kinds: dict[str, str], language: str
) -> list[_Figure]:
    """Return the figures of a sentence in order."""
    names = [(start, end, said.casefold()) for start, end, said in found_in(text, drugs)]
    nouns = nouns_beside(text, places, language=language)
    return [
        _Figure(
            text[start:end],
            kinds.get(text[start:end], ""),
            (beside - {"year"} if _DATE.fullmatch(text[start:end]) else beside)
            | {name for begin, stop, name in names if _is_near(text, (start, end), (begin, stop))},
        )
        for (start, end), beside in zip(places, nouns, strict=True)
    ]


def _is_near(text: str, figure: tuple[int, int], drug: tuple[int, int]) -> bool:
    first, second = sorted([figure, drug])
    between = text[first[1] : second[0]]
    return bool(_NEAR.fullmatch(between)) and not any(sign.isdigit() for sign in between)


def _matched(before: Sequence[_Figure], after: Sequence[_Figure]) -> tuple[list[tuple[_Figure, int]], list[str]]:
    """Return each figure with its place in the translation, and those that are not there.

    Where the same is written twice, what has the same words beside it belongs together.
    """
    free: dict[str, list[int]] = defaultdict(list)
    for place, figure in enumerate(after):
        free[figure.said].append(place)
    places: dict[int, int] = {}
    for number, figure in enumerate(before):
        alike = [place for place in free[figure.said] if figure.beside and after[place].beside & figure.beside]
        if alike:
            places[number] = alike[0]
            free[figure.said].remove(alike[0])
    lost = []
    for number, figure in enumerate(before):
        if number in places:
            continue
        if free[figure.said]:
            places[number] = free[figure.said].pop(0)
        else:
            lost.append(figure.said)
    return [(figure, places[number]) for number, figure in enumerate(before) if number in places], lost


def _has_traded_nouns(one: tuple[_Figure, _Figure], other: tuple[_Figure, _Figure]) -> bool:
    """Tell whether each of two figures has beside it what the other had: 3 weeks and 5 days, 3 days and 5 weeks."""
    own, others = one[0].beside - other[0].beside, other[0].beside - one[0].beside
    now, others_now = one[1].beside - other[1].beside, other[1].beside - one[1].beside
    return bool(own & others_now and others & now and not own & now and not others & others_now)


def _may_trade(one: tuple[_Figure, _Figure], other: tuple[_Figure, _Figure]) -> bool:
    """Tell whether two figures, each as it was and as it is now, were seen to move with words of their own."""
    if one[0].kind == other[0].kind and one[0].kind not in {"number", "roman"}:
        return False
    own, others = one[0].beside & one[1].beside, other[0].beside & other[1].beside
    return bool(own - other[0].beside - other[1].beside or others - one[0].beside - one[1].beside)
