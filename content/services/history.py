"""Keeping the history of a draft: each save leaves a version, in the transaction of the save."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.draft_copy import copy_of
from content.models import Article, DraftVersion
from content.source import hash_of


@transaction.atomic
def keep_version(
    *, article_id: int, actor: AbstractBaseUser | None, at: datetime, note: str = ""
) -> DraftVersion | None:
    """Keep what a draft says now; call it last in the transaction that saved it.

    Args:
        article_id: The draft; its version was counted up by this save.
        actor: Who saved.
        at: When.
        note: What the save was, if it was no editor's typing.

    Returns:
        The new version; None if the draft says what the latest one says, so that there is nothing to keep.
    """
    return _keep(Article.objects.get(pk=article_id), actor=actor, at=at, note=note)


def keep_first(*, article: Article, before: Article) -> None:
    """Keep what a draft said before its first change that is kept.

    Args:
        article: The draft; nothing of it is changed yet but its version.
        before: The same before that; it says who saved it when.
    """
    if article.version == before.version + 1 and not article.draft_versions.exists():
        _keep(before, actor=before.updated_by, at=before.updated_at, note="As it was before its history was kept.")


def _keep(article: Article, *, actor: Any, at: datetime, note: str) -> DraftVersion | None:
    draft = copy_of(article)
    digest = hash_of(draft)
    if article.draft_versions.order_by("-number").values_list("digest", flat=True).first() == digest:
        return None
    return DraftVersion.objects.create(
        article=article, number=article.version, draft=draft, digest=digest, saved_at=at, saved_by=actor, note=note
    )
