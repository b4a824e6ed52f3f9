"""What pictures of an uploaded file show, said by whoever imports it where the file does not."""

from base64 import b64encode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from content.formats.neutral import NeutralPicture, NeutralQuestion, Parsed
from content.formats.neutral_json import kept
from content.formats.xmltree import collapsed
from content.models import QuestionImport
from content.neutral_questions import as_plain
from content.plain_text import says_nothing
from content.services.importing import ImportRefused, parsed_of

MOST_AT_ONCE = 20  # pictures that a page asks for; the next ones follow once these are described
TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}  # as pictures are written here


@dataclass(frozen=True)
class Undescribed:
    """A picture without alternative text.

    Attributes:
        key: Its place in the file: number of the question, then 0 for that of the stem, else number of the answer.
        question: Which it belongs to.
        text: What it stands with: the stem, or the vignette or statement; plain, unless it would lose something.
        picture: The file, checked.
    """

    key: str
    question: NeutralQuestion
    text: str
    picture: NeutralPicture

    @property
    def address(self) -> str:
        """The picture itself as an address."""
        kind = next((kind for start, kind in TYPES.items() if self.picture.data.startswith(start)), "image/png")
        return f"data:{kind};base64,{b64encode(self.picture.data).decode()}"


def undescribed(parsed: Parsed) -> list[Undescribed]:
    """Return the first pictures that could be taken but say nothing to who cannot see them."""
    return [
        row
        for number, question in enumerate(parsed.questions)
        if question.pictures
        for row in _pictures_of(number, question)
        if not row.picture.refusal and says_nothing(row.picture.alt)
    ][:MOST_AT_ONCE]


@transaction.atomic
def describe_pictures(*, upload: QuestionImport, alts: Mapping[str, str]) -> int:
    """Say what pictures of an upload show, where nothing was said; blanks change nothing.

    Args:
        upload: What was kept of the file.
        alts: Alternative texts by the keys of the pictures.

    Returns:
        How many pictures were described.

    Raises:
        ImportRefused: The file was imported already.
    """
    upload = QuestionImport.objects.select_for_update().get(pk=upload.pk)
    if upload.imported_at:
        raise ImportRefused("This file was imported already. Upload it again if it has changed.")
    parsed = parsed_of(upload)
    given = {row.key: collapsed(alts.get(row.key, "")) for row in undescribed(parsed)}
    given = {key: alt for key, alt in given.items() if not says_nothing(alt)}
    upload.questions = [kept(_described(number, row, given)) for number, row in enumerate(parsed.questions)]
    upload.save(update_fields=["questions"])
    return len(given)


def _pictures_of(number: int, question: NeutralQuestion) -> Iterator[Undescribed]:
    plain, _ = as_plain(question)
    if question.picture:
        yield Undescribed(f"{number}-0", question, plain.stem, question.picture)
    for place, row in enumerate(plain.options, start=1):
        if row.picture:
            yield Undescribed(f"{number}-{place}", question, row.text, row.picture)


def _described(number: int, question: NeutralQuestion, given: Mapping[str, str]) -> NeutralQuestion:
    """Return a question with the texts that are given for its pictures."""

    def told(place: int, picture: NeutralPicture | None) -> NeutralPicture | None:
        alt = given.get(f"{number}-{place}")
        return replace(picture, alt=alt) if picture and alt else picture

    options = tuple(
        replace(row, picture=told(place, row.picture)) for place, row in enumerate(question.options, start=1)
    )
    return replace(question, picture=told(0, question.picture), options=options)
