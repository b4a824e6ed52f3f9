"""Pictures in files of questions: what may be taken, how much of it, and how one stands in a text.

A picture stands in a paragraph of its own behind the text, its credit in small letters below it. Nothing is fetched,
and nothing is read as a picture here: ``content.pictures`` does that with what is taken over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from content.formats.neutral import FormatRefused, Kind, NeutralPicture, NeutralQuestion
from content.formats.xmltree import SPACES, Element, collapsed, elements, text_in

MOST_PICTURES = 100  # of one file; each is written anew
MOST_PICTURE_BYTES = 10_000_000  # of all pictures of one file
HOLDS_PICTURES = {Kind.MATCHING, Kind.KPRIM}  # kinds whose options may have one each
ROUND = {"p", "div", "figure"}  # gone with the picture that was all they held
CREDITS = {"small", "figcaption"}
ELSEWHERE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp"}
NAME_LENGTH = 16
SECOND = "it is the second one of its text, and a text here holds one. Make one picture of them, or leave one out."
TOO_MANY = (
    f"These questions have more pictures than one file holds: {MOST_PICTURES}, of together "
    f"{MOST_PICTURE_BYTES // 1_000_000} MB. Export fewer questions at once."
)
ADVICE = "Choose Moodle XML or a QTI package."


class NoPicture(Exception):
    """A picture that is not taken over; the message is the end of a sentence that says why."""


@dataclass
class Album:
    """How much of one file's pictures was taken so far.

    Attributes:
        count: Pictures.
        size: Their bytes.
        used: Where they came from, as a reader knows it: elements, or paths.
    """

    count: int = 0
    size: int = 0
    used: set[Any] = field(default_factory=set)

    def take(self, data: bytes) -> bytes:
        """Return the data if there is room for it.

        Raises:
            NoPicture: There is none.
        """
        self.check(len(data))
        self.count += 1
        self.size += len(data)
        return data

    def check(self, size: int) -> None:
        """See before it is unpacked whether there is room for a picture.

        Raises:
            NoPicture: There is none.
        """
        if not size:
            raise NoPicture("its file is empty.")
        if self.count >= MOST_PICTURES:
            raise NoPicture(f"a file may have {MOST_PICTURES} pictures. Split it into smaller files.")
        if self.size + size > MOST_PICTURE_BYTES:
            most = MOST_PICTURE_BYTES // 1_000_000
            raise NoPicture(f"the pictures of a file may have {most} MB together. Split it into smaller files.")


def refuse_elsewhere(address: str) -> None:
    """Refuse addresses that are no place within the file.

    Raises:
        NoPicture: It is written into the text, or at another place.
    """
    if address.lower().startswith("data:"):
        raise NoPicture("it is written into the text. Put it beside the text as a file.")
    if ELSEWHERE.match(address):
        raise NoPicture("it is at another place, and nothing is fetched. Put it into the file.")


def called(address: str) -> str:
    """Return how to name a picture by its address, without what could be long or hostile."""
    if address.lower().startswith("data:"):
        return "that is written into it"
    own = unquote(address.partition("?")[0].partition("#")[0]).rpartition("/")[2]
    shown = address if ELSEWHERE.match(address) else own
    return "".join(sign if sign.isprintable() else "�" for sign in shown[:80]) or "without an address"


def file_name_of(picture: NeutralPicture) -> str:
    """Return the name of a picture's file, made from its content: the same picture has the same name."""
    suffix = PurePosixPath(picture.name).suffix.lower()
    return sha256(picture.data).hexdigest()[:NAME_LENGTH] + (suffix if suffix in SUFFIXES else "")


def paragraph_of(picture: NeutralPicture, address: str) -> Element:
    """Return a picture as an element that stands in a text."""
    shown = Element("img", {"src": address, "alt": picture.alt})
    below = [Element("br"), Element("small", {}, [picture.credit])] if picture.credit else []
    return Element("p", {}, [shown, *below])


def without_picture(content: Sequence[Element | str], image: Element) -> tuple[list[Element | str], str]:
    """Take a picture out of content, with the paragraph that holds nothing else.

    Returns:
        The content that stays, and the credit that stood below the picture.
    """
    kept: list[Element | str] = []
    credit = ""
    for part in content:
        if part is image:
            continue
        if isinstance(part, str) or not _holds(part, image):
            kept.append(part)
            continue
        inner, credit = without_picture(part.content, image)
        said = _credit_in(inner) if any(row is image for row in part.content) else None
        credit = said or credit
        is_empty = not any(isinstance(row, Element) or row.strip(SPACES) for row in inner)
        if part.name in ROUND and (is_empty or said is not None):
            continue
        kept.append(Element(part.name, part.attributes, inner, part.line))
    return kept, credit


def _holds(part: Element, image: Element) -> bool:
    waiting = [part]
    while waiting:
        found = waiting.pop()
        if found is image:
            return True
        waiting += elements(found)
    return False


def _credit_in(content: Sequence[Element | str]) -> str | None:
    """Return the credit if content is nothing else, else None."""
    rest = [part for part in content if isinstance(part, Element) or part.strip(SPACES)]
    if rest and isinstance(rest[0], Element) and rest[0].name == "br":
        rest = rest[1:]
    if len(rest) != 1 or not isinstance(rest[0], Element) or rest[0].name not in CREDITS or elements(rest[0]):
        return None
    return collapsed(text_in(rest[0]))


def normal_picture(picture: NeutralPicture | None) -> NeutralPicture | None:
    """Return a picture with its texts on one line."""
    return picture and replace(picture, alt=collapsed(picture.alt), credit=collapsed(picture.credit))


def refuse_too_large(questions: Sequence[NeutralQuestion]) -> None:
    """Refuse to write more pictures than are read back.

    Raises:
        FormatRefused: They are more.
    """
    pictures = [picture for question in questions for picture in question.pictures]
    if len(pictures) > MOST_PICTURES or sum(len(picture.data) for picture in pictures) > MOST_PICTURE_BYTES:
        raise FormatRefused(TOO_MANY)


def misfit_of_pictures(question: NeutralQuestion) -> str:
    """Return why the pictures of a question cannot be written; empty if they can."""
    if question.kind not in HOLDS_PICTURES and any(row.picture for row in question.options):
        return "only vignettes and statements have pictures, and one of its answers has one."
    if any(row.picture and not row.text for row in question.options):
        return "one of its pictures stands without words."
    if not all(picture.data for picture in question.pictures):
        return "it has a picture whose file is not there."
    return ""
