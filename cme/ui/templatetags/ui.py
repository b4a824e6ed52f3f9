"""What templates cannot say themselves: attributes of widgets, dates kept as text, names as words, addresses."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from django import template
from django.forms import BoundField
from django.urls import get_script_prefix, get_urlconf, reverse

from cme.ui.points import points_text

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
    return points_text(shares, denominator)


@register.simple_tag
def address(name: str, *arguments: str) -> str:
    """Return what ``url`` returns, from memory: a page of a test has twenty addresses, nearly all on every page.

    Args:
        name: Of the page, such as ``catalogue:home``.
        arguments: Parts of the address, such as the slug of an article.
    """
    return _address(get_script_prefix(), get_urlconf(), name, arguments)


@lru_cache(maxsize=4096)
def _address(prefix: str, routes: str | None, name: str, arguments: tuple[str, ...]) -> str:
    return reverse(name, routes, args=arguments)
