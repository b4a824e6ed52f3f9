"""Words of the interface that nobody marked for translation, found in the source of templates and scripts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

LETTERS = re.compile(r"[^\W\d_]{2,}")
# What is the same in every language: names of things, and what machines read.
NAMES = {"UTC", "RIS", "BibTeX", "DOI", "PMID", "PMCID", "Atom", "PDF", "XML", "A–Z"}
SPOKEN = {"alt", "title", "placeholder", "aria-label", "aria-description", "aria-roledescription", "label", "summary"}
PLAIN_FILTERS = re.compile(r"\|(?:default|default_if_none|yesno|add|join):(\"[^\"]*\"|'[^']*')")
ARGUMENTS = re.compile(r"\w+=(\"[^\"]*\"|'[^']*')")


@dataclass(frozen=True)
class Unmarked:
    """A text that readers would see in English whatever they chose."""

    line: int
    text: str


def unmarked_in(source: str) -> list[Unmarked]:
    """Return the unmarked words of a template's source, every branch of it included."""
    page, found, in_block = [], [], ""
    for token in Lexer(source).tokenize():
        verb = token.contents.split()[0] if token.token_type == TokenType.BLOCK and token.contents else ""
        if in_block:
            in_block = "" if verb == in_block else in_block
        elif verb in {"blocktranslate", "blocktrans", "comment", "verbatim"}:
            in_block = f"end{verb}"
            found += [Unmarked(token.lineno, text) for text in _in_tag(token, verb)]
        elif token.token_type == TokenType.TEXT:
            page.append((token.lineno, token.contents))
        else:
            found += [Unmarked(token.lineno, text) for text in _in_tag(token, verb)]
    return [*found, *_in_html(page)]


def _in_tag(token: Token, verb: str) -> Iterator[str]:
    """Yield words that a tag or a filter is given, and endings that are English alone."""
    if token.token_type not in {TokenType.VAR, TokenType.BLOCK}:
        return
    if "|pluralize" in token.contents:
        yield "|pluralize knows English alone; use blocktranslate count"
    for text in PLAIN_FILTERS.findall(token.contents):
        if LETTERS.search(text):
            yield text.strip("\"'")
    if verb == "comment":
        return
    if verb in {"include", "with"}:
        for text in ARGUMENTS.findall(token.contents):
            words = text.strip("\"'")
            if LETTERS.search(words) and (" " in words or words[:1].isupper()) and words not in NAMES:
                yield words


def _in_html(page: list[tuple[int, str]]) -> Iterator[Unmarked]:
    """Yield texts and spoken attributes; ``page`` is what remains of the template, each piece with its line."""
    reader = _Reader()
    for line, piece in page:
        reader.at(line)
        reader.feed(piece)
    reader.close()
    yield from reader.found


class _Reader(HTMLParser):
    """Collects the words of HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[Unmarked] = []
        self._line, self._silent = 0, ""

    def at(self, line: int) -> None:
        self._line = line

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag if tag in {"script", "style"} else self._silent
        for name, value in attrs:
            if value and (name in SPOKEN or _is_said_by_script(name, value)):
                self._note(value)

    def handle_endtag(self, tag: str) -> None:
        self._silent = "" if tag == self._silent else self._silent

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._note(data)

    def _note(self, text: str) -> None:
        text = " ".join(ATTRIBUTE.sub("", text).split())
        if any(word not in NAMES for word in LETTERS.findall(text)):
            self.found.append(Unmarked(self._line, text))


def _is_said_by_script(name: str, value: str) -> bool:
    return name.startswith("data-") and bool(LETTERS.search(value)) and (" " in value or value[:1].isupper())


# What a block puts into the tag around it, such as ``aria-current="page"``, looks like text here.
ATTRIBUTE = re.compile(r"""(?:aria|data)-[\w-]+(?:="[^"]*"?)?""")
SENTENCE = re.compile(r"""["`'](?=[^"`'\n]*[A-Za-z]{2})([A-Z][^"`'\n]*|[^"`'\n]*[a-z]{2,} [a-z]{2,}[^"`'\n]*)["`']""")
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
# What browsers and servers call things, and selectors; none of it is said to anybody.
MACHINE = re.compile(
    r"[A-Z][A-Za-z]+|[A-Z]+|[A-Z][A-Za-z]*(-[A-Za-z]+)+|[^ ]*[\[\]#.:=>{}()][^ ]*( [^ ]*[\[\]#.:=>{}(),][^ ]*)*"
)
SELECTS = re.compile(r"className|matches\(|querySelector|closest\(")


def unmarked_in_script(source: str) -> list[Unmarked]:
    """Return what a script of the site says in words of its own."""
    bare = COMMENT.sub(lambda match: "\n" * match.group().count("\n"), source)
    found = []
    for number, line in enumerate(bare.splitlines(), 1):
        for match in SENTENCE.finditer(line):
            text = match.group(1)
            if SELECTS.search(line):
                continue
            is_word = re.fullmatch(r"[A-Z][a-z]+", text) and re.search(r"(say\(|textContent = |button\()", line)
            if is_word or not MACHINE.fullmatch(text):
                found.append(Unmarked(number, text))
    return found


def templates_of_readers(root: Path) -> list[Path]:
    """Return every template that readers see; those of the staff stay English."""
    folder, staff = root / "templates", {"admin", "desk", "registration"}
    return sorted(path for path in folder.rglob("*.html") if path.relative_to(folder).parts[0] not in staff)
