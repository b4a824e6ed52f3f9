"""What templates cannot say themselves: attributes of widgets, dates kept as text, names as words, addresses."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.forms import BoundField
from django.http import HttpRequest
from django.template import Context
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.html import format_html
from django.utils.translation import get_language, gettext, pgettext

from cme.ui.addresses import in_language_at
from cme.ui.languages import ENGLISH, Language, in_language, language_of, languages, said_in
from cme.ui.points import points_shown

register = template.Library()


@register.filter
def widget_attr(field: BoundField, name: str) -> str:
    """Return an attribute that the form gave to a field's widget, or the empty string.

    Args:
        field: A field of a form.
        name: The attribute, such as ``data-scale``; its hyphen is what a template cannot write.
    """
    return str(field.field.widget.attrs.get(name, ""))


@register.filter
def iso_date(text: str) -> date | None:
    """Return the day that stands in a frozen source as text (``2026-11-18``); None for the empty text."""
    return date.fromisoformat(text) if text else None


@register.filter
def some(rows: Iterable[Mapping[str, object]], name: str) -> bool:
    """Tell whether any of some rows says something under a name."""
    return any(row[name] for row in rows)


@register.filter
def words(name: str) -> str:
    """Return the name of a passage as words: ``survival-over-time`` becomes ``Survival over time``."""
    return name.replace("-", " ").capitalize()


@register.filter
def points(shares: int, denominator: int) -> str:
    """Return shares of points as people read them: ``{{ marking.points|points:marking.denominator }}``."""
    return points_shown(shares, denominator)


@register.simple_tag
def address(name: str, *arguments: str) -> str:
    """Return what ``url`` returns, from memory: a page of a test has twenty addresses, nearly all on every page.

    Args:
        name: Of the page, such as ``catalogue:home``.
        arguments: Parts of the address, such as the slug of an article.
    """
    return _address(get_script_prefix(), get_language(), get_urlconf(), name, arguments)


@lru_cache(maxsize=4096)
def _address(prefix: str, language: str | None, routes: str | None, name: str, arguments: tuple[str, ...]) -> str:
    return reverse(name, routes, args=arguments)


@register.filter
def in_this_language(address: str) -> str:
    """Return the full address of a page in the language that is spoken."""
    return in_language_at(address, get_language() or settings.LANGUAGE_CODE)


@register.filter
def spoken_in(path: str, code: str) -> str:
    """Return the path of a page in a language, where the site speaks it; else as it is."""
    return in_language(path, code) if code in dict(settings.LANGUAGES) else path


@register.filter
def in_english(text: str) -> str:
    """Return what is written in English; marked as such on a page in another language."""
    return said_in(ENGLISH, text)


@register.filter
def isolated(text: str) -> str:
    """Return what somebody typed, in its own direction whatever that of the page: ``Ph+`` keeps its sign behind."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def roles(held: str) -> str:
    """Return roles as editions freeze them, ``author, expert``, in the language of the page."""
    return listed(gettext(role) for role in held.split(", "))


@register.filter
def listed(said: Iterable[object]) -> str:
    """Return words one after the other, with the comma of the language of the page."""
    return pgettext("between the words of a list", ", ").join(map(str, said))


@register.filter
def written_in(text: str, code: str) -> str:
    """Return what is written in a language; marked as such where it is not that of the page."""
    return said_in(code, text)


@register.simple_tag
def in_its_language(code: str = ENGLISH) -> str:
    """Return the attributes of what is written in another language than the page; nothing where both are the same.

    Args:
        code: The language of what is marked; English, in which articles and settings are written, if not given.
    """
    here = get_language() or settings.LANGUAGE_CODE
    return "" if code == here else format_html(' lang="{}" dir="{}"', code, language_of(code).direction)


@register.simple_block_tag(takes_context=True)
def kept(context: Context, content: str, name: str) -> str:
    """Keep what stands within, such as the title that a page gives, as plain text under a name, to be said twice."""
    context[name] = unescape(content).strip()
    return ""


@register.simple_tag(takes_context=True)
def alternates(context: Context) -> list[tuple[str, str]]:
    """Return language and full address of this page in each language, ``x-default`` last.

    None where the page says no ``canonical``, or where the site has one language.
    """
    canonical = context.get("canonical")
    if not canonical or len(languages()) == 1 or not _speaks_languages(context):
        return []
    rows = [(row.code, in_language_at(canonical, row.code)) for row in languages()]
    return [*rows, ("x-default", rows[0][1])]


@register.simple_tag(takes_context=True)
def tongues(context: Context) -> list[tuple[Language, str]]:
    """Return the languages of the site, each with the path of this page in it; the start page where it has none.

    What was asked in the query is kept, but not in a page that is stored for others as well. Such a page whose
    canonical address is that of another says where it stands itself: ``own_path``.
    """
    if len(languages()) == 1:
        return []
    request = context["request"]
    if context.get("is_stored"):  # the same for whoever asks, and from wherever
        path = context.get("own_path") or urlsplit(context["canonical"]).path
        return [(row, in_language(path, row.code)) for row in languages()]
    is_kept = _speaks_languages(context) and not _tells_a_secret(request)
    path = get_script_prefix()
    if is_kept:
        path = request.path if request.method == "POST" else request.get_full_path()
    return [(row, in_language(path, row.code)) for row in languages()]


def _tells_a_secret(request: HttpRequest) -> bool:
    """Tell whether the answer to a POST at a secret address would repeat it; such answers are alike for all."""
    return request.method == "POST" and "token" in request.resolver_match.kwargs  # type: ignore[union-attr]


def _speaks_languages(context: Context) -> bool:
    """Tell whether the page answers at an address in each language."""
    if context.get("is_stored"):
        return True
    match = context["request"].resolver_match
    return getattr(match.func, "speaks_languages", False) if match else False
