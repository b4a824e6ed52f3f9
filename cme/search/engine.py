"""The full-text index of the database: FTS5 on SQLite, tsvector with GIN on PostgreSQL. The one place with their SQL.

On SQLite each reach has a table of its own, so that the weight of a word in what everybody may find owes nothing to
full texts; a trigger removes the row of a document that goes. On PostgreSQL the vectors are columns of the documents
with an index for each reach. Migration ``search.0002`` makes both.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from cme.search.models import Reach
from cme.search.queries import Query, for_postgresql, for_sqlite
from cme.search.texts import Terms

RANKED = 1000  # so many matches are weighed against each other; of more, those with the words in the title come first
SQLITE_RANK = "bm25({table}, 8.0, 3.0, 1.0, 0.5)"  # title, lead, body, joined; a smaller number is better
POSTGRESQL_RANK = (
    "ts_rank('{{0.1, 0.15, 0.4, 1.0}}', d.vector, to_tsquery('simple', %s), 1) DESC"  # the other way round
)
ORDERS = {
    "newest": "d.listed_at DESC, d.edition_id DESC",
    "shortest": "d.minutes, d.listed_at DESC, d.edition_id DESC",
}


@dataclass(frozen=True)
class Asked:
    """What is looked for, and where.

    Attributes:
        query: What every result has.
        reach: Which documents are asked.
        hidden: Editions that are left out, as primary keys.
    """

    query: Query
    reach: Reach
    hidden: Sequence[int] = ()

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


def count_signatures(asked: Asked) -> list[tuple[int, int]]:
    """Return how many matching documents there are of each signature: the one query behind all facets."""
    source, values = _matching(asked)
    return _rows(f"SELECT d.signature_id, count(*) {source} GROUP BY d.signature_id", values)


def document_numbers(
    asked: Asked, *, signatures: Sequence[int], matched: int, order: str, begin: int, most: int
) -> list[int]:
    """Return the numbers of the documents on one page of the results.

    Args:
        asked: What is looked for.
        signatures: Documents of others are left out.
        matched: How many documents of these signatures match.
        order: ``relevance``, ``newest`` or ``shortest``.
        begin: How many come before the page.
        most: How many the page takes.
    """
    source, values = _matching(asked)
    source += f" AND {_among('d.signature_id', is_in=True)}"
    values.append(_list(signatures))
    ordered, more = _order(asked, order, matched)
    sql = f"SELECT d.id {source} ORDER BY {ordered} LIMIT {int(most)} OFFSET {int(begin)}"
    return [number for (number,) in _rows(sql, [*values, *more])]


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


def _matching(asked: Asked) -> tuple[str, list[Any]]:
    """Return what follows the columns of a SELECT, with its values."""
    if is_sqlite():
        source = f"FROM {asked.table} JOIN search_document d ON d.id = {asked.table}.rowid WHERE {asked.table} MATCH %s"
    else:
        source = f"FROM search_document d WHERE {_reach(asked, 'd')} AND d.vector @@ to_tsquery('simple', %s)"
    values: list[Any] = [asked.text]
    if asked.hidden:
        source += f" AND {_among('d.edition_id', is_in=False)}"
        values.append(_list(asked.hidden))
    return source, values


def _order(asked: Asked, order: str, matched: int) -> tuple[str, list[Any]]:
    if order in ORDERS:
        return ORDERS[order], []
    if matched <= RANKED and is_sqlite():
        return f"{SQLITE_RANK.format(table=asked.table)}, {ORDERS['newest']}", []
    if matched <= RANKED:
        return f"{POSTGRESQL_RANK.format()}, {ORDERS['newest']}", [asked.text]
    if is_sqlite():
        titled = f"SELECT rowid FROM {asked.table} WHERE {asked.table} MATCH %s"
        return f"d.id IN ({titled}) DESC, {ORDERS['newest']}", [for_sqlite(asked.query, "title")]
    titled = f"SELECT t.id FROM search_document t WHERE {_reach(asked, 't')} AND t.title_vector @@ "
    return f"d.id IN ({titled} to_tsquery('simple', %s)) DESC, {ORDERS['newest']}", [asked.text]


def _reach(asked: Asked, alias: str) -> str:
    """Name the reach as the indexes do: a bound value would not be known when the query is planned."""
    return f"{alias}.reach = '{Reach(asked.reach).value}'"


def _among(column: str, *, is_in: bool) -> str:
    """Return the condition that a column is, or is not, among the numbers of one value."""
    if is_sqlite():
        return f"{column} {'IN' if is_in else 'NOT IN'} (SELECT value FROM json_each(%s))"
    return f"{column} {'= ANY' if is_in else '<> ALL'}(%s::bigint[])"


def _list(numbers: Sequence[int]) -> Any:
    return json.dumps(list(numbers)) if is_sqlite() else list(numbers)


def _rows(sql: str, values: Sequence[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()
