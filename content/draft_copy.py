"""A draft as plain values that JSON can hold: its fields, its rows, its questions with all their words.

Whatever column a model gets is kept with it, so that a new one needs nothing here. ``content.services.restoring`` turns
a copy into the draft again.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import models

from content.models import Article, DraftItem
from content.question_text import OptionText, PartText, QuestionText
from content.services.questions import TIES, WORDING, wording_as_text

# Rows by the name of their relation, in the order of the reader's page.
GROUPS = ("contributions", "support", "objectives", "key_figures", "figures", "references", "videos")
JOINED = {"contributions": "contributor", "support": "funder"}
IDENTITY = frozenset({"id", "slug", "is_demonstration"})  # of an article; no save of its form makes another one
TIED = ("objective", "reference")


def copy_of(article: Article) -> dict[str, Any]:
    """Return all that editors wrote of an article; twelve queries, however much that is."""
    rows = {}
    for group in GROUPS:
        found = getattr(article, group).all()
        joined = JOINED.get(group)
        rows[group] = [_row(row, joined) for row in (found.select_related(joined) if joined else found)]
    items = article.draft_items.select_related("version__question")
    ties = Article.topics.through.objects.filter(article=article).order_by("pk").select_related("topic")
    return {
        "fields": {field.name: _plain(field, article) for field in article._meta.concrete_fields if is_written(field)},
        "topics": [[tie.topic_id, tie.topic.name] for tie in ties],
        "rows": rows,
        "questions": [_question(item) for item in items.prefetch_related("version__options", "version__parts")],
    }


def is_written(field: "models.Field[Any, Any]") -> bool:
    """Tell whether a column of an article is something that editors write."""
    return field.editable and field.name not in IDENTITY


def _row(row: models.Model, joined: str | None) -> dict[str, Any]:
    values = {field.attname: _plain(field, row) for field in row._meta.concrete_fields if field.name != "article"}
    return values | ({"_name": str(getattr(row, joined))} if joined else {})


def _plain(field: "models.Field[Any, Any]", row: models.Model) -> Any:
    """Return the value of a column as JSON holds it; ``field.to_python`` reads it again."""
    value = field.value_from_object(row)
    if isinstance(field, models.FileField):
        return value.name or ""
    if value is None or isinstance(value, bool | int | str) or isinstance(field, models.JSONField):
        return value
    return field.value_to_string(row)


def _question(item: DraftItem) -> dict[str, Any]:
    version = item.version
    text = wording_as_text(version)
    ties = {name: getattr(item, f"{name}_id" if name in TIED else name) for name in TIES}
    return {
        "id": item.pk,
        "question": version.question_id,
        "version": version.pk,
        "number": version.number,
        **ties,
        **{name: getattr(text, name) for name in WORDING},
        "options": [
            [row.text, row.is_key, row.rationale, *(_number(value) for value in (row.share, row.tolerance))]
            for row in text.options
        ],
        "parts": [[row.text, row.key, row.rationale, *row.picture] for row in text.parts],
    }


def _number(value: Fraction | Decimal | None) -> str | None:
    """Write a number so that the same one is always written alike."""
    if value is None:
        return None
    return str(value) if isinstance(value, Fraction) else f"{value.normalize():f}"


def text_of_copy(question: Mapping[str, Any]) -> QuestionText:
    """Return what a copied question said, tied to no article."""
    return QuestionText(
        key=question["key"],
        options=[
            OptionText(
                text,
                is_key,
                rationale,
                None if share is None else Fraction(share),
                None if tolerance is None else Decimal(tolerance),
            )
            for text, is_key, rationale, share, tolerance in question["options"]
        ],
        parts=[PartText(*part) for part in question["parts"]],
        **{name: question[name] for name in WORDING},
    )
