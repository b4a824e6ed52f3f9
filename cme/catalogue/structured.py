"""Structured data (schema.org) of articles: only what the teaser says."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.safestring import SafeString

from cme.catalogue.notices import Kind, Notice, public_text
from content.kinds import ArticleKind, kind_of, needs_of
from content.models import Edition
from content.rendering import trusted_json

WORKED_ON = {Kind.RETRACTED: "Retraction", Kind.MATERIAL: "Correction", Kind.MINOR: "Correction of the wording"}


def structured_data(edition: Edition, canonical: str, notices: Sequence[Notice] = ()) -> SafeString:
    """Return JSON-LD of an article that says that the rest is not freely accessible (A3).

    Args:
        edition: The edition.
        canonical: Full address of the article.
        notices: What readers must know of it; those on retraction and correction are told.

    Source:
        schema.org MedicalScholarlyArticle, correction, creativeWorkStatus; "Structured data for subscription and
        paywalled content".
    """
    teaser = edition.teaser
    kind = kind_of(teaser)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": [needs_of(kind).data_type, "LearningResource"],
        "learningResourceType": _in_original(kind),
        "headline": teaser["title"],
        "abstract": teaser["question"],
        "url": canonical,
        "mainEntityOfPage": canonical,
        "inLanguage": settings.LANGUAGE_CODE,
        "datePublished": edition.listed_at.date().isoformat(),
        "dateModified": edition.released_at.date().isoformat(),
        "author": [{"@type": "Organization", "name": row["name"]} if not row["credentials"] else
                   {"@type": "Person", "name": row["name"]} for row in teaser["byline"]],
        "publisher": {"@type": "Organization", "name": settings.OPERATOR_NAME},
        "about": [{"@type": "MedicalEntity", "name": topic["name"]} for topic in teaser["topics"]],
        "teaches": [objective["text"] for objective in teaser["objectives"]],
        "timeRequired": f"PT{teaser['minutes']}M",
        "audience": {"@type": "MedicalAudience", "audienceType": teaser["audience"]},
        "isAccessibleForFree": False,
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": "#text"},
    }  # fmt: skip
    return trusted_json(json.dumps(data | _of_kind(teaser) | _changes(edition, notices), ensure_ascii=False))


def _in_original(kind: ArticleKind) -> str:
    """Return what a kind is called in the language that the data say they are in, whatever the page around them is."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(kind.label)


def _of_kind(teaser: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the kind adds: the congress, the expert, how long the video is; never where its file is (A3)."""
    if "congress" in teaser:
        congress = teaser["congress"]
        event = {"@type": "Event", "name": congress["name"], "location": {"@type": "Place", "name": congress["place"]},
                 "startDate": congress["begins_on"], "endDate": congress["ends_on"]}  # fmt: skip
        return {"recordedAt": event}
    if teaser.get("experts"):
        return {"contributor": [{"@type": "Person", "name": row["name"], "jobTitle": row["credentials"]}
                                if row["credentials"] else {"@type": "Organization", "name": row["name"]}
                                for row in teaser["experts"]]}  # fmt: skip
    if "duration_ms" in teaser:
        seconds = max(1, round(teaser["duration_ms"] / 1000))
        return {"video": {"@type": "VideoObject", "name": teaser["title"], "description": teaser["question"],
                          "duration": f"PT{seconds}S", "isAccessibleForFree": False}}  # fmt: skip
    return {}


def _changes(edition: Edition, notices: Sequence[Notice]) -> dict[str, Any]:
    """Return what corrections and a retraction add, or say instead."""
    told = [notice for notice in notices if notice.kind in WORKED_ON]
    if not told:
        return {}
    data: dict[str, Any] = {
        "correction": [
            {
                "@type": "CorrectionComment",
                "name": WORKED_ON[Kind(notice.kind)],
                "text": public_text(notice),
                "datePublished": notice.at.date().isoformat(),
            }
            for notice in told
        ],
        "dateModified": max(edition.released_at, *(notice.at for notice in told)).date().isoformat(),
    }
    if any(notice.kind == Kind.RETRACTED for notice in told):
        data |= {"creativeWorkStatus": "Retracted", "headline": f"Retracted: {edition.teaser['title']}"}
    return data
