"""Texts of a Moodle question: each has a format of its own in the file, and all share one in a question of ours."""

import re
from xml.sax.saxutils import escape

from content.formats.neutral import MOST_LETTERS, TextFormat
from content.formats.notes import Notes, quoted
from content.formats.xhtml import html_of_markdown, html_of_plain
from content.formats.xmltree import Element, descendants, elements, first, text_in

FORMATS = {
    "html": TextFormat.HTML,
    "moodle_auto_format": TextFormat.MOODLE,
    "plain_text": TextFormat.PLAIN,
    "markdown": TextFormat.MARKDOWN,
}
NAMES = {value: name for name, value in FORMATS.items()}
HOLDERS = {
    "questiontext", "generalfeedback", "feedback", "hint", "hintcontent", "subquestion", "optiontext", "feedbacktext",
}  # fmt: skip
RICH_ANSWERS = {"multichoice", "ordering"}  # types whose answers are more than plain text
# A text without these says the same in every format.
MARKUP = re.compile(r"[<>&*_`~\[\]#|\\\n]|^([-+]|\d+[.)])")
# A picture within a text; its bytes, often a hundred thousand letters, are no words and are never taken.
WRITTEN_IN = re.compile(r"""(<img\b[^<>]*?\bsrc\s*=\s*)(["'])data:[^"'<>]*\2""", re.IGNORECASE)
PICTURES = re.compile(r"\.(png|jpe?g|gif|svg|webp|bmp|tiff?|ico|avif)$", re.IGNORECASE)


def format_of(holder: Element | None, default: TextFormat) -> TextFormat:
    """Return in which format a text is written."""
    return FORMATS.get(holder.attributes.get("format", ""), default) if holder else default


def raw_text(holder: Element | None) -> str:
    """Return the text of an element that holds ``<text>``, as it stands in the file."""
    if holder is None:
        return ""
    inner = first(holder, "text")
    return text_in(inner if inner else Element("", {}, [part for part in holder.content if isinstance(part, str)]))


def common_format(question: Element) -> TextFormat:
    """Return the format for all texts of a question: theirs if they agree, otherwise HTML."""
    stem = first(question, "questiontext")
    default = format_of(stem, TextFormat.HTML)
    names = HOLDERS | ({"answer"} if question.attributes.get("type") in RICH_ANSWERS else set())
    holders = [holder for holder in descendants(question) if holder.name in names and MARKUP.search(raw_text(holder))]
    found = {default, *(format_of(holder, default) for holder in holders)}
    return default if len(found) == 1 else TextFormat.HTML


def text_as(holder: Element | None, wanted: TextFormat, question: Element, notes: Notes) -> str:
    """Return the text of an element in the wanted format; what cannot be brought into it is noted and kept as it is."""
    text = raw_text(holder)
    default = format_of(first(question, "questiontext"), TextFormat.HTML)
    written = format_of(holder, default)
    if written in {TextFormat.HTML, TextFormat.MOODLE}:
        text = WRITTEN_IN.sub(r"\1\2data:\2", text)
    if holder is None or written == wanted or not MARKUP.search(text):
        return text
    if wanted == TextFormat.HTML and written == TextFormat.PLAIN:
        return html_of_plain(text)
    if wanted == TextFormat.HTML and written == TextFormat.MOODLE:
        return text.replace("\n", "<br/>")
    if wanted == TextFormat.HTML and written == TextFormat.MARKDOWN and len(text) <= MOST_LETTERS:
        return html_of_markdown(text)
    if wanted == TextFormat.MOODLE and written == TextFormat.PLAIN:
        return escape(text)
    notes.add(holder.line, f"The text {quoted(text)} is {written} in a question that is {wanted}. Write both alike.")
    return text


def note_files(question: Element, name: str, notes: Notes) -> None:
    """Note every picture and file of a question that was not taken, and every format that is not known."""
    for element in descendants(question):
        if element in notes.album.used:
            continue
        label = element.attributes.get("name") or text_in(element)
        if element.name == "file" or (element.name == "image" and text_in(element)):
            what = "picture" if PICTURES.search(label) or element.name == "image" else "file"
            notes.add(element.line, f"The {what} {label[:80]} in question {quoted(name)} is not taken over.")
        written = element.attributes.get("format")
        if written and written not in FORMATS and elements(element, "text"):
            notes.add(element.line, f"The text format {quoted(written)} is not known; the text is read as it stands.")
