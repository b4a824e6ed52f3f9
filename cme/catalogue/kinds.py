"""What the page of an article shows because of its kind: its template, and values that only this kind has."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from content.citations import VANCOUVER, links_of, text_of
from content.kinds import ArticleKind, kind_of
from content.models import ReferenceKind
from content.rendering import trusted

# A summary is the article page itself; the others extend it where they differ.
TEMPLATES = {ArticleKind.SUMMARY: "catalogue/article.html"} | {
    kind: f"catalogue/kinds/{kind}.html" for kind in ArticleKind if kind is not ArticleKind.SUMMARY
}


def page_template(source: Mapping[str, Any]) -> str:
    """Return the template of the page of an edition."""
    return TEMPLATES[kind_of(source)]


def kind_context(source: Mapping[str, Any], html: Mapping[str, str]) -> dict[str, Any]:
    """Return what the template of the kind shows beside the rest, under the name of the kind."""
    kind = kind_of(source)
    if kind is ArticleKind.CONGRESS:
        return {"congress": days_of(source["congress"]), "presentations": _presentations(source)}
    if kind is ArticleKind.OPINION:
        return {"experts": [row | {"told": _told(row, source)} for row in source["experts"]]}
    if kind is ArticleKind.VISUAL:
        return {"visual": _visual(source, html)}
    if kind is ArticleKind.VIDEO:
        return {"video": video_of(source["video"])}
    return {}


def days_of(congress: Mapping[str, str]) -> dict[str, Any]:
    """Return a congress with its days as days; one that a draft lacks is None."""
    days = {name: date.fromisoformat(congress[name]) if congress[name] else None for name in ("begins_on", "ends_on")}
    return {"name": congress["name"], "place": congress["place"], **days}


def video_of(video: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a video with its length in minutes and seconds; None for a draft that has none yet."""
    return dict(video) | {"clock": clock(video["duration_ms"])} if video else None


def clock(milliseconds: int) -> str:
    """Return a length as players show it: 4:05."""
    return f"{milliseconds // 60_000}:{milliseconds // 1000 % 60:02}"


def _presentations(source: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return the presentations that are reported: the references that are abstracts, with their links."""
    style = source.get("reference_style", VANCOUVER)
    rows = [row for row in source["references"] if row.get("kind") == ReferenceKind.ABSTRACT]
    return [{"text": text_of(row, style), "links": links_of(row)} for row in rows]


def _told(expert: Mapping[str, str], source: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what an expert disclosed; None where nothing was collected."""
    called = f"{expert['name']}, {expert['credentials']}" if expert["credentials"] else expert["name"]
    found = next((row for row in source["disclosures"] if row["name"] == called), None)
    return found if found and found["is_collected"] else None


def _visual(source: Mapping[str, Any], html: Mapping[str, str]) -> dict[str, Any] | None:
    figure = next((row for row in source["figures"] if row["key"] == source["visual"]), None)
    return {"html": trusted(html["visual"]), **figure} if figure and "visual" in html else None
