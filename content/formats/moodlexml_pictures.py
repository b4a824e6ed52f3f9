"""Pictures of Moodle XML: ``<img>`` in a text, and the ``<file>`` beside that text which it names."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from html import unescape
from html.parser import HTMLParser
from urllib.parse import unquote

from content.formats.moodlexml_texts import text_as
from content.formats.neutral import (
    MOST_BYTES,
    MOST_LETTERS,
    FormatRefused,
    Kind,
    NeutralOption,
    NeutralPicture,
    NeutralQuestion,
    TextFormat,
)
from content.formats.notes import Notes
from content.formats.picturing import (
    MOST_PICTURE_BYTES,
    SECOND,
    NoPicture,
    called,
    file_name_of,
    paragraph_of,
    refuse_elsewhere,
)
from content.formats.xhtml import html_of_plain
from content.formats.xmltree import Element, collapsed, descendants, elements, first, normal, text_in, to_xml

HERE = "@@PLUGINFILE@@"  # Moodle's word for where the files of a text are
MOST_PICTURED_BYTES = MOST_BYTES + MOST_PICTURE_BYTES * 4 // 3 + 1_000_000  # base64, and line ends in it
WITH_TAGS = {TextFormat.HTML, TextFormat.MOODLE}
PLAIN_ANSWERS = {Kind.TRUE_FALSE, Kind.NUMERIC, Kind.SHORT}
IMAGE = re.compile(r"<img\b", re.IGNORECASE)
MOST_OPEN = 500  # signs that begin a tag, more than those that end one
OPENED = re.compile(r"<(p|div|figure)\b[^<>]*>$", re.IGNORECASE)
CLOSED = re.compile(r"(?:(?:<br\s*/?>\s*)?<(small|figcaption)>([^<>]*)</\1>\s*)?</(\w+)>", re.IGNORECASE)


class PictureHidden(Exception):
    """Behind this markup, such as a comment that does not end, no reader would find a picture."""


@dataclass(frozen=True)
class _Image:
    """An ``<img>`` of a text: where it begins, how it is written, and what it says."""

    start: int
    tag: str
    address: str
    alt: str


class _Images(HTMLParser):
    """Finds the pictures of a text."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.lines = [0, *(found.end() for found in re.finditer("\n", text))]
        self.found: list[_Image] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            line, column = self.getpos()
            values = {name: value or "" for name, value in attrs}
            written = self.get_starttag_text() or ""
            start = self.lines[line - 1] + column
            self.found.append(_Image(start, written, values.get("src", "").strip(), collapsed(values.get("alt", ""))))


def _images_in(text: str) -> list[_Image]:
    """Return the pictures of a text; none of one with hundreds of tags that do not end, which would take for ever."""
    if not IMAGE.search(text) or text.count("<") - text.count(">") > MOST_OPEN:
        return []
    return _Images(text).found


def refuse_long_text(data: bytes, root: Element) -> None:
    """Refuse a file that without its files is larger than text may be.

    Raises:
        FormatRefused: It is.
    """
    if len(data) <= MOST_BYTES:
        return
    files = sum(len(text_in(element)) for element in descendants(root) if element.name == "file")
    if len(data) - files > MOST_BYTES:
        raise FormatRefused(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB without its pictures. Split it into smaller files."
        )


# -- reading --------------------------------------------------------------------------------------------------------


def text_and_picture(
    holder: Element | None, wanted: TextFormat, question: Element, notes: Notes
) -> tuple[str, NeutralPicture | None]:
    """Return a text and the picture that was in it; one that cannot be taken is noted and stays in the text."""
    text = text_as(holder, wanted, question, notes)
    if holder is None or wanted not in WITH_TAGS or len(text) > MOST_LETTERS:
        return text, None
    images = _images_in(text)
    if not images:
        return text, None
    shown = images[:2][-1]  # the second is the one too many
    line = _line_of(holder, shown)
    try:
        if len(images) > 1:
            raise NoPicture(SECOND)
        data = _data_of(holder, shown.address, notes)
    except NoPicture as why:
        notes.add(line, f"The picture {called(shown.address)} is not taken over: {why}")
        return text, None
    rest, credit = _taken_out(text, shown)
    return rest, NeutralPicture(data, shown.alt, credit, called(shown.address), line)


