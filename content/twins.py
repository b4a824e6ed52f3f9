"""What a plain-language page is made of: its frozen source, what a reviewer signs, and whether it may be at all."""

from datetime import datetime
from typing import Any

from django.conf import settings

from content.models import (
    Article,
    Contribution,
    Contributor,
    Edition,
    Funder,
    TwinDraft,
    TwinEdition,
    TwinSignOff,
    TwinSwitch,
)
from content.source import hash_of

TEXTS = ("title", "summary", "body")
# The wording that a reviewer signs, by version; a wording in use is never changed, the next is new.
STATEMENT_VERSION = "2026-11"
STATEMENT = (
    "I wrote neither this page nor the article. I have compared the two. The page says nothing that the article does "
    "not say, its numbers are those of the article, harms and limits stand beside benefits, medicines go by their "
    "generic names, and nothing in it tells a patient what to do."
)


def edition_read_at(article: Article, at: datetime) -> Edition | None:
    """Return the edition of an article that a twin is made from: the one that readers see, unless it is retracted."""
    rows = Edition.objects.current_at(at).filter(release__article=article, release__retraction__isnull=True)
    return rows.select_related("release").first()


def source_of_twin(draft: TwinDraft, edition: Edition, sign_off: TwinSignOff | None) -> dict[str, Any]:
    """Collect all that is read of a twin; the number and the moment of its publication are not among it."""
    return {
        **{name: getattr(draft, name) for name in TEXTS},
        "slug": edition.slug,
        "language": settings.LANGUAGE_CODE,
        "author": _person(draft.author),
        "reviewer": _person(sign_off.reviewer) if sign_off else None,
        "reviewed_on": sign_off.signed_at.date().isoformat() if sign_off else "",
        "article": {
            "title": edition.teaser["title"],
            "release": edition.release.number,
            "correction": edition.correction,
            "released_on": edition.released_at.date().isoformat(),
        },
        "topics": edition.teaser["topics"],
        "support": edition.source["support"],
        "is_demonstration": edition.is_demonstration,
    }


def _person(person: Contributor | None) -> dict[str, str] | None:
    return {"name": person.name, "credentials": person.credentials} if person else None


def values_of(draft: TwinDraft) -> dict[str, str]:
    """Return the texts and the names of a draft, as its history keeps them."""
    people = {name: str(getattr(draft, name) or "") for name in ("author", "reviewer")}
    return {name: str(getattr(draft, name)) for name in TEXTS} | people


def digest_of(draft: TwinDraft, release_id: int) -> str:
    """Return the hash of what a reviewer stands up for: the words, who wrote them, and the release they are about."""
    signed = {name: getattr(draft, name) for name in TEXTS} | {"author": draft.author_id, "release": release_id}
    return hash_of(signed)


def sign_off_of(draft: TwinDraft, edition: Edition) -> TwinSignOff | None:
    """Return the sign-off of what a draft says now about an edition, by the reviewer it names; None without one."""
    digest = digest_of(draft, edition.release_id)
    rows = draft.sign_offs.filter(digest=digest, reviewer=draft.reviewer_id).select_related("reviewer")
    return rows.first() if may_review(draft) else None


def may_review(draft: TwinDraft) -> bool:
    """Tell whether the reviewer named reviews the article, and wrote neither it nor its twin."""
    if draft.reviewer_id is None or draft.reviewer_id == draft.author_id:
        return False
    roles = set(
        Contribution.objects.filter(article=draft.article_id, contributor=draft.reviewer_id).values_list(
            "role", flat=True
        )
    )
    return Contribution.Role.REVIEWER in roles and Contribution.Role.AUTHOR not in roles


def switch_of(article: Article) -> TwinSwitch | None:
    """Return what was said last of plain-language pages of an article; None before anything was."""
    return article.twin_switches.select_related("set_by").first()


def is_off(article: Article, edition: Edition | None = None) -> bool:
    """Tell whether an article may have no twin: it has funders, and nobody allowed it knowing all of them.

    What is out already follows the same rule in the database: ``TwinSwitch.objects.allowing_at``.

    Args:
        article: The article.
        edition: What readers see, where that counts too: it may name funders that the draft no longer has.
    """
    funders = set(article.support.values_list("funder", flat=True))
    if not funders and not is_seen_supported(edition):
        return False
    switch = switch_of(article)
    if switch is None or not switch.is_on or not funders <= set(switch.funders):
        return True
    known = funders_seen(edition)
    is_older = edition is not None and edition.released_at > switch.set_at
    return any(is_older if pk is None else pk not in switch.funders for pk in known.values())


def funders_seen(edition: Edition | None) -> dict[str, int | None]:
    """Return the funders that readers of an edition are told of, by name, each with its key; None for a lost name."""
    names = [row["name"] for row in edition.source["support"]] if edition else []
    keys = dict(Funder.objects.filter(name__in=names).values_list("name", "pk")) if names else {}
    return {name: keys.get(name) for name in names}


def is_seen_supported(edition: Edition | None) -> bool:
    """Tell whether readers of an edition are told of support."""
    return bool(edition and edition.source["support"])


def last_twin_of(article: Article, at: datetime) -> TwinEdition | None:
    """Return the twin of an article that came out last, shown or not; None before the first."""
    return TwinEdition.objects.out_at(at).filter(release__article=article).select_related("release").first()


def number_of(twin: TwinEdition) -> str:
    """Return the number of a twin whose release is loaded."""
    return f"{twin.release.number}.{twin.correction}"
