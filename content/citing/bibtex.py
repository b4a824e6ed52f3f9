"""Works pasted as BibTeX or BibLaTeX."""

import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names
from bibtexparser.model import Entry
from pylatexenc.latex2text import LatexNodes2Text

from content.citing.work import MOST_NAMES, Name, Read, Reader

START = re.compile(r"\s{0,80}@\s{0,8}[A-Za-z]+\s{0,8}[{(]")
_START = re.compile(r"@\s{0,8}[A-Za-z]+\s{0,8}[{(]")
MOST_STARTS = 20  # of entries within one; a title may hold such signs
LONGEST_ENTRY = 50_000  # characters; abstracts are long
LONGEST_STRINGS = 5_000  # characters of all @string together
LONGEST_VALUE = 20_000  # characters; a list of 300 authors is shorter
DEEPEST = 30  # braces in one another
TYPES = {
    "article": "article-journal", "book": "book", "booklet": "book", "collection": "book", "inbook": "chapter",
    "incollection": "chapter", "inproceedings": "paper-conference", "conference": "paper-conference",
    "proceedings": "book", "manual": "report", "techreport": "report", "report": "report", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "misc": "document", "unpublished": "article", "preprint": "article",
}  # fmt: skip
NUMBERED = {"report", "document", "article"}  # in these "number" is the work's own, not that of an issue
MONTHS = {name: place for place, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1)}  # fmt: skip
_TO_TEXT = LatexNodes2Text(math_mode="text", keep_comments=False)
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)  # what is wrong is said on the page, not in the log


def read_bibtex(text: str, *, line: int = 1) -> Read:
    """Read every entry of a text.

    The library is given one entry at a time: its time grows with the square of entries that have the same key.

    Args:
        text: BibTeX; each entry begins on a line of its own.
        line: Number of its first line.
    """
    reader = Reader()
    strings = ""
    for start, block in _blocks(text.split("\n"), line):
        if reader.is_full:
            break
        if len(block) > LONGEST_ENTRY or len(_START.findall(block)) > MOST_STARTS:
            reader.refuse(start, f"This entry is longer than {LONGEST_ENTRY:,} characters, or one that never ends.")
        elif block.lstrip()[1:].lower().startswith("string"):
            strings = f"{strings}{block}\n" if len(strings) + len(block) < LONGEST_STRINGS else strings
        elif not block.lstrip()[1:].lower().startswith(("comment", "preamble")):
            _read_entry(reader, start, block, strings)
    return reader.done()


def _blocks(lines: list[str], line: int) -> Iterator[tuple[int, str]]:
    """Yield each entry with the number of its first line."""
    block: list[str] = []
    start = line
    for number, text in enumerate(lines, start=line):
        if START.match(text):
            if block:
                yield start, "\n".join(block)
            block, start = [text], number
        elif block:
            block.append(text)
    if block:
        yield start, "\n".join(block)


def _read_entry(reader: Reader, start: int, block: str, strings: str) -> None:
    entries = parse_string(strings + block).entries
    try:
        if entries:
            reader.take(start, _fields(entries[0]))
        else:
            reader.refuse(start, "This entry is not sound BibTeX: look for a missing comma, quotation mark or brace.")
    except _TooDeep:
        reader.refuse(start, "This entry has braces nested deeper than BibTeX needs, or a value too long.")


class _TooDeep(Exception):
    """A value that is not read, so that nobody's recursion ends the program."""


def _fields(entry: Entry) -> dict[str, Any]:
    values = {field.key.lower(): str(field.value) for field in entry.fields}
    kind = TYPES.get(entry.entry_type.lower(), "article-journal")
    if values.get("eprinttype", values.get("archiveprefix", "")).lower() in {"arxiv", "biorxiv", "medrxiv"}:
        kind = "article"
    plain = {name: _plain(value) for name, value in values.items() if name not in {"author", "editor", "abstract"}}
    journal = plain.get("journal") or plain.get("journaltitle") or ""
    number = plain.get("number", "")
    return {
        "type": kind,
        "title": ": ".join(part for part in (plain.get("title"), plain.get("subtitle")) if part),
        "container-title": plain.get("booktitle", "") if kind in {"chapter", "paper-conference"} else journal,
        "container-title-short": plain.get("shortjournal", ""),
        "author": _names(values.get("author", "")),
        "editor": _names(values.get("editor", "")),
        "issued": _issued(plain),
        "accessed": plain.get("urldate", ""),
        "volume": plain.get("volume", ""),
        "issue": plain.get("issue") or ("" if kind in NUMBERED else number),
        "number": number if kind in NUMBERED else "",
        "page": re.sub(r"\s*[-–—]+\s*", "-", plain.get("pages") or plain.get("eid") or ""),
        "publisher": plain.get("publisher") or plain.get("institution") or plain.get("organization") or "",
        "publisher-place": plain.get("address") or plain.get("location") or "",
        "edition": plain.get("edition", ""),
        "note": plain.get("note", ""),
        "DOI": plain.get("doi", ""),
        "PMID": plain.get("pmid", "") or (plain.get("eprint", "") if _is_pubmed(plain) else ""),
        "PMCID": plain.get("pmcid", ""),
        "URL": re.sub(r"\\url|[{}\\]", "", values.get("url", "")),
    }


def _is_pubmed(plain: Mapping[str, str]) -> bool:
    return plain.get("eprinttype", "").lower() == "pubmed"


def _issued(plain: Mapping[str, str]) -> list[Any]:
    if plain.get("date"):
        return re.findall(r"\d+", plain["date"].split("/")[0][:12])
    month = plain.get("month", "").lower()
    number = MONTHS.get(month[:3]) or month
    parts = [plain.get("year", "").strip(), number, plain.get("day", "")]
    return [part for part in parts if part]


def _names(text: str) -> list[Name]:
    _refuse_deep(text)
    return list(_split(text)) if text else []


def _split(text: str) -> Iterator[Name]:
    for name in split_multiple_persons_names(text.replace("\n", " "))[:MOST_NAMES]:
        if name.strip().lower() == "others" or (name.startswith("{") and _closes(name) == len(name) - 1):
            yield {"literal": _plain(name)}
            continue
        parts = parse_single_name_into_parts(name, strict=False)
        first, von, last, jr = (_plain(" ".join(part)) for part in (parts.first, parts.von, parts.last, parts.jr))
        if not first and not von and " " not in last:
            yield {"literal": last}
        else:
            yield {"given": first, "non-dropping-particle": von, "family": last, "suffix": jr}


def _closes(text: str) -> int:
    """Return where the brace closes that opens a text."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "{") - (sign == "}")
        if not depth:
            return place
    return -1


def _plain(text: str) -> str:
    """Return what LaTeX would print."""
    _refuse_deep(text)
    if not set(text) & set("\\{}$~%&-`'"):
        return text
    try:
        return str(_TO_TEXT.latex_to_text(text)).strip()
    except (RecursionError, ValueError, IndexError):
        return re.sub(r"[\\{}$]", "", text)


def _refuse_deep(text: str) -> None:
    if len(text) > LONGEST_VALUE:
        raise _TooDeep
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth > DEEPEST:
            raise _TooDeep
