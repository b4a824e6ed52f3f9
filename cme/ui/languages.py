"""The languages of the site: which there are, which one an address speaks, and the same page in another one.

A language other than English stands at the start of the address (``/de/articles/``) and nowhere else: no cookie and no
header of the browser chooses it, so that a page can be kept, linked to and found: docs/decisions/0027.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import mod
from typing import Any

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.urls import URLPattern, URLResolver, get_script_prefix
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import get_language, override

ENGLISH = "en"  # what templates, settings and articles are written in
# Lazy words with their values: ``filled(_("At most %(most)s."), {"most": 9})``. A plain ``%`` would speak at once, in
# whatever language the first reader after a start has.
filled = lazy(mod, str)


@dataclass(frozen=True)
class Language:
    """A language of the site.

    Attributes:
        code: As in addresses and in ``lang``.
        name: In the language itself.
        direction: ``ltr`` or ``rtl``.
    """

    code: str
    name: str
    direction: str

    @property
    def prefix(self) -> str:
        """What paths in it begin with, after the slash; empty for English."""
        return "" if self.code == settings.LANGUAGE_CODE else f"{self.code}/"


@cache
def language_of(code: str) -> Language:
    """Return what is known of a language, whether or not the site speaks it."""
    known = LANG_INFO.get(code) or LANG_INFO.get(code.partition("-")[0]) or {"name_local": code, "bidi": False}
    return Language(code, str(known["name_local"]), "rtl" if known["bidi"] else "ltr")


@cache
def languages() -> tuple[Language, ...]:
    """Return the languages of the site, English first."""
    return tuple(language_of(code) for code, _ in settings.LANGUAGES)


def language_now() -> Language:
    """Return the language that is spoken now."""
    return language_of(get_language() or settings.LANGUAGE_CODE)


def speaking(code: str) -> override:
    """Return the context in which a language is spoken; English in place of one that the site has no more.

    For mails, which are written by the worker in the language that was stored with what they answer. Addresses made in
    it lead to pages in that language.
    """
    return override(next((row.code for row in languages() if row.code == code), settings.LANGUAGE_CODE))


def language_in(path: str) -> str:
    """Return the code of the language that a path speaks, as seen below the site's prefix."""
    first = path[1:].partition("/")[0]
    return next((row.code for row in languages() if row.prefix and row.code == first), settings.LANGUAGE_CODE)


def in_language(path: str, code: str) -> str:
    """Return the path of the same page in another language.

    Args:
        path: A full path, with the site's prefix and maybe a query, of a page that is there in each language.
        code: Of the other language.
    """
    start = get_script_prefix()
    rest = path.removeprefix(start)
    rest = rest.removeprefix(language_of(language_in(f"/{rest}")).prefix)
    return f"{start}{language_of(code).prefix}{rest}"


def said_in(code: str, text: str) -> str:
    """Return a text as pages show it: marked with its language where that is not the page's."""
    if code == (get_language() or settings.LANGUAGE_CODE):
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', code, language_of(code).direction, text)


class LanguagePrefix:
    """Begins addresses with the language that is spoken; with nothing while that is English.

    Django's own ``i18n_patterns`` works in the root alone; here each room says which of its pages have languages.
    """

    def __init__(self) -> None:
        self.converters: dict[str, Any] = {}
        self.name = None

    @property
    def regex(self) -> "re.Pattern[str]":
        """The prefix as Django reads it when it makes addresses."""
        return re.compile(re.escape(str(self)))

    def match(self, path: str) -> tuple[str, tuple[()], dict[str, Any]] | None:
        """Take the prefix off a path."""
        prefix = str(self)
        return (path.removeprefix(prefix), (), {}) if path.startswith(prefix) else None

    def check(self) -> list[Any]:
        """Find no faults."""
        return []

    def describe(self) -> str:
        """Return what Django shows of it."""
        return f"'{self}'"

    def __str__(self) -> str:
        return language_now().prefix


class LanguageResolver(URLResolver):
    """Addresses that are there in each language. They must not stand below another path."""

    def __init__(self, patterns: Sequence[URLPattern]) -> None:
        super().__init__(LanguagePrefix(), list(patterns))  # type: ignore[arg-type]  # Django asks for no more


def in_each_language(*patterns: URLPattern) -> LanguageResolver:
    """Make pages answer in every language, each at an address of its own."""
    for pattern in patterns:
        pattern.callback.speaks_languages = True  # type: ignore[attr-defined]
    return LanguageResolver(patterns)
