"""Where an article stands, from its editions and reviews: nothing of it is a column, so nothing of it can lie."""

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Least

from content.models import Article, Edition, ReviewRound, SignOff


class State(models.TextChoices):
    """What readers have of an article, and, before the first edition, how far its review is."""

    DRAFT = "draft", "draft"
    IN_REVIEW = "in-review", "in review"
    APPROVED = "approved", "approved"
    SCHEDULED = "scheduled", "scheduled"
    PUBLISHED = "published", "published"
    RETIRED = "retired", "retired"


def with_state(articles: QuerySet[Article], at: datetime) -> QuerySet[Any]:
    """Tell of each article its state, the numbers of the edition that readers see, and what is scheduled.

    Adds ``state``, ``release_number``, ``correction_number``, ``live_from``, ``next_at``, ``is_changed`` (the draft was
    saved after the edition was made), ``review`` (the state of its review, whatever readers have), ``live_until``
    (last day of the edition that readers see), ``retracted_at`` and ``paused_at`` (when its release was retracted, or
    went out urgently and waits), and ``seen_release`` (the release that readers see or saw last).
    """
    articles = _with_review(articles)
    editions = Edition.objects.filter(release__article=OuterRef("pk")).order_by("-released_at")
    live = editions.current_at(at)
    waiting = editions.filter(released_at__gt=at, superseded_at__isnull=True)
    # A scheduled edition that was withdrawn ends when it would have begun; nobody saw it.
    seen = editions.filter(released_at__lte=at).exclude(superseded_at=F("released_at"))
    return articles.annotate(
        state=Case(
            When(Exists(live), then=Value(State.PUBLISHED.value)),
            When(Exists(waiting), then=Value(State.SCHEDULED.value)),
            When(Exists(seen), then=Value(State.RETIRED.value)),
            When(review="", then=Value(State.DRAFT.value)),
            default=F("review"),
            output_field=models.CharField(),
        ),
        release_number=Subquery(live.values("release__number")[:1]),
        seen_release=Subquery(seen.order_by("-release__number").values("release__number")[:1]),
        correction_number=Subquery(live.values("correction")[:1]),
        live_from=Subquery(live.values("released_at")[:1]),
        made_at=Subquery(live.annotate(made_at=Least("changed_at", "released_at")).values("made_at")[:1]),
        next_at=Subquery(waiting.values("released_at")[:1]),
        live_until=Subquery(live.values("expires_on")[:1]),
        retracted_at=Subquery(live.values("release__retraction__retracted_at")[:1]),
        paused_at=Subquery(live.filter(release__pause__lifted_at=None).values("release__pause__paused_at")[:1]),
    ).annotate(
        is_changed=Case(
            # Files are loaded and published in one go, with the day that the file names.
            When(Q(updated_at__gt=F("made_at")) & (Q(file_digest="") | Q(updated_by__isnull=False)), then=Value(True)),
            default=Value(False),
            output_field=models.BooleanField(),
        )
    )


def _with_review(articles: QuerySet[Any]) -> QuerySet[Any]:
    """Tell of each article whether its draft is in review, or is what a reviewer signed off for the next release."""
    asked = ReviewRound.objects.filter(article=OuterRef("pk"), closed_at=None)
    signed = SignOff.objects.filter(article=OuterRef("pk"), holds_version=OuterRef("version")).unused().by_reviewers()
    return articles.annotate(
        review=Case(
            When(Exists(asked), then=Value(State.IN_REVIEW.value)),
            When(Exists(signed), then=Value(State.APPROVED.value)),
            default=Value(""),
            output_field=models.CharField(),
        )
    )


def in_state(articles: QuerySet[Any], state: str) -> QuerySet[Any]:
    """Keep the articles in a state; those in review or approved also where readers have an earlier edition."""
    return articles.filter(review=state) if state in {State.IN_REVIEW, State.APPROVED} else articles.filter(state=state)


def ends_of(article: Any, today: date) -> str:
    """Say until when the tests of the edition that readers see can be started (F2)."""
    if article.live_until is None:
        return ""
    verb = "expired" if today > article.live_until else "expires"
    return f" · {verb} {article.live_until:%-d %b %Y}"


def halts_of(article: Any) -> list[tuple[str, str]]:
    """Return name and label of what halts the release that readers see, of an article loaded with its state."""
    if article.retracted_at:
        return [("retracted", "retracted")]
    return [("paused", "credit paused")] if article.paused_at else []
