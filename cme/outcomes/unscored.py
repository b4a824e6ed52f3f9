"""What was answered to questions that give no points, such as those on confidence: counts, and no measures."""

from typing import TYPE_CHECKING, Any

from cme.outcomes.marks import Column, Marks, ReleaseMarks
from cme.outcomes.picks import Picks
from cme.outcomes.wordings import Takers, wording_of
from content.models.question import Role

if TYPE_CHECKING:
    from cme.outcomes.picks import Whole

POST, PRE = Role.POST.value, Role.PRE.value


def unscored_of(loaded: ReleaseMarks, marks: dict[str, Marks], picks: Picks) -> list[dict[str, Any]]:
    """Return the tables of the questions that give no points, in the order of the latest edition.

    Args:
        loaded: The release.
        marks: The attempts that count, of each test.
        picks: All answers. Who left such a question blank is not counted.
    """
    return [
        {
            "question": column.question,
            "stem": column.item.stem,
            "objective": column.item.objective,
            "main": POST if POST in column.tests else PRE,
            "is_paired": column.tests >= {POST, PRE},
            "wordings": _wordings(column, loaded, marks, picks),
        }
        for column in loaded.unscored
    ]


def _wordings(column: Column, loaded: ReleaseMarks, marks: dict[str, Marks], picks: Picks) -> list[dict[str, Any]]:
    """Return the tables of every wording that was answered, and of the latest; the latest first."""
    own = [one for one in loaded.pool.values() if one.question == column.question and not one.is_scored]
    tables = []
    for version in sorted({one.version for one in own}, reverse=True):
        items = {one.id for one in own if one.version == version}
        item = loaded.pool[max(items)]
        answered = _answered(items, [option.id for option in item.options], picks)
        first = PRE if column.tests >= {POST, PRE} else None
        main = POST if POST in column.tests else PRE
        takers, before = _takers(marks[main], answered), _takers(marks[first] if first else None, answered)
        if len(takers.attempts) or len(before.attempts) or version == column.item.version:
            table = wording_of(item, items, takers, before, picks)
            tables.append({"version": version, "stem": item.stem, "corrected_at": None} | table)
    return tables


def _answered(items: set[int], options: list[int], picks: Picks) -> "Whole":
    """Return the attempts with an answer."""
    import numpy as np

    unknown = picks.unknown[np.isin(picks.unknown[:, 1], list(items)), 0]
    return np.unique(np.concatenate([unknown, *(picks.who_chose(option) for option in options)]))


def _takers(marks: Marks | None, answered: "Whole") -> Takers:
    import numpy as np

    attempts = marks.attempts[np.isin(marks.attempts, answered)] if marks else answered[:0]
    nothing = np.zeros(len(attempts))
    return Takers(attempts, nothing, nothing, nothing.astype(bool))
