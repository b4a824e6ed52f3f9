"""Rows that are written once: triggers that refuse what no door may do, on SQLite and PostgreSQL.

Used by migrations alone. Changing a table on SQLite makes it anew without its triggers, so a migration that alters a
guarded table puts its guards back; ``tests/content/test_guards.py`` notices when one is missing.
"""

from collections.abc import Iterable

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def guard(*, name: str, table: str, events: Iterable[str], refuses: str, message: str) -> migrations.RunPython:
    """Return the migration step that makes the database refuse some writes.

    Args:
        name: Name of the trigger: ``<app>_<model>_<what holds>``.
        table: Table it watches.
        events: ``INSERT``, ``UPDATE``.
        refuses: SQL that is true of a write to refuse; ``NEW`` and ``OLD`` are the rows. Both databases read it.
        message: What the error says.
    """
    steps = [(f"{name}_{event.lower()}", event) for event in events]

    def add(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for trigger, event in steps:
            if editor.connection.vendor == "sqlite":
                editor.execute(
                    f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} WHEN {refuses} "
                    f"BEGIN SELECT RAISE(ABORT, '{name}: {message}'); END"
                )
                continue
            editor.execute(
                f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {refuses} THEN "
                f"RAISE EXCEPTION '{name}: {message}' USING ERRCODE = 'integrity_constraint_violation'; "
                f"END IF; RETURN NEW; END $$"
            )
            editor.execute(
                f"CREATE TRIGGER {trigger} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {trigger}()"
            )

    def remove(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for trigger, _ in steps:
            if editor.connection.vendor == "sqlite":
                editor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            else:
                editor.execute(f"DROP FUNCTION IF EXISTS {trigger}() CASCADE")

    return migrations.RunPython(add, remove)


def changed(*columns: str) -> str:
    """Return SQL that is true when an update changes one of the columns."""
    return " OR ".join(f"OLD.{column} IS DISTINCT FROM NEW.{column}" for column in columns)
