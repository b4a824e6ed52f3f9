"""Works pasted as CSL-JSON, as Zotero and doi.org write it."""

import json
from collections.abc import Mapping
from typing import Any

from content.citing.work import MOST_WORKS, Read, Reader

DEEPEST = 12  # levels; CSL-JSON needs five


def read_csl(text: str, *, line: int = 1) -> Read:
    """Read one work or a list of works.

    Args:
        text: JSON.
        line: Number of its first line.
    """
    reader = Reader()
    if _depth(text) > DEEPEST:
        reader.refuse(line, "This JSON is nested deeper than references are.")
        return reader.done()
    try:
        values = json.loads(text, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        reader.refuse(line + error.lineno - 1, f"This is not sound JSON: {error.msg}.")
        return reader.done()
    except ValueError:  # a number of more digits than Python reads
        reader.refuse(line, "This is not sound JSON: a number is too long.")
        return reader.done()
    rows = values if isinstance(values, list) else [values]
    for number, row in enumerate(rows[: MOST_WORKS + 1], start=1):
        if isinstance(row, Mapping):
            reader.take(line, from_csl(row))
        else:
            reader.refuse(line, f"Entry {number} is no reference: CSL-JSON has an object for each work.")
    return reader.done()


def from_csl(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a work, where tools write them in other ways too."""
    fields = dict(row)
    fields.setdefault("container-title-short", row.get("journalAbbreviation", ""))
    fields["PMID"] = row.get("PMID") or row.get("pmid", "")
    fields["PMCID"] = row.get("PMCID") or row.get("pmcid", "")
    return fields


def _depth(text: str) -> int:
    """Return how deep brackets nest; strings count too, which refuses a little more."""
    depth = deepest = 0
    for sign in text:
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        elif sign in "]}":
            depth -= 1
    return deepest