def _data_of(holder: Element, address: str, notes: Notes) -> bytes:
    """Return the file that an address names.

    Raises:
        NoPicture: It names none, or one that cannot be taken.
    """
    refuse_elsewhere(address)
    if not address.startswith(HERE):
        raise NoPicture(f"its address does not begin with {HERE}, so it names no <file> of this one.")
    files = [row for row in elements(holder, "file") if _path_of(row) == _path(address)]
    if not files:
        raise NoPicture("there is no <file> of this name beside its text.")
    notes.album.used.add(files[0])  # named here, so not named again as a file that nothing shows
    if files[0].attributes.get("encoding", "base64") != "base64":
        raise NoPicture("its <file> is not written in base64.")
    try:
        data = b64decode("".join(text_in(files[0]).split()), validate=True)
    except ValueError:
        raise NoPicture("what its <file> holds is no base64; it may be cut off.") from None
    return notes.album.take(data)


def _path(address: str) -> str:
    """Return the path that an address of a text names; Moodle adds a time to some."""
    return unquote(address.removeprefix(HERE).partition("?")[0]).lstrip("/")


def _path_of(file: Element) -> str:
    return (file.attributes.get("path", "/") + file.attributes.get("name", "")).lstrip("/")


def _line_of(holder: Element, image: _Image) -> int:
    inner = first(holder, "text") or holder
    written = "".join(part for part in inner.content if isinstance(part, str))
    place = written.find(image.tag)
    if place < 0 and (found := IMAGE.search(written)):  # one that is written into the text is shortened
        place = found.start()
    return inner.line + written.count("\n", 0, max(0, place))


def _taken_out(text: str, image: _Image) -> tuple[str, str]:
    """Return a text without a picture and the paragraph that holds nothing else, and the credit below the picture."""
    before, after = text[: image.start], text[image.start + len(image.tag) :]
    behind = after.lstrip()
    opened, closed = OPENED.search(before.rstrip()), CLOSED.match(behind)
    if opened and closed and opened[1].lower() == closed[3].lower():
        return normal(before[: opened.start()] + behind[closed.end() :]), collapsed(unescape(closed[2] or ""))
    return normal(before + after), ""


# -- writing --------------------------------------------------------------------------------------------------------


def text_with_picture(text: str, picture: NeutralPicture) -> tuple[str, Element]:
    """Return a text in HTML with a picture behind it, and the picture's file.

    Raises:
        PictureHidden: The text would not be read back with this picture alone.
    """
    name = file_name_of(picture)
    shown = text + to_xml(paragraph_of(picture, f"{HERE}/{name}"))
    images = _images_in(shown)
    if len(images) != 1 or _taken_out(shown, images[0]) != (text, picture.credit):
        raise PictureHidden
    attributes = {"name": name, "path": "/", "encoding": "base64"}
    return shown, Element("file", attributes, [b64encode(picture.data).decode()])


def as_html(question: NeutralQuestion) -> NeutralQuestion:
    """Return a question with its texts in HTML, where pictures stand; Markdown is left as it is."""
    if question.text_format not in {TextFormat.PLAIN, TextFormat.MOODLE}:
        return question

    def html(text: str) -> str:
        return html_of_plain(text) if question.text_format == TextFormat.PLAIN else text.replace("\n", "<br/>")

    def shaped(row: NeutralOption) -> NeutralOption:
        text = row.text if question.kind in PLAIN_ANSWERS else html(row.text)
        return replace(row, text=text, feedback=html(row.feedback), match=html_of_plain(row.match))

    return replace(
        question,
        stem=html(question.stem),
        feedback=html(question.feedback),
        hint=html(question.hint),
        options=tuple(shaped(row) for row in question.options),
        text_format=TextFormat.HTML,
    )
