"""The full-text index of the database: FTS5 on SQLite, tsvector with GIN on PostgreSQL. The one place with their SQL.

Each reach has a table of its own, so that the weight of a word in what everybody may find owes nothing to full texts; a
trigger removes the row of a document that goes. Migrations ``search.0002`` and ``search.0003`` make them. What the
columns of PostgreSQL hold is told in ``vectors.py``.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from cme.search.expressions import for_places, for_ranks, for_sqlite, for_words
from cme.search.models import Reach
from cme.search.queries import Query
from cme.search.texts import Terms
from cme.search.vectors import places_vector, words_vector

SQLITE_RANK = "bm25({table}, 8.0, 3.0, 1.0, 0.5)"  # title, lead, body, joined; a smaller number is better
# A larger one is. A run of words weighs where they follow one another; ts_rank alone does not see to that.
POSTGRESQL_RANK = "ts_rank('{0.1, 0.15, 0.4, 1.0}', vector, %s::tsquery, 1)"
POSTGRESQL_RANK_OF_RUNS = (
    "coalesce((SELECT sum(ts_rank('{0.1, 0.15, 0.4, 1.0}', vector, run, 1)) "
    "FROM unnest(%s::text[]::tsquery[]) run WHERE vector @@ run), 0)"
)


@dataclass(frozen=True)
class Asked:
    """What is looked for, and where.

    Attributes:
        query: What every result has.
        reach: Which documents are asked.
    """

    query: Query
    reach: Reach

    @property
    def table(self) -> str:
        """The index of the reach."""
        return table_of(self.reach)


def is_sqlite() -> bool:
    """Tell which of the two databases it is."""
    return connection.vendor == "sqlite"


def table_of(reach: str) -> str:
    """Return the name of the table of a reach."""
    return f"search_{Reach(reach).value}"


def put(documents: Iterable[tuple[int, str, Terms]]) -> None:
    """Add documents to the index, each by its number, reach and terms; none of them may be in it already."""
    rows: dict[str, list[tuple[Any, ...]]] = {reach: [] for reach in Reach.values}
    for number, reach, terms in documents:
        columns = terms.columns()
        if is_sqlite():
            rows[reach].append((number, *(" ".join(column) for column in columns)))
        else:
            rows[reach].append((number, words_vector(columns[:1]), words_vector(columns), places_vector(columns)))
    names = "rowid, title, lead, body, joined" if is_sqlite() else "rowid, title_words, words, vector"
    signs = ", ".join(["%s"] * (names.count(",") + 1))
    with connection.cursor() as cursor:
        for reach, values in rows.items():
            cursor.executemany(f"INSERT INTO {table_of(reach)} ({names}) VALUES ({signs})", values)


def settle() -> None:
    """Put the index in order after much of it was made anew."""
    with connection.cursor() as cursor:
        for reach in Reach.values:
            if not is_sqlite():
                cursor.execute(f"ANALYZE {table_of(reach)}")
                continue
            cursor.execute(f"INSERT INTO {table_of(reach)} ({table_of(reach)}) VALUES ('optimize')")


def matching(asked: Asked, *, in_title: bool = False) -> list[int]:
    """Return the numbers of all documents that match, or that do so by their titles alone; in one value, for speed."""
    if is_sqlite():
        text = for_sqlite(asked.query, "title" if in_title else "")
        sql, values = f"SELECT group_concat(rowid) FROM {asked.table} WHERE {asked.table} MATCH %s", [text]
    else:
        matches, values = _matches(asked.query, in_title=in_title)
        sql = f"SELECT string_agg(rowid::text, ',') FROM {asked.table} WHERE {matches}"
    ((found,),) = _rows(sql, values)
    return json.loads(f"[{found or ''}]")


def ranked(asked: Asked) -> list[int]:
    """Return the numbers of all documents that match, those that match best first."""
    if is_sqlite():
        rank, values = SQLITE_RANK.format(table=asked.table), [for_sqlite(asked.query)]
        sql = f"SELECT rowid FROM {asked.table} WHERE {asked.table} MATCH %s ORDER BY {rank}, rowid DESC"
    else:
        matches, values = _matches(asked.query)
        rank, weighed = _rank(asked.query)
        # What lies outside of the rows is read once, however much it is weighed by.
        read = f"SELECT rowid, vector || ''::tsvector AS vector FROM {asked.table} WHERE {matches} OFFSET 0"
        sql = f"SELECT rowid FROM ({read}) matching ORDER BY {rank} DESC, rowid DESC"
        values = [*values, *weighed]
    return [number for (number,) in _rows(sql, values)]


def unindexed() -> list[int]:
    """Return the numbers of documents that the index does not know, and of rows of the index without a document."""
    found: list[int] = []
    for reach in Reach.values:
        kept = f"SELECT rowid FROM {table_of(reach)}"
        documents = "SELECT id FROM search_document WHERE reach = %s"
        for one, other, values in ((kept, documents, [reach]), (documents, kept, [reach])):
            found += [
                number for (number,) in _rows(f"SELECT * FROM ({one}) a EXCEPT SELECT * FROM ({other}) b", values)
            ]
    return sorted(found)


def teasers_with_text() -> list[int]:
    """Return the numbers of documents that everybody may find by words that are not of a teaser; there are none."""
    if is_sqlite():
        sql = f"SELECT rowid FROM {table_of(Reach.TEASER)} WHERE body <> ''"
    else:
        sql = f"SELECT rowid FROM {table_of(Reach.TEASER)} WHERE ts_filter(vector, '{{c}}') <> ''"
    return [number for (number,) in _rows(sql, [])]


def _rank(query: Query) -> tuple[str, list[Any]]:
    """Return how well a document matches, on PostgreSQL, with the values of it."""
    words, runs = for_ranks(query)
    parts: list[tuple[str, Any]] = [(POSTGRESQL_RANK, words)] if words else []
    if runs:
        parts.append((POSTGRESQL_RANK_OF_RUNS, runs))
    return " + ".join(sql for sql, _ in parts), [value for _, value in parts]


def _matches(query: Query, *, in_title: bool = False) -> tuple[str, list[Any]]:
    """Return the condition that a document matches, on PostgreSQL, with its values.

    The index answers it alone, unless more words must follow one another than it has as one.
    """
    column, weight = ("title_words", "A") if in_title else ("words", "")
    if not query.has_long_run:
        return f"{column} @@ %s::tsquery", [for_words(query)]
    return f"{column} @@ %s::tsquery AND vector @@ %s::tsquery", [for_words(query), for_places(query, weight)]


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    """Run a query.

    PostgreSQL is kept from reading every vector where a word is common, which it takes for cheap. SQLite has no need
    of it, and a transaction there would wait for writers.
    """
    if is_sqlite():
        return _fetched(sql, values)
    with transaction.atomic():
        _run("SET LOCAL enable_seqscan = off")
        return _fetched(sql, values)


def _fetched(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
