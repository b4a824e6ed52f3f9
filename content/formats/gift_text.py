r"""The letters of GIFT: pieces of a file that know their place, escapes, and the format of each text.

An escaped character (``\~ \= \# \{ \} \: \n \\``) is a stand-in while the structure is read, so it never counts as
syntax. The stand-ins are lone surrogates, which no UTF-8 file can hold.
"""

import html
import re
from collections.abc import Callable
from typing import NamedTuple

from content.formats.neutral import TextFormat
from content.formats.xhtml import html_of_markdown

_ESCAPED = "\\~=#{}:n"
_STAND_INS = {letter: chr(0xD800 + place) for place, letter in enumerate(_ESCAPED)}
_MEANT = str.maketrans({stand_in: "\n" if letter == "n" else letter for letter, stand_in in _STAND_INS.items()})
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_TO_ESCAPE = re.compile(r"[\\~=#{}:]")

COMMENT = "\ud8ff"  # a line that was a comment; kept, so that lines can be counted
CATEGORY_WORD = "$category"  # in small letters: however it is written, no text begins with it
BLANKS = " \t\n\r\0\x0b"  # what Moodle trims
_AROUND = BLANKS + COMMENT
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
QUOTED_LETTERS = 40  # how much of a text a message repeats


class Unreadable(Exception):
    """A question cannot be read.

    Attributes:
        at: Where in the marked text of its block the construct begins.
    """

    def __init__(self, at: int, message: str) -> None:
        super().__init__(message)
        self.at = at


class Piece(NamedTuple):
    """A part of a block: its marked text, and where in the block it begins."""

    text: str
    at: int = 0

    def trimmed(self) -> "Piece":
        """Leave out blanks and comments at both ends; of nothing else, what is left stands where they began."""
        text = self.text.lstrip(_AROUND)
        start = len(self.text) - len(text) if text else 0
        return Piece(text.rstrip(_AROUND), self.at + start)

    def cut(self, start: int, end: int | None = None) -> "Piece":
        """Take the part from ``start`` to ``end``, trimmed."""
        return Piece(self.text[start:end], self.at + start).trimmed()

    def parted(self, mark: str) -> tuple["Piece", "Piece | None"]:
        """Part at the first ``mark``, which neither half keeps; the second half is None without one."""
        place = self.text.find(mark)
        if place < 0:
            return self.trimmed(), None
        return self.cut(0, place), self.cut(place + len(mark))


Reader = Callable[[Piece], str]  # reads a text of a question in the one format of them all


def mark_escapes(line: str) -> str:
    """Put a stand-in for each escape; a backslash before any other letter stays a backslash, as in Moodle."""
    return _ESCAPE.sub(lambda match: _STAND_INS[match[1]], line)


def meant(text: str) -> str:
    """Say what a marked text means: no comments, escapes resolved, no blanks at its ends."""
    text = text.strip(_AROUND).replace("\n" + COMMENT, "").replace(COMMENT, "")
    return text.translate(_MEANT).strip(BLANKS)


def quoted(text: str) -> str:
    """Repeat the beginning of a marked or plain text inside a message."""
    words = " ".join(meant(text).split())
    return f"“{words[:QUOTED_LETTERS]}…”" if len(words) > QUOTED_LETTERS else f"“{words}”"


# -- the format of a text -------------------------------------------------------------------------------------------


def formatted(piece: Piece, default: TextFormat) -> tuple[str, TextFormat]:
    """Read a text and its format: what ``[html]`` and the like before it say, else ``default``."""
    text = piece.trimmed().text
    prefix = _FORMAT.match(text)
    if prefix is None:
        return meant(text), default
    return meant(text[prefix.end() :]), TextFormat(prefix[1].lower())


def one_format(formats: set[TextFormat], stem: TextFormat) -> TextFormat:
    """Choose the format into which all texts of a question go: that of the stem if all have it, otherwise HTML."""
    return stem if formats <= {stem} else TextFormat.HTML


def converted(text: str, source: TextFormat, target: TextFormat) -> str:
    """Write a text in another format; all go into HTML, and nothing else is asked for."""
    if source == target or source == TextFormat.HTML:
        return text
    if source == TextFormat.MARKDOWN:
        return html_of_markdown(text)
    if source == TextFormat.PLAIN:
        text = html.escape(text, quote=False)
    return text.replace("\n", "<br>")


# -- writing --------------------------------------------------------------------------------------------------------


def normal_text(text: str) -> str:
    """Give a text as GIFT can hold it: newlines as line ends, no blanks at its ends."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(BLANKS)


def normal_line(text: str) -> str:
    """Give a name or a category as GIFT can hold it: one line."""
    lines = (line.strip(BLANKS) for line in normal_text(text).split("\n"))
    return " ".join(line for line in lines if line)


def escaped(text: str) -> str:
    r"""Escape what is syntax in GIFT; a line end becomes ``\n``."""
    return _TO_ESCAPE.sub(lambda match: "\\" + match[0], normal_text(text)).replace("\n", "\\n")


def shielded(text: str, text_format: TextFormat) -> str:
    """Escape an answer or a feedback; name its format where it begins with a letter that has no escape."""
    body = escaped(text)
    return f"[{text_format}]{body}" if body.startswith(("%", "[")) else body
