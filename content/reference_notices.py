"""Notices at the references of a page: what became of a cited work, set beside HTML that is frozen.

The HTML of an edition is not touched. The entry of a work is found by the address that it links to, which stands in
every entry of a work that has a number, and only works with numbers have notices.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from content.citations import links_of
from content.rendering import trusted
from content.spoken_labels import with_spoken_labels
from content.translating.languages import language_of, original_language

WORDS = {"retraction": _("Retracted"), "concern": _("Expression of concern"), "correction": _("Corrected")}
DATED = {
    "retraction": _("Retracted on %(day)s"),
    "concern": _("Expression of concern on %(day)s"),
    "correction": _("Corrected on %(day)s"),
}
_ENTRY = '<li id="ref-'
_END = "</li>"


def references_with_notices(
    html: str, references: Sequence[Mapping[str, Any]], notices: Sequence[Mapping[str, Any]]
) -> SafeString:
    """Return the list of references in labels of the page's language, with each notice at the end of its entry.

    Args:
        html: The list as it was rendered when the edition was published.
        references: As frozen in the source.
        notices: :class:`content.services.notices.Shown`.
    """
    html = with_spoken_labels(html)
    if not notices:
        return trusted(html)
    entries = html.split(_ENTRY)
    links = {row["key"]: [f'href="{escape(href)}"' for href, _ in links_of(row)] for row in references}
    for key, own in _by_reference(notices).items():
        for place in range(1, len(entries)):
            if any(link in entries[place] for link in links.get(key, ())):
                body, end, rest = entries[place].rpartition(_END)
                entries[place] = f"{body}{notes_of(own)}{end}{rest}"
                break
    return trusted(_ENTRY.join(entries))


def notes_of(notices: Sequence[Mapping[str, Any]]) -> SafeString:
    """Return notices as safe HTML."""
    return format_html_join("", "{}", ((_note(notice),) for notice in notices))


def _note(notice: Mapping[str, Any]) -> SafeString:
    day = date.fromisoformat(notice["dated_on"]) if notice["dated_on"] else None
    said = DATED[notice["kind"]] % {"day": date_format(day, "j F Y")} if day else WORDS[notice["kind"]]
    links = links_of({"doi": notice["doi"], "pmid": notice["pmid"], "url": ""})[:1]
    link = format_html_join(
        "",
        ': <a class="outside" href="{}" rel="external">{}</a>',
        ((href, gettext("notice, %(where)s") % {"where": where}) for href, where in links),
    )
    reason = (
        " " + gettext("Cited although retracted: %(reason)s") % {"reason": notice["reason"]} if notice["reason"] else ""
    )
    words = format_html("<strong>{}</strong>{}.{}", said, link, reason)
    spoken = get_language() or original_language()
    if spoken != original_language():  # beside a reference, which is English
        words = format_html('<span lang="{}" dir="{}">{}</span>', spoken, language_of(spoken).direction, words)
    return format_html('<span class="work-notice is-{}">{}</span>', notice["kind"], words)


def _by_reference(notices: Sequence[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    grouped: dict[str, list[Mapping[str, Any]]] = {}
    for notice in notices:
        grouped.setdefault(notice["reference"], []).append(notice)
    return grouped
