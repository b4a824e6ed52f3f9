"""Rows of article files before they are saved: what their columns do not take is a fault of the file."""

from pathlib import Path
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.db import models

from content.articlefiles import Fault, FileRefused
from content.file_fields import POLICY

Row = TypeVar("Row", bound=models.Model)
# Where a field of the draft stands in a file, if not under its own name.
STANDS_UNDER = {
    "contributions": "byline", "has_pre_test": "pre_test", "congress_name": "congress", "congress_place": "congress",
    "congress_begins_on": "congress", "congress_ends_on": "congress", "visual_figure": "visual", "videos": "video",
    "image_alt": "alt", "image_credit": "credit",
}  # fmt: skip
STANDS_UNDER |= {field: name for name, field in POLICY.items()}


def checked(row: Row, line: int, lines: dict[str, int] | None = None) -> Row:
    """Return the row, provided every text in it fits its column and every address is one.

    Raises:
        FileRefused: One does not; ``lines`` tells where its field stands, else ``line``.
    """
    ties = {field.name for field in row._meta.fields if field.is_relation}
    try:
        row.clean_fields(exclude=ties)
    except ValidationError as error:
        raise FileRefused(
            [
                Fault(line_of(name, lines) if lines else line, f"“{STANDS_UNDER.get(name, name)}”: {messages[0]}")
                for name, messages in error.message_dict.items()
            ]
        ) from error
    return row


def line_of(field: str, lines: dict[str, int]) -> int:
    """Return the line on which a field of the draft stands; the first one where it does not."""
    return lines.get(STANDS_UNDER.get(field, field), 1)


def path_beside(name: str, folder: Path | None, line: int) -> Path:
    """Return the path of a file that lies beside the article file and nowhere else."""
    path = (folder or Path()) / name
    if folder is None or Path(name).name != name or not path.is_file():
        raise FileRefused([Fault(line, f"The file {name} does not lie beside the article file.")])
    return path
