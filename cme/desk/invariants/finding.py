"""Looking for what breaks an invariant."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from cme.desk.invariants import (
    attempts,
    editions,
    giving,
    halts,
    kinds,
    questions,
    ratings,
    reading,
    reviews,
    rows,
    search,
    showings,
    times,
    translations,
    twins,
)
from cme.desk.invariants.walking import Taken, walk

OF_ROWS = (
    *rows.INVARIANTS,
    *editions.INVARIANTS,
    *questions.INVARIANTS,
    *times.INVARIANTS,
    *ratings.INVARIANTS,
    *reviews.INVARIANTS,
    *halts.INVARIANTS,
    *reading.INVARIANTS,
    *giving.INVARIANTS,
    *showings.INVARIANTS,
    *search.INVARIANTS,
    *kinds.INVARIANTS,
    *translations.INVARIANTS,
    *twins.INVARIANTS,
)
# What reading a row that should not be there may raise; the row is reported then.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Broken:
    """A row that breaks an invariant."""

    invariant: str
    sentence: str
    row: str

    def as_json(self) -> dict[str, str]:
        """Return it as values."""
        return asdict(self)


def invariants() -> dict[str, str]:
    """Return the sentence of each invariant by its name."""
    return {_name(function): _sentence(function) for function in (*OF_ROWS, *attempts.INVARIANTS)}


def find_broken() -> Iterator[Broken]:
    """Yield every row that breaks an invariant."""
    for function in OF_ROWS:
        for row in _rows(function):
            yield Broken(_name(function), _sentence(function), row)
    for taken in walk():
        for check in attempts.INVARIANTS:
            for row in _faults(check, taken):
                yield Broken(_name(check), _sentence(check), f"attempt {taken.pk}: {row}")


def _rows(function: Callable[[], Iterator[str]]) -> Iterator[str]:
    try:
        yield from function()
    except UNREADABLE as error:
        yield f"a row cannot be read ({type(error).__name__}: {error})"


def _faults(check: Callable[[Taken], Iterator[str]], taken: Taken) -> Iterator[str]:
    try:
        yield from check(taken)
    except UNREADABLE as error:
        yield f"cannot be read ({type(error).__name__}: {error})"


def _name(function: Any) -> str:
    return str(function.__name__).replace("_", "-")


def _sentence(function: Any) -> str:
    return str(function.__doc__).partition("\n")[0]
