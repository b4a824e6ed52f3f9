"""Databases from before a migration, with rows, brought over it. Run in a process and on a database of its own."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

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
