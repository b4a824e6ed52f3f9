"""Databases from before a migration, with rows, brought over it. Run in a process and on a database of its own."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from content.models import Option, Part, QuestionVersion
from content.version_hashes import hash_of_version

AT = datetime(2026, 11, 1, 12, tzinfo=UTC)


def migrate_to(name: str) -> Any:
    """Bring the database to a migration of the content room; return its models as they were then."""
    executor = MigrationExecutor(connection)
    executor.migrate([("content", name)])
    return MigrationExecutor(connection).loader.project_state([("content", name)]).apps


def note_pictures_of_old_editions(editions: list[list[dict[str, Any]]]) -> dict[str, Any]:
    """Make editions with these figures before pictures were noted, and say what is noted of them afterwards."""
    before = migrate_to("0008_independence")
    for number, figures in enumerate(editions, start=1):
        article = before.get_model("content", "Article").objects.create(
            slug=f"old-{number}", title="Old", created_at=AT, updated_at=AT
        )
        release = before.get_model("content", "Release").objects.create(article=article, number=1, opened_at=AT)
        before.get_model("content", "Edition").objects.create(
            release=release,
            slug=article.slug,
            source_hash=str(number) * 64,
            renderer_version=1,
            listed_at=AT,
            released_at=AT,
            changed_at=AT,
            pass_mark_percent=75,
            policy={},
            teaser={},
            source={"figures": figures},
            html={},
        )
    after = migrate_to("0009_renditions")
    pictures = after.get_model("content", "EditionPicture").objects.order_by("edition_id", "picture")
    renditions = after.get_model("content", "Rendition").objects.order_by("picture", "width", "format")
    return {
        "pictures": list(pictures.values_list("edition__slug", "picture", "shown_at")),
        "renditions": list(renditions.values_list("picture", "width", "height", "format", "state")),
    }


def hash_old_questions(frozen: int, loose: int) -> dict[str, Any]:
    """Make versions before they had a hash, so many of them pinned; say what they have afterwards, and what is refused.

    The migration is undone and made once more, with the rows there.
    """
    before = migrate_to("0026_language_of_letters")
    made = [_old_version(before, number) for number in range(frozen + loose)]
    versions = before.get_model("content", "QuestionVersion").objects
    versions.filter(pk__in=made[:frozen]).update(frozen_at=AT)
    found = []
    for name in ("0027_hashes_of_questions", "0026_language_of_letters", "0027_hashes_of_questions"):
        migrate_to(name)
        if name.startswith("0027"):
            found.append(list(QuestionVersion.objects.order_by("pk").values_list("content_hash", flat=True)))
    rows = QuestionVersion.objects.filter(frozen_at=AT).order_by("pk")
    first = made[0]
    refused = [
        _is_refused(QuestionVersion.objects.filter(pk=first), content_hash="x"),
        _is_refused(QuestionVersion.objects.filter(pk=first), stem="x"),
        _is_refused(Option.objects.filter(version=first), text="x"),
        _is_refused(Part.objects.filter(version=first), text="x"),
        _is_refused(QuestionVersion.objects.filter(pk=made[-1]), frozen_at=AT),
    ]
    return {"found": found, "expected": [hash_of_version(row) for row in rows], "refused": refused}


def _old_version(before: Any, number: int) -> int:
    model = partial(before.get_model, "content")
    question = model("Question").objects.create(created_at=AT)
    version = model("QuestionVersion").objects.create(question=question, stem=f"Question {number}", kind="matching")
    option = model("Option").objects.create(
        version=version, position=1, text="One", is_key=True, tolerance=Decimal("0.25")
    )
    model("Part").objects.create(version=version, position=1, text="A vignette", key=option)
    return int(version.pk)


def _is_refused(rows: Any, **change: Any) -> bool:
    try:
        with transaction.atomic():
            rows.update(**change)
    except IntegrityError:
        return True
    return False
