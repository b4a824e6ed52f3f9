"""Pictures of files of questions: checked like any that comes in, and stored only while their questions are written."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from io import BytesIO
from pathlib import PurePosixPath

from django.core.files.base import ContentFile
from django.core.files.images import get_image_dimensions
from django.db import transaction

from content.formats.neutral import NeutralPicture, NeutralQuestion, Parsed
from content.pictures import PictureRefused, take_picture
from content.services.figures import store_picture, stored_like

MOST_PIXELS = 200_000_000  # of all pictures of a file: about a minute of work
MOST_BYTES = 30_000_000  # of all of them, written anew; they wait in the database for whoever looks at them
TOO_MANY = "The pictures of the file are too large together. Split it into smaller files."


@dataclass
class _Checks:
    """What was checked of one file, by the hash of what came: the same picture costs its work once."""

    taken: dict[str, NeutralPicture] = field(default_factory=dict)
    pixels: int = 0
    size: int = 0

    def check(self, picture: NeutralPicture | None) -> NeutralPicture | None:
        """Return a picture as it will be stored, or refused."""
        if picture is None or picture.is_checked:
            return picture
        digest = sha256(picture.data).hexdigest()
        if digest not in self.taken:
            self.taken[digest] = self._checked(picture)
        like = self.taken[digest]
        name = picture.name if like.refusal else like.name
        return replace(picture, data=like.data, name=name, refusal=like.refusal, is_checked=True)

    def _checked(self, picture: NeutralPicture) -> NeutralPicture:
        if stored := stored_like(data=picture.data):
            return replace(picture, name=PurePosixPath(stored).name)
        try:
            if self.pixels > MOST_PIXELS or self.size > MOST_BYTES:
                raise PictureRefused(TOO_MANY)
            content = take_picture(BytesIO(picture.data), size=len(picture.data))
        except PictureRefused as refusal:
            return replace(picture, data=b"", refusal=str(refusal))
        width, height = get_image_dimensions(content)
        self.pixels += (width or 0) * (height or 0)
        content.seek(0)
        data = content.read()
        self.size += len(data)
        return replace(picture, data=data, name=str(content.name))


def check_pictures(parsed: Parsed) -> Parsed:
    """Return what was read with each picture as it will be stored, or refused; nothing is stored."""
    checks = _Checks()
    questions = [
        replace(
            question,
            picture=checks.check(question.picture),
            options=tuple(replace(row, picture=checks.check(row.picture)) for row in question.options),
        )
        if question.pictures
        else question
        for question in parsed.questions
    ]
    return replace(parsed, questions=tuple(questions))


@contextmanager
def stored_pictures(questions: Sequence[NeutralQuestion]) -> Iterator[dict[str, str]]:
    """Store the pictures of questions in the transaction that writes these.

    If that fails, new files stay for a while and go with all that nothing names: removing them at once could take a
    picture from whoever stores the same one at that moment.

    Yields:
        The name under which each picture is stored, by its own name.
    """
    stored: dict[str, str] = {}
    with transaction.atomic():
        for picture in (picture for question in questions for picture in question.pictures):
            if picture.name not in stored:
                stored[picture.name] = store_picture(content=ContentFile(picture.data, name=picture.name))
        yield stored
