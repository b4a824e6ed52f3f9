"""References in Vancouver style, by kind of work.

Source:
    Samples of Formatted References for Authors of Journal Articles (National Library of Medicine,
    nlm.nih.gov/bsd/uniform_requirements.html), which follow Citing Medicine, 2nd edition: articles (samples 1 to 12),
    abstracts ("type of article"), books, chapters, reports, "Homepage/Web site" and "Part of a homepage/Web site".
    Articles ahead of print and preprints: as PubMed itself cites them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from content.citing.runs import Runs, edition, editors, issued, joined, plain, shorten_pages, value, year_first

Reference = Mapping[str, Any]


def vancouver_runs(reference: Reference) -> Runs:
    """Format a reference as runs of text; Vancouver sets none of them in italics."""
    return _FORMS.get(value(reference, "kind"), _article)(reference)


def _where(reference: Reference, when: str) -> str:
    """Return date, volume, issue and pages, as in ``2024;391(4):320-33``."""
    issue = value(reference, "issue")
    where = value(reference, "volume") + (f"({issue})" if issue else "")
    where = f";{where}" if when and where else where
    pages = value(reference, "pages")
    return when + where + (f":{shorten_pages(pages)}" if pages and (when or where) else "")


def _article(reference: Reference, mark: str = "") -> Runs:
    title = value(reference, "title")
    return joined([
        value(reference, "authors"),
        f"{title} [{mark}]" if title and mark else title,
        value(reference, "journal"),
        _where(reference, value(reference, "year")),
        value(reference, "note"),
    ])  # fmt: skip


def _abstract(reference: Reference) -> Runs:
    return _article(reference, "abstract")


def _ahead(reference: Reference) -> Runs:
    """Before there is a volume the day of its appearance stands alone; afterwards it follows the place in print."""
    day = year_first(issued(reference))
    if value(reference, "volume") or value(reference, "issue"):
        return joined(
            [plain(_article({**reference, "note": ""})), f"Epub {day}" if day else "", value(reference, "note")]
        )
    return joined([
        value(reference, "authors"), value(reference, "title"), value(reference, "journal"), day,
        "Epub ahead of print", value(reference, "note"),
    ])  # fmt: skip


def _imprint(reference: Reference, when: str) -> str:
    """Return place, publisher and date: ``New York: McGraw-Hill; 2002``."""
    where = ": ".join(part for part in (value(reference, "place"), value(reference, "publisher")) if part)
    return "; ".join(part for part in (where, when) if part)


def _book(reference: Reference) -> Runs:
    by = value(reference, "authors")
    edited = editors(reference, "editor", "editors")
    return joined([
        by or edited, value(reference, "title"), edition(reference), edited if by else "",
        _imprint(reference, value(reference, "year")), value(reference, "note"),
    ])  # fmt: skip


def _chapter(reference: Reference) -> Runs:
    edited = editors(reference, "editor", "editors")
    book = value(reference, "container")
    pages = value(reference, "pages")
    return joined([
        value(reference, "authors"), value(reference, "title"), _inside(edited, book), edition(reference),
        _imprint(reference, value(reference, "year")), f"p. {shorten_pages(pages)}" if pages else "",
        value(reference, "note"),
    ])  # fmt: skip


def _inside(edited: str, book: str) -> str:
    return f"In: {'. '.join(part for part in (edited, book) if part)}" if edited or book else ""


def _report(reference: Reference) -> Runs:
    if value(reference, "journal"):
        return _article(reference)
    number = value(reference, "number")
    return joined([
        value(reference, "authors"), value(reference, "title"), edition(reference),
        _imprint(reference, year_first(issued(reference))) + _seen(reference),
        f"Report No.: {number}" if number else "",
        value(reference, "note"),
    ])  # fmt: skip


def _seen(reference: Reference) -> str:
    """Return when it was brought up to date and when it was looked at: `` [updated 2002 May 16; cited 2002 Jul 9]``."""
    updated, accessed = value(reference, "updated_on"), value(reference, "accessed_on")
    parts = [f"updated {year_first(updated)}" if updated else "", f"cited {year_first(accessed)}" if accessed else ""]
    text = "; ".join(part for part in parts if part)
    return f" [{text}]" if text else ""


def _page(reference: Reference) -> Runs:
    title, site = value(reference, "title"), value(reference, "container")
    return joined([
        value(reference, "authors"), f"{site or title} [Internet]" if site or title else "",
        (_imprint(reference, year_first(issued(reference))) + _seen(reference)).strip(), title if site else "",
        value(reference, "note"),
    ])  # fmt: skip


def _preprint(reference: Reference) -> Runs:
    server = value(reference, "journal") or value(reference, "container")
    return joined([
        value(reference, "authors"), value(reference, "title"), f"{server} [Preprint]" if server else "[Preprint]",
        year_first(issued(reference)) + _seen(reference), value(reference, "note"),
    ])  # fmt: skip


_FORMS: dict[str, Callable[[Reference], Runs]] = {
    "article": _article, "epub": _ahead, "abstract": _abstract, "book": _book, "chapter": _chapter,
    "guideline": _report, "webpage": _page, "preprint": _preprint,
}  # fmt: skip
