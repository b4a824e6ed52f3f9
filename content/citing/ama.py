"""References in AMA style, by kind of work.

Source:
    AMA Manual of Style, 11th edition (2020), chapter 3: authors 3.7; journal articles 3.11, those published online
    ahead of print and preprints 3.11.4; books and chapters 3.12; reports 3.13; websites 3.15.
"""

from collections.abc import Callable, Mapping
from typing import Any

from content.citing.runs import (
    Runs,
    Slanted,
    edition,
    editors,
    expand_pages,
    issued,
    joined,
    month_first,
    split_names,
    value,
)

Reference = Mapping[str, Any]
ALL_LISTED = 6  # names; of more the first three are listed
FIRST_LISTED = 3


def ama_runs(reference: Reference) -> Runs:
    """Format a reference as runs of text; titles of journals, books, reports and servers are in italics."""
    return _FORMS.get(value(reference, "kind"), _article)(reference)


def authors(names: str) -> str:
    """Return up to six names; of more the first three and "et al"."""
    if not names:
        return ""
    known, joints, has_others = split_names(names)
    if not has_others and len(known) <= ALL_LISTED:
        return names
    shown = known[:FIRST_LISTED]
    text = "".join(name + joint for name, joint in zip(shown, [*joints[: len(shown) - 1], ""], strict=False))
    return f"{text}, et al" if text else "et al"


def _where(reference: Reference) -> str:
    when, volume, issue, pages = (value(reference, name) for name in ("year", "volume", "issue", "pages"))
    where = (volume + (f"({issue})" if issue else "")).replace("Suppl", "suppl")
    where = f";{where}" if when and where else where
    return when + where + (f":{expand_pages(pages)}" if pages and (when or where) else "")


def _article(reference: Reference, mark: str = "") -> Runs:
    return joined([
        authors(value(reference, "authors")), value(reference, "title"), mark, [Slanted(value(reference, "journal"))],
        _where(reference), value(reference, "note"),
    ])  # fmt: skip


def _abstract(reference: Reference) -> Runs:
    number = value(reference, "number")
    return _article(reference, f"Abstract {number}" if number else "Abstract")


def _ahead(reference: Reference) -> Runs:
    """Once there is a volume, the day of its appearance online is left out."""
    if value(reference, "volume") or value(reference, "issue"):
        return _article(reference)
    day = month_first(issued(reference))
    return joined([
        authors(value(reference, "authors")), value(reference, "title"), [Slanted(value(reference, "journal"))],
        f"Published online {day}" if day else "Published online", value(reference, "note"),
    ])  # fmt: skip


def _imprint(reference: Reference, pages: str = "") -> str:
    """Return publisher, year and pages; the 11th edition leaves the place out."""
    text = "; ".join(part for part in (value(reference, "publisher"), value(reference, "year")) if part)
    return f"{text}:{expand_pages(pages)}" if text and pages else text


def _book(reference: Reference) -> Runs:
    by, edited = authors(value(reference, "authors")), editors(reference, "ed", "eds")
    return joined([
        by or edited, [Slanted(value(reference, "title"))], edited if by else "", edition(reference),
        _imprint(reference), value(reference, "note"),
    ])  # fmt: skip


def _chapter(reference: Reference) -> Runs:
    edited, book = editors(reference, "ed", "eds"), value(reference, "container")
    inside = [f"In: {edited}{'. ' if edited and book else ''}", Slanted(book)] if edited or book else []
    return joined([
        authors(value(reference, "authors")), value(reference, "title"), inside, edition(reference),
        _imprint(reference, value(reference, "pages")), value(reference, "note"),
    ])  # fmt: skip


def _report(reference: Reference) -> Runs:
    if value(reference, "journal"):
        return _article(reference)
    number = value(reference, "number")
    return joined([
        authors(value(reference, "authors")), [Slanted(value(reference, "title"))], edition(reference),
        _imprint(reference), f"Report {number}" if number else "", *_seen(reference), value(reference, "note"),
    ])  # fmt: skip


def _seen(reference: Reference) -> list[str]:
    words = {"updated_on": "Updated", "accessed_on": "Accessed"}
    return [f"{word} {month_first(value(reference, name))}" for name, word in words.items() if value(reference, name)]


def _page(reference: Reference) -> Runs:
    day = issued(reference)
    return joined([
        authors(value(reference, "authors")), value(reference, "title"),
        value(reference, "container") or value(reference, "publisher"), f"Published {month_first(day)}" if day else "",
        *_seen(reference), value(reference, "note"),
    ])  # fmt: skip


def _preprint(reference: Reference) -> Runs:
    server, day = value(reference, "journal") or value(reference, "container"), month_first(issued(reference))
    return joined([
        authors(value(reference, "authors")), value(reference, "title"), [Slanted(server)],
        f"Preprint posted online {day}" if day else "Preprint", value(reference, "note"),
    ])  # fmt: skip


_FORMS: dict[str, Callable[[Reference], Runs]] = {
    "article": _article, "epub": _ahead, "abstract": _abstract, "book": _book, "chapter": _chapter,
    "guideline": _report, "webpage": _page, "preprint": _preprint,
}  # fmt: skip
