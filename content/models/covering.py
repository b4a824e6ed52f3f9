"""What tells in SQL whether a permission names all funders: those of a draft, and those that readers are told of."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func
from django.db.models.sql.compiler import SQLCompiler


class Lists(Func):
    """Whether a JSON list of numbers holds a number: ``Lists(list, number)``."""

    arity = 2
    output_field = BooleanField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Return the SQL for SQLite."""
        template = "(EXISTS (SELECT 1 FROM json_each(%(expressions)s)))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=") WHERE value = (", **context)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Return the SQL for PostgreSQL."""
        template = "(%(expressions)s))"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" @> to_jsonb(", **context)


class NamesAnother(Func):
    """Whether an edition names a funder that a permission does not know.

    ``NamesAnother(source, released_at, funders, set_at)``: of the edition the source and when readers saw it first, of
    the permission the numbers of funders and when it was given. Editions freeze names; a name that no funder has any
    more is known to a permission that was given while readers saw it.
    """

    arity = 4
    output_field = BooleanField()
    sqlite = (
        "EXISTS (SELECT 1 FROM json_each({source}, '$.support') AS seen "
        "LEFT JOIN content_funder AS known ON known.name = json_extract(seen.value, '$.name') "
        "WHERE CASE WHEN known.id IS NULL THEN {released_at} > {set_at} "
        "ELSE NOT EXISTS (SELECT 1 FROM json_each({funders}) AS told WHERE told.value = known.id) END)"
    )
    postgresql = (
        "EXISTS (SELECT 1 FROM jsonb_array_elements({source} -> 'support') AS seen "
        "LEFT JOIN content_funder AS known ON known.name = seen.value ->> 'name' "
        "WHERE CASE WHEN known.id IS NULL THEN {released_at} > {set_at} "
        "ELSE NOT ({funders} @> to_jsonb(known.id)) END)"
    )

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_args: Any, **_context: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """Return the SQL for the database in use. All arguments are columns, so there are no parameters."""
        sql = self.sqlite if connection.vendor == "sqlite" else self.postgresql
        names = ("source", "released_at", "funders", "set_at")
        columns = [compiler.compile(expression)[0] for expression in self.source_expressions]
        return sql.format(**dict(zip(names, columns, strict=True))), ()
