"""Between tests that commit: the database as the migrations left it, in milliseconds.

Django's own way truncates every table, which takes PostgreSQL a second, and reads the rows of migrations back from
JSON. Here the tables that hold rows are emptied by deleting, and the rows of migrations come from copies.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

COPY = "kept_rows_of_"
TRIES = 3


def keep_rows() -> None:
    """Copy all tables that hold rows, once the migrations have run."""
    with connection.cursor() as cursor:
        for table in _filled(_tables()):
            cursor.execute(f"CREATE TABLE {COPY}{table} AS SELECT * FROM {table}")


def put_back() -> None:
    """Make all tables hold what they held when the copies were made, and nothing else.

    Whoever still writes, such as a page that was closed or a server that was killed, is waited for: on PostgreSQL what
    was not committed yet would not be seen, and would stay. Two that wait for each other let one of them go, maybe us.
    """
    for _ in range(TRIES - 1):
        try:
            return _put_back()
        except OperationalError:
            connection.close()
    return _put_back()


def end_other_sessions() -> None:
    """Send away whoever is still in the database on PostgreSQL, such as a server that was killed a moment ago."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def _put_back() -> None:
    tables = _tables()
    kept = [name.removeprefix(COPY) for name in connection.introspection.table_names() if name.startswith(COPY)]
    with _without_checks(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN EXCLUSIVE MODE")
            cursor.execute("SET LOCAL session_replication_role = replica")  # neither triggers nor foreign keys
        for table in _filled(tables):
            cursor.execute(f"DELETE FROM {table}")
        for table in kept:
            cursor.execute(f"INSERT INTO {table} SELECT * FROM {COPY}{table}")


def _tables() -> list[str]:
    return connection.introspection.django_table_names(only_existing=True, include_views=False)


def _filled(tables: Iterable[str]) -> list[str]:
    """Return the tables that hold a row, in one query."""
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        return [row[0] for row in cursor.fetchall()]


@contextmanager
def _without_checks() -> Iterator[None]:
    """Let SQLite delete and insert in any order."""
    if connection.vendor == "sqlite":
        with connection.constraint_checks_disabled():
            yield
    else:
        yield
