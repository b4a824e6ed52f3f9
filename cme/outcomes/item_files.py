"""The item analysis as files: its table, and the marks as ``manage.py item_analysis --marks`` reads them."""

from collections.abc import Iterator
from typing import Any

from cme.outcomes.item_report import matrix_of
from cme.outcomes.marks import marks_of
from cme.outcomes.measures import Measure
from content.models import Release

STEM = 80  # characters of a stem in the name of an item
MEASURES = {
    "facility": "facility",
    "sd": "SD",
    "discrimination": "discrimination (%)",
    "discriminative_efficiency": "discriminative efficiency (%)",
    "intended_weight": "intended weight (%)",
    "effective_weight": "effective weight (%)",
    "upper_lower": "upper-lower D (%)",
    "chance": "chance score",
}
WITH_INTERVAL = ("facility", "discrimination")
CHANGES = ("improved", "reinforced", "lost", "missed")
TABLE = (
    "number", "question", "stem", "kind", "objective", "points", "measured in", "attempts",
    *(head for name, label in MEASURES.items() for head in (
        (label, f"{label}, low", f"{label}, high") if name in WITH_INTERVAL else (label,)
    )),
    "facility in the pre-test", "pre-test attempts", *CHANGES, "gain", "gain, low", "gain, high", "p (McNemar)",
    "p (Holm)", "flags", "not estimable",
)  # fmt: skip


def table_rows(report: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    """Yield a row for each question; empty where nothing can be estimated, with the reasons in the last cell."""
    for item in report["items"]:
        measures: dict[str, Measure] = item["measures"]
        cells: list[object] = []
        for name in MEASURES:
            one = measures[name]
            cells += [one.value, one.low, one.high] if name in WITH_INTERVAL else [one.value]
        before: Measure | None = item["before"] and item["before"]["facility"]
        yield (
            item["number"],
            item["question"],
            item["stem"],
            item["kind"],
            item["objective"],
            item["worth"],
            item["main"],
            measures["facility"].n,
            *cells,
            before.value if before else None,
            before.n if before else None,
            *_change(item["change"]),
            "; ".join(words for _, words in item["flags"]),
            "; ".join(f"{MEASURES[name]}: {one.reason}" for name, one in measures.items() if one.reason),
        )


def marks_rows(
    release: Release, test: str, choice: str, population: str, newest: int | None
) -> tuple[list[str], Iterator[list[object]]] | None:
    """Return the names of the items, and the rows below them; None where no file of marks can say it.

    Attempts stand in the order of their submission, without any learner's key; a blank was not answered.

    Args:
        release: The release.
        test: Which test.
        choice: Which attempts of a person count.
        population: Whose attempts count.
        newest: Primary key of the last marking that counts; None: all count.
    """
    found = matrix_of(marks_of(release, newest=newest), test, choice, population)
    if found is None:
        return None
    columns, marks = found
    names = [f"{number}. {_short(column.item.stem)}" for number, column in enumerate(columns, start=1)]
    return names, _lines([column.item.worth for column in columns], marks.values.tolist())


def _lines(maxima: list[int], rows: list[list[float]]) -> Iterator[list[object]]:
    yield list(maxima)
    for row in rows:
        yield [None if mark != mark else int(mark) if mark == int(mark) else mark for mark in row]


def _change(change: dict[str, Any] | None) -> list[object]:
    if change is None:
        return [None] * 9
    gain: Measure = change["gain"]
    return [*(change[name] for name in CHANGES), gain.value, gain.low, gain.high, gain.p_value, change["holm"]]


def _short(stem: str) -> str:
    words = " ".join(stem.split())
    return words if len(words) <= STEM else f"{words[: STEM - 1]}…"
