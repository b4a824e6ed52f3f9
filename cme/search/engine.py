"""The full-text index of the database: FTS5 on SQLite, tsvector with GIN on PostgreSQL. The one place with their SQL.

On SQLite each reach has a table of its own, so that the weight of a word in what everybody may find owes nothing to
full texts; a trigger removes the row of a document that goes. On PostgreSQL the vectors are columns of the documents
with an index for each reach. Migration ``search.0002`` makes both.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from cme.search.models import Reach
from cme.search.queries import Query, for_postgresql, for_sqlite
from cme.search.texts import Terms

SQLITE_RANK = "bm25({table}, 8.0, 3.0, 1.0, 0.5)"  # title, lead, body, joined; a smaller number is better
POSTGRESQL_RANK = "ts_rank('{0.1, 0.15, 0.4, 1.0}', d.vector, to_tsquery('simple', %s), 1)"  # a larger one is


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
    def text(self) -> str:
        """The query in the language of the database."""
        return for_sqlite(self.query) if is_sqlite() else for_postgresql(self.query)

    @property
    def table(self) -> str:
        """The index of the reach on SQLite."""
        return table_of(self.reach)


def is_sqlite() -> bool:
    """Tell which of the two databases it is."""
    return connection.vendor == "sqlite"


def table_of(reach: str) -> str:
    """Return the name of the FTS5 table of a reach."""
    return f"search_{Reach(reach).value}"


def put(documents: Iterable[tuple[int, str, Terms]]) -> None:
    """Add documents to the index, each by its number, reach and terms; none of them may be in it already."""
    rows = [(number, reach, *terms.columns()) for number, reach, terms in documents]
    with connection.cursor() as cursor:
        if is_sqlite():
            for number, reach, *columns in rows:
                insert = f"INSERT INTO {table_of(reach)} (rowid, title, lead, body, joined) VALUES (%s, %s, %s, %s, %s)"
                cursor.execute(insert, [number, *columns])
            return
        update = (
            "UPDATE search_document SET title_vector = to_tsvector('simple', %s), vector = "
            "setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B') || "
            "setweight(to_tsvector('simple', %s), 'C') || setweight(to_tsvector('simple', %s), 'D') WHERE id = %s"
        )
        cursor.executemany(update, [(row[2], *row[2:], row[0]) for row in rows])


def settle() -> None:
    """Put the index in order after much of it was made anew."""
    with connection.cursor() as cursor:
        if not is_sqlite():
            cursor.execute("ANALYZE search_document")
            return
        for reach in Reach.values:
            cursor.execute(f"INSERT INTO {table_of(reach)} ({table_of(reach)}) VALUES ('optimize')")


def matching(asked: Asked, *, in_title: bool = False) -> list[int]:
    """Return the numbers of all documents that match, or that do so by their titles alone; in one value, for speed."""
    if is_sqlite():
        text = for_sqlite(asked.query, "title" if in_title else "")
        sql = f"SELECT group_concat(rowid) FROM {asked.table} WHERE {asked.table} MATCH %s"
        ((found,),) = _rows(sql, [text])
    else:
        column = "title_vector" if in_title else "vector"
        sql = f"SELECT string_agg(d.id::text, ',') FROM search_document d WHERE {_matches(asked, column)}"
        ((found,),) = _rows(sql, [asked.text])
    return json.loads(f"[{found or ''}]")


def ranked(asked: Asked) -> list[int]:
    """Return the numbers of all documents that match, those that match best first."""
    if is_sqlite():
        rank = SQLITE_RANK.format(table=asked.table)
        sql = f"SELECT rowid FROM {asked.table} WHERE {asked.table} MATCH %s ORDER BY {rank}, rowid DESC"
        return [number for (number,) in _rows(sql, [asked.text])]
    matches = _matches(asked, "vector")
    sql = f"SELECT d.id FROM search_document d WHERE {matches} ORDER BY {POSTGRESQL_RANK} DESC, d.id DESC"
    return [number for (number,) in _rows(sql, [asked.text, asked.text])]


def unindexed() -> list[int]:
    """Return the numbers of documents that the index does not know, and of rows of the index without a document."""
    if not is_sqlite():
        sql = "SELECT id FROM search_document WHERE vector IS NULL OR title_vector IS NULL"
        return [number for (number,) in _rows(sql, [])]
    found: list[int] = []
    for reach in Reach.values:
        kept = f"SELECT rowid FROM {table_of(reach)}"
        documents = "SELECT id FROM search_document WHERE reach = %s"
        for one, other, values in ((kept, documents, [reach]), (documents, kept, [reach])):
            found += [number for (number,) in _rows(f"SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other})", values)]
    return sorted(found)


def teasers_with_text() -> list[int]:
    """Return the numbers of documents that everybody may find by words that are not of a teaser; there are none."""
    if is_sqlite():
        sql = f"SELECT rowid FROM {table_of(Reach.TEASER)} WHERE body <> ''"
    else:
        sql = "SELECT id FROM search_document WHERE reach = 'teaser' AND ts_filter(vector, '{c}') <> ''"
    return [number for (number,) in _rows(sql, [])]


def _matches(asked: Asked, column: str) -> str:
    """Return the condition that a document matches, on PostgreSQL.

    The reach stands in it as it does in the indexes: a bound value would not be known when the query is planned.
    """
    return f"d.reach = '{Reach(asked.reach).value}' AND d.{column} @@ to_tsquery('simple', %s)"


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
