"""The hash of what a version says, taken when an edition pins it, and fixed from then on.

SQLite makes the table anew, so the guards on it and those that look into it go before and come back after.
"""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from content.guards import changed, guard
from content.version_hashes import hash_of_version

BATCH = 500
FROZEN_VERSION = (
    "EXISTS (SELECT 1 FROM content_questionversion v WHERE v.id = NEW.version_id AND v.frozen_at IS NOT NULL)"
)


def of_versions(*more: str) -> migrations.RunPython:
    """Return the guard of versions, with the columns that it watches besides the old ones."""
    columns = (
        "question_id", "number", "kind", "scoring", "level", "stem", "hint", "points", "denominator", "unit",
        "is_case_sensitive", "image", "image_alt", "image_credit", "frozen_at",
    )  # fmt: skip
    return guard(
        name="content_questionversion_written_once",
        table="content_questionversion",
        events=["UPDATE"],
        refuses="OLD.frozen_at IS NOT NULL AND (" + changed(*columns, *more) + ")",
        message="a version that an edition pins is never changed",
    )


OF_OPTIONS, OF_PARTS = (
    guard(
        name=f"content_{what}_written_once",
        table=f"content_{what}",
        events=["INSERT", "UPDATE"],
        refuses=FROZEN_VERSION,
        message=f"the {what}s of a version that an edition pins are never changed",
    )
    for what in ("option", "part")
)


def without(step: migrations.RunPython) -> migrations.RunPython:
    """Return the step that takes a guard away, and puts it back on the way down."""
    return migrations.RunPython(step.reverse_code, step.code)


def take_hashes(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the hash of every version that is frozen."""
    versions = apps.get_model("content", "QuestionVersion").objects.using(editor.connection.alias)
    frozen = versions.filter(frozen_at__isnull=False).order_by("pk").prefetch_related("options", "parts")
    last = 0
    while batch := list(frozen.filter(pk__gt=last)[:BATCH]):
        for version in batch:
            version.content_hash = hash_of_version(version)
        versions.bulk_update(batch, ["content_hash"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    dependencies = [("content", "0026_language_of_letters")]

    operations = [
        without(of_versions()),
        without(OF_OPTIONS),
        without(OF_PARTS),
        migrations.AddField(
            model_name="questionversion",
            name="content_hash",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=64),
        ),
        migrations.RunPython(take_hashes, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="questionversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frozen_at__isnull", True), models.Q(("content_hash", ""), _negated=True), _connector="OR"
                ),
                name="content_questionversion_frozen_with_its_hash",
            ),
        ),
        OF_PARTS,
        OF_OPTIONS,
        of_versions("content_hash"),
    ]
