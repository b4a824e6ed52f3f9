"""What pages say of the kind of an article, from its teaser or its source."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from cme.catalogue.kinds import clock, days_of
from content.kinds import kind_of

register = template.Library()


@register.filter
def kind_label(teaser: Mapping[str, Any]) -> str:
    """Return what readers call it: ``Patient case``."""
    return str(kind_of(teaser).label)


@register.filter
def kind_code(teaser: Mapping[str, Any]) -> str:
    """Return what the site calls it: ``case``."""
    return str(kind_of(teaser).value)


@register.filter
def kind_facts(teaser: Mapping[str, Any]) -> dict[str, Any]:
    """Return what everybody may know because of the kind, each empty where this kind has none."""
    return {
        "congress": days_of(teaser["congress"]) if "congress" in teaser else None,
        "experts": teaser.get("experts", []),
        "clock": clock(teaser["duration_ms"]) if "duration_ms" in teaser else "",
    }


@register.filter
def names(people: Iterable[Mapping[str, str]]) -> str:
    """Return people with what they have earned, one after the other."""
    return ", ".join(f"{row['name']}, {row['credentials']}" if row["credentials"] else row["name"] for row in people)
