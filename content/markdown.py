"""The Markdown of this product: CommonMark with tables, citations, passages, callouts, notes, figures, abbreviations.

Text becomes a list of tokens, and every addition is made on tokens, so that no HTML is ever built from what an editor
typed. :mod:`content.rendering` turns the tokens into HTML and sanitises it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from content.abbreviations import mark_abbreviations
from content.containers import add_containers
from content.notes import add_notes
from content.renditions import Renditions
from content.unreported import CAPTION as TABLE_CAPTION
from content.unreported import unreported_rule

CITATION = re.compile(r"\[@[a-z0-9_-]{1,60}(?:;[ ]?@[a-z0-9_-]{1,60}){0,9}\]", re.IGNORECASE)
SAFE_ADDRESS = re.compile(r"^(?:https?://[^/\s]|mailto:[^\s]|figure:[a-z0-9_-]|#|/(?![/\\]))", re.IGNORECASE)
OUTSIDE_ADDRESS = re.compile(r"^https?://", re.IGNORECASE)
COMPARISON = re.compile(r"(\b[A-Za-z]{1,4}) ([<=>≤≥]) (?=\d)")
FIGURE_SCHEME = "figure:"


@dataclass
class Reading:
    """What is known while the parts of one article are rendered in reading order.

    Attributes:
        abbreviations: Expansion of each abbreviation.
        figures: Picture of each figure key: ``address``, ``width``, ``height``, ``alt``, ``credit``.
        reference_keys: Keys that can be cited.
        numbers: Number of each cited key, in the order of first citation.
        citations: How often each key was cited so far.
        unknown_citations: Cited keys that no reference has.
        passages: Objective key of each passage name, in order.
        repeated_passages: Names that stand more than once.
        expanded: Abbreviations already written out.
        figures_shown: Figures met so far, with the alternative text each was given.
        figures_without_caption: Keys of figures met so far that say nothing below.
        unknown_figures: Figure keys that no figure has.
        renditions: What there is of each picture in other sizes and formats, by the picture's name.
        pictures_left_out: Addresses of pictures that are no figure on a line of its own.
        callouts: How many callouts there are so far.
        notes: How many footnotes there are so far.
        unknown_notes: Footnotes that are marked and not written.
    """

    abbreviations: dict[str, str] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    reference_keys: frozenset[str] = frozenset()
    numbers: dict[str, int] = field(default_factory=dict)
    citations: dict[str, int] = field(default_factory=dict)
    unknown_citations: list[str] = field(default_factory=list)
    passages: dict[str, str] = field(default_factory=dict)
    repeated_passages: list[str] = field(default_factory=list)
    expanded: set[str] = field(default_factory=set)
    figures_shown: list[tuple[str, str]] = field(default_factory=list)
    figures_without_caption: list[str] = field(default_factory=list)
    unknown_figures: list[str] = field(default_factory=list)
    renditions: Renditions = field(default_factory=dict)
    pictures_left_out: list[str] = field(default_factory=list)
    callouts: int = 0
    notes: int = 0
    unknown_notes: list[str] = field(default_factory=list)

    def cite(self, keys: Sequence[str]) -> list[tuple[int, int]] | None:
        """Return number and occurrence of each citation, or None where a key has no reference."""
        unknown = [key for key in keys if key not in self.reference_keys]
        if unknown:
            self.unknown_citations += unknown
            return None
        places = []
        for key in keys:
            self.citations[key] = self.citations.get(key, 0) + 1
            places.append((self.numbers.setdefault(key, len(self.numbers) + 1), self.citations[key]))
        return places


def build_parser() -> MarkdownIt:
    """Return the parser; it holds no state of a document and may be shared."""
    parser = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "smartquotes"])
    parser.validateLink = lambda url: bool(SAFE_ADDRESS.match(url))  # type: ignore[method-assign]
    add_containers(parser)
    add_notes(parser)
    parser.inline.ruler.before("link", "citation", _citation_rule)
    parser.core.ruler.push("unreported", unreported_rule)
    parser.core.ruler.push("tables", _tables_rule)
    parser.core.ruler.push("figures", _figures_rule)
    parser.core.ruler.push("headings", _headings_rule)
    parser.core.ruler.push("spaces", _spaces_rule)
    parser.core.ruler.push("abbreviations", mark_abbreviations)
    return parser


def _citation_rule(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[@", state.pos):
        return False
    match = CITATION.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("citation", "", 0)
        token.meta = {"keys": [part.strip(" @") for part in match[0][1:-1].split(";")]}
        token.content = match[0]
    state.pos = match.end()
    return True


def _tables_rule(state: StateCore) -> None:
    """Give tables a scrolling region, a caption, row headings, and a label in every cell for narrow screens."""
    out: list[Token] = []
    labels: list[str] = []
    column = 0
    in_head = False
    for token in state.tokens:
        if token.type == "table_open":
            caption = _take_caption(out)
            label = (caption and _plain(caption)) or "Table"
            out.append(_made("scroll_open", "div", 1, tabindex="0", role="region", aria_label=label, class_="scroll"))
            out.append(token)
            if caption:
                out += [_made("caption_open", "caption", 1), caption, _made("caption_close", "caption", -1)]
            labels = []
            continue
        if token.type == "table_close":
            out += [token, _made("scroll_close", "div", -1)]
            continue
        if token.type in {"thead_open", "thead_close"}:
            in_head = token.type == "thead_open"
        elif token.type == "tr_open":
            column = 0
        elif token.type == "th_open" and in_head:
            token.attrs["scope"] = "col"
        elif token.type == "td_open":
            _open_cell(token, column, labels)
        elif token.type == "td_close":
            token.tag = "th" if column == 0 else "td"
            column += 1
        elif token.type == "inline" and out and out[-1].type == "th_open":
            labels.append(_plain(token))
        elif token.type == "inline" and out and out[-1].type == "td_open" and not token.content.strip() and column:
            token.children = [_text("not reported")]
        out.append(token)
    state.tokens = out


def _open_cell(token: Token, column: int, labels: Sequence[str]) -> None:
    """Make a row's first cell its heading, and label the others with the heading of their column."""
    token.attrs.pop("style", None)
    if column == 0:
        token.tag = "th"
        token.attrs["scope"] = "row"
    elif column < len(labels):
        token.attrs["data-of"] = labels[column]


