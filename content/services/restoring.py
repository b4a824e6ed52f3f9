"""Bringing an earlier version of a draft back, and beginning another article with a copy of one.

Both write forward: history is added to, never rewound. People and support stay as they are, since they are facts about
the release (S1, S4) and no words of the article.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.draft_copy import copy_of, is_written, text_of_copy
from content.models import Article, Contribution, DraftItem, DraftVersion, Question, QuestionVersion, Topic
from content.services.drafts import begin_draft, choose_source, loosen_keys, touch_article
from content.services.history import keep_version
from content.services.questions import (
    TIES,
    drop_if_unnamed,
    reword,
    wording_of,
    wording_of_text,
    write_questions,
)

RESTORED = ("objectives", "key_figures", "figures", "references", "videos")
NOT_COPIED = frozenset({"title", "expires_on", "case_basis"})  # each article says these for itself


@transaction.atomic
def restore_version(
    *, kept: DraftVersion, version: int, actor: AbstractBaseUser | None, at: datetime
) -> DraftVersion | None:
    """Let a draft say again what an earlier version says, as its next version.

    Questions name the wordings that they named, where those still say the same; otherwise the words come back as
    another version, and frozen ones stay as they are.

    Args:
        kept: The earlier version.
        version: The version of the draft that the editor looked at.
        actor: Who decides it.
        at: When.

    Returns:
        The new version; None if the draft says all that already.

    Raises:
        DraftConflict: The draft has another version by now; nothing is changed.
    """
    article = touch_article(article_id=kept.article_id, version=version, actor=actor, at=at)
    now, then = copy_of(article), kept.draft
    _write_fields(article, then["fields"])
    _write_topics(article, then["topics"])
    for group in RESTORED:
        # A copy that is older than a kind of rows says nothing of them.
        _write_rows(article, group, now["rows"][group], then["rows"].get(group, now["rows"][group]))
    _write_questions(article, now["questions"], then["questions"], at, actor)
    note = f"Brings back version {kept.number}, of {kept.saved_at:%-d %B %Y, %H:%M} UTC."
    return keep_version(article_id=article.pk, actor=actor, at=at, note=note)


@transaction.atomic
def duplicate_article(*, article: Article, slug: str, actor: AbstractBaseUser | None, at: datetime) -> Article:
    """Begin another article with the words, rows and questions of one; authors come along, reviews and support do not.

    Args:
        article: The one that is copied.
        slug: Address of the new one.
        actor: Who does it.
        at: When.
    """
    draft = copy_of(article)
    copy = Article(slug=slug, title=f"Copy of {article.title}"[:200])
    _set_fields(copy, {name: value for name, value in draft["fields"].items() if name not in NOT_COPIED})
    begin_draft(article=copy, actor=actor, at=at)
    _write_topics(copy, draft["topics"])
    places: dict[tuple[str, int], int] = {}
    for group in RESTORED:
        for row in draft["rows"][group]:
            made = _row_of(copy, group, row)
            old, made.pk = made.pk, None
            made.save(force_insert=True)
            places[group, old] = made.pk
    for item in article.draft_items.all():
        item.objective_id = places.get(("objectives", item.objective_id or 0))
        item.reference_id = places.get(("references", item.reference_id or 0))
        item.pk, item.article = None, copy
        item._state.adding = True
        item.save(force_insert=True)
    for person in article.contributions.filter(role__in=Contribution.WRITING):
        person.pk, person.article, person.started_on, person.confirmed_on = None, copy, None, None
        person._state.adding = True
        person.save(force_insert=True)
    keep_version(article_id=copy.pk, actor=actor, at=at, note=f"A copy of “{article.title}”."[:200])
    return copy


def _set_fields(article: Article, values: Mapping[str, Any]) -> None:
    """Set the columns that the values name; a column that is younger than they stays."""
    for field in article._meta.concrete_fields:
        if is_written(field) and field.name in values:
            setattr(article, field.attname, field.to_python(values[field.name]))


def _write_fields(article: Article, values: Mapping[str, Any]) -> None:
    _set_fields(article, values)
    article.save()


def _write_topics(article: Article, ties: list[list[Any]]) -> None:
    """Choose the topics in their order; one that is no longer there is left out."""
    wanted = [pk for pk, _ in ties]
    standing = Article.topics.through.objects.filter(article=article).order_by("pk").values_list("topic", flat=True)
    if list(standing) == wanted:
        return
    known = Topic.objects.in_bulk(wanted)
    article.topics.clear()
    for pk in wanted:
        if pk in known:
            article.topics.add(known[pk])


def _write_rows(article: Article, group: str, now: list[dict[str, Any]], then: list[dict[str, Any]]) -> None:
    """Make the rows of a group those of the copy, under their old primary keys; what is the same is left alone.

    Rows that stand are changed and not made anew, since other tables may name them. A column that is younger than the
    copy keeps its value.
    """
    standing = {row["id"]: row for row in now}
    rows = getattr(article, group)
    rows.exclude(pk__in=[row["id"] for row in then]).delete()
    changed = [row for row in then if standing.get(row["id"], {}) | row != standing.get(row["id"])]
    if group == "references" and changed:
        choose_source(article=article, reference_id=None)
        changed += [row for row in then if row["is_source"] and row not in changed]
    if "key" in {field.name for field in rows.model._meta.concrete_fields}:
        loosen_keys(rows.filter(pk__in=[row["id"] for row in changed]))
    for row in changed:
        is_new = row["id"] not in standing
        made = _row_of(article, group, standing.get(row["id"], {}) | row)
        made.save(force_insert=is_new, force_update=not is_new)


def _row_of(article: Article, group: str, values: Mapping[str, Any]) -> Any:
    """Return an unsaved row; built with all its columns at once, so that no picture is read for its size."""
    model = getattr(article, group).model
    values = {name: value for name, value in values.items() if not _is_lost(model, name, value)}
    fields = {field.attname: field for field in model._meta.concrete_fields}
    return model(
        article=article, **{name: fields[name].to_python(value) for name, value in values.items() if name in fields}
    )


def _is_lost(model: Any, name: str, value: Any) -> bool:
    """Tell whether a column named a row that is no longer there and may name none."""
    field = next((field for field in model._meta.concrete_fields if field.attname == name), None)
    if field is None or not field.is_relation or not field.null or value is None:
        return False
    return not field.related_model._base_manager.filter(pk=value).exists()


def _write_questions(
    article: Article,
    now: list[dict[str, Any]],
    then: list[dict[str, Any]],
    at: datetime,
    actor: AbstractBaseUser | None,
) -> None:
    objectives = set(article.objectives.values_list("pk", flat=True))
    references = set(article.references.values_list("pk", flat=True))
    standing = {item.pk: item for item in article.draft_items.select_related("version__question")}
    untied = {item.pk for item in standing.values() if None in (item.objective_id, item.reference_id)}
    same = {row["id"] for row in now if row in then and row["id"] not in untied}
    gone = [item for pk, item in standing.items() if pk not in same]
    article.draft_items.exclude(pk__in=same).delete()
    for row in then:
        if row["id"] in same:
            continue
        ties = {name: row[name] for name in TIES if name not in {"objective", "reference"}}
        DraftItem(
            pk=row["id"],
            article=article,
            version=_version_of(row, article, at, actor),
            objective_id=row["objective"] if row["objective"] in objectives else None,
            reference_id=row["reference"] if row["reference"] in references else None,
            **ties,
        ).save(force_insert=True)
    for version in {item.version for item in gone}:
        drop_if_unnamed(version=version)


def _version_of(
    row: Mapping[str, Any], article: Article, at: datetime, actor: AbstractBaseUser | None
) -> QuestionVersion:
    """Return the version that the copy names, or one that says what it said."""
    text = text_of_copy(row)
    version = QuestionVersion.objects.select_for_update().filter(pk=row["version"]).first()
    if version is not None and wording_of(version) == wording_of_text(text):
        return version
    latest = QuestionVersion.objects.filter(question=row["question"]).order_by("number").last()
    if latest is not None:
        latest = QuestionVersion.objects.select_for_update().get(pk=latest.pk)
        return reword(version=latest, text=text, article=article)
    question = Question(created_at=at, created_by=actor)  # type: ignore[misc]  # the site's user model
    return write_questions(questions=[question], texts=[text])[0]
