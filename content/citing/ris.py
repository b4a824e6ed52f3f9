"""Works pasted as RIS, as publishers and reference managers write it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

import rispy

from content.citing.names import from_inverted
from content.citing.work import Read, Reader, first_text

LONGEST_RECORD = 200_000  # characters; abstracts and notes are long, and the reader joins lines one by one
MOST_LINES = 2_000  # of one record
TYPES = {
    "JOUR": "article-journal", "JFULL": "article-journal", "EJOUR": "article-journal", "ABST": "article-journal",
    "INPR": "article-journal", "MGZN": "article-magazine", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book",
    "CHAP": "chapter", "ECHAP": "chapter", "CONF": "paper-conference", "CPAPER": "paper-conference", "RPRT": "report",
    "GOVDOC": "report", "STAND": "report", "ELEC": "webpage", "WEB": "webpage", "BLOG": "webpage",
    "UNPB": "article", "GEN": "document", "THES": "thesis",
}  # fmt: skip
START = re.compile(r"TY {2}- ?(\w*)")
_TAG = re.compile(r"[A-Z][A-Z0-9] {2}-")


def read_ris(text: str, *, line: int = 1) -> Read:
    """Read every record of a text.

    Args:
        text: RIS.
        line: Number of its first line.
    """
    reader = Reader()
    for start, lines in _records(text.split("\n"), line):
        if reader.is_full:
            break
        _read_record(reader, start, lines)
    return reader.done()


def _read_record(reader: Reader, start: int, lines: list[str]) -> None:
    text = "\n".join([*lines, "ER  - "])
    if len(text) > LONGEST_RECORD or len(lines) > MOST_LINES:
        reader.refuse(start, f"This record is longer than {LONGEST_RECORD:,} characters or {MOST_LINES:,} lines.")
        return
    try:
        records = rispy.loads(text, skip_unknown_tags=True)
    except (KeyError, TypeError, AttributeError, ValueError):  # a line without a tag where none can stand
        records = []
    if len(records) != 1:
        reader.refuse(start, "This record is not sound RIS: each line begins with a tag such as “TI  - ”.")
        return
    reader.take(start, _fields(records[0]))


def _records(lines: list[str], line: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the first line's number and the lines of each record, without its end."""
    record: list[str] = []
    start = line
    for number, text in enumerate(lines, start=line):
        if START.match(text):
            if record:
                yield start, record
            record, start = [text.rstrip()], number
        elif text.startswith("ER  -"):
            if record:
                yield start, record
            record = []
        elif record and text.strip():
            record.append(text.rstrip() if _TAG.match(text) else text.strip())
    if record:
        yield start, record


def _fields(record: Mapping[str, Any]) -> dict[str, Any]:
    kind = str(record.get("type_of_reference", "")).upper()
    pages = "-".join(str(record[name]) for name in ("start_page", "end_page") if record.get(name))
    names = record.get("authors") or record.get("first_authors") or []
    editors = record.get("secondary_authors") or []
    return {
        "type": TYPES.get(kind, "article-journal"),
        "genre": "abstract" if kind == "ABST" else "",
        "title": first_text((record.get("title"), record.get("primary_title"))),
        "container-title": first_text(
            record.get(name) for name in ("journal_name", "secondary_title", "alternate_title1", "alternate_title3")
        ),
        "container-title-short": first_text((record.get("alternate_title2"), record.get("alternate_title1"))),
        "author": [from_inverted(str(name)) for name in names],
        "editor": [from_inverted(str(name)) for name in editors] if TYPES.get(kind) in {"book", "chapter"} else [],
        "issued": first_text((record.get("year"), record.get("publication_year"), record.get("date"))),
        "accessed": record.get("access_date", ""),
        "volume": record.get("volume", ""),
        "issue": record.get("number", ""),
        "page": pages,
        "publisher": record.get("publisher", ""),
        "publisher-place": record.get("place_published", ""),
        "edition": record.get("edition", ""),
        "DOI": record.get("doi", ""),
        "PMID": _pmid(record),
        "PMCID": str(record.get("custom2", "")) if str(record.get("custom2", "")).startswith("PMC") else "",
        "URL": first_text(record.get("urls") or []),
    }


def _pmid(record: Mapping[str, Any]) -> str:
    """Return the accession number where it is PubMed's: its database says so, or it is a bare number."""
    number = str(record.get("accession_number", "")).strip()
    base = str(record.get("name_of_database", "")).lower()
    return number if not base or base in {"pubmed", "medline", "nlm"} else ""