def _plain(inline: Token) -> str:
    """Return what a reader sees of some text, without marks and citations."""
    children = inline.children or []
    seen = (" " if child.type == "softbreak" else child.content for child in children if child.type != "citation")
    return "".join(seen).strip()


def _take_caption(out: list[Token]) -> Token | None:
    """Take a paragraph "Table: ..." off the end of what was put out, and return its text."""
    if len(out) < 3 or out[-1].type != "paragraph_close" or not out[-2].content.startswith(TABLE_CAPTION):
        return None
    caption = out[-2]
    del out[-3:]
    caption.content = caption.content[len(TABLE_CAPTION) :].strip()
    first = (caption.children or [_text("")])[0]
    first.content = first.content.removeprefix(TABLE_CAPTION).lstrip()
    return caption


def _figures_rule(state: StateCore) -> None:
    """Turn a paragraph that holds one picture into a figure with its caption."""
    for index, token in enumerate(state.tokens):
        children = token.children or []
        if token.type != "inline" or len(children) != 1 or children[0].type != "image":
            continue
        opening, closing = state.tokens[index - 1], state.tokens[index + 1]
        if opening.type == "paragraph_open" and str(children[0].attrs.get("src", "")).startswith(FIGURE_SCHEME):
            opening.tag = closing.tag = "figure"
            opening.hidden = closing.hidden = False
            children[0].meta = {"is_figure": True}


def _headings_rule(state: StateCore) -> None:
    """Keep the outline of the page: a heading in a part is of level 3 to 6, under the part's own heading."""
    for token in state.tokens:
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(6, max(3, int(token.tag[1]) + 1))}"


def _spaces_rule(state: StateCore) -> None:
    """Keep a sign and the number it belongs to on one line: P < 0.005, HR = 0.41."""
    for token in state.tokens:
        for child in token.children or []:
            if child.type == "text":
                child.content = COMPARISON.sub("\\1\u00a0\\2\u00a0", child.content)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)


def _made(kind: str, tag: str, nesting: Any, **attributes: str) -> Token:
    named = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return Token(kind, tag, nesting, attrs=dict(named), block=tag != "abbr")


def picture_line(*, key: str, alt: str, caption: str) -> str:
    """Return the line that shows a figure, with what would end its parts early made harmless."""
    alt = re.sub(r"([\\\[\]])", r"\\\1", " ".join(alt.split()))
    caption = re.sub(r'([\\"])', r"\\\1", " ".join(caption.split()))
    return f'![{alt}]({FIGURE_SCHEME}{key} "{caption}")'
