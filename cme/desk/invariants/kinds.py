"""What is true of editions because of their kind. Each function yields the rows that break it."""

from collections.abc import Iterator
from typing import Any

from django.core.files.storage import default_storage

from content.kinds import ArticleKind, CaseBasis
from content.models import Edition, Video

CHUNK = 100


def editions_have_what_their_kind_needs() -> Iterator[str]:
    """An edition of a kind has what that kind needs, in its source and in its teaser."""
    rows = Edition.objects.filter(source__has_key="kind").order_by("pk").only("source", "teaser", "html")
    for edition in rows.iterator(CHUNK):
        if not _is_whole(edition.source, edition.teaser, edition.html):
            yield f"edition {edition.pk}: {edition.source['kind']}"


def _is_whole(source: dict[str, Any], teaser: dict[str, Any], html: dict[str, Any]) -> bool:
    kind = source["kind"]
    needed = {
        ArticleKind.CONGRESS: lambda: all(source["congress"].values()) and teaser["congress"] == source["congress"],
        ArticleKind.OPINION: lambda: bool(source["experts"]) and teaser["experts"] == source["experts"],
        ArticleKind.CASE: lambda: source["case_basis"] in CaseBasis.values and bool(source["in_text"]),
        ArticleKind.VISUAL: lambda: source["visual"] in {row["key"] for row in source["figures"]} and html["visual"],
        ArticleKind.VIDEO: lambda: source["video"]["captions"] and "video" not in teaser,
    }
    return kind in needed and teaser["kind"] == kind and bool(needed[ArticleKind(kind)]())


def videos_are_stored() -> Iterator[str]:
    """The file of every video that an edition or a draft names is stored with its size, and so are its captions."""
    for edition in Edition.objects.filter(source__kind="video").order_by("pk").only("source").iterator(CHUNK):
        video = edition.source["video"]
        if not _is_stored(video["address"], video["size"]) or not _is_stored(video["captions"]):
            yield f"edition {edition.pk}"
    for row in Video.objects.order_by("pk").iterator(CHUNK):
        if not _is_stored(f"/{row.file.name}", row.size) or (row.captions and not _is_stored(f"/{row.captions.name}")):
            yield f"video {row.pk} of article {row.article_id}"


def _is_stored(address: str, size: int | None = None) -> bool:
    path = address.removeprefix("/")
    return default_storage.exists(path) and size in {None, default_storage.size(path)}


INVARIANTS = (editions_have_what_their_kind_needs, videos_are_stored)
