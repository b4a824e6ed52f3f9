"""What a checklist finds: one thing that is missing or doubtful, and where to mend it."""

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """Whether a finding stops publication."""

    MUST = "must"
    SHOULD = "should"


@dataclass(frozen=True)
class Finding:
    """One thing that is missing or doubtful.

    Attributes:
        severity: Whether it stops publication.
        message: A sentence that says what to do.
        field: Where to mend it: a field of the article, the name of a group of rows (``references``), or
            ``questions:<key>`` for a question.
        rule: The rule it follows from.
        stops: ``minor`` or ``material``: the kind of correction that even a should stops.
    """

    severity: Severity
    message: str
    field: str
    rule: str = ""
    stops: str = ""


def must(message: str, field: str, rule: str = "") -> Finding:
    """Return a finding that stops publication."""
    return Finding(Severity.MUST, message, field, rule)


def should(message: str, field: str, rule: str = "", *, stops: str = "") -> Finding:
    """Return a finding that does not stop publication, save a correction of the kind named."""
    return Finding(Severity.SHOULD, message, field, rule, stops)
