"""Queries that every learner's request makes, written with the ORM and turned into SQL once for each process.

Building the SQL of such a query anew takes longer than the database takes to answer it: docs/decisions/0006.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql import InsertQuery, UpdateQuery

Sample = str | int | datetime
_Parameter = Callable[[Mapping[str, Any]], Any]
# Values that stand for the real ones while the SQL is built; none of them occurs in a query of ours.
SLUG = "slug-that-stands-for-the-real-one"
MOMENT = datetime(1985, 10, 26, 1, 21, 0, 77, tzinfo=UTC)
NUMBER = 1_985_102_601
AT_ONCE = 50  # rows in a statement; so many statements at most are kept for a model


@dataclass(frozen=True)
class _Compiled:
    """A query as a database takes it.

    Attributes:
        sql: With a placeholder for each parameter.
        parameters: Each one as a function of the values given.
        instance: Makes what the query yields from a row as the database has it.
        convert: Turns rows of the database into values of Python.
    """

    sql: str
    parameters: tuple[_Parameter, ...]
    instance: Callable[[Any], Any]
    convert: Callable[[list[Any]], Any]


class CompiledQuery:
    """A query that differs from call to call in named values only, each of which may occur in it any number of times.

    It yields what the queryset would: instances with their related ones, or tuples for ``values_list``. The queryset
    must not prefetch, and must have the same SQL whatever the values are.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Any]], **samples: Sample) -> None:
        """Take the function that builds the query, and by name a value that stands for each of its arguments.

        Args:
            build: Must use nothing but its arguments.
            samples: ``SLUG``, ``NUMBER`` and ``MOMENT``, or others that are as rare; no two of them equal.
        """
        self._build = build
        self._samples = samples
        self._compiled: dict[str, _Compiled] = {}
        self._updates: dict[str, tuple[str, tuple[_Parameter, ...]]] = {}

    def first(self, **values: Sample) -> Any:
        """Return what the first row yields, or None. The query should yield few rows: all of them are read."""
        return next(iter(self.all(**values)), None)

    def all(self, **values: Sample) -> list[Any]:
        """Return what all rows yield; nothing where a number is greater than its column can hold."""
        compiled = self._compiled.get(connection.vendor) or self._compile()
        with connection.cursor() as cursor:
            try:
                cursor.execute(compiled.sql, [parameter(values) for parameter in compiled.parameters])
            except OverflowError:  # before anything was sent
                return []
            rows = cursor.fetchall()
        return [compiled.instance(row) for row in compiled.convert(rows)]

    def update(self, fields: Mapping[str, Sample], **values: Sample) -> int:
        """Change the rows, and return how many there were.

        Args:
            fields: Columns by name, each with the sample that stands for its new value; the same in each call.
            values: The values, as for ``all``.
        """
        compiled = self._updates.get(connection.vendor) or self._compile_update(fields)
        with connection.cursor() as cursor:
            cursor.execute(compiled[0], [parameter(values) for parameter in compiled[1]])
            changed: int = cursor.rowcount
        return changed

    def _compile_update(self, fields: Mapping[str, Sample]) -> tuple[str, tuple[_Parameter, ...]]:
        query: UpdateQuery = self._build(**self._samples).order_by().query.chain(UpdateQuery)  # type: ignore[assignment]
        query.add_update_values(dict(fields))
        sql, parameters = query.get_compiler(connection=connection).as_sql()
        compiled = sql, tuple(self._place(parameter) for parameter in parameters)
        self._updates[connection.vendor] = compiled
        return compiled

    def _compile(self) -> _Compiled:
        queryset = self._build(**self._samples)
        compiler = queryset.query.get_compiler(connection=connection)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, _, _ in compiler.select])
        self._compiled[connection.vendor] = compiled = _Compiled(
            sql=sql,
            parameters=tuple(self._place(parameter) for parameter in parameters),
            instance=_maker_of(compiler) if issubclass(queryset._iterable_class, ModelIterable) else tuple,
            convert=(lambda rows: compiler.apply_converters(rows, converters)) if converters else (lambda rows: rows),
        )
        return compiled

    def _place(self, parameter: Any) -> _Parameter:
        """Return what a parameter is, given the values; the database's own types wrap some of them."""
        adapt = connection.ops.adapt_datetimefield_value
        for name, sample in self._samples.items():
            if isinstance(sample, datetime) and parameter in (sample, adapt(sample)):
                return partial(_given, name, adapt)
            if parameter == sample:
                return partial(_given, name, type(parameter))
        return lambda values: parameter


class CompiledInsert:
    """Writes rows of a model, a few at a time; the SQL is built once for each number of them."""

    def __init__(self, model: type[Model], *, keyed: bool = False) -> None:
        """Take the model; every field but its automatic key is written.

        Args:
            model: The model.
            keyed: Whether each row gets the key that the database gave it; else that is not read back.
        """
        self._model = model
        self._keyed = keyed
        self._fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self._sql: dict[tuple[str, int], str] = {}

    def insert(self, *rows: Model) -> None:
        """Write rows that are not in the database yet, up to fifty in a statement; none where there are none.

        Raises:
            django.db.IntegrityError: A constraint does not hold.
        """
        for first in range(0, len(rows), AT_ONCE):
            self._insert(rows[first : first + AT_ONCE])

    def _insert(self, rows: Sequence[Model]) -> None:
        sql = self._sql.get((connection.vendor, len(rows))) or self._compile(rows)
        values = [
            field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in self._fields
        ]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            keys = cursor.fetchall() if self._keyed else []
        for row, (key,) in zip(rows, keys, strict=self._keyed):
            row.pk = key
            row._state.adding = False

    def _compile(self, rows: Sequence[Model]) -> str:
        (row, *_) = rows
        query = InsertQuery(self._model)
        query.insert_values(self._fields, [row])
        compiler: Any = query.get_compiler(connection=connection)
        compiler.returning_fields = [self._model._meta.pk] if self._keyed else []
        ((sql, _),) = compiler.as_sql()
        self._sql[connection.vendor, len(rows)] = compiled = _repeated(str(sql), len(rows))
        return compiled


def _repeated(sql: str, count: int) -> str:
    """Return a statement that inserts one row as one that inserts so many."""
    head, _, rest = sql.partition(" VALUES ")
    row, returning, key = rest.partition(" RETURNING ")
    return f"{head} VALUES {', '.join([row] * count)}{returning}{key}"


def _given(name: str, kind: Callable[[Any], Any], values: Mapping[str, Any]) -> Any:
    """Return the value of this name as the database takes it."""
    return kind(values[name])


def _maker_of(compiler: Any) -> Callable[[Any], Model]:
    """Return the function that makes an instance from a row, as the ORM does when it walks over a queryset."""
    info, select = compiler.klass_info, compiler.select
    model, places = info["model"], info["select_fields"]
    columns = slice(places[0], places[-1] + 1)
    names = [column[0].target.attname for column in select[columns]]
    related = get_related_populators(info, select, connection.alias)  # type: ignore[call-arg]  # the stubs know Django 6
    annotated = list(compiler.annotation_col_map.items())

    def make(row: Any) -> Model:
        instance: Model = model.from_db(connection.alias, names, row[columns])
        for populate in related:
            populate.populate(row, instance)
        for name, place in annotated:
            setattr(instance, name, row[place])
        return instance

    return make
