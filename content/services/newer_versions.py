"""Newer versions of a draft's questions: offered, and taken over by an editor's own act, never in silence."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from content.models import DraftItem, QuestionVersion
from content.services.drafts import touch_article
from content.services.history import keep_version


class VersionRefused(Exception):
    """The draft names the version that it named before; the message is fit to show to the editor."""


def newer_versions(items: Sequence[DraftItem]) -> dict[int, QuestionVersion]:
    """Return the newest version of each item's question, by the item's primary key, where it is newer than the item's.

    Args:
        items: Items of a draft, with their versions.
    """
    questions = [item.version.question_id for item in items]
    numbers = QuestionVersion.objects.filter(question__in=questions).order_by("question", "number")
    newest = dict(numbers.values_list("question", "pk"))
    wanted = {item.pk: newest[item.version.question_id] for item in items}
    standing = {item.pk: item.version_id for item in items}
    pks = [pk for item, pk in wanted.items() if pk != standing[item]]
    found = QuestionVersion.objects.prefetch_related("options", "parts").in_bulk(pks) if pks else {}
    return {item: found[pk] for item, pk in wanted.items() if pk in found and pk != standing[item]}


@transaction.atomic
def use_version(
    *, item: DraftItem, number: int, draft_version: int | None, actor: AbstractBaseUser | None, at: datetime
) -> DraftItem:
    """Let a draft name another version of a question that it has.

    Args:
        item: The item; its ties to the article stay.
        number: Number of the version.
        draft_version: The version of the draft that the editor had open; None takes whatever it is now.
        actor: Who decides it.
        at: When.

    Raises:
        DraftConflict: The draft has another version by now; nothing is changed.
        VersionRefused: The question has no such version, or the article names it already.
    """
    touch_article(article_id=item.article_id, version=draft_version, actor=actor, at=at)
    item = DraftItem.objects.select_related("version__question").get(pk=item.pk)
    left = item.version
    version = left.question.versions.filter(number=number).first()
    if version is None:
        raise VersionRefused(f"Question {item.key} has no version {number}. Load the page again.")
    item.version = version
    try:
        with transaction.atomic():
            item.save(update_fields=["version"])
    except IntegrityError as error:
        raise VersionRefused(f"Another question of this article is version {number} already.") from error
    if left != version and left.frozen_at is None and not left.question.banked_at and not left.draft_items.exists():
        left.delete()  # A wording that nobody was asked and nobody names any more.
    keep_version(article_id=item.article_id, actor=actor, at=at)
    return item
