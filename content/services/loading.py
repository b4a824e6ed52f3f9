"""Loading article files: into drafts, and demonstration articles into editions too."""

from dataclasses import replace
from datetime import UTC, datetime, time
from enum import Enum
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from content.articlefiles import ArticleFile, Fault, FileRefused
from content.checklist import check_article
from content.file_fields import POLICY
from content.file_questions import question_of
from content.findings import Severity
from content.models import (
    Article,
    Competency,
    Contribution,
    Contributor,
    DraftItem,
    Funder,
    KeyFigure,
    Objective,
    Option,
    QuestionVersion,
    Reference,
    ReferenceKind,
    Support,
    Topic,
)
from content.models.study import join_groups
from content.services.history import keep_version
from content.services.loaded_kinds import set_kind, write_kind
from content.services.loaded_pictures import store_pictures
from content.services.loaded_rows import checked as _checked
from content.services.loaded_rows import line_of as _line_of
from content.services.planning import TEXTS, planning_of, save_planning
from content.services.publishing import Correction, PublishRefused, publish_article
from content.services.questions import QuestionRefused, remove_question, save_question
from content.services.topics import TopicRefused, check_place

KEY_CHANGED = "The right answer of a question was corrected."
RULES_CHANGED = "The rules of the test changed."  # where that alone makes the correction a material one
HOUR_OF_RELEASE = time(6, tzinfo=UTC)


