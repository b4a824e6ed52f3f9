"""The one structure between all forms of a reference: a work in the fields of CSL-JSON, cleaned and bounded.

Source:
    Names of fields and types: Citation Style Language 1.0.2, its JSON schema (csl-data.json).
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from content.citing.identifiers import clean_doi, clean_pmcid, clean_pmid

Work = dict[str, Any]
Name = dict[str, str]

MOST_BYTES = 5_000_000  # of one paste or file
MOST_WORKS = 200  # of one paste; a longer list is split
MOST_FAULTS = 100  # of one format; who has more mends these first
MOST_NAMES = 300  # of one work; some consortia have thousands of authors
LONGEST_NAME = 200  # characters
LONGEST = {"title": 500, "container-title": 300, "URL": 200, "publisher": 200, "publisher-place": 100, "note": 300}
LONGEST_OTHER = 60  # characters
TEXTS = (
    "title", "container-title", "container-title-short", "volume", "issue", "page", "publisher", "publisher-place",
    "edition", "number", "genre", "status", "note",
)  # fmt: skip
NAME_PARTS = ("family", "given", "suffix", "non-dropping-particle", "dropping-particle", "literal")
DATES = ("issued", "accessed", "updated")

_TAG = re.compile(r"</?[a-z][^<>]{0,100}>", re.IGNORECASE)
_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*", re.IGNORECASE)
_DASHES = str.maketrans({"–": "-", "—": "-", "\u2010": "-", "\u2011": "-", "−": "-"})


@dataclass(frozen=True)
class CitingFault:
    """Why something pasted cannot be taken: the line it stands in, and a sentence."""

    line: int
    message: str


@dataclass(frozen=True)
class Found:
    """A work that was read, and the line where it begins."""

    line: int
    work: Work


@dataclass(frozen=True)
class Read:
    """What a reader of one format found."""

    works: tuple[Found, ...] = ()
    faults: tuple[CitingFault, ...] = ()


@dataclass
class Reader:
    """Collects what one format's reader finds, up to the most that is taken at once."""

    works: list[Found] = field(default_factory=list)
    faults: list[CitingFault] = field(default_factory=list)

    def take(self, line: int, fields: Mapping[str, Any]) -> None:
        """Keep a work; one without a title and without a number is a fault."""
        work = clean_work(fields)
        if work.get("title") or has_identifier(work):
            self.works.append(Found(line, work))
        else:
            self.faults.append(CitingFault(line, "This entry has no title, no DOI and no PubMed id."))

    def refuse(self, line: int, message: str) -> None:
        """Keep a fault."""
        self.faults.append(CitingFault(line, message))

    @property
    def is_full(self) -> bool:
        """Whether there is more than is taken at once, so that reading on is of no use."""
        return len(self.works) > MOST_WORKS or len(self.faults) >= MOST_FAULTS

    def done(self) -> Read:
        """Return all that was found."""
        return Read(tuple(self.works), tuple(self.faults))


def has_identifier(work: Mapping[str, Any]) -> bool:
    """Tell whether a registry knows the work by a number."""
    return bool(work.get("DOI") or work.get("PMID") or work.get("PMCID"))


def clean_text(value: Any, longest: int = LONGEST_OTHER) -> str:
    """Return one line of plain text: no markup, no controls, at most so many characters."""
    if isinstance(value, (list, tuple)):
        value = value[0] if value else ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    text = html.unescape(_TAG.sub("", str(value)[: longest * 4]))
    text = "".join(" " if unicodedata.category(sign) in {"Cc", "Cs", "Zl", "Zp"} else sign for sign in text)
    text = "".join(sign for sign in text if unicodedata.category(sign) not in {"Cf", "Cn", "Co"})
    text = " ".join(unicodedata.normalize("NFC", text).split())
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def clean_name(name: Any) -> Name:
    """Return a name with the parts that CSL knows; empty where nothing is left."""
    if not isinstance(name, Mapping):
        return {}
    parts = {part: clean_text(name.get(part, ""), LONGEST_NAME) for part in NAME_PARTS}
    parts = {part: text for part, text in parts.items() if text}
    if not parts.get("family") and not parts.get("literal"):
        return {"literal": parts["given"]} if parts.get("given") else {}
    return parts


def clean_names(names: Any) -> list[Name]:
    """Return the names that are some, at most :data:`MOST_NAMES`."""
    if not isinstance(names, (list, tuple)):
        return []
    return [name for name in map(clean_name, names[:MOST_NAMES]) if name]


def clean_date(value: Any) -> list[int]:
    """Return year, month and day as far as they are known and make sense; empty where they do not.

    Args:
        value: A date of CSL (``{"date-parts": [[2024, 5, 3]]}``), or its parts.
    """
    if isinstance(value, Mapping):
        parts = value.get("date-parts")
        value = parts[0] if isinstance(parts, list) and parts else value.get("raw") or value.get("literal") or []
    if isinstance(value, str):
        value = re.findall(r"\d{1,4}", value[:20])
    if not isinstance(value, (list, tuple)):
        return []
    limits = ((1000, 2999), (1, 12), (1, 31))
    kept: list[int] = []
    for part, (least, most) in zip(value, limits, strict=False):
        if isinstance(part, bool) or not str(part).isascii() or not str(part).isdecimal() or len(str(part)) > 4:
            break
        if not least <= int(part) <= most:
            break
        kept.append(int(part))
    return kept


def clean_work(fields: Mapping[str, Any]) -> Work:
    """Return a work with nothing in it but known fields of their types, each within its bounds."""
    work: Work = {"type": clean_text(fields.get("type", "")).lower() or "article-journal"}
    for name in TEXTS:
        work[name] = clean_text(fields.get(name), LONGEST.get(name, LONGEST_OTHER))
    work["title"] = work["title"].rstrip(".") if not work["title"].endswith("...") else work["title"]
    work["page"] = work["page"].translate(_DASHES).replace("--", "-")
    work["author"], work["editor"] = clean_names(fields.get("author")), clean_names(fields.get("editor"))
    for name in DATES:
        work[name] = clean_date(fields.get(name))
    work["DOI"] = clean_doi(clean_text(fields.get("DOI"), 300))
    work["PMID"] = clean_pmid(clean_text(fields.get("PMID")))
    work["PMCID"] = clean_pmcid(clean_text(fields.get("PMCID")))
    url = clean_text(fields.get("URL"), LONGEST["URL"] + 1)
    work["URL"] = url if len(url) <= LONGEST["URL"] and _WEB_ADDRESS.fullmatch(url) else ""
    return {name: value for name, value in work.items() if value}


def first_text(values: Iterable[Any]) -> str:
    """Return the first of several that says something."""
    return next((str(value) for value in values if value), "")
