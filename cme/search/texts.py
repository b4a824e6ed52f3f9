"""What an edition says, as the paragraphs of its two documents."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any

from cme.search.analysis import Term, chunks, readable

PARTS = ("key_learning", "key_data", "limits", "body", "abbreviations", "references")
MARKS = frozenset({("sup", "cite"), ("sup", "note"), ("a", "back")})  # tags and classes that are no words of the text
BLOCKS = frozenset({
    "p", "li", "td", "th", "caption", "figcaption", "h2", "h3", "h4", "h5", "h6", "pre", "blockquote", "section", "div",
    "tr", "dt", "dd", "hr",
})  # fmt: skip


@dataclass(frozen=True)
class Said:
    """The paragraphs of a document, in the order of their weight.

    Attributes:
        title: The title.
        lead: Paragraphs that count for more than the text: what was asked, and the objectives.
        names: Topics, audience and authors; they count like the lead.
        body: The text; empty in a document that everybody may find.
    """

    title: str
    lead: Sequence[str]
    names: Sequence[str]
    body: Sequence[str]

    def terms(self) -> "Terms":
        """Return the terms of all paragraphs."""
        joined: list[Term] = []
        columns = [_terms_of(part, joined) for part in ([self.title], [*self.lead, *self.names], self.body)]
        return Terms(columns[0], columns[1], columns[2], joined)


@dataclass(frozen=True)
class Terms:
    """What stands in the index of a document, a list for each column."""

    title: list[Term]
    lead: list[Term]
    body: list[Term]
    joined: list[Term]

    def columns(self) -> list[list[str]]:
        """Return the stems of each column."""
        return [[term.stem for term in column] for column in (self.title, self.lead, self.body, self.joined)]

    def words(self) -> set[Term]:
        """Return its different words."""
        return {*self.title, *self.lead, *self.body, *self.joined}


def teaser_said(teaser: Mapping[str, Any]) -> Said:
    """Return what everybody may find an edition by; it sees nothing but the teaser (A3)."""
    lead = [teaser["question"], *(objective["text"] for objective in teaser["objectives"])]
    topics = [topic["name"] for topic in teaser["topics"]]
    authors = [author["name"] for author in teaser["byline"]]
    names = [*topics, teaser["audience"], *authors]
    return Said(readable(teaser["title"]), _kept(lead), _kept(names), [])


def full_said(teaser: Mapping[str, Any], source: Mapping[str, Any], html: Mapping[str, str]) -> Said:
    """Return what those who attested find an edition by: the teaser, and the text as it is shown."""
    said = teaser_said(teaser)
    figures = [
        ", ".join(row[name] for name in ("value", "label", "n", "time_point", "interval") if row[name])
        for row in source["key_figures"]
    ]
    body = [paragraph for part in PARTS for paragraph in paragraphs_of(html.get(part, ""))]
    return replace(said, body=_kept([*figures, *body]))


def paragraphs_of(html: str) -> list[str]:
    """Return the words of rendered HTML, a paragraph for each block; marks of citations and ways back are left out."""
    reader = _Paragraphs()
    reader.feed(html)
    reader.close()
    return [" ".join(text.split()) for text in "".join(reader.pieces).split("\n")]


class _Paragraphs(HTMLParser):
    """Collects words; where a block begins or ends stands a line end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.mark = ""  # the tag of what is left out
        self.in_mark = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a tag that opens."""
        if not self.in_mark and (tag, dict(attrs).get("class")) in MARKS:
            self.mark = tag
        if self.mark == tag:
            self.in_mark += 1
        elif tag in BLOCKS:
            self.pieces.append("\n")
        elif tag == "br":
            self.pieces.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Take a tag that closes."""
        if self.mark == tag:
            self.in_mark -= 1
            self.mark = tag if self.in_mark else ""
        elif tag in BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        """Take words; a line end of the source is a blank."""
        if not self.in_mark:
            self.pieces.append(data.replace("\n", " "))


def _kept(paragraphs: Sequence[str]) -> list[str]:
    return [readable(text) for text in paragraphs if text.strip()]


def _terms_of(paragraphs: Sequence[str], joined: list[Term]) -> list[Term]:
    return list(_walk(paragraphs, joined))


def _walk(paragraphs: Sequence[str], joined: list[Term]) -> Iterator[Term]:
    for text in paragraphs:
        for chunk in chunks(text):
            yield from chunk.terms
            joined.extend(chunk.joined)
