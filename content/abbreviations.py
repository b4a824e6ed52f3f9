"""Abbreviations: ``*[OS]: overall survival`` on a line of its own; written out where first used, and marked up."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

ABBREVIATION_LINE = re.compile(r"^\*\[[ \t]*([^\]\s][^\]\n]{0,39})\]:[ \t]*(\S[^\n]{0,200})$", re.MULTILINE)
MOST_ABBREVIATIONS = 100
LONGEST_EXPANSION = 300  # characters, with room for a bracket
# What doctors read without a thought; the rest is written out once.
COMMON = frozenset({
    "AIDS", "CI", "CT", "DNA", "ECG", "EMA", "EU", "FDA", "HIV", "HLA", "ICU", "IQR", "MRI", "PCR", "PET", "RNA", "SD",
    "UK", "US", "USA", "WHO",
    # names of societies and study groups
    "ACRIN", "ASCO", "ASH", "BFM", "CALGB", "COG", "EBMT", "ECOG", "EHA", "EORTC", "GIMEMA", "GMALL", "GRAALL", "HOVON",
    "NCRI", "NILG", "SWOG", "UKALL",
})  # fmt: skip
_CAPITALS = re.compile(r"(?<![\w-])[A-Z]{2,6}(?=s?(?![\w-]|::))")
_ROMAN = re.compile(r"[IVX]+[AB]?")


def take_abbreviations(text: str) -> tuple[str, dict[str, str]]:
    """Split the lines that define abbreviations from the text.

    Returns:
        The text without those lines, and the expansion of each abbreviation.
    """
    found = {match[1].strip(): match[2].strip() for match in ABBREVIATION_LINE.finditer(text)}
    if len(found) > MOST_ABBREVIATIONS:
        found = dict(list(found.items())[:MOST_ABBREVIATIONS])
    return ABBREVIATION_LINE.sub("", text), found


def undefined_abbreviations(text: str, defined: Iterable[str], *, names: str = "") -> list[str]:
    """Return words in capitals that are nowhere written out, in the order of the text.

    Args:
        text: What readers see, without markup.
        defined: Abbreviations that have a line of their own.
        names: The title and the titles of references: what stands in capitals there is the name of a study.
    """
    known = {part for word in defined for part in re.split(r"\W+", word)} | COMMON
    known |= set(_CAPITALS.findall(names))
    found = dict.fromkeys(_CAPITALS.findall(text))
    return [word for word in found if word not in known and not _ROMAN.fullmatch(word) and f"({word})" not in text]


def mark_abbreviations(state: StateCore) -> None:
    """Write out an abbreviation where it is first used, and mark it up wherever it stands."""
    reading = state.env["reading"]
    if not reading.abbreviations:
        return
    words = sorted(reading.abbreviations, key=len, reverse=True)
    pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, words)) + r")(?!\w)")
    in_heading = False
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            in_heading = token.type == "heading_open"
        elif token.type == "inline" and token.children:
            token.children = list(_marked_up(token.children, pattern, reading, may_expand=not in_heading))


def _marked_up(
    children: Sequence[Token], pattern: re.Pattern[str], reading: Any, *, may_expand: bool
) -> Iterator[Token]:
    before = ""  # What stands before, across marks and line breaks, as long as an expansion can be.
    for child in children:
        if child.type != "text":
            before += " " if child.type in {"softbreak", "hardbreak"} else ""
            yield child
            continue
        position = 0
        for match in pattern.finditer(child.content):
            word, expansion = match[0], reading.abbreviations[match[0]]
            is_new = may_expand and word not in reading.expanded
            plain = child.content[position : match.start()]
            before = (before + plain)[-LONGEST_EXPANSION:]
            is_written_out = is_new and before.lower().endswith(f"{expansion.lower()} (")
            if may_expand:
                reading.expanded.add(word)
            begins = not before.strip() or before.endswith((". ", "? ", "! "))
            words = expansion[:1].upper() + expansion[1:] if begins else expansion
            yield _text(plain + (f"{words} (" if is_new and not is_written_out else ""))
            yield Token("abbr_open", "abbr", 1, attrs={"title": expansion})
            yield _text(word)
            yield Token("abbr_close", "abbr", -1)
            if is_new and not is_written_out:
                yield _text(")")
            position, before = match.end(), before + word
        before += child.content[position:]
        yield _text(child.content[position:])


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
