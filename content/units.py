"""Units of numbers as people type them: what is the same unit, however a keyboard writes it."""

import re
from unicodedata import normalize

_RAISED = "^"  # what a keyboard without raised digits writes before them
_LETTERS = re.compile(r"[^\W\d_]+")
_LITRES = re.compile(r"([cdfnpµμ]|m)?l")
_BY_CASE = "mpyz"  # milli and mega, pico and peta: capitals make another unit of these
_LONG = 4  # letters of a word such as days; a shorter run is a symbol
_WORDS = frozenset({
    "minute", "minutes", "month", "months", "monat", "monate", "patient", "patients", "patienten", "people", "per",
    "percent", "person", "personen", "persons", "point", "points", "punkt", "punkte", "year", "years", "zyklen",
})  # fmt: skip


def unit_key(unit: str) -> str:
    """Return what two ways to write one unit share: m², m^2 and m2, ml and mL, Days and days; mg and Mg stay apart."""
    return _LETTERS.sub(_in_one_case, "".join(normalize("NFKC", unit).replace(_RAISED, "").split()))


def without_unit(text: str, unit: str) -> str:
    """Return a typed text without the unit behind its number; the text itself where the unit is not there.

    A phone's "gy" is read for Gy, since the question asks for that and no other unit is spelled so.
    """
    if not unit_key(unit):
        return text
    ends = (place for place in range(len(text) - 1, -1, -1) if _means(text[place:], unit))
    return text[: next(ends, len(text))]


def _means(typed: str, unit: str) -> bool:
    typed, unit = unit_key(typed), unit_key(unit)
    if typed == unit:
        return True
    starts = {run.start() for run in _LETTERS.finditer(unit)}
    return typed.casefold() == unit.casefold() and all(
        one == other or place not in starts or other.lower() not in _BY_CASE
        for place, (one, other) in enumerate(zip(typed, unit, strict=True))
    )


def _in_one_case(run: re.Match[str]) -> str:
    said, plain = run[0], run[0].casefold()
    if plain in _WORDS or (len(said) >= _LONG and plain[0] not in _BY_CASE):
        return plain
    if said.isupper() and len(said) > 1:
        return plain  # capitals throughout are how somebody types, not another unit
    small = said[:-1] + said[-1].lower()
    return small if _LITRES.fullmatch(small) else said
