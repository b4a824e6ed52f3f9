"""DOI, PubMed id and PMCID in whatever way people write them.

Source:
    DOI: the pattern that Crossref recommends, with the signs that older DOIs hold (ISO 26324 allows any).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

LONGEST_DOI = 200  # characters
_NEXT = r"[,;]\s*(?:10\.\d{4,9}/|doi:|https?://)"
_DOI = re.compile(rf"10\.\d{{4,9}}/(?:(?!{_NEXT})[^\s\"])+", re.IGNORECASE)
_MARKED = re.compile(
    r"(?P<pmcid>\bPMC\d{1,9}\b)"
    r"|(?:pubmed\.ncbi\.nlm\.nih\.gov/|ncbi\.nlm\.nih\.gov/pubmed/|\bPMID\s{0,3}:?\s{0,3})(?P<pmid>\d{1,9})(?!\d)",
    re.IGNORECASE,
)
_BARE = re.compile(r"(?:\d{5,9}[\s,;]{0,20}){1,200}")
_PAIRS = {")": "(", "]": "[", ">": "<", "}": "{"}
_PMID = re.compile(r"(?:PMID\s{0,3}:?\s{0,3})?([1-9]\d{0,8})", re.IGNORECASE)
_PMCID = re.compile(r"(?:PMCID\s{0,3}:?\s{0,3})?(?:PMC)?(\d{1,9})(?:\.\d{1,3})?", re.IGNORECASE)


class IdKind(StrEnum):
    """The numbers that registries give to works."""

    DOI = "doi"
    PMID = "pmid"
    PMCID = "pmcid"


@dataclass(frozen=True)
class Identifier:
    """A number of a work."""

    kind: IdKind
    value: str

    def __str__(self) -> str:
        return self.value if self.kind is IdKind.PMCID else f"{self.kind}:{self.value}"


def clean_doi(text: str) -> str:
    """Return the DOI in a text, in lower case and without what does not belong to it; empty where there is none."""
    match = _DOI.search(text if "%" not in text else unquote(text))
    if match is None:
        return ""
    doi = match[0]
    while doi and (doi[-1] in ".,;:'\"" or (doi[-1] in _PAIRS and doi.count(doi[-1]) > doi.count(_PAIRS[doi[-1]]))):
        doi = doi[:-1]
    return doi.lower() if len(doi) <= LONGEST_DOI and not doi.endswith("/") else ""


def clean_pmid(text: str) -> str:
    """Return a PubMed id; empty where the text is none."""
    match = _PMID.fullmatch(text.strip())
    return match[1] if match else ""


def clean_pmcid(text: str) -> str:
    """Return a PMCID with its letters; empty where the text is none."""
    match = _PMCID.fullmatch(text.strip())
    return f"PMC{match[1]}" if match else ""


def identifiers_in(line: str) -> Iterator[Identifier]:
    """Yield the numbers in a line of text, each once, in their order."""
    places: list[tuple[int, Identifier]] = []
    rest = line
    for match in _DOI.finditer(line):
        doi = clean_doi(match[0])
        if doi:
            places.append((match.start(), Identifier(IdKind.DOI, doi)))
            rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
    for match in _MARKED.finditer(rest):
        kind = IdKind.PMCID if match["pmcid"] else IdKind.PMID
        value = match["pmcid"].upper() if match["pmcid"] else match["pmid"].lstrip("0")
        if value:
            places.append((match.start(), Identifier(kind, value)))
    if not places and _BARE.fullmatch(line.strip()):
        places += [(m.start(), Identifier(IdKind.PMID, m[0].lstrip("0"))) for m in re.finditer(r"\d+", line)]
    yield from dict.fromkeys(found for _, found in sorted(places, key=lambda place: place[0]) if found.value)
