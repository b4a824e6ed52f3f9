"""A draft as readers would see it: an edition that is never saved, rendered by the code that publishes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from cme.catalogue.addresses import absolute
from cme.catalogue.reading import RELATED, article_context, edition_context, sheet_context, stamp_of
from cme.desk.sending import count_in
from cme.evaluation.models import InstrumentVersion
from content.edition_numbers import next_number
from content.models import Article, Edition
from content.months import months_after
from content.rendering import PARTS, RENDERER_VERSION, render_source
from content.services.notices import shown_for
from content.services.rerendering import renditions_of
from content.source import RARE_REFERENCE_FIELDS, REFERENCE_FIELDS, hash_of, rare_fields, source_of, teaser_of

TYPED = ("title", "question", "audience", *PARTS)
NOTHING: dict[str, Any] = {
    **dict.fromkeys(TYPED, ""), "figures": [], "references": [], "objectives": [], "key_figures": [],
}  # fmt: skip


def edition_of_draft(article: Article, *, at: datetime) -> Edition:
    """Return what publishing the draft now would make, without saving it.

    Raises:
        RenderRefused: The text is too long to be rendered.
    """
    source = source_of(article)
    html, _ = render_source(source, renditions=renditions_of(source))
    editions = Edition.objects.current_at(at).filter(release__article=article).with_link_picture()
    live: Any = editions.select_related("release").first()
    is_live = bool(live) and live.source_hash == hash_of(source)
    edition = Edition(
        pk=live.pk if is_live else None,
        correction=live.correction + (not is_live) if live else 0,
        slug=article.slug,
        teaser=teaser_of(source),
        source=source,
        source_hash=hash_of(source),
        html=html,
        renderer_version=RENDERER_VERSION,
        listed_at=live.listed_at if live else at,
        released_at=live.released_at if is_live else at,
        changed_at=at,
        expires_on=article.expires_on or months_after((live.listed_at if live else at).date(), settings.EXPIRY_MONTHS),
        pass_mark_percent=source["pass_mark_percent"],
        is_demonstration=article.is_demonstration,
    )
    edition.link_picture_file = live.link_picture_file if is_live else None  # type: ignore[attr-defined]
    edition.release_number = (  # type: ignore[attr-defined]
        live.release.number if live else next_number(article)
    )
    return edition


def preview_context(request: HttpRequest, article: Article, *, at: datetime) -> dict[str, Any]:
    """Collect what the public page would show of the draft.

    Raises:
        RenderRefused: The text is too long to be rendered.
    """
    edition = edition_of_draft(article, at=at)
    canonical = absolute(request, reverse("catalogue:article", args=[article.slug]))
    stamp = stamp_of(article.slug, at=at)
    if stamp is not None:
        context = article_context(request, stamp, at=at)
    else:
        sheet = InstrumentVersion.objects.in_use_at(at).values_list("sheet", flat=True).first()
        context = {**_neighbours(edition.teaser["topics"], at), "is_expired": False, **sheet_context(sheet)}
    # The draft has not been retracted or paused, whatever readers have.
    works = shown_for(edition.source["references"])
    return context | {"is_closed": context["is_expired"]} | edition_context(edition, canonical=canonical, works=works)


def _neighbours(topics: list[dict[str, str]], at: datetime) -> dict[str, Any]:
    """Return what would stand below an article that is the newest in its topics."""
    current = Edition.objects.current_at(at).with_notices().defer("source", "html")
    by_topic = [list(current.filter(topics__slug=topic["slug"]).newest_first()[: RELATED + 1]) for topic in topics[:2]]
    rows = {edition.pk: edition for editions in by_topic for edition in editions}
    following = by_topic[0][0] if by_topic and by_topic[0] else None
    others = sorted(rows.values(), key=lambda edition: (edition.listed_at, edition.pk), reverse=True)
    related = [edition for edition in others if following is None or edition.pk != following.pk]
    return {"next_edition": following, "related": related[:RELATED], "series": None}


def source_as_typed(data: QueryDict, article: Article | None) -> dict[str, Any]:
    """Return the source of a draft with the texts and references that stand in the form and are not saved yet."""
    source = source_of(article) if article else dict(NOTHING)
    source |= {name: data.get(name, source[name]) for name in TYPED}
    if "objectives-TOTAL_FORMS" in data:
        rows = _rows(data, "objectives", ("key", "text"))
        source["objectives"] = [row | {"key": row["key"] or str(place)} for place, row in enumerate(rows, start=1)]
    if "key_figures-TOTAL_FORMS" in data:
        rows = _rows(data, "key_figures", ("value", "label", "n", "time_point", "interval"))
        source["key_figures"] = [row for row in rows if row["value"]]
    if "references-TOTAL_FORMS" in data:
        source["references"] = _references(data)
    return source


def _rows(data: QueryDict, prefix: str, names: Iterable[str]) -> list[dict[str, Any]]:
    """Return the rows of one kind that stand in the form and are not to be removed."""
    return [
        {name: data.get(f"{prefix}-{place}-{name}", "").strip() for name in names}
        for place in range(count_in(data, prefix))
        if f"{prefix}-{place}-DELETE" not in data
    ]


def _references(data: QueryDict) -> list[dict[str, Any]]:
    """Return the references in the form; fields that few have are there only where they say something."""
    rare = [rare_fields(row) for row in _rows(data, "references", RARE_REFERENCE_FIELDS)]
    usual = _rows(data, "references", REFERENCE_FIELDS)
    return [row | more for row, more in zip(usual, rare, strict=True) if row["key"]]


def shown_from(html: str, *, figures: str, videos: str) -> str:
    """Let the files that a page of a draft shows come from addresses that the gate does not ask at.

    Args:
        html: The page as readers would get it.
        figures: What the addresses of pictures begin with, instead of ``/figures/``.
        videos: The same of videos and captions.
    """
    for public, own in (("/figures/", figures), ("/videos/", videos)):
        for before in ('"', ", "):  # one address, or one of a list of sizes
            html = html.replace(f"{before}{public}", f"{before}{own}")
    return html


def shown_at_desk(html: str) -> str:
    """Let the files of a preview come from the desk."""
    names = (reverse(f"admin:content_article_{kind}", args=["-"]).removesuffix("-") for kind in ("picture", "video"))
    return shown_from(html, **dict(zip(("figures", "videos"), names, strict=True)))
