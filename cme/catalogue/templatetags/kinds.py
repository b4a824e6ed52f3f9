"""What pages say of the kind of an article, from its teaser or its source."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cme.catalogue.kinds import clock, days_of
from cme.ui.languages import ENGLISH, said_in
from content.kinds import ArticleKind, kind_of
from content.models import Edition

register = template.Library()
# What a new site says of its formats; what the accreditation lead writes in their place is English.
DESCRIPTIONS = {
    "A summary of one study to read on this page": _("A summary of one study to read on this page"),
    "A paper to read, and a summary of it on this page": _("A paper to read, and a summary of it on this page"),
}
# What leads on to each kind, and to its citation.
READ = {
    ArticleKind.SUMMARY: _("Read the summary"),
    ArticleKind.CONGRESS: _("Read the report"),
    ArticleKind.OPINION: _("Read the opinion"),
    ArticleKind.CASE: _("Read the case"),
    ArticleKind.VISUAL: _("See the visual abstract"),
    ArticleKind.VIDEO: _("Watch the video"),
}
CITE = {
    ArticleKind.SUMMARY: _("Cite this summary"),
    ArticleKind.CONGRESS: _("Cite this report"),
    ArticleKind.OPINION: _("Cite this opinion"),
    ArticleKind.CASE: _("Cite this case"),
    ArticleKind.VISUAL: _("Cite this visual abstract"),
    ArticleKind.VIDEO: _("Cite this video"),
}


@register.filter
def kind_label(teaser: Mapping[str, Any]) -> str:
    """Return what readers call it: ``Patient case``."""
    return str(kind_of(teaser).label)


@register.filter
def asked_in_test(edition: Edition) -> int:
    """Return how many questions the test of an article asks that can be started today; 0 where none can.

    The edition is loaded with its notices, as lists load it.
    """
    is_over = edition.retracted_at or edition.is_expired_on(timezone.now().date())  # type: ignore[attr-defined]
    return 0 if is_over else edition.teaser.get("post_test_items", 0)


@register.filter
def read_it(teaser: Mapping[str, Any]) -> str:
    """Return what a link to it says: ``Read the case``."""
    return str(READ[kind_of(teaser)])


@register.filter
def cite_it(teaser: Mapping[str, Any]) -> str:
    """Return what its citation is headed with: ``Cite this case``."""
    return str(CITE[kind_of(teaser)])


@register.filter
def kind_code(teaser: Mapping[str, Any]) -> str:
    """Return what the site calls it: ``case``."""
    return str(kind_of(teaser).value)


@register.filter
def format_description(said: str) -> str:
    """Return what a format is in the language of the page where that is known, else marked as English."""
    return str(DESCRIPTIONS[said]) if said in DESCRIPTIONS else said_in(ENGLISH, said)


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
