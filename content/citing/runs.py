"""The parts that both styles of reference are made of: runs of text, dates, pages, lists of names, editions."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PAGES = re.compile(r"^([a-z]*)(\d+)\s*[-–]\s*(?:\1)?(\d+)$", re.IGNORECASE)
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
_JOINT = re.compile(r"([,;]\s+)")
_ENDS = (".", "?", "!")


class Slanted(str):
    """A run of text that is set in italics."""

    __slots__ = ()


Runs = list[str]


def joined(sentences: Iterable[Sequence[str] | str]) -> Runs:
    """Join sentences, each ended with one full stop; empty ones are left out."""
    runs: Runs = []
    for sentence in sentences:
        parts = [sentence] if isinstance(sentence, str) else [run for run in sentence if run]
        if not any(parts):
            continue
        if runs:
            runs.append(" ")
        runs += parts
        if not parts[-1].endswith(_ENDS):
            runs.append(".")
    return runs


def plain(runs: Iterable[str]) -> str:
    """Return runs as text alone."""
    return "".join(map(str, runs))


def value(reference: Mapping[str, Any], name: str) -> str:
    """Return a field as text; editions of older times lack the newer ones."""
    return str(reference.get(name) or "")


def year_first(day: str) -> str:
    """Return a date as Vancouver has it: 2024 May 3."""
    match = _PARTIAL.fullmatch(day)
    if match is None:
        return day
    year, month, number = match.groups()
    return " ".join(
        part for part in (year, MONTHS[int(month) - 1][:3] if month else "", (number or "").lstrip("0")) if part
    )


def month_first(day: str) -> str:
    """Return a date as AMA has it: May 3, 2024."""
    match = _PARTIAL.fullmatch(day)
    if match is None:
        return day
    year, month, number = match.groups()
    if not month:
        return year
    return f"{MONTHS[int(month) - 1]} {number.lstrip('0')}, {year}" if number else f"{MONTHS[int(month) - 1]} {year}"


def issued(reference: Mapping[str, Any]) -> str:
    """Return the date of publication as it is kept, or the year alone."""
    return value(reference, "published_on") or value(reference, "year")


def shorten_pages(pages: str) -> str:
    """Shorten a range of pages to the digits that change: 320-333 becomes 320-33, S93-S99 becomes S93-9."""
    match = _PAGES.match(pages)
    if match is None:
        return pages
    letters, first, last = match.groups()
    if int(first) == int(last):
        return str(letters + first)
    if len(first) != len(last):
        return f"{letters}{first}-{last}"
    same = 0
    while first[same] == last[same]:
        same += 1
    return f"{letters}{first}-{last[same:]}"


def expand_pages(pages: str) -> str:
    """Write the last page of a range out: 320-33 becomes 320-333, S93-9 becomes S93-S99."""
    match = _PAGES.match(pages)
    if match is None:
        return pages
    letters, first, last = match.groups()
    last = first[: len(first) - len(last)] + last if len(last) < len(first) else last
    return str(letters + first) if first == last else f"{letters}{first}-{letters}{last}"


def split_names(names: str) -> tuple[list[str], list[str], bool]:
    """Take a list of names apart.

    Returns:
        The names, what stands between them, and whether "et al." follows.
    """
    parts = _JOINT.split(names.strip())
    known, joints = parts[::2], parts[1::2]
    has_others = known[-1].strip(". ").lower() == "et al"
    if has_others:
        known, joints = known[:-1], joints[:-1]
    return known, joints, has_others


def editors(reference: Mapping[str, Any], one: str, many: str) -> str:
    """Return the editors with the word that says so; empty where none are named."""
    names = value(reference, "editors")
    if not names:
        return ""
    known, _, has_others = split_names(names)
    return f"{names.rstrip('.') if not has_others else names}, {many if len(known) > 1 or has_others else one}"


def edition(reference: Mapping[str, Any]) -> str:
    """Return which edition it is, such as ``4th ed``; nothing for the first."""
    text = value(reference, "edition").removesuffix(".").removesuffix(" ed").removesuffix(" edition")
    if text.lower() in {"", "1", "1st", "first"}:
        return ""
    if text.isascii() and text.isdecimal():
        ending = "th" if text[-2:] in {"11", "12", "13"} else {"1": "st", "2": "nd", "3": "rd"}.get(text[-1], "th")
        text += ending
    return f"{text} ed"
