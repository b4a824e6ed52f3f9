"""Texts with markup as plain text: simple markup is flattened, markup that carries meaning is refused."""

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from content.formats.neutral import TextFormat

INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code dfn em font i ins kbd label mark nobr q samp small span strong time tt u "
    "var wbr"
)
BLOCK_TAGS = (
    "address article aside blockquote body br center dd details div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr html li main ol p pre section summary ul"
)
INLINE, BLOCKS = frozenset(INLINE_TAGS.split()), frozenset(BLOCK_TAGS.split())
PICTURE = "a picture"
EMBEDDED = "an embedded object"  # which may be a picture
LOST = {
    "img": PICTURE, "svg": PICTURE, "picture": PICTURE, "canvas": PICTURE, "table": "a table",
    "sub": "a subscript", "sup": "a superscript", "math": "a formula", "del": "struck-out text",
    "s": "struck-out text", "strike": "struck-out text", "audio": "a recording", "video": "a film",
    "iframe": "a page of another site", "object": EMBEDDED, "embed": EMBEDDED,
    "script": "a script", "input": "a form field", "select": "a form field", "textarea": "a form field",
}  # fmt: skip
TELLING_STYLE = re.compile(r"line-through|vertical-align\s*:\s*(?:sub|super)", re.IGNORECASE)
MOST_OPEN = 500  # signs that begin a tag, more than those that end one: the parser would read on from each to the end
SPACES = re.compile(r"[ \t\r\n\f]+")
MANY_LINES = re.compile(r"\n{3,}")
# Blanks of preformatted text while other blanks at the ends of lines go; lone surrogates, which no file can hold.
_KEPT = {ord(" "): 0xD8F0, ord("\t"): 0xD8F1}
_BACK = {stand_in: blank for blank, stand_in in _KEPT.items()}


# Characters without a width: kept where they are written, but a text of nothing else says nothing.
INVISIBLE = "\u00ad\u061c\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
_WITHOUT_INVISIBLE = str.maketrans("", "", INVISIBLE)


def says_nothing(text: str) -> bool:
    """Tell whether a reader would see nothing of a text."""
    return not text.translate(_WITHOUT_INVISIBLE).strip()


class MarkupLost(ValueError):
    """Plain text would lose what the markup says; the message names it, such as "a table"."""


def plain_text(text: str, text_format: TextFormat) -> str:
    """Return a text without its markup and without blanks at its ends.

    Moodle's own format is HTML with line ends of its own; a ``<`` that begins no tag known in HTML is itself there.

    Raises:
        MarkupLost: It holds a picture, a table, a subscript or the like.
    """
    if text_format == TextFormat.MARKDOWN:
        text = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    elif text_format == TextFormat.PLAIN or not ({"<", "&"} & set(text) or text_format == TextFormat.HTML):
        return text.strip()
    if text.count("<") - text.count(">") > MOST_OPEN:
        raise MarkupLost("hundreds of “<” that end with no “>”")
    flattener = _Flattener(keeps_lines=text_format == TextFormat.MOODLE)
    flattener.feed(text)
    flattener.close()
    return flattener.text()


class _Flattener(HTMLParser):
    """Collects the words of a text: blocks become lines, items of lists get their marks back."""

    def __init__(self, *, keeps_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keeps_lines = keeps_lines
        self.pieces: list[str] = []
        self.lists: list[int | None] = []  # the last number of each list that is open; None where it has dots
        self.links: list[tuple[str, int]] = []
        self.preformatted = 0
        self.is_at_mark = False  # of an item, with no word behind it yet

    def text(self) -> str:
        """Return what was collected."""
        lines = (line.lstrip().translate(_BACK).rstrip() for line in "".join(self.pieces).split("\n"))
        return MANY_LINES.sub("\n\n", "\n".join(lines)).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that opens."""
        if tag in LOST:
            raise MarkupLost(LOST[tag])
        if tag not in INLINE | BLOCKS:
            return self._unknown(tag, self.get_starttag_text() or "")
        values = dict(attrs)
        if TELLING_STYLE.search(values.get("style") or ""):
            raise MarkupLost("struck-out, raised or lowered text")
        if tag in BLOCKS:
            self._open_block(tag)
        elif tag == "a":
            self.links.append((values.get("href") or "", len(self.pieces)))
        elif tag == "q":
            self.pieces.append("“")
        return None

    def handle_endtag(self, tag: str) -> None:
        """Take a tag that closes; ``<br/>`` opens and closes, and is one line end."""
        if tag == "br":
            return
        if tag in BLOCKS:
            self.pieces.append("\n")
            if tag in {"ul", "ol"} and self.lists:
                self.lists.pop()
            self.preformatted = max(0, self.preformatted - (tag == "pre"))
        elif tag == "a" and self.links:
            address, start = self.links.pop()
            if address.startswith(("http://", "https://")) and address not in "".join(self.pieces[start:]):
                self.pieces.append(f" ({address})")
        elif tag == "q":
            self.pieces.append("”")
        elif tag not in INLINE and tag not in LOST:
            self._unknown(tag, f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Take words; in HTML a line end is a blank."""
        if self.is_at_mark and data.isspace():
            return
        self.is_at_mark = False
        if self.preformatted:
            self.pieces.append(data.translate(_KEPT))
        else:
            self.pieces.append(data if self.keeps_lines else SPACES.sub(" ", data))

    def handle_decl(self, decl: str) -> None:
        """Refuse what is no text."""
        self._unknown(f"!{decl[:20]}", f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        """Refuse what is no text."""
        self._unknown(f"?{data[:20]}", f"<?{data}>")

    def unknown_decl(self, data: str) -> None:
        """Refuse what is no text."""
        self._unknown(f"![{data[:20]}", f"<![{data}]>")

    def _open_block(self, tag: str) -> None:
        begins_item = self.is_at_mark and tag in {"p", "div"}
        self.is_at_mark = tag == "li" or begins_item
        self.pieces += [] if begins_item else ["\n"]
        if tag in {"ul", "ol"}:
            self.lists.append(0 if tag == "ol" else None)
        elif tag == "li":
            number = self.lists[-1] if self.lists else None
            if number is not None:
                self.lists[-1] = number + 1
            self.pieces.append("- " if number is None else f"{number + 1}. ")
        self.preformatted += tag == "pre"

    def _unknown(self, name: str, literal: str) -> None:
        """Keep in Moodle's own format what is no markup after all, such as ``<x``; refuse it in HTML."""
        if not self.keeps_lines:
            raise MarkupLost(f"the element <{name}>")
        self.pieces.append(literal)
