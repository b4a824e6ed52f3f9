"""From a work to the fields of a reference, and what makes two of them the same."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from content.citing.names import listed
from content.citing.work import Work

KINDS = {
    "article-journal": "article", "article-magazine": "article", "article-newspaper": "article", "article": "preprint",
    "book": "book", "chapter": "chapter", "entry": "chapter", "entry-encyclopedia": "chapter",
    "paper-conference": "chapter", "report": "guideline", "standard": "guideline", "thesis": "book",
    "webpage": "webpage", "post-weblog": "webpage", "post": "webpage", "document": "article",
}  # fmt: skip
LENGTHS = {
    "title": 500, "journal": 200, "volume": 20, "issue": 20, "pages": 40, "container": 300, "edition": 60,
    "publisher": 200, "place": 100, "number": 60, "note": 300, "url": 200,
}  # fmt: skip
DATED = {"epub", "preprint", "webpage", "guideline"}  # kinds whose style tells the day
IN_JOURNALS = {"article", "epub", "abstract", "preprint"}


def kind_of(work: Work) -> str:
    """Return the kind of reference that a work makes."""
    kind = KINDS.get(work.get("type", ""), "article")
    if kind == "article" and work.get("genre", "").lower() == "abstract":
        return "abstract"
    if kind == "article" and work.get("status") == "ahead" and not work.get("volume"):
        return "epub"
    if kind == "chapter" and work.get("type") == "paper-conference" and work.get("volume"):
        return "article"
    return "webpage" if work.get("type") == "document" and work.get("URL") and not work.get("DOI") else kind


def reference_values(work: Work) -> dict[str, Any]:
    """Return the fields of a reference, each short enough for its column."""
    kind = kind_of(work)
    journal = work.get("container-title-short") or work.get("container-title", "")
    is_within = kind not in IN_JOURNALS
    texts = {
        "title": work.get("title", ""), "journal": "" if is_within else journal, "volume": work.get("volume", ""),
        "issue": work.get("issue", ""), "pages": work.get("page", ""), "edition": work.get("edition", ""),
        "container": work.get("container-title", "") if is_within else "", "publisher": work.get("publisher", ""),
        "place": work.get("publisher-place", ""), "number": work.get("number", ""), "note": work.get("note", ""),
        "url": "" if work.get("DOI") or work.get("PMID") else work.get("URL", ""),
    }  # fmt: skip
    if not is_within:
        texts |= {"publisher": "", "place": ""}
    issued, accessed = work.get("issued", []), work.get("accessed", [])
    return {name: text[: LENGTHS[name]] for name, text in texts.items()} | {
        "kind": kind,
        "authors": listed(work.get("author", [])),
        "names": work.get("author", []),
        "editors": listed(work.get("editor", [])),
        "year": issued[0] if issued else None,
        "published_on": iso(issued) if kind in DATED and len(issued) > 1 else "",
        "updated_on": iso(work.get("updated", [])),
        "accessed_on": iso(accessed) if len(accessed) == 3 else None,
        "doi": work.get("DOI", ""),
        "pmid": work.get("PMID", ""),
        "pmcid": work.get("PMCID", ""),
    }


def iso(parts: list[int]) -> str:
    """Return a date as it is kept: 2024-05-03, 2024-05 or 2024."""
    return "-".join(f"{part:04}" if place == 0 else f"{part:02}" for place, part in enumerate(parts))


def plain_title(title: str) -> str:
    """Return a title so that spelling, case and signs make no difference."""
    text = unicodedata.normalize("NFKD", title).casefold()
    return re.sub(r"[\W_]+", " ", "".join(sign for sign in text if not unicodedata.combining(sign))).strip()


def marks_of(reference: Mapping[str, Any]) -> set[tuple[str, ...]]:
    """Return what makes a reference the same as another: any number in common, or title and year."""
    marks: set[tuple[str, ...]] = set()
    for name in ("doi", "pmid", "pmcid"):
        if reference.get(name):
            marks.add((name, str(reference[name]).lower()))
    title = plain_title(str(reference.get("title") or ""))
    if title and reference.get("year"):
        marks.add(("title", title, str(reference["year"])))
    return marks
