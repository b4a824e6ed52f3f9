"""Texts of a neutral question as content of a QTI item, within what QTI allows of HTML."""

from dataclasses import replace

from content.formats.neutral import Kind, NeutralQuestion, TextFormat
from content.formats.qtinames import Version
from content.formats.xhtml import MATHML, NotXhtml, blocks_of_plain, content_of_html, html_of
from content.formats.xmltree import Element, collapsed

# Source: QTI 2.2 and 3.0, elements of XHTML in flowing text; pictures and objects need files, which are not written.
ALLOWED = frozenset({
    "a", "abbr", "acronym", "address", "b", "bdo", "big", "blockquote", "br", "caption", "cite", "code", "col",
    "colgroup", "dd", "dfn", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "kbd", "li",
    "math", "ol", "p", "pre", "q", "samp", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "tt", "ul", "var",
})  # fmt: skip
ONLY_2 = frozenset({"acronym", "big", "tt"})  # gone from HTML, and so from 3.0
ATTRIBUTES = frozenset({
    "class", "id", "lang", "dir", "href", "title", "cite", "abbr", "axis", "scope", "headers", "colspan", "rowspan",
    "span",
})  # fmt: skip


class NotQti(Exception):
    """A text that QTI cannot hold; the message says why."""


def content_of(text: str, text_format: TextFormat, version: Version) -> list[Element | str]:
    """Return a text as content of an answer or a feedback.

    Raises:
        NotQti: It is in a format QTI does not know, or has HTML that QTI does not allow.
    """
    if text_format == TextFormat.PLAIN:
        return blocks_of_plain(text)
    if text_format != TextFormat.HTML:
        name = {TextFormat.MARKDOWN: "Markdown", TextFormat.MOODLE: "Moodle's own text format"}[text_format]
        raise NotQti(f"it is written in {name}, and QTI holds plain text and HTML only.")
    try:
        content = [_allowed(part, version) for part in content_of_html(text)]
    except NotXhtml as error:
        raise NotQti(str(error)) from None
    if all(isinstance(part, str) for part in content) and collapsed(joined := "".join(map(str, content))) == joined:
        return [joined] if joined else []
    return [Element("div", {}, content)]  # a div without attributes stands for HTML when it is read back


def stem_of(text: str, text_format: TextFormat, version: Version) -> list[Element | str]:
    """Return a stem as blocks, at least one.

    Raises:
        NotQti: As ``content_of``.
    """
    content = content_of(text, text_format, version)
    if all(isinstance(part, Element) for part in content) and content:
        return content
    return [Element("div" if text_format == TextFormat.HTML else "p", {}, content)]


def with_normal_html(question: NeutralQuestion) -> NeutralQuestion:
    """Return a question in HTML with its HTML in normal form; accepted wordings and numbers are no HTML.

    Raises:
        NotXhtml: An element is not closed, or closed without being open.
    """

    def shaped(text: str) -> str:
        return html_of([Element("div", {}, content_of_html(text))])

    is_markup = question.kind not in (Kind.SHORT, Kind.NUMERIC)
    options = tuple(
        replace(
            row,
            text=shaped(row.text) if is_markup else row.text,
            feedback=shaped(row.feedback),
            match=shaped(row.match),
        )
        for row in question.options
    )
    return replace(
        question,
        stem=shaped(question.stem),
        feedback=shaped(question.feedback),
        hint=shaped(question.hint),
        options=options,
    )


def _allowed(part: Element | str, version: Version) -> Element | str:
    if isinstance(part, str):
        return part
    if part.name == "math":
        return Element("math", {"xmlns": MATHML} | part.attributes, part.content)
    if part.name not in ALLOWED or (part.name in ONLY_2 and "v3p0" in version.item):
        raise NotQti(f"it has the HTML element <{part.name[:60]}>, which QTI does not allow or which needs a file.")
    for name in part.attributes:
        if name not in ATTRIBUTES and not name.startswith("data-"):
            raise NotQti(f"its HTML element <{part.name}> has the attribute “{name[:60]}”, which QTI does not allow.")
    attributes = {"xml:lang" if name == "lang" else name: value for name, value in part.attributes.items()}
    return Element(part.name, attributes, [_allowed(inner, version) for inner in part.content])
