"""XML read without its dangers into elements that know their line, and written again.

No document type, no entities of one's own, nothing fetched; depth, number of elements and of attributes are bounded.
Prefixes of names are dropped: files differ in them, their meaning does not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.saxutils import escape, quoteattr
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import DefusedExpatParser

from content.formats.neutral import MOST_BYTES, FormatRefused, text_of

MOST_DEPTH = 100
MOST_ELEMENTS = 200_000
MOST_ATTRIBUTES = 100
SPACES = " \t\n\r"  # what XML calls white space; a no-break space is a character like others
RUN = re.compile(f"[{SPACES}]+")
DECLARED = re.compile(r"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)")


@dataclass(slots=True, eq=False)
class Element:
    """One element.

    Attributes:
        name: Without its prefix.
        attributes: By name, without prefixes save ``xml:`` and ``xmlns:``.
        content: Texts and elements in their order.
        line: Where it begins, counted from 1; 0 if it was not read from a file.
    """

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    content: list["Element | str"] = field(default_factory=list)
    line: int = 0


class _Builder(ContentHandler):
    """Puts elements together as the parser meets them."""

    def __init__(self, place: Locator, blank_lines: int) -> None:
        super().__init__()
        self.place = place
        self.blank_lines = blank_lines
        self.top = Element("")
        self.open = [self.top]
        self.count = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        line = self.blank_lines + (self.place.getLineNumber() or 1)
        self.count += 1
        if len(self.open) > MOST_DEPTH:
            raise FormatRefused(f"Line {line}: elements stand more than {MOST_DEPTH} deep in each other.", line)
        if self.count > MOST_ELEMENTS:
            raise FormatRefused(f"The file has more than {MOST_ELEMENTS:,} elements. Split it into smaller files.")
        if len(attrs) > MOST_ATTRIBUTES:
            raise FormatRefused(f"Line {line}: an element has more than {MOST_ATTRIBUTES} attributes.", line)
        element = Element(_local(name), {_local(key): value for key, value in attrs.items()}, [], line)
        self.open[-1].content.append(element)
        self.open.append(element)

    def endElement(self, name: str) -> None:
        self.open.pop()

    def characters(self, content: str) -> None:
        self.open[-1].content.append(content)


def read_xml(data: bytes, most: int = MOST_BYTES) -> Element:
    """Read a file of at most so many bytes into its outermost element.

    Raises:
        FormatRefused: It is too large, not UTF-8, not well-formed, has a document type, or goes beyond a bound.
    """
    text = text_of(data, most)
    shown = text.lstrip(SPACES)  # a blank line before the declaration is a common slip
    blank_lines = text.count("\n", 0, len(text) - len(shown))
    declared = DECLARED.match(shown[:1_000])
    if declared and declared[1].lower() not in {"utf-8", "utf8"}:
        raise FormatRefused(f"The file says that it is written in {declared[1][:40]}. Save it again as UTF-8.")
    parser = DefusedExpatParser(forbid_dtd=True)
    builder = _Builder(parser, blank_lines)
    parser.setContentHandler(builder)
    try:
        parser.feed(shown)
        parser.close()
    except DefusedXmlException:
        raise FormatRefused(
            "The file has a document type (<!DOCTYPE …>), which is not read for safety. Remove it."
        ) from None
    except SAXException as error:
        line = blank_lines + (getattr(error, "getLineNumber", int)() or 1)
        raise FormatRefused(f"The file is not well-formed XML: line {line}: {error.getMessage()}.", line) from None
    return next(part for part in builder.top.content if isinstance(part, Element))


def _local(name: str) -> str:
    return name if name.startswith(("xml:", "xmlns:")) else name.rpartition(":")[2]


def elements(element: Element, name: str = "") -> list[Element]:
    """Return the elements directly inside one, all or those of a name."""
    return [part for part in element.content if isinstance(part, Element) and name in ("", part.name)]


def first(element: Element, *names: str) -> Element | None:
    """Follow names inwards, taking the first of each; None if one is missing."""
    found: Element | None = element
    for name in names:
        found = next(iter(elements(found, name)), None) if found else None
    return found


def descendants(element: Element) -> Iterator[Element]:
    """Yield the elements inside one at any depth, in the order of the file."""
    waiting = elements(element)[::-1]
    while waiting:
        found = waiting.pop()
        yield found
        waiting += elements(found)[::-1]


def text_in(element: Element | None) -> str:
    """Return all text inside an element in normal form; empty for None."""
    return normal("".join(_texts(element))) if element else ""


def _texts(element: Element) -> Iterator[str]:
    waiting: list[Element | str] = [element]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        else:
            waiting += part.content[::-1]


def normal(text: str) -> str:
    """Return the normal form of a text: lines end with a newline, no white space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(SPACES)


def collapsed(text: str) -> str:
    """Return a text with each run of white space as one space, none around it."""
    return RUN.sub(" ", text).strip(SPACES)


def to_xml(element: Element, containers: frozenset[str] = frozenset(), indent: str = "") -> str:
    """Write an element.

    Args:
        element: What to write; all its characters must be legal in XML.
        containers: Names of elements where white space means nothing, so each part gets a line of its own.
        indent: What its line begins with already.
    """
    attributes = "".join(f" {name}={quoteattr(value)}" for name, value in element.attributes.items())
    if not element.content:
        return f"<{element.name}{attributes}/>"
    inner = indent + "  "
    parts = [escape(part) if isinstance(part, str) else to_xml(part, containers, inner) for part in element.content]
    if element.name in containers:
        lines = "".join(f"{inner}{part}\n" for part in parts)
        return f"<{element.name}{attributes}>\n{lines}{indent}</{element.name}>"
    return f"<{element.name}{attributes}>{''.join(parts)}</{element.name}>"
