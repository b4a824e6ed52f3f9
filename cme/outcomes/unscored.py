"""What was answered to questions that give no points, such as those on confidence: counts, and no measures."""

from typing import Any

from cme.outcomes.marks import Column, Marks, ReleaseMarks
from cme.outcomes.picks import Picks
from cme.outcomes.wordings import Takers, wording_of
from content.models.question import Role

POST, PRE = Role.POST.value, Role.PRE.value


def unscored_of(loaded: ReleaseMarks, marks: dict[str, Marks], picks: Picks) -> list[dict[str, Any]]:
    """Return the tables of the questions that give no points, in the order of the latest edition.

    Args:
        loaded: The release.
        marks: The attempts that count, of each test.
        picks: All answers.
    """
    return [
        {
            "question": column.question,
            "stem": column.item.stem,
            "objective": column.item.objective,
            "main": POST if POST in column.tests else PRE,
            "is_paired": column.tests >= {POST, PRE},
            "wordings": _wordings(place, column, loaded, marks, picks),
        }
        for place, column in enumerate(loaded.unscored, start=len(loaded.columns))
    ]


def _wordings(
    place: int, column: Column, loaded: ReleaseMarks, marks: dict[str, Marks], picks: Picks
) -> list[dict[str, Any]]:
    """Return the tables of every wording that was met, and of the latest; the latest first."""
    own = [one for one in loaded.pool.values() if one.question == column.question and not one.is_scored]
    tables = []
    for version in sorted({one.version for one in own}, reverse=True):
        items = {one.id for one in own if one.version == version}
        first = PRE if column.tests >= {POST, PRE} else None
        main = POST if POST in column.tests else PRE
        takers, before = (_takers(marks[test] if test else None, place, items) for test in (main, first))
        if len(takers.attempts) or len(before.attempts) or version == column.item.version:
            item = loaded.pool[max(items)]
            table = wording_of(item, items, takers, before, picks)
            tables.append({"version": version, "stem": item.stem, "corrected_at": None, "is_void": False} | table)
    return tables


def _takers(marks: Marks | None, place: int, items: set[int]) -> Takers:
    import numpy as np

    if marks is None:
        nothing = np.zeros(0)
        return Takers(nothing.astype(np.int64), nothing, nothing, nothing.astype(bool))
    met = np.isin(marks.items[:, place], list(items))
    nothing = np.zeros(int(met.sum()))
    return Takers(marks.attempts[met], nothing, nothing, np.isnan(marks.values[met, place]))
