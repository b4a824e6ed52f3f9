"""Works as registries describe them.

Source:
    Crossref REST API, format of a work (github.com/CrossRef/rest-api-doc, api_format.md); NCBI E-utilities, ESummary
    of the databases pubmed and pmc, version 1.0 in JSON.
"""

from collections.abc import Mapping
from typing import Any

from content.citing.medline_dates import parts_of
from content.citing.names import from_medline
from content.citing.work import MOST_NAMES, Name, Work, clean_text, clean_work

CROSSREF_TYPES = {
    "journal-article": "article-journal", "posted-content": "article", "book": "book", "monograph": "book",
    "edited-book": "book", "reference-book": "book", "book-chapter": "chapter", "book-section": "chapter",
    "book-part": "chapter", "reference-entry": "chapter", "proceedings-article": "paper-conference",
    "report": "report", "standard": "report", "dissertation": "thesis",
}  # fmt: skip


def work_of_crossref(answer: Mapping[str, Any]) -> Work:
    """Return the work in a ``message`` of Crossref."""
    kind = CROSSREF_TYPES.get(clean_text(answer.get("type")), "article-journal")
    title, more = clean_text(answer.get("title"), 500), clean_text(answer.get("subtitle"), 500)
    server = answer.get("institution")
    fields = {name: answer.get(name) for name in ("volume", "issue", "page", "publisher", "DOI", "issued")} | {
        "type": kind,
        "title": f"{title}: {more}" if more and more.casefold() not in title.casefold() else title,
        "container-title": answer.get("container-title"),
        "container-title-short": answer.get("short-container-title"),
        "author": _people(answer.get("author")),
        "editor": _people(answer.get("editor")),
        "publisher-place": answer.get("publisher-location"),
        "edition": answer.get("edition-number"),
        "page": answer.get("page") or answer.get("article-number"),
        "status": "" if answer.get("volume") or answer.get("published-print") else "ahead",
    }
    if kind == "article":
        fields["issued"] = answer.get("posted") or answer.get("issued")
        fields["container-title"] = _server(server) or clean_text(answer.get("group-title")) or answer.get("publisher")
        fields["container-title-short"] = ""
    return clean_work(fields)


def _server(institution: Any) -> str:
    """Return the name of a preprint's server; Crossref has it as an institution, in a list or alone."""
    row = institution[0] if isinstance(institution, list) and institution else institution
    return clean_text(row.get("name"), 200) if isinstance(row, Mapping) else ""


def _people(rows: Any) -> list[Name]:
    if not isinstance(rows, list):
        return []
    people: list[Name] = []
    for row in rows[:MOST_NAMES]:
        if isinstance(row, Mapping):
            is_group = row.get("name") and not row.get("family")
            people.append({"literal": str(row["name"])} if is_group else dict(row))
    return people


def work_of_summary(answer: Mapping[str, Any]) -> Work:
    """Return the work in a summary of PubMed or PubMed Central."""
    numbers = _numbers(answer.get("articleids"))
    told = answer.get("pubtype")
    kinds = told if isinstance(told, list) else []
    book = clean_text(answer.get("booktitle"), 300)
    printed, online = clean_text(answer.get("pubdate")), clean_text(answer.get("epubdate"))
    is_ahead = bool(online) and not answer.get("volume")
    return clean_work({
        "type": "article" if "Preprint" in kinds else "book" if book and not answer.get("title") else
        "chapter" if book else "article-journal",
        "title": answer.get("title") or book,
        "container-title": book or answer.get("fulljournalname"),
        "container-title-short": "" if book else answer.get("source"),
        "author": _authors(answer.get("authors")),
        "issued": parts_of(online if is_ahead else printed or online),
        "volume": answer.get("volume"),
        "issue": answer.get("issue"),
        "page": answer.get("pages"),
        "publisher": answer.get("publishername"),
        "publisher-place": answer.get("publisherlocation"),
        "edition": answer.get("edition"),
        "status": "ahead" if is_ahead else "",
        "DOI": numbers.get("doi"),
        "PMID": numbers.get("pubmed") or numbers.get("pmid"),
        "PMCID": numbers.get("pmc") or numbers.get("pmcid"),
    })  # fmt: skip


def _numbers(rows: Any) -> dict[str, str]:
    """Return the numbers of a work by their kind; older answers wrap the PMCID in words."""
    if not isinstance(rows, list):
        return {}
    pairs = {
        clean_text(row.get("idtype")): clean_text(row.get("value"), 300) for row in rows if isinstance(row, Mapping)
    }
    pairs["pmcid"] = pairs.get("pmcid", "").removeprefix("pmc-id: ").split(";")[0]
    return {kind: value for kind, value in pairs.items() if value and value != "0"}


def _authors(rows: Any) -> list[Name]:
    if not isinstance(rows, list):
        return []
    people = []
    for row in rows[:MOST_NAMES]:
        if isinstance(row, Mapping) and row.get("name"):
            name = clean_text(row["name"], 200)
            people.append({"literal": name} if row.get("authtype") == "CollectiveName" else from_medline(name))
    return people