class Loaded(Enum):
    """What loading a file came to."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@transaction.atomic
def load_topics(rows: list[dict[str, Any]]) -> None:
    """Add topics, and bring names, texts and places in the tree of known ones up to date.

    Raises:
        FileRefused: A text is too long, another topic has the name, or a topic cannot stand where the file has it;
            nothing of the file is kept.
    """
    for row in rows:
        topic = Topic.objects.filter(slug=row["slug"]).first() or Topic(slug=row["slug"])
        topic.name, topic.description = row["name"], row["description"]
        topic.introduction = row["introduction"] or topic.introduction
        _checked(topic, row["line"])
        if Topic.objects.filter(name=topic.name).exclude(pk=topic.pk).exists():
            raise FileRefused([Fault(row["line"], f"Another topic has the name {topic.name}.")])
        topic.save()
    _place_topics(rows)


def _place_topics(rows: list[dict[str, Any]]) -> None:
    """Place topics below others once all are there. A row that names none leaves its topic where editors put it."""
    topics = Topic.objects.in_bulk(field_name="slug")
    placed = [row for row in rows if row["parent"]]
    Topic.objects.filter(slug__in=[row["slug"] for row in placed]).update(parent=None)
    for row in placed:
        topic, parent = topics[row["slug"]], topics.get(row["parent"])
        if parent is None:
            raise FileRefused([Fault(row["line"], f"No topic has the slug {row['parent']}. Add it to topics.yaml.")])
        try:
            check_place(topic=topic, parent=parent)
        except TopicRefused as refusal:
            raise FileRefused([Fault(row["line"], str(refusal))]) from refusal
        Topic.objects.filter(pk=topic.pk).update(parent=parent)


@transaction.atomic
def load_article(*, file: ArticleFile, digest: str, at: datetime, folder: Path | None = None) -> Loaded:
    """Bring a draft to what its file says; publish it if it is a demonstration.

    Args:
        file: What was read.
        digest: Hash of the file's text; a file already loaded is left alone.
        at: Now; aware.
        folder: Where the pictures and videos lie that it names.

    Raises:
        FileRefused: The article cannot be loaded here or published; nothing of the file is kept.
    """
    values = file.values
    if values["demonstration"] and not settings.IS_DEMONSTRATION_ALLOWED:
        raise FileRefused(
            [Fault(file.lines["demonstration"], "Demonstration articles are never loaded on a production site.")]
        )
    article = Article.objects.select_for_update(of=("self",)).filter(slug=values["slug"]).first()
    if article and article.file_digest == digest:
        return Loaded.UNCHANGED
    if article and article.updated_by_id is not None:
        message = (
            "An editor has changed this article since it was loaded. Change it in the admin, or choose another slug."
        )
        raise FileRefused([Fault(file.lines["slug"], message)])
    if article and article.is_demonstration != values["demonstration"]:
        raise FileRefused([Fault(file.lines["slug"], "Another article has this address. Choose another slug.")])
    outcome = Loaded.CHANGED if article else Loaded.NEW
    article = _write(article, file, digest, at, folder)
    if article.is_demonstration:
        _publish(article, file, at)
    return outcome


def _write(article: Article | None, file: ArticleFile, digest: str, at: datetime, folder: Path | None) -> Article:
    values = file.values
    article = article or Article(slug=values["slug"], created_at=at, is_demonstration=values["demonstration"])
    for name in ("title", "question", "audience", "minutes"):
        setattr(article, name, values[name])
    for name, text in file.parts.items():
        setattr(article, name, text)
    article.study_design, article.population = values["study_design"], join_groups(values["population"])
    article.has_pre_test = values["pre_test"]
    defaults = Article()
    for name, field in POLICY.items():
        is_left_out = values[name] in (None, "")
        setattr(article, field, getattr(defaults, field) if is_left_out else values[name])
    set_kind(article, values)
    article.file_digest, article.updated_at, article.version = digest, at, article.version + 1
    _checked(article, 1, file.lines).save()
    _write_topics(article, file)
    _write_people(article, file)
    _write_rows(article, values)
    write_kind(article, file, folder)
    _write_questions(article, file, at, folder)
    _write_planning(article, file, at)
    keep_version(article_id=article.pk, actor=None, at=at, note="Loaded from a file.")
    return article


def _write_topics(article: Article, file: ArticleFile) -> None:
    slugs = file.values["topics"]
    known = Topic.objects.in_bulk(slugs, field_name="slug")
    unknown = [slug for slug in slugs if slug not in known]
    if unknown:
        message = f"No topic has the slug {unknown[0]}. Add it to topics.yaml."
        raise FileRefused([Fault(file.lines["topics"], message)])
    article.topics.clear()
    for slug in slugs:
        article.topics.add(known[slug])


def _write_people(article: Article, file: ArticleFile) -> None:
    article.contributions.filter(role=Contribution.Role.AUTHOR).delete()
    for position, name in enumerate(file.values["byline"], start=1):
        _checked(Contributor(name=name), file.lines["byline"])
        contributor, _ = Contributor.objects.get_or_create(name=name)
        Contribution.objects.create(article=article, contributor=contributor, position=position)
    article.support.all().delete()
    for row in file.values["support"]:
        _checked(Funder(name=row["funder"]), row["line"])
        funder, _ = Funder.objects.get_or_create(name=row["funder"])
        fields = {name: row[name] for name in ("level", "in_kind", "agreement_signed_on")}
        _checked(Support(article=article, funder=funder, **fields), row["line"]).save()


def _write_rows(article: Article, values: dict[str, Any]) -> None:
    """Replace objectives, key figures and references; the questions are tied to them anew afterwards."""
    article.objectives.all().delete()
    article.key_figures.all().delete()
    article.references.all().delete()
    for position, row in enumerate(values["objectives"], start=1):
        _checked(Objective(article=article, position=position, **_without_line(row)), row["line"]).save()
    for position, row in enumerate(values["key_figures"], start=1):
        _checked(KeyFigure(article=article, position=position, **_without_line(row)), row["line"]).save()
    for row in values["references"]:
        is_source = row["key"] == values["source"]
        values_of_row = _without_line(row) | {"kind": row["kind"] or ReferenceKind.ARTICLE}
        _checked(Reference(article=article, is_source=is_source, **values_of_row), row["line"]).save()


def _write_planning(article: Article, file: ArticleFile, at: datetime) -> None:
    """Bring the planning record to what the file says; one that is left out, or was saved at the desk, stays."""
    row = file.values["planning"]
    record = planning_of(article, at=at)
    if row is None or record.updated_by_id is not None:
        return
    known = Competency.objects.in_bulk(row["competencies"], field_name="code")
    unknown = [code for code in row["competencies"] if code not in known]
    if unknown:
        message = f"No competency has the code {unknown[0]}. The lead keeps their list."
        raise FileRefused([Fault(file.lines["planning"], message)])
    save_planning(
        article=article,
        texts={name: row[name] for name in TEXTS},
        competencies=list(known.values()),
        version=record.version,
        actor=None,
        at=at,
    )


def _write_questions(article: Article, file: ArticleFile, at: datetime, folder: Path | None) -> None:
    standing = {item.key: item for item in article.draft_items.select_related("version__question")}
    objectives = {row.key: row for row in article.objectives.all()}
    references = {row.key: row for row in article.references.all()}
    for position, row in enumerate(file.values["questions"], start=1):
        _checked(DraftItem(key=row["key"], passage=row["passage"]), row["line"])
        _checked(QuestionVersion(unit=row["unit"]), row["line"])
        for option in row["options"]:
            _checked(Option(position=1, text=option["text"], tolerance=option["tolerance"]), option["line"])
        text = replace(
            question_of(row, store_pictures(row, folder)),
            objective=objectives.get(row["objective"]),
            reference=references.get(row["reference"]),
            position=position,
        )
        try:
            save_question(article=article, text=text, at=at, item=standing.pop(row["key"], None))
        except QuestionRefused as refusal:
            raise FileRefused([Fault(row["line"], str(refusal))]) from refusal
    for item in standing.values():
        remove_question(item=item)


def _publish(article: Article, file: ArticleFile, at: datetime) -> None:
    """Publish a demonstration article, the first time on its own day, later as a correction."""
    released_on = file.values["released_on"]
    is_first = not article.releases.exists()
    released_at = min(at, datetime.combine(released_on, HOUR_OF_RELEASE)) if is_first and released_on else at
    stops = {finding.rule for finding in check_article(article, at=at) if finding.stops == Correction.MINOR.value}
    try:
        publish_article(
            article=article,
            actor=None,
            at=at,
            released_at=released_at,
            correction=Correction.MATERIAL if stops else Correction.MINOR,
            what_changed=(RULES_CHANGED if stops == {"C3"} else KEY_CHANGED) if stops else "",
        )
    except PublishRefused as refusal:
        musts = [finding for finding in refusal.findings if finding.severity is Severity.MUST]
        if not musts and not is_first:
            return  # Only what readers do not see has changed.
        faults = [Fault(_line_of(finding.field, file.lines), finding.message) for finding in musts]
        raise FileRefused(faults or [Fault(1, str(refusal))]) from refusal


def _without_line(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "line"}
