"""Whom a page names as reviewers: those who signed the words that it says, and nobody else (S0)."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from content.models import Article, Contribution, Edition, SignOff


def named_reviewers(
    article: Article, contributions: Iterable[Contribution], words: Callable[[], str], *, opens_release: bool
) -> list[dict[str, Any]]:
    """Name those who signed what the draft says, with the day; all who are asked to as long as nobody signed anything.

    A minor correction needs no sign-off: it keeps those who signed the words on which its release rests.

    Args:
        article: The draft.
        contributions: Everybody with a role, each with its contributor.
        words: Returns the hash of what the draft says now; asked only where somebody signed.
        opens_release: What is said opens a release, so that only a sign-off of these very words counts.
    """
    rows = [row for row in contributions if row.role == Contribution.Role.REVIEWER]
    if not rows:
        return []
    signs = list(SignOff.objects.filter(article=article).order_by("signed_at", "pk"))
    if not signs:
        named = [_named(row, None) for row in rows]
        return [row for row in named if row["confirmed_on"]] or named
    now = words()
    counted = [sign for sign in signs if sign.reviewed_hash == now]
    if not counted and not opens_release:
        counted = _of_the_release(article, signs)
    signed = {sign.reviewer_id: sign.signed_at for sign in counted}
    return [_named(row, signed[row.contributor_id]) for row in rows if row.contributor_id in signed]


def _of_the_release(article: Article, signs: Iterable[SignOff]) -> list[SignOff]:
    """Keep the sign-offs of the words on which the release rests that readers see, or will."""
    standing = Edition.objects.filter(release__article=article, superseded_at__isnull=True)
    release = standing.values_list("release", flat=True).first()
    words = {sign.reviewed_hash for sign in signs if release and sign.release_id == release}
    return [sign for sign in signs if sign.reviewed_hash in words]


def _named(row: Contribution, signed_at: datetime | None) -> dict[str, Any]:
    day = signed_at.astimezone(UTC).date() if signed_at else row.confirmed_on
    return {
        "name": row.contributor.name,
        "credentials": row.contributor.credentials,
        "confirmed_on": day.isoformat() if day else "",
    }
