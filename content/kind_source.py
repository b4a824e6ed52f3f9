"""What an edition freezes of its article's kind. A summary freezes nothing, so that its hash stays what it was."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from content.kinds import ArticleKind
from content.models import Article, Contribution, Video

OF_A_KIND = ("kind", "congress", "experts", "case_basis", "visual", "video")
PUBLIC = ("kind", "congress", "experts")  # of these, what everybody may see; beside them the length of a video
FOLDER = "/videos/"


def frozen_kind(article: Article, people: Sequence[Contribution]) -> dict[str, Any]:
    """Return what readers will see because of the kind; nothing of the fields that only other kinds have.

    Args:
        article: The draft.
        people: Its contributions, each with its contributor.
    """
    freeze = _FREEZE.get(ArticleKind(article.kind))
    return {"kind": str(article.kind)} | freeze(article, people) if freeze else {}


def public_kind(source: Mapping[str, Any]) -> dict[str, Any]:
    """Return what of the kind everybody may see (A3): nothing of a video but how long it is."""
    told = {name: source[name] for name in PUBLIC if name in source}
    return told | ({"duration_ms": source["video"]["duration_ms"]} if source.get("video") else {})


def _congress(article: Article, people: Sequence[Contribution]) -> dict[str, Any]:
    begins, ends = article.congress_begins_on, article.congress_ends_on
    return {
        "congress": {
            "name": article.congress_name,
            "place": article.congress_place,
            "begins_on": begins.isoformat() if begins else "",
            "ends_on": ends.isoformat() if ends else "",
        }
    }


def _opinion(article: Article, people: Sequence[Contribution]) -> dict[str, Any]:
    experts = [row.contributor for row in people if row.role == Contribution.Role.EXPERT]
    return {
        "experts": [
            {"name": row.name, "credentials": row.credentials, "affiliation": row.affiliation} for row in experts
        ]
    }


def _case(article: Article, people: Sequence[Contribution]) -> dict[str, Any]:
    return {"case_basis": article.case_basis}


def _visual(article: Article, people: Sequence[Contribution]) -> dict[str, Any]:
    return {"visual": article.visual_figure}


def _video(article: Article, people: Sequence[Contribution]) -> dict[str, Any]:
    video = article.videos.first()
    return {"video": frozen_video(video) if video else None}


def frozen_video(row: Video) -> dict[str, Any]:
    """Return what an edition keeps of a video: its files by their content, never by what they were called."""
    return {
        "address": _address(row.file.name),
        "type": "video/webm" if str(row.file.name).endswith(".webm") else "video/mp4",
        "size": row.size,
        "duration_ms": row.duration_ms,
        "width": row.width,
        "height": row.height,
        "captions": _address(row.captions.name) if row.captions else "",
        "language": row.language,
        "credit": row.credit,
    }


def _address(name: str | None) -> str:
    return FOLDER + str(name).rsplit("/", 1)[-1]


_FREEZE: dict[ArticleKind, Callable[[Article, Sequence[Contribution]], dict[str, Any]]] = {
    ArticleKind.CONGRESS: _congress,
    ArticleKind.OPINION: _opinion,
    ArticleKind.CASE: _case,
    ArticleKind.VISUAL: _visual,
    ArticleKind.VIDEO: _video,
}
