"""The paper that an edition is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from content.citations import VANCOUVER, links_of, text_of
from content.reference_notices import notes_of


def paper_of(source: Mapping[str, Any], works: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return text, links and notices of the paper that an edition is about; None where it names none."""
    paper = next((reference for reference in source["references"] if reference["is_source"]), None)
    if paper is None:
        return None
    own = [work for work in works if work["reference"] == paper["key"]]
    style = source.get("reference_style", VANCOUVER)
    return {"text": text_of(paper, style), "links": links_of(paper), "notices": notes_of(own)}
