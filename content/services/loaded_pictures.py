"""Pictures of the questions of an article file: taken in from the files that lie beside it."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from content.articlefiles import Fault, FileRefused
from content.models import QuestionVersion
from content.pictures import PictureRefused, take_picture
from content.services.figures import store_picture
from content.services.loaded_rows import checked, path_beside


def pictures_named(questions: list[dict[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield what the file says of each picture, of questions and of their parts."""
    for row in questions:
        yield from (holder["picture"] for holder in (row, *row["parts"]) if holder["picture"])


def store_pictures(row: dict[str, Any], folder: Path | None) -> dict[str, str]:
    """Store the pictures of a question and of its parts.

    Args:
        row: Values of the file.
        folder: Where the pictures lie.

    Returns:
        The name under which each is stored, by the name of its file.

    Raises:
        FileRefused: A file is not there, or is no picture that can be taken.
    """
    stored: dict[str, str] = {}
    for picture in pictures_named([row]):
        line, alt, credit = (picture[name] for name in ("line", "alt", "credit"))
        checked(QuestionVersion(image_alt=alt, image_credit=credit), line)
        path = path_beside(picture["file"], folder, line)
        try:
            with path.open("rb") as upload:
                stored[picture["file"]] = store_picture(content=take_picture(upload, size=path.stat().st_size))
        except PictureRefused as refusal:
            raise FileRefused([Fault(line, str(refusal))]) from refusal
    return stored
