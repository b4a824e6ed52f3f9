"""Whether the two places in which a QTI item says what is right, its correctResponse and its scoring, agree."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from content.formats.notes import quoted
from content.formats.qtiresponses import Answer
from content.formats.writing import number_of


def contradiction(right: Iterable[str], scored: Iterable[str]) -> str:
    """Return the sentence that names what each of the two says.

    Args:
        right: What the correctResponse names, in words.
        scored: What brings the whole mark, in words.
    """
    gains = _listed(scored)
    gives = f"its scoring gives the mark to {gains}" if gains else "its scoring gives no mark to anything"
    return f"The item contradicts itself: its correctResponse names {_listed(right)}, but {gives}. Make them agree."


def _listed(texts: Iterable[str]) -> str:
    return " and ".join(quoted(text) for text in texts)


def disagreeing_choices(
    correct: Sequence[str], scores: Mapping[str, Fraction], *, whole: Fraction, is_single: bool
) -> list[str] | None:
    """Return the choices that scoring holds for right where the correctResponse says otherwise.

    Args:
        correct: Identifiers that the correctResponse names; none where it says nothing.
        scores: What each choice brings, by its identifier.
        whole: What the item brings at most.
        is_single: Whether one choice is the answer.

    Returns:
        Their identifiers, which may be none; None where the two agree, also if another choice brings less.
    """
    if not correct:
        return None
    gains = {name: score for name, score in scores.items() if score > 0}
    if is_single:
        best = max(gains.values(), default=Fraction(0))
        right = [name for name, score in gains.items() if score == best]
        return None if set(correct) & set(right) else right
    brought = [gains.get(name, Fraction(0)) for name in dict.fromkeys(correct)]
    is_whole = set(correct) == set(gains) or sum(brought, Fraction(0)) >= whole
    return None if all(brought) and is_whole else list(gains)


def disagreeing_pairs(
    chosen: Sequence[tuple[str, str]], mapped: Mapping[str, Fraction], default: Fraction
) -> list[str]:
    """Return the pairs by which the mapping gives an entry more than by the pair that the correctResponse names.

    Args:
        chosen: The pairs of the correctResponse, as identifiers.
        mapped: What each pair brings, by both identifiers with a space between.
        default: What any other pair brings.
    """
    own = {source: mapped.get(f"{source} {target}", default) for source, target in chosen}
    return [pair for pair, score in mapped.items() if score > max(own.get(pair.partition(" ")[0], score), Fraction(0))]


def disagreeing_entries(
    correct: Sequence[str], accepted: Sequence[Answer], tolerances: Sequence[Decimal | None]
) -> list[str] | None:
    """Return what scoring gives most where the correctResponse names something else; None if they agree.

    Args:
        correct: What the correctResponse names.
        accepted: What is accepted.
        tolerances: Of each, as a distance; None for words.
    """
    best = max((row.score or Fraction(0) for row in accepted), default=Fraction(0))
    right = [(row, tolerance) for row, tolerance in zip(accepted, tolerances, strict=True) if row.score == best > 0]
    if all(any(_takes(row, tolerance, entry) for row, tolerance in right) for entry in correct):
        return None
    return [row.value or "" for row, _ in right]


def _takes(row: Answer, tolerance: Decimal | None, entry: str) -> bool:
    """Tell whether an accepted answer takes an entry: within its tolerance, or whatever its capitals."""
    value = row.value or ""
    number, wanted = number_of(entry), number_of(value)
    if tolerance is not None and number is not None and wanted is not None:
        return abs(number - wanted) <= tolerance
    return value == entry or (not row.is_case_sensitive and value.casefold() == entry.casefold())
