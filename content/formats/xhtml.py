"""Texts between plain, Markdown, HTML and elements.

Plain text becomes paragraphs and line breaks, or ``<pre>`` where white space counts. HTML has a normal form: closed
elements, void ones as ``<br/>``, values in double quotes, characters instead of entities, no comments.
"""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from html.parser import HTMLParser
from xml.sax.saxutils import escape

from markdown_it import MarkdownIt

from content.formats.neutral import FormatRefused
from content.formats.xmltree import MOST_DEPTH, RUN, SPACES, Element, collapsed, normal, read_xml, to_xml

VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr",
})  # fmt: skip
LONGEST_HTML = 100_000  # characters; the lenient reader takes its time on hostile ones
NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_.-]*$")
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])  # HTML in it stays, as in Moodle
_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)  # one, and nothing around it
MATHML = "http://www.w3.org/1998/Math/MathML"


class NotXhtml(Exception):
    """HTML that cannot be made into elements; the message says why."""


def plain_of(content: Sequence[Element | str]) -> str | None:
    """Return content as plain text, or None if it has more markup than paragraphs and line breaks.

    A ``<div>`` with attributes is layout and looked through; one without them stands for HTML.
    """
    paragraphs: list[str] = []
    return "\n\n".join(paragraphs) if _collect(content, paragraphs, []) else None


def _collect(content: Sequence[Element | str], paragraphs: list[str], current: list[str]) -> bool:
    for part in content:
        if isinstance(part, str):
            current.append(RUN.sub(" ", part))
        elif part.name == "br":
            current.append("\n")
        elif part.name == "p" or (part.name == "div" and part.attributes):
            _flush(paragraphs, current)
            if not _collect(part.content, paragraphs, current):
                return False
        elif part.name == "pre" and all(isinstance(inner, str) for inner in part.content):
            _flush(paragraphs, current)
            paragraphs += [text for text in [normal("".join(map(str, part.content)))] if text]
        else:
            return False
    _flush(paragraphs, current)
    return True


def _flush(paragraphs: list[str], current: list[str]) -> None:
    text = "\n".join(collapsed(line) for line in "".join(current).split("\n")).strip("\n")
    current.clear()
    if text:
        paragraphs.append(text)


def html_of(content: Sequence[Element | str]) -> str:
    """Return content as HTML in normal form; a single ``<div>`` around everything is left out."""
    parts = [part for part in content if isinstance(part, Element) or part.strip(SPACES)]
    if len(parts) == 1 and isinstance(parts[0], Element) and parts[0].name == "div" and not parts[0].attributes:
        content = parts[0].content
    return normal("".join(escape(part) if isinstance(part, str) else to_xml(_bare(part)) for part in content))


def _bare(element: Element) -> Element:
    """Return an element as HTML has it: no name spaces, ``lang`` instead of ``xml:lang``, no ``<p/>``."""
    attributes = {
        "lang" if name == "xml:lang" else name: value
        for name, value in element.attributes.items()
        if name == "xml:lang" or not name.startswith("xml")
    }
    content = [part if isinstance(part, str) else _bare(part) for part in element.content]
    return Element(element.name, attributes, content if content or element.name in VOID else [""])


def html_of_plain(text: str) -> str:
    """Return plain text as HTML that shows the same."""
    return escape(text).replace("\n", "<br/>")


def plain_of_html(html: str) -> str | None:
    """Return the plain text that ``html_of_plain`` made HTML of, or None if there is more to it."""
    text = unescape(html.replace("<br/>", "\n"))
    return text if html_of_plain(text) == html else None


def html_of_markdown(text: str) -> str:
    """Return Markdown as HTML; a single paragraph without its tags."""
    rendered = _MARKDOWN.render(text).strip()
    alone = _PARAGRAPH.fullmatch(rendered)
    return alone[1] if alone else rendered


def blocks_of_plain(text: str) -> list[Element | str]:
    """Return plain text as content: bare if it is one line, otherwise as paragraphs, or as ``<pre>``."""
    paragraphs = [paragraph.split("\n") for paragraph in text.split("\n\n")]
    if any(not line or line != collapsed(line) for lines in paragraphs for line in lines):
        return [Element("pre", {}, [text])] if text else []
    if "\n" not in text:
        return [text]
    return [Element("p", {}, list(_broken(lines))) for lines in paragraphs]


def _broken(lines: Sequence[str]) -> Iterator[Element | str]:
    for number, line in enumerate(lines):
        if number:
            yield Element("br")
        yield line


def content_of_html(html: str) -> list[Element | str]:
    """Read HTML into content.

    Raises:
        NotXhtml: An element is not closed, or closed without being open.
    """
    if len(html) > LONGEST_HTML:
        raise NotXhtml(f"its HTML has more than {LONGEST_HTML:,} characters.")
    try:
        return read_xml(f"<div>{html}</div>".encode("utf-8", "surrogatepass")).content
    except FormatRefused:
        reader = _HtmlReader()
        reader.feed(html)
        reader.close()
    if len(reader.open) > 1:
        raise NotXhtml(f"the element <{reader.open[-1].name}> of its HTML is not closed.")
    return reader.open[0].content


class _HtmlReader(HTMLParser):
    """Builds content from HTML that is no XML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Element("div")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(self.open) > MOST_DEPTH:
            raise NotXhtml(f"elements of its HTML stand more than {MOST_DEPTH} deep in each other.")
        element = Element(_legal(tag))
        for name, value in attrs:
            element.attributes.setdefault(_legal(name), name if value is None else value)
        self.open[-1].content.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if len(self.open) == 1 or self.open[-1].name != _legal(tag):
            raise NotXhtml(f"the end of the element <{_legal(tag)}> in its HTML has no beginning.")
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def _legal(name: str) -> str:
    local = name.rpartition(":")[2]
    if not NAME.match(local):
        raise NotXhtml(f"“{name[:40]}” in its HTML is no name of an element or attribute.")
    return local
