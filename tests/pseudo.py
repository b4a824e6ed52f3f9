"""A language that nobody speaks: every message of it stands in brackets, so that what stands in none shows up."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.etree.ElementTree import Element

import lxml.html
from django.apps import apps
from django.conf import settings
from django.utils.translation import override, trans_real

OPEN, CLOSE = "⟦", "⟧"
LETTERS = re.compile(r"[^\W\d_]{2,}")
# Addresses, cookies and sums, which are written alike in every language.
NAMES = re.compile(r"https?://\S+|__Host-|\b[A-Z]{3} [\d,.]+")
SPOKEN = ("alt", "title", "placeholder", "aria-label", "aria-description")
SILENT = {"script", "style"}
PARTS = re.compile(r"[,;:·–—()“”\"/|\n]|\. ")
SENTENCE = 4  # words of content from which it must say that it is English; names of people and journals are shorter
PIECE = 12  # characters of content from which a part of it is known for certain, as a found passage shows


class Pseudo:
    """Stands in for the catalogue of a language."""

    def __init__(self, language: str) -> None:
        self._language = language
        self.domain = "django"

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}{CLOSE}" if message else ""

    def ngettext(self, one: str, many: str, number: int) -> str:
        return self.gettext(one if number == 1 else many)

    def language(self) -> str:
        return self._language

    def to_language(self) -> str:
        return self._language


@contextmanager
def pseudo(language: str = "de") -> Iterator[None]:
    """Speak the pseudo-language wherever a language of the site is chosen."""
    kept = trans_real._translations.get(language)
    trans_real._translations[language] = Pseudo(language)
    try:
        with override(language):
            yield
    finally:
        if kept is None:
            del trans_real._translations[language]
        else:
            trans_real._translations[language] = kept


def unbracketed(html: str, known: "Content") -> list[str]:
    """Return the texts of a page that no message said, and that are no content either."""
    page = lxml.html.document_fromstring(html, parser=lxml.html.HTMLParser(remove_comments=True))
    depth, found = 0, []
    for kind, value, element in _texts(page):
        bare, after = outside(value, depth if kind == "text" else 0)
        depth = after if kind == "text" else depth
        bare = NAMES.sub("\n", bare)
        if not LETTERS.search(bare) or _is_foreign(element):
            continue
        if not known.holds(bare):
            found.append(" ".join(bare.split()))
        elif kind == "text" and element.tag != "title" and len(LETTERS.findall(bare)) >= SENTENCE:
            found.append(f"in English and not marked as such: {' '.join(bare.split())}")
    if depth:
        found.append(f"{depth} brackets stay open")
    return found


def outside(text: str, depth: int = 0) -> tuple[str, int]:
    """Return what stands outside brackets, and how many are open at the end."""
    kept = []
    for character in text:
        depth += (character == OPEN) - (character == CLOSE)
        if character == CLOSE:
            kept.append("\n")  # what stands on both sides is not one text
        elif depth == 0:
            kept.append(character)
    return "".join(kept), depth


def _texts(element: Element) -> Iterator[tuple[str, str, Element]]:
    """Yield every text and spoken attribute in the order of the page, with the element around it."""
    for name in SPOKEN:
        if element.get(name):
            yield "attribute", element.get(name), element
    if element.tag == "input" and element.get("type") in {"submit", "button"}:
        yield "attribute", element.get("value", ""), element
    if element.tag not in SILENT and element.text:
        yield "text", element.text, element
    for child in element:
        yield from _texts(child)
        if child.tail:
            yield "text", child.tail, element


def _is_foreign(element: Any) -> bool:
    """Tell whether the nearest ``lang`` names another language than the page's."""
    root = element.getroottree().getroot()
    while element is not root:
        if element.get("lang"):
            return bool(element.get("lang") != root.get("lang"))
        element = element.getparent()
    return False


class Content:
    """What people wrote: the texts of all rows, and what the operator sets."""

    def __init__(self, extra: Iterable[str] = ()) -> None:
        self._texts: set[str] = set()
        self._strings: list[str] = []
        for text in [*_settings(), *extra]:
            self._add(text)
        for model in apps.get_models():
            if model._meta.app_label in {"content", "evaluation", "support", "messages", "learners", "search"}:
                for row in model._default_manager.all():
                    for field in model._meta.concrete_fields:
                        self._add_all(getattr(row, field.attname))
        self._whole = "\n".join(self._strings)

    def _add_all(self, value: Any) -> None:
        if isinstance(value, dict):
            value = list(value.values())
        if isinstance(value, list | tuple):
            for part in value:
                self._add_all(part)
        elif isinstance(value, str) and value:
            self._add(value)

    def _add(self, text: str) -> None:
        self._strings.append(_plain(text))
        self._texts.add(_plain(text))
        if "<" in text:
            page = lxml.html.document_fromstring(f"<body>{text}</body>")
            for _, piece, _ in _texts(page):
                self._texts.add(_plain(piece))
                self._strings.append(_plain(piece))
        for piece in PARTS.split(text):
            self._texts.add(_plain(piece))

    def holds(self, text: str) -> bool:
        """Tell whether every part of a text is content."""
        whole = _plain(text)
        if whole in self._texts or (len(whole) >= PIECE and whole in self._whole):
            return True
        parts = [_plain(part) for part in PARTS.split(text)]
        return all(
            not LETTERS.search(part) or part in self._texts or (len(part) >= PIECE and part in self._whole)
            for part in parts
        )


def _settings() -> Iterator[str]:
    for name in ("SITE_NAME", "SITE_SUBJECT", "OPERATOR_NAME", "INDEPENDENCE_STATEMENT", "GATE_STATEMENT"):
        yield getattr(settings, name)
    yield settings.PATIENT_SITE_NAME
    yield settings.POSTAL_ADDRESS
    yield from settings.GATE_PROFESSIONS.values()
    yield from (str(name) for _, name in settings.LANGUAGES)
    yield from ("UTC", "RIS", "BibTeX", "DOI", "PMID", "PMCID")


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
