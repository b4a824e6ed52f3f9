"""Plain-language pages: what is shown at the address of one, and why nothing is where it was taken back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef, QuerySet
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cme.catalogue.notices import Kind, Notice, notices_of
from content.models import Edition, Topic, TwinEdition
from content.models.twin import TwinEditionQuerySet
from content.rendering import trusted_json


class Gone(StrEnum):
    """Why a page is shown no more."""

    WITHDRAWN = "withdrawn"  # taken back by the editors
    RETRACTED = "retracted"  # its article is retracted
    CHANGED = "changed"  # its article says something else now
    RETIRED = "retired"  # its article is not published any more
    SUPPORTED = "supported"  # its article is supported, and nobody allowed the page


@dataclass(frozen=True)
class Standing:
    """What stands at the address of a plain-language page.

    Attributes:
        twin: The page that came out last there, with ``number`` of its release.
        gone: Why it is not shown; None while it is.
        at: Since when it is gone, where somebody knows.
        text: What is to be said of it besides.
        notices: Of its article, what readers of the page must know.
    """

    twin: Any
    gone: Gone | None = None
    at: datetime | None = None
    text: str = ""
    notices: Sequence[Notice] = ()


def standing_of(slug: str, *, at: datetime) -> Standing | None:
    """Return what stands at an address, in two queries; None where no page ever was."""
    rows = TwinEdition.objects.out_at(at).filter(slug=slug)
    shown = TwinEdition.objects.shown_at(at).filter(pk=OuterRef("pk")).order_by()
    twin: Any = rows.annotate(number=F("release__number"), is_shown=Exists(shown)).first()
    if twin is None:
        return None
    edition: Any = Edition.objects.current_at(at).teasers().filter(slug=slug).first()
    if twin.withdrawn_at is not None and twin.withdrawn_at <= at:
        return Standing(twin, Gone.WITHDRAWN, twin.withdrawn_at, twin.withdrawn_reason)
    if edition is None:
        return Standing(twin, Gone.RETIRED)
    if edition.retracted_at:
        return Standing(twin, Gone.RETRACTED, edition.retracted_at, edition.retraction_reason)
    if edition.release_id != twin.release_id:
        return Standing(twin, Gone.CHANGED, edition.listed_at, edition.opening_change or "")
    if not twin.is_shown:
        return Standing(twin, Gone.SUPPORTED)
    later = [row for row in notices_of(edition) if row.kind == Kind.MINOR and row.at > twin.released_at]
    return Standing(twin, notices=later)


def is_explained(at: datetime) -> Exists:
    """Return what tells of an edition, in its own query, whether it has a plain-language page that is shown."""
    return Exists(TwinEdition.objects.shown_at(at).filter(release=OuterRef("release")).order_by())


def topics_with_twins(at: datetime) -> "QuerySet[Topic]":
    """Return the topics of the articles that have a page, each with ``n``, how many."""
    releases = TwinEdition.objects.shown_at(at).order_by().values("release")
    editions = Edition.objects.current_at(at).filter(release__in=releases).order_by()
    tied = Topic.objects.filter(editions__in=editions.values("pk"))
    return tied.annotate(n=Count("editions")).order_by("name")


def on_topic(twins: TwinEditionQuerySet, topic: Topic, at: datetime) -> TwinEditionQuerySet:
    """Keep the pages of the articles that are on a topic."""
    editions = Edition.objects.current_at(at).filter(edition_topics__topic=topic).order_by()
    return twins.filter(release__in=editions.values("release"))


def structured_data(twin: TwinEdition, canonical: str, article: str) -> SafeString:
    """Return JSON-LD of a page for patients.

    Args:
        twin: What is shown.
        canonical: Its full address.
        article: Full address of its article.

    Source:
        schema.org MedicalWebPage: audience, lastReviewed, reviewedBy.
    """
    source = twin.source
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "MedicalWebPage",
        "headline": source["title"],
        "url": canonical,
        "inLanguage": source["language"],
        "datePublished": twin.released_at.date().isoformat(),
        "audience": {"@type": "MedicalAudience", "audienceType": "Patient"},
        "about": [{"@type": "MedicalEntity", "name": topic["name"]} for topic in source["topics"]],
        "isAccessibleForFree": True,
        "isBasedOn": article,
        "publisher": {"@type": "Organization", "name": settings.OPERATOR_NAME},
    }
    if source["reviewer"]:
        data |= {
            "lastReviewed": source["reviewed_on"],
            "reviewedBy": {"@type": "Person", "name": source["reviewer"]["name"]},
        }
    return trusted_json(json.dumps(data, ensure_ascii=False))


def support_of(slug: str, *, at: datetime) -> list[dict[str, str]]:
    """Return who supports the article now, as readers of the article are told."""
    row = Edition.objects.current_at(at).filter(slug=slug).values_list("source__support", flat=True).first()
    return row or []


def why_gone(standing: Standing) -> str:
    """Say in a sentence why a page is not there any more."""
    return {
        Gone.WITHDRAWN: _("The editors have taken this page back."),
        Gone.RETRACTED: _("The article that this page was made from has been retracted."),
        Gone.CHANGED: _("The article that this page was made from has changed, so the page may no longer be right."),
        Gone.RETIRED: _("The article that this page was made from is no longer published."),
        Gone.SUPPORTED: _(
            "The article that this page was made from has a funder, and this page was not allowed for it."
        ),
    }[Gone(standing.gone or Gone.WITHDRAWN)]
