"""Marks as CSV: item names, maximum marks, then one attempt a row; a blank cell was not answered.

UTF-8, with or without a byte order mark; cells separated by commas. A mark lies from 0 to the maximum of its item:
marks below 0 are refused, because the platform never takes points away. Empty lines at the end of the file are left
out; with a single item an empty line before the end is an attempt without an answer.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cme.outcomes.measures.arrays import Array

MOST_BYTES, MOST_ATTEMPTS = 50_000_000, 1_000_000
LEAST_MAXIMUM, MOST_MAXIMUM = 0.001, 1_000_000.0
HEAD = 2  # lines before the first attempt: names and maximum marks
SHOWN = 40  # characters of a faulty cell that a message repeats
# Narrower than float(): no "nan", no "inf", no "1_000", no digits of other scripts.
NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

Row = tuple[int, list[str]]


class MarksRefused(Exception):
    """The file cannot be read as marks; the message names it, and the line and column at fault."""


@dataclass(frozen=True)
class Marks:
    """A file of marks.

    Attributes:
        names: Of the items.
        maxima: Maximum mark of each item.
        values: One attempt a row, one item a column; a blank is NaN.
    """

    names: list[str]
    maxima: list[float]
    values: "Array"


def read_marks(path: Path) -> Marks:
    """Read a file of marks.

    Raises:
        MarksRefused: At the first fault; nothing of the file is used.
    """
    try:
        rows = _rows(_text(path))
        names, maxima = _head(rows)
        return Marks(names, maxima, _values(rows, names, maxima))
    except _Fault as fault:
        raise MarksRefused(f"{path}{fault}") from None


class _Fault(Exception):
    """What is wrong, beginning with where."""

    def __init__(self, what: str, line: int | None = None, column: int | None = None, name: str = "") -> None:
        where = "" if line is None else f", line {line}"
        where += "" if column is None else f", column {column}"
        super().__init__(f"{where}{f' ({_shown(name)})' if name else ''}: {what}")


def _text(path: Path) -> str:
    """Return the text of the file with one kind of line end."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _Fault(f"the file cannot be read: {error.strerror or error}.") from None
    if len(content) > MOST_BYTES:
        raise _Fault(f"the file is too large; the limit is {MOST_BYTES:,} bytes.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        start = content.rfind(b"\n", 0, error.start) + 1
        line, column = content.count(b"\n", 0, start) + 1, content.count(b",", start, error.start) + 1
        raise _Fault("this is not UTF-8. Save the file as CSV in UTF-8.", line, column) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _rows(text: str) -> list[Row]:
    """Return the rows with the line on which each ends; empty lines at the end of the file are left out."""
    reader = csv.reader(io.StringIO(text.rstrip("\n"), newline=""), strict=True)
    try:
        rows = [(reader.line_num, row or [""]) for row in islice(reader, HEAD + MOST_ATTEMPTS + 1)]
    except csv.Error as error:
        raise _Fault(f"this is not CSV: {error}.", reader.line_num) from None
    if not rows:
        raise _Fault("the file is empty. The first line holds the names of the items.")
    if len(rows) < HEAD:
        raise _Fault("there is no second line. It holds the maximum mark of each item.")
    if len(rows) == HEAD:
        raise _Fault("there are no attempts. They follow from the third line on, one a line.")
    if len(rows) > HEAD + MOST_ATTEMPTS:
        raise _Fault(f"there are too many attempts; the limit is {MOST_ATTEMPTS:,}.", rows[-1][0])
    return rows


def _head(rows: list[Row]) -> tuple[list[str], list[float]]:
    """Return names and maximum marks."""
    (names_line, cells), (line, maxima) = rows[:HEAD]
    names = [cell.strip() for cell in cells]
    seen: dict[str, int] = {}
    for column, name in enumerate(names, start=1):
        if not name:
            raise _Fault("the item has no name.", names_line, column)
        if name in seen:
            raise _Fault(f"the name {_shown(name)} is that of column {seen[name]} too.", names_line, column)
        seen[name] = column
    _same_length(rows[1], names)
    return names, [_maximum(cell, line, column, names) for column, cell in enumerate(maxima, start=1)]


def _maximum(cell: str, line: int, column: int, names: list[str]) -> float:
    number = _number(cell)
    if number is None or number != number:
        what = f"{_shown(cell)} is not a number." if cell.strip() else "the maximum mark is missing."
        what += " Separate cells by commas." if {";", "\t"} & set(cell.strip()) else ""
        raise _Fault(what, line, column, names[column - 1])
    if not LEAST_MAXIMUM <= number <= MOST_MAXIMUM:
        what = f"the maximum mark {_shown(cell)} does not lie from {LEAST_MAXIMUM} to {MOST_MAXIMUM:,.0f}."
        raise _Fault(what, line, column, names[column - 1])
    return number


def _number(cell: str) -> float | None:
    """Return the number in a cell, NaN for a blank, None for anything else."""
    text = cell.strip()
    if not text:
        return nan
    return float(text) if NUMBER.fullmatch(text) else None


def _values(rows: list[Row], names: list[str], maxima: list[float]) -> "Array":
    """Return all marks at once: each different cell is read once, since marks are few and attempts many."""
    import numpy as np

    attempts = [row for _, row in rows[HEAD:]]
    if {len(row) for row in attempts} != {len(names)}:
        raise _first_fault(rows, names, maxima)
    numbers = {cell: _number(cell) for cell in set(chain.from_iterable(attempts))}
    if None in numbers.values():
        raise _first_fault(rows, names, maxima)
    get: Callable[[str], float | None] = numbers.__getitem__
    cells = map(get, chain.from_iterable(attempts))
    values = np.fromiter(cells, np.float64, len(attempts) * len(names)).reshape(len(attempts), len(names))
    if (values < 0).any() or (values > np.array(maxima)).any():
        raise _first_fault(rows, names, maxima)
    return values


def _first_fault(rows: list[Row], names: list[str], maxima: list[float]) -> _Fault:
    """Look through the attempts cell by cell for the first fault; there is one."""
    return next(chain.from_iterable(_faults(row, names, maxima) for row in rows[HEAD:]))


def _faults(row: Row, names: list[str], maxima: list[float]) -> Iterator[_Fault]:
    try:
        _same_length(row, names)
    except _Fault as fault:
        yield fault
        return
    line, cells = row
    for column, (cell, name, maximum) in enumerate(zip(cells, names, maxima, strict=True), start=1):
        number = _number(cell)
        if number is None:
            yield _Fault(f"{_shown(cell)} is not a number.", line, column, name)
        elif number < 0:
            yield _Fault(f"the mark {_shown(cell)} is below 0.", line, column, name)
        elif number > maximum:
            yield _Fault(f"the mark {_shown(cell)} is above the maximum of {maximum:g}.", line, column, name)


def _same_length(row: Row, names: list[str]) -> None:
    line, cells = row
    if len(cells) == len(names):
        return
    # The first cell that is missing, or the first that is too many.
    column = min(len(cells), len(names)) + 1
    blank = " The line is empty." if cells == [""] else ""
    raise _Fault(f"the line has {_cells(len(cells))}, the first line {len(names)}.{blank}", line, column)


def _cells(count: int) -> str:
    return f"{count} cell" if count == 1 else f"{count} cells"


def _shown(cell: str) -> str:
    """Return a cell as a message may repeat it: quoted, short, without control characters."""
    return repr(cell if len(cell) <= SHOWN else cell[:SHOWN] + "...")
