"""Rendered HTML cut into what is translated and what is not; the same HTML is always cut the same way.

What is translated is plain text. Links, emphasis and citations within it are marks such as ``{1}`` and ``{2}...{/2}``,
and are put back from the original, so that no translation brings markup of its own.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

from django.utils.html import escape

_TAG = re.compile(r"""<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>""")
_INLINE = {"a", "abbr", "em", "span", "strong"}
_WHOLE = {"sup", "code", "dt"}  # kept as they are, with what is in them: dt are the abbreviations themselves
_LETTER = re.compile(r"[^\W\d_]{2}")
_ALT = re.compile(r'(\salt=")([^"]*)(")')
MARK = re.compile(r"\{(/?)(\d{1,3})\}")
_BLANKS = re.compile(r"[ \t\r\n\f]+")


@dataclass(frozen=True)
class Mark:
    """What stands for a mark: HTML of the original around some words, or in one place where ``close`` is None."""

    open: str
    close: str | None


@dataclass(frozen=True)
class Segment:
    """Words that are translated together: a paragraph, a heading, an entry of a list, a cell, a caption, an alt text.

    Attributes:
        text: Plain text with marks.
        marks: What they stand for: the first one for ``{1}``.
        is_attribute: It stands in an attribute, so it has no marks that were tags.
    """

    text: str
    marks: tuple[Mark, ...] = ()
    is_attribute: bool = False


Piece = str | Segment


def split_html(html: str) -> list[Piece]:
    """Return HTML as pieces that joined make it again: markup as it is, and segments between."""
    pieces: list[Piece] = []
    run: list[str] = []
    for token, is_structure in _tokens(html):
        if is_structure:
            _end_run(run, pieces)
            pieces += _split_tag(token)
        else:
            run.append(token)
    _end_run(run, pieces)
    return pieces


def plain_segment(text: str) -> Segment:
    """Return plain text as a segment."""
    marks: list[Mark] = []
    return Segment(_marked(_BLANKS.sub(" ", text).strip(), marks), tuple(marks))


def is_translatable(text: str) -> bool:
    """Tell whether there are words in a text."""
    return bool(_LETTER.search(text))


def faults_of_marks(segment: Segment, text: str) -> list[str]:
    """Say what is wrong with the marks of a translation: each stands in it once, and those around words nest."""
    open_now: list[int] = []
    seen: list[tuple[str, int]] = []
    for match in MARK.finditer(text):
        slash, number = match[1], int(match[2])
        if not 1 <= number <= len(segment.marks):
            return [f"The mark {match[0]} is not in the original."]
        if (slash, number) in seen:
            return [f"The mark {match[0]} stands there twice."]
        seen.append((slash, number))
        if segment.marks[number - 1].close is None:
            if slash:
                return [f"The mark {match[0]} is not in the original."]
        elif not slash:
            open_now.append(number)
        elif not open_now or open_now.pop() != number:
            return [f"The mark {match[0]} ends something else than what began last."]
    for number, mark in enumerate(segment.marks, start=1):
        expected = [("", number)] if mark.close is None else [("", number), ("/", number)]
        if any(each not in seen for each in expected):
            return [f"The mark {{{number}}} is missing."]
    return []


def segment_html(segment: Segment, text: str, words: Callable[[str], str] = escape) -> str:
    """Return a translation of a segment as HTML, with the markup of the original in the place of its marks.

    Args:
        segment: Of the original.
        text: The translation; one without faults of marks.
        words: Makes HTML of plain text, escaped.
    """
    html, begin = [], 0
    for match in MARK.finditer(text):
        html.append(words(text[begin : match.start()]))
        mark = segment.marks[int(match[2]) - 1]
        html.append((mark.close or "") if match[1] else mark.open)
        begin = match.end()
    return "".join([*html, words(text[begin:])])


def clean_words(text: str) -> str:
    """Return what somebody sent as plain text in one line, without characters that nobody sees."""
    kept = (sign for sign in unicodedata.normalize("NFC", text) if not _is_unseen(sign))
    return _BLANKS.sub(" ", "".join(kept)).strip()


def _is_unseen(sign: str) -> bool:
    category = unicodedata.category(sign)
    is_override = "\u202a" <= sign <= "\u202e" or "\u2066" <= sign <= "\u2069"
    return is_override or category in {"Cn", "Co", "Cs"} or (category == "Cc" and sign not in "\t\r\n")


def _tokens(html: str) -> Iterator[tuple[str, bool]]:
    """Yield tags and texts, and whether each belongs to the structure; what is kept whole comes in one."""
    place = 0
    while match := _TAG.search(html, place):
        if match.start() > place:
            yield html[place : match.start()], False
        name, end = match[2].lower(), match.end()
        if name in _WHOLE and not match[1]:
            closing = html.find(f"</{name}>", end)
            end = len(html) if closing < 0 else closing + len(name) + 3
            yield html[match.start() : end], False
        else:
            yield match[0], name not in _INLINE
        place = end
    if place < len(html):
        yield html[place:], False


def _split_tag(tag: str) -> list[Piece]:
    """Return a tag of the structure, with the alt text of a picture as a segment."""
    match = _ALT.search(tag) if tag.startswith("<img") else None
    if match is None or not is_translatable(unescape(match[2])):
        return [tag]
    said = plain_segment(unescape(match[2]))
    return [tag[: match.start(2)], Segment(said.text, said.marks, True), tag[match.end(2) :]]


def _end_run(run: list[str], pieces: list[Piece]) -> None:
    """Turn what stood between two tags of the structure into a segment, or leave it where it says nothing."""
    raw = "".join(run)
    run.clear()
    body = raw.strip(" \t\r\n\f")
    segment = _segment_of(body)
    if not body or (segment and not is_translatable(MARK.sub(" ", segment.text))):
        pieces += [raw] if raw else []
        return
    begin = raw.index(body)
    middle = [segment] if segment else _apart(body)
    pieces += [piece for piece in (raw[:begin], *middle, raw[begin + len(body) :]) if piece]


def _segment_of(body: str) -> Segment | None:
    """Return inline HTML as a segment; None where a tag ends elsewhere."""
    words: list[str] = []
    marks: list[Mark] = []
    opened: list[tuple[str, int]] = []
    for token, _ in _tokens(body):
        match = _TAG.match(token)
        if match is None:
            words.append(_marked(_BLANKS.sub(" ", unescape(token)), marks))
        elif match[2].lower() in _WHOLE:
            marks.append(Mark(token, None))
            words.append(f"{{{len(marks)}}}")
        elif match[1]:
            if not opened or opened[-1][0] != match[2]:
                return None
            number = opened.pop()[1]
            marks[number - 1] = Mark(marks[number - 1].open, token)
            words.append(f"{{/{number}}}")
        else:
            marks.append(Mark(token, ""))
            opened.append((match[2], len(marks)))
            words.append(f"{{{len(marks)}}}")
    return None if opened else Segment("".join(words), tuple(marks))


def _apart(body: str) -> list[Piece]:
    """Return inline HTML that is not balanced: each text for itself."""
    pieces: list[Piece] = []
    for token, _ in _tokens(body):
        is_text = not token.startswith("<") and is_translatable(unescape(token))
        pieces.append(plain_segment(unescape(token)) if is_text else token)
    return pieces


def _marked(text: str, marks: list[Mark]) -> str:
    """Return plain text in which a brace that somebody wrote is a mark, so that it is not taken for one."""
    said = []
    for sign in text:
        if sign == "{":
            marks.append(Mark("{", None))
            sign = f"{{{len(marks)}}}"
        said.append(sign)
    return "".join(said)
