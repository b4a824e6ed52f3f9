"""DOI and PubMed id of works that are cited by a PMCID alone, as PubMed Central told them.

Retractions and corrections are told of DOIs and PubMed ids; summaries of PubMed Central say nothing of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from content.citing.identifiers import clean_doi, clean_pmcid, clean_pmid
from content.citing.registries import work_of_summary
from content.models import Lookup

Pair = tuple[str, str]  # DOI in lower case and PubMed id; each may be empty
AT_ONCE = 400


def known_numbers(references: Sequence[Mapping[str, Any]]) -> list[Pair]:
    """Return DOI and PubMed id of each reference; a row that has neither takes them from its PMCID.

    One query for each 400 references that have a PMCID alone, and none without them.
    """
    told = told_numbers(filter(None, map(lone_pmcid, references)))
    return [told.get(lone_pmcid(row)) or (str(row["doi"]).lower(), str(row["pmid"])) for row in references]


def lone_pmcid(reference: Mapping[str, Any]) -> str:
    """Return the PMCID of a reference that has no other number; empty for any other."""
    if str(reference["doi"]).strip() or str(reference["pmid"]).strip():
        return ""
    return clean_pmcid(str(reference.get("pmcid") or ""))


def told_numbers(pmcids: Iterable[str]) -> dict[str, Pair]:
    """Return the numbers that PubMed Central gave for PMCIDs, from its stored answers."""
    wanted = {pmcid.removeprefix("PMC"): pmcid for pmcid in pmcids}
    found: dict[str, Pair] = {}
    for start in range(0, len(wanted), AT_ONCE):
        numbers = list(wanted)[start : start + AT_ONCE]
        rows = Lookup.objects.filter(registry=Lookup.Registry.PMC, number__in=numbers, answer__isnull=False)
        for row in rows:
            work = work_of_summary(row.answer or {})
            pair = clean_doi(str(work.get("DOI", ""))), clean_pmid(str(work.get("PMID", "")))
            if any(pair):
                found[wanted[row.number]] = pair
    return found
