"""Saving the planning record of an article."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.models import Article, Competency, PlanningRecord

TEXTS = ("practice_gap", "need", "intended_change", "why_this_format")


class PlanningConflict(Exception):
    """The record was saved by somebody else in between; the message is fit to show to the editor."""


def planning_of(article: Article, *, at: datetime) -> PlanningRecord:
    """Return the planning record of an article, a new one that is not stored if there is none."""
    record = PlanningRecord.objects.filter(article=article).select_related("updated_by").first()
    return record or PlanningRecord(article=article, version=0, updated_at=at)


@transaction.atomic
def save_planning(
    *,
    article: Article,
    texts: dict[str, str],
    competencies: list[Competency],
    version: int,
    actor: AbstractBaseUser | None,
    at: datetime,
) -> PlanningRecord:
    """Save the planning record, provided nobody saved it in between.

    Args:
        article: Whose record it is.
        texts: A text for each of ``TEXTS``.
        competencies: The competencies addressed.
        version: The version the editor had open; 0 if there was none.
        actor: Who saves.
        at: When.

    Raises:
        PlanningConflict: The record has another version by now; nothing is saved.
    """
    Article.objects.select_for_update(of=("self",)).get(pk=article.pk)
    record = planning_of(article, at=at)
    if record.version != version:
        who = record.updated_by.get_username() if record.updated_by else "Somebody"
        raise PlanningConflict(
            f"{who} saved this record at {record.updated_at:%H:%M} UTC on {record.updated_at:%-d %B %Y}, after you "
            "opened it. Yours stands below and is not saved yet. Compare with what is saved, and save again."
        )
    for name in TEXTS:
        setattr(record, name, texts[name])
    record.version, record.updated_at, record.updated_by = version + 1, at, actor  # type: ignore[assignment]
    record.save()
    record.competencies.set(competencies)
    return record
