"""Saving drafts: every change counts the article's version up by one, or is told that somebody was faster."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import F, QuerySet

from content.models import Article
from content.services.history import keep_first
from content.services.questions import remove_question


class DraftConflict(Exception):
    """The draft was saved by somebody else in between; the message is fit to show to the editor."""


def describe_conflict(article: Article) -> str:
    """Say who saved the draft and when, and that nothing typed is lost."""
    who = article.updated_by.get_username() if article.updated_by else "Somebody"
    return (
        f"{who} saved this draft at {article.updated_at:%H:%M} UTC on {article.updated_at:%-d %B %Y}, "
        "after you opened it. "
        "Nothing of yours is lost: it stands below and is not saved yet. "
        "Compare, take over what you want to keep, and save again."
    )


@transaction.atomic
def touch_article(*, article_id: int, version: int | None, actor: AbstractBaseUser | None, at: datetime) -> Article:
    """Take the next version of a draft, so that what is written next in this transaction is written once.

    Args:
        article_id: Primary key of the draft.
        version: The version the editor had open; None takes whatever it is now (commands).
        actor: Who saves.
        at: When.

    Raises:
        DraftConflict: The draft has another version by now.
    """
    before = Article.objects.select_related("updated_by").get(pk=article_id)
    rows = Article.objects.filter(pk=article_id)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1, updated_at=at, updated_by=actor):
        raise DraftConflict(describe_conflict(Article.objects.get(pk=article_id)))
    article = Article.objects.get(pk=article_id)
    keep_first(article=article, before=before)
    return article


def begin_draft(*, article: Article, actor: AbstractBaseUser | None, at: datetime) -> Article:
    """Save a new draft for the first time."""
    article.created_at = article.updated_at = at
    article.created_by = article.updated_by = actor  # type: ignore[assignment]  # which model users are is the site's word
    article.save()
    return article


@transaction.atomic
def save_draft(*, article: Article, version: int, actor: AbstractBaseUser | None, at: datetime) -> Article:
    """Save a changed draft, provided nobody saved it in between.

    Args:
        article: The draft with its new values.
        version: The version the editor had open.
        actor: Who saves.
        at: When.

    Raises:
        DraftConflict: The draft has another version by now; nothing is saved.
    """
    taken = touch_article(article_id=article.pk, version=version, actor=actor, at=at)
    article.version, article.updated_at, article.updated_by = taken.version, taken.updated_at, taken.updated_by
    article.save()
    return article


@transaction.atomic
def discard_draft(*, article: Article) -> None:
    """Delete a draft that was never published, with the questions that nothing else names."""
    for item in article.draft_items.select_related("version__question"):
        remove_question(item=item)
    article.delete()


def number_rows(rows: "QuerySet[Any]") -> None:
    """Number ordered rows 1, 2, 3 in the order they have, so that the next one comes last."""
    for place, row in enumerate(rows, start=1):
        if row.position != place:
            rows.model._default_manager.filter(pk=row.pk).update(position=place)


def choose_source(*, article: Article, reference_id: int | None) -> None:
    """Leave no reference but this one marked as the paper summarised; it may be marked afterwards."""
    article.references.filter(is_source=True).exclude(pk=reference_id or 0).update(is_source=False)


def loosen_keys(rows: Sequence[Any]) -> None:
    """Move the keys of saved rows out of the way, so that two rows can swap theirs."""
    for row in rows:
        type(row)._default_manager.filter(pk=row.pk).update(key=f"-{row.pk}-")
