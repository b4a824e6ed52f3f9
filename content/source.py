"""The source of an edition: everything a reader will see, as plain values that can be stored and hashed."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.db.models import prefetch_related_objects
from django.forms.models import model_to_dict
from django.utils import timezone, translation

from content.citations import VANCOUVER
from content.kind_source import frozen_kind, public_kind
from content.models import (
    ActivityFormat,
    Article,
    Contribution,
    Contributor,
    Disclosure,
    DraftItem,
    Figure,
    Part,
    QuestionVersion,
    Reference,
    ReferenceKind,
    Relationship,
)
from content.models.study import split_groups
from content.policy import Policy
from content.question_text import TYPED, Kind
from content.reviewed_words import RARE_TEASER, hash_of_words
from content.reviewers import named_reviewers

TEASER = (
    "slug",
    "title",
    "question",
    "audience",
    "minutes",
    "format",
    "reviewed_on",
    "is_demonstration",
    "topics",
    "byline",
    "objectives",
    "has_pre_test",
    "post_test_items",
    "pass_mark_percent",
    "policy",
    "plain_language_url",
)
TEXTS = (
    "slug", "title", "question", "audience", "minutes", "is_demonstration", "plain_language_url", "key_data",
    "key_learning", "limits", "body",
)  # fmt: skip
REFERENCE_FIELDS = (
    "key", "is_source", "authors", "title", "journal", "year", "volume", "issue", "pages", "doi", "pmid", "url", "note",
)  # fmt: skip


# Frozen where they say something, so that the hash of a source without them stays what it was.
RARE_REFERENCE_FIELDS = (
    "kind", "pmcid", "container", "editors", "edition", "publisher", "place", "number", "published_on", "updated_on",
    "accessed_on", "retracted_reason",
)  # fmt: skip


def source_of(article: Article, *, opens_release: bool = False) -> dict[str, Any]:
    """Collect all that a reader will see of an article as it stands now.

    Args:
        article: The draft.
        opens_release: It is read to open a release, so that only sign-offs of these very words count.

    Returns:
        Values that JSON can hold; the moment of publication and the number of the edition are not among them.
    """
    contributions = list(article.contributions.select_related("contributor"))
    source = _written(article, contributions)
    words = partial(hash_of_words, article, source)
    reviewers = named_reviewers(article, contributions, words, opens_release=opens_release)
    reviewed_on = max((row["confirmed_on"] for row in reviewers), default="")
    return source | {"reviewers": reviewers, "reviewed_on": reviewed_on}


def _written(article: Article, contributions: list[Contribution]) -> dict[str, Any]:
    """Collect all but who reviewed it."""
    items = list(article.draft_items.select_related("version", "objective", "reference"))
    policy = Policy.of_article(article)
    return (
        _texts(article)
        | {
            "format": _format(article),
            "topics": _topics(article),
            "byline": _byline(contributions),
            "disclosures": _disclosures(article, contributions),
            "objectives": [{"key": row.key, "text": row.text} for row in article.objectives.all()],
            "key_figures": [
                model_to_dict(row, ("value", "label", "n", "time_point", "interval"))
                for row in article.key_figures.all()
            ],
            "references": [frozen_reference(row) for row in article.references.all()],
            "figures": [_figure(row) for row in article.figures.all()],
            "items": [_item(row) for row in items],
            "has_pre_test": article.has_pre_test and any(row.in_pre_test for row in items),
            "pre_test_items": sum(row.in_pre_test for row in items),
            "post_test_items": _asked([row for row in items if row.in_post_test], policy),
            "self_check_items": sum(row.in_self_check for row in items),
            "in_text": _asked_in_text([row for row in items if row.in_text]),
            "pass_mark_percent": policy.pass_mark_percent,
            "policy": policy.as_json(),
        }
        | _support(article)
        | _study(article)
        | _style()
        | frozen_kind(article, contributions)
    )


def _study(article: Article) -> dict[str, Any]:
    """Freeze study design and age groups as codes, where the article says them; older editions say none."""
    said = {"study_design": article.study_design, "population": split_groups(article.population)}
    return {name: value for name, value in said.items() if value}


def _style() -> dict[str, str]:
    """Freeze the style of the references; an edition that names none is in Vancouver style."""
    style = settings.REFERENCE_STYLE
    return {} if style == VANCOUVER else {"reference_style": style}


def _texts(article: Article) -> dict[str, Any]:
    return {name: getattr(article, name) for name in TEXTS}


def _format(article: Article) -> dict[str, Any]:
    """Return the format of the activity (F1); a site whose list is empty has none."""
    chosen = article.format or ActivityFormat.objects.filter(retired_on=None).first()
    return model_to_dict(chosen, ("code", "name", "description", "needs_source_read")) if chosen else {}


def _asked(pool: Sequence[DraftItem], policy: Policy) -> int:
    """Return how many items of the test an attempt asks: so many as are drawn, and those that do not count besides."""
    scored = sum(row.version.points > 0 for row in pool)
    return len(pool) - scored + min(scored, policy.items_drawn or scored)


def teaser_of(source: dict[str, Any]) -> dict[str, Any]:
    """Keep what everybody may see, whoever asks (A3)."""
    said = {name: source[name] for name in RARE_TEASER if name in source}
    return {name: source[name] for name in TEASER} | said | public_kind(source)


def hash_of(source: dict[str, Any]) -> str:
    """Return the SHA-256 of the source in a canonical form."""
    canonical = json.dumps(source, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _topics(article: Article) -> list[dict[str, str]]:
    """Return the topics in the order they were chosen; the first is the main one."""
    ties = Article.topics.through.objects.filter(article=article).order_by("pk").select_related("topic")
    return [{"slug": tie.topic.slug, "name": tie.topic.name} for tie in ties]


def _byline(contributions: Iterable[Contribution]) -> list[dict[str, str]]:
    return [
        {
            "name": row.contributor.name,
            "credentials": row.contributor.credentials,
            "affiliation": row.contributor.affiliation,
        }
        for row in contributions
        if row.role == Contribution.Role.AUTHOR
    ]


def _disclosures(article: Article, contributions: Iterable[Contribution]) -> list[dict[str, Any]]:
    """Freeze what each person disclosed last; companies by name, only the relevant ones (S1, S2)."""
    roles: dict[Contributor, list[str]] = {}
    for contribution in contributions:
        roles.setdefault(contribution.contributor, []).append(contribution.role)
    rows: list[dict[str, Any]] = []
    for contributor, held in roles.items():
        row: dict[str, Any] = {"name": str(contributor), "role": ", ".join(held), "relationships": []}
        latest = Disclosure.objects.filter(contributor=contributor).prefetch_related("relationships").first()
        row["is_collected"] = latest is not None and not article.is_demonstration
        row["disclosed_on"] = latest.disclosed_on.isoformat() if latest else ""
        if latest:
            row["relationships"] = [
                {"company": tie.company, "nature": _nature_of(tie, latest), "is_mitigated": bool(tie.mitigation)}
                for tie in latest.relationships.all()
                if tie.decision != "not-relevant"
            ]
        rows.append(row)
    return rows


def _nature_of(tie: Relationship, disclosure: Disclosure) -> str:
    """Return what readers are told of a relationship: its kind, as contributors are promised who send it themselves.

    What they write besides may name amounts. What was entered at the desk was written for readers.
    """
    with translation.override("en"):
        return str(tie.get_kind_display()) if disclosure.submitted_at else tie.nature


def _support(article: Article) -> dict[str, Any]:
    """Return the support whose agreement is signed (S3), and whether any is not: then none must be denied."""
    today = timezone.now().date()
    rows = list(article.support.select_related("funder"))
    signed = [row for row in rows if row.agreement_signed_on and row.agreement_signed_on <= today]
    named = [{"name": row.funder.name, "level": row.level, "in_kind": row.in_kind} for row in signed]
    return {"support": named} | ({} if len(signed) == len(rows) else {"is_support_pending": True})


def frozen_reference(row: Reference) -> dict[str, Any]:
    """Return what an edition keeps of a reference."""
    return {name: getattr(row, name) for name in REFERENCE_FIELDS} | rare_fields(
        {name: getattr(row, name) for name in RARE_REFERENCE_FIELDS}
    )


def rare_fields(values: Mapping[str, Any]) -> dict[str, str]:
    """Keep those that say something, as text; an article is what a reference is unless it says otherwise."""
    kept = {name: str(value) for name, value in values.items() if value}
    if kept.get("kind") == ReferenceKind.ARTICLE:
        del kept["kind"]
    return kept


def _figure(row: Figure) -> dict[str, Any]:
    name = str(row.image.name).rsplit("/", 1)[-1]
    return {
        "key": row.key,
        "address": f"/figures/{name}",
        "width": row.width,
        "height": row.height,
        "alt": row.alt,
        "credit": row.credit,
    }


def _item(row: DraftItem) -> dict[str, Any]:
    """Name the version and what it tests. Keys and rationales stay in their own rows, so that none leaks from here."""
    return {
        "key": row.key,
        "version": row.version_id,
        "in_pre_test": row.in_pre_test,
        "in_post_test": row.in_post_test,
        "in_text": row.in_text,
        "in_self_check": row.in_self_check,
        "objective": row.objective.key if row.objective else "",
        "passage": row.passage,
        "reference": row.reference.key if row.reference else "",
    }


def _asked_in_text(rows: list[DraftItem]) -> list[dict[str, Any]]:
    """Freeze what the article's page shows of the questions in its text: what is asked, never what is right."""
    prefetch_related_objects([row.version for row in rows], "options", "parts")
    return [_frozen_question(row) for row in rows]


def _frozen_question(row: DraftItem) -> dict[str, Any]:
    version = row.version
    options = list(version.options.all())
    if version.kind in TYPED:
        options = []  # they are the accepted answers
    elif version.kind == Kind.ORDERING:
        options.sort(key=lambda option: option.text)  # as written, they stand in the right order
    return {
        "version": version.pk,
        "kind": version.kind,
        "stem": version.stem,
        "hint": version.hint,
        "unit": version.unit,
        "passage": row.passage,
        "picture": picture_of(version),
        "options": [{"id": option.pk, "text": option.text} for option in options],
        "parts": [
            {"id": part.pk, "text": part.text} | ({"picture": picture_of(part)} if part.image else {})
            for part in version.parts.all()
        ],
    }


def picture_of(version: QuestionVersion | Part) -> dict[str, Any] | None:
    """Return address, alternative text, size and credit of the picture of a question or part; None without one."""
    if not version.image:
        return None
    return {
        "address": f"/figures/{str(version.image.name).rsplit('/', 1)[-1]}",
        "alt": version.image_alt,
        "width": version.image_width,
        "height": version.image_height,
        "credit": version.image_credit,
    }
