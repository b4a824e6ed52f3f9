"""References as readers see them: in the style of the site, as text, as safe runs, and as links."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from content.citing.ama import ama_runs
from content.citing.runs import Runs, plain, shorten_pages, value
from content.citing.vancouver import vancouver_runs

__all__ = ["STYLES", "VANCOUVER", "ama", "lead_of", "links_of", "runs_of", "shorten_pages", "text_of", "vancouver"]

VANCOUVER, AMA = "vancouver", "ama"
STYLES = {VANCOUVER: vancouver_runs, AMA: ama_runs}
_WEB_ADDRESS = re.compile(r"^https?://[^/\s]", re.IGNORECASE)


def runs_of(reference: Mapping[str, Any], style: str = VANCOUVER) -> Runs:
    """Format a reference as runs of text, some of them in italics.

    Args:
        reference: What an edition keeps of it (``content.source.REFERENCE_FIELDS``); what is not known is left out.
        style: One of :data:`STYLES`.
    """
    return STYLES[style](reference)


def text_of(reference: Mapping[str, Any], style: str = VANCOUVER) -> str:
    """Format a reference as the text of a numbered list entry."""
    return plain(runs_of(reference, style))


def vancouver(reference: Mapping[str, Any]) -> str:
    """Format a reference in Vancouver style."""
    return text_of(reference, VANCOUVER)


def ama(reference: Mapping[str, Any]) -> str:
    """Format a reference in AMA style."""
    return text_of(reference, AMA)


def lead_of(reference: Mapping[str, Any], style: str = VANCOUVER) -> str:
    """Return what stands before the address of a work that is read on the web: Vancouver says "Available from:"."""
    is_web = value(reference, "kind") in {"webpage", "guideline", "preprint"} and value(reference, "url")
    has_number = value(reference, "doi") or value(reference, "pmid") or value(reference, "pmcid")
    return " Available from:" if style == VANCOUVER and is_web and not has_number else ""


def links_of(reference: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return address and label of each way to the work: DOI, PubMed, PubMed Central, else its own address."""
    links = []
    if value(reference, "doi"):
        links.append((f"https://doi.org/{quote(reference['doi'], safe='/:;(),')}", f"doi:{reference['doi']}"))
    if value(reference, "pmid"):
        links.append((f"https://pubmed.ncbi.nlm.nih.gov/{quote(reference['pmid'])}/", f"PubMed {reference['pmid']}"))
    if value(reference, "pmcid"):
        links.append((f"https://pmc.ncbi.nlm.nih.gov/articles/{quote(reference['pmcid'])}/", reference["pmcid"]))
    if not links and _WEB_ADDRESS.match(value(reference, "url")):
        links.append((reference["url"], reference["url"]))
    return links
