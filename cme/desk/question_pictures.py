"""Pictures that come with the questions page: taken in at once, so that no later press of a button loses one."""

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from cme.desk.question_rows import QuestionRow
from content.pictures import PictureRefused, take_picture
from content.services.figures import store_picture


def take_pictures(rows: Sequence[QuestionRow], data: QueryDict, files: Any) -> None:
    """Store what was uploaded under the hash of its content and let its question name it; take out what shall go.

    Args:
        rows: The questions as sent; changed in place. One whose picture cannot be read says why.
        data: What the page sent.
        files: The files that came with it.
    """
    for place, row in enumerate(rows):
        upload = files.get(f"q-{place}-picture")
        if data.get(f"q-{place}-no_picture"):
            row.values["image"] = ()
        if upload is None:
            continue
        try:
            row.values["image"] = (store_picture(content=take_picture(upload, size=upload.size or 0)),)
        except PictureRefused as refusal:
            row.picture_fault = str(refusal)
    for place, row in enumerate(rows):
        _take_pictures_of_parts(row, f"q-{place}-p", data, files)


def _take_pictures_of_parts(row: QuestionRow, prefix: str, data: QueryDict, files: Any) -> None:
    for number, part in enumerate(row.parts):
        upload = files.get(f"{prefix}-{number}-picture")
        if data.get(f"{prefix}-{number}-no_picture"):
            row.parts[number] = part = {**part, "image": ()}
        if upload is None:
            continue
        try:
            name = store_picture(content=take_picture(upload, size=upload.size or 0))
        except PictureRefused as refusal:
            row.part_faults[number] = str(refusal)
        else:
            row.parts[number] = {**part, "image": (name,)}
