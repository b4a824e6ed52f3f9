"""Columns of a table in which no row has anything: said once in the caption, not in every row."""

from collections.abc import Iterable, Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

CAPTION = "Table: "


def unreported_rule(state: StateCore) -> None:
    """Take columns that are empty in all of several rows out of their tables, and name them in the caption.

    A table of one row keeps its cells, and so does one that has nothing but its row headings.
    """
    out: list[Token] = []
    opened = 0
    for token in state.tokens:
        if token.type == "table_open":
            opened = len(out)
        out.append(token)
        if token.type == "table_close":
            table = out[opened:]
            del out[opened:]
            empty = _empty_columns(table)
            if empty:
                _say(out, f"{', '.join(empty.values())}: not reported.")
            out += [part for column, part in _by_column(table) if column not in empty]
    state.tokens = out


def _by_column(table: Iterable[Token]) -> Iterator[tuple[int, Token]]:
    """Yield each token of a table with the column that it belongs to; -1 for what belongs to none."""
    column = -1
    is_cell = False
    for token in table:
        if token.type == "tr_open":
            column = -1
        if token.type in {"th_open", "td_open"}:
            column, is_cell = column + 1, True
        yield column if is_cell else -1, token
        if token.type in {"th_close", "td_close"}:
            is_cell = False


def _empty_columns(table: list[Token]) -> dict[int, str]:
    """Return the headings of the columns that no row fills, by column."""
    texts: dict[int, list[str]] = {}
    for column, token in _by_column(table):
        if token.type == "inline":
            texts.setdefault(column, []).append(token.content.strip())
    # The first of each is the heading; the first column heads the rows.
    empty = {column: cells[0] for column, cells in texts.items() if column and cells[0] and not any(cells[1:])}
    rows = len(texts.get(0, ())) - 1
    return empty if rows > 1 and len(empty) < len(texts) - 1 else {}


def _say(out: list[Token], said: str) -> None:
    """Add a sentence to the caption before a table, or make it the caption."""
    if len(out) > 2 and out[-1].type == "paragraph_close" and out[-2].content.startswith(CAPTION):
        caption = out[-2]
        said = f"{'' if caption.content.rstrip().endswith('.') else '.'} {said}"
    else:
        caption = Token("inline", "", 0, content="", children=[], level=1, block=True)
        out += [Token("paragraph_open", "p", 1, block=True), caption, Token("paragraph_close", "p", -1, block=True)]
        said = f"{CAPTION}{said}"
    caption.content += said
    caption.children = [*(caption.children or []), Token("text", "", 0, content=said)]
