"""Which sign-off stands for what a draft says now (S0)."""

from datetime import datetime
from typing import Any

from django.db.models import F

from content.models import Article, Contribution, ReviewRound, SignOff, SignOffCode
from content.reviewed import reviewed_hash


def sign_offs_of(article: Article, source: dict[str, Any] | None = None) -> list[SignOff]:
    """Return the sign-offs of what the draft says now, by reviewers who still are reviewers; the latest first.

    Args:
        article: The draft.
        source: What ``source_of`` says of it, where that is known.
    """
    rows = list(SignOff.objects.filter(article=article).by_reviewers())
    if not rows:
        return []
    now = reviewed_hash(article, source)
    return [row for row in rows if row.reviewed_hash == now]


def latest_seen_at(article: Article, at: datetime) -> datetime | None:
    """Return when the latest release opened that readers saw; None before the first.

    One that was withdrawn before, or is still to come, needed no reader's trust.
    """
    seen = article.releases.filter(editions__released_at__lte=at).exclude(
        editions__superseded_at=F("editions__released_at")
    )
    latest = seen.order_by("-number").first()
    return latest.opened_at if latest else None


def reviewers_of(article: Article) -> list[Contribution]:
    """Return the rows of the article's reviewers who are none of its authors and no expert of it."""
    rows = list(article.contributions.select_related("contributor__user"))
    authors = {row.contributor_id for row in rows if row.role in Contribution.WRITING}
    return [row for row in rows if row.role == Contribution.Role.REVIEWER and row.contributor_id not in authors]


def open_round_of(article: Article) -> ReviewRound | None:
    """Return the review under way."""
    rounds = ReviewRound.objects.filter(article=article, closed_at=None)
    return rounds.select_related("reviewer__user", "asked_by").first()


def capture_of(sign_off: SignOff) -> str:
    """Say how a sign-off was captured (load ``code`` with it)."""
    if sign_off.link_id is None:
        return "by the reviewer’s own log-in"
    code: SignOffCode | None = getattr(sign_off, "code", None)
    if code is None or code.used_at is None:
        return "by link, identity not confirmed"
    return f"by link, confirmed with a code sent to {code.address}"
