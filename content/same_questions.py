"""Whether two questions of files are the same, so that the bank takes each once."""

from decimal import Decimal
from typing import Any

from content.formats.neutral import Kind, NeutralQuestion


def fingerprint(question: NeutralQuestion) -> tuple[Any, ...]:
    """Return what makes two questions in normal form the same: kind, wording, answers and pictures.

    Feedback does not count, nor what is said of pictures; these are checked, so their names say their content.
    """
    answers = [
        (
            " ".join(row.text.split()),
            " ".join(row.match.split()),
            row.weight,
            row.tolerance or Decimal(0),
            row.picture.name if row.picture else "",
        )
        for row in question.options
    ]
    is_ordered = question.kind == Kind.ORDERING
    shown = question.picture.name if question.picture else ""
    return question.kind, " ".join(question.stem.split()), shown, tuple(answers if is_ordered else sorted(answers))
