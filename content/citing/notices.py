"""What registries say has become of a work: retracted, corrected, or under an expression of concern.

Source:
    Crossref: ``updated-by`` of a work, which holds publishers' notices and those of Retraction Watch, each with its
    type, ``source`` and date. PubMed: publication type "Retracted Publication" and the links of CommentsCorrections
    ("Retraction in", "Erratum in", "Expression of concern in"), in a summary under ``references``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from content.citing.identifiers import clean_doi, clean_pmid
from content.citing.medline_dates import parts_of
from content.citing.work import clean_date, clean_text

RETRACTION, CONCERN, CORRECTION = "retraction", "concern", "correction"
CROSSREF_KINDS = {
    "retraction": RETRACTION, "partial_retraction": RETRACTION, "withdrawal": RETRACTION, "removal": RETRACTION,
    "expression_of_concern": CONCERN, "correction": CORRECTION, "corrigendum": CORRECTION, "erratum": CORRECTION,
    "clarification": CORRECTION,
}  # fmt: skip
PUBMED_KINDS = {
    "retraction in": RETRACTION, "partial retraction in": RETRACTION, "expression of concern in": CONCERN,
    "erratum in": CORRECTION, "corrected and republished in": CORRECTION,
}  # fmt: skip
MOST = 50  # notices of one work
_RETRACTED = re.compile(r"\W{0,3}(?:RETRACTED|WITHDRAWN)\b")


@dataclass(frozen=True)
class Told:
    """One notice about a work.

    Attributes:
        kind: ``retraction``, ``concern`` or ``correction``.
        doi: Of the notice, or empty.
        pmid: Of the notice, or empty.
        dated_on: Day of the notice, where it is known to the day.
        by: Who told: ``crossref``, ``retraction-watch`` or ``pubmed``.
    """

    kind: str
    doi: str
    pmid: str
    dated_on: date | None
    by: str


def crossref_notices(answer: Mapping[str, Any]) -> list[Told]:
    """Return the notices of a work in Crossref's answer."""
    rows = answer.get("updated-by")
    found = list(_updates(rows[:MOST])) if isinstance(rows, list) else []
    is_marked = _RETRACTED.match(clean_text(answer.get("title"), 100))
    if is_marked and not any(told.kind == RETRACTION for told in found):
        found.append(Told(RETRACTION, "", "", None, "crossref"))
    return found


def _updates(rows: list[Any]) -> Iterator[Told]:
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        kind = CROSSREF_KINDS.get(clean_text(row.get("type")).lower().replace("-", "_").replace(" ", "_"))
        if kind:
            by = "retraction-watch" if row.get("source") == "retraction-watch" else "crossref"
            yield Told(kind, clean_doi(clean_text(row.get("DOI"), 300)), "", _day(clean_date(row.get("updated"))), by)


def pubmed_notices(answer: Mapping[str, Any]) -> list[Told]:
    """Return the notices of a work in PubMed's summary of it."""
    rows = answer.get("references")
    found = list(_links(rows[: MOST * 4])) if isinstance(rows, list) else []
    kinds = answer.get("pubtype")
    is_marked = isinstance(kinds, list) and "Retracted Publication" in kinds
    if is_marked and not any(told.kind == RETRACTION for told in found):
        found.append(Told(RETRACTION, "", "", None, "pubmed"))
    return found[:MOST]


def _links(rows: list[Any]) -> Iterator[Told]:
    for row in rows:
        if not isinstance(row, Mapping):
            continue
        kind = PUBMED_KINDS.get(clean_text(row.get("reftype")).lower())
        if kind:
            where = clean_text(row.get("refsource"), 400)
            day = re.search(r"\b(?:1[89]|2\d)\d\d [A-Z][a-z]{2} \d{1,2}\b", where)
            pmid = clean_pmid(clean_text(row.get("pmid")))
            yield Told(kind, clean_doi(where), pmid, _day(parts_of(day[0])) if day else None, "pubmed")


def _day(parts: list[int]) -> date | None:
    try:
        return date(*parts) if len(parts) == 3 else None
    except ValueError:
        return None
