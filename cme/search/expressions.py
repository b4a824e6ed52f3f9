"""A query as the databases read it."""

from collections.abc import Callable

from cme.search.queries import Query, Stems, Unit
from cme.search.vectors import RUN


def for_sqlite(query: Query, column: str = "") -> str:
    """Return the query for FTS5; with a column, what only that column is asked for."""
    asked = _joined(query, sequence=lambda stems: f'"{" ".join(stems)}"', either=" OR ", both=" AND ")
    return f"{column}: ({asked})" if column else asked


def for_words(query: Query) -> str:
    """Return the query for the ``words`` of PostgreSQL: up to three words in a row are one lexeme there.

    Of more in a row it asks for each three of them; whether all follow one another only places tell.
    """

    def runs(stems: Stems) -> str:
        starts = range(max(1, len(stems) - RUN + 1))
        return " & ".join(f"'{' '.join(stems[start : start + RUN])}'" for start in starts)

    return _joined(query, sequence=runs, either=" | ", both=" & ")


def for_places(query: Query, weight: str = "") -> str:
    """Return the query for the ``vector`` of PostgreSQL; with a weight, only words of it count."""
    mark = f":{weight}" if weight else ""
    return _joined(
        query, sequence=lambda stems: " <-> ".join(f"'{stem}'{mark}" for stem in stems), either=" | ", both=" & "
    )


def for_ranks(query: Query) -> tuple[str, list[str]]:
    """Return what PostgreSQL weighs a match by: the single words, empty without any, and each run of words by itself.

    In a query as a whole it would weigh each word of a run, wherever it stands: "cell" of "stem cell".
    """
    single = [[f"'{stems[0]}'" for stems in unit.alternatives if len(stems) == 1] for unit in query.units]
    words = " & ".join(f"({' | '.join(known)})" for known in single if known)
    runs = dict.fromkeys(stems for unit in query.units for stems in unit.alternatives if len(stems) > 1)
    return words, [" <-> ".join(f"'{stem}'" for stem in stems) for stems in runs]


def _joined(query: Query, *, sequence: Callable[[Stems], str], either: str, both: str) -> str:
    def one(unit: Unit) -> str:
        found = [f"({sequence(stems)})" for stems in unit.alternatives]
        if unit.parts:
            found.append(f"({both.join(one(part) for part in unit.parts)})")
        return f"({either.join(found)})"

    return both.join(one(unit) for unit in query.units)
