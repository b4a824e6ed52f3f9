"""The item analysis of a release as plain values and measures: what the pages show and what a snapshot keeps."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from cme.assessment.serving import ServedItem
from cme.outcomes.flags import WITHDRAWN_BEFORE, Flag, flags_of, withdrawn
from cme.outcomes.item_numbers import EVERY, ONE_CHOICE, Asked, Numbers, numbers_of
from cme.outcomes.marks import TESTS, Choice, Column, Marks, ReleaseMarks, choose
from cme.outcomes.measures import Cells, Measure, holm, item_change, not_estimable, proportion
from cme.outcomes.measures.arrays import counted
from cme.outcomes.picks import Picks
from cme.outcomes.unscored import unscored_of
from cme.outcomes.wordings import Takers, facts_of, wording_of
from content.models import QuestionVersion
from content.models.question import Role

if TYPE_CHECKING:
    from cme.outcomes.picks import Whole

ROUNDING = 1e-9  # of points; those of partial credit are fractions
POST, PRE = Role.POST.value, Role.PRE.value


def report_of(loaded: ReleaseMarks, picks: Picks, choice: str, population: str) -> dict[str, Any]:
    """Analyse a release.

    Args:
        loaded: The marks of all its attempts.
        picks: The answers in them.
        choice: Which attempts of a person count; the paired changes always take the first.
        population: Whose attempts count.

    Source:
        STANDARDS, Measures: for pairs the first post-test attempt counts; Holm across the items.
    """
    marks = {test: choose(loaded.tests[test], choice, population) for test in TESTS}
    numbers = {test: numbers_of(marks[test], loaded.columns, test) for test in TESTS}
    changes = _changes(loaded, population)
    return {
        "tests": {test: _test(marks[test], one) for test, one in numbers.items() if one},
        "items": [
            _item(number, place, loaded, marks, numbers, picks) | {"change": changes.get(column.question)}
            for number, (place, column) in enumerate(enumerate(loaded.columns), start=1)
        ],
        "unscored": unscored_of(loaded, marks, picks),
    }


def matrix_of(loaded: ReleaseMarks, test: str, choice: str, population: str) -> tuple[list[Column], Marks] | None:
    """Return the marks of one test for a file; None where attempts were asked different questions, or there are none.

    A file of marks has no way to say that an attempt was not asked a question.
    """
    places = [place for place, column in enumerate(loaded.columns) if test in column.tests]
    marks = choose(loaded.tests[test], choice, population)
    if not places or not len(marks.attempts) or not (marks.items[:, places] > 0).all():
        return None
    own = Marks(
        marks.values[:, places], marks.items[:, places], marks.attempts, marks.people, marks.is_simulated, marks.scores
    )
    return [loaded.columns[place] for place in places], own


def _test(marks: Marks, numbers: Numbers) -> dict[str, Any]:
    return {
        "n": numbers.n,
        "simulated": int(marks.is_simulated.sum()),
        "people": len(set(marks.people.tolist())),
        "is_same_for_all": numbers.is_same_for_all,
        "unit": numbers.unit,
        "maximum": numbers.maximum,
        "scores": numbers.scores,
    }


def _item(
    number: int,
    place: int,
    loaded: ReleaseMarks,
    marks: dict[str, Marks],
    numbers: dict[str, Numbers | None],
    picks: Picks,
) -> dict[str, Any]:
    column = loaded.columns[place]
    item, main = column.item, POST if POST in column.tests else PRE
    found = {test: one.items[column.question] for test, one in numbers.items() if one and test in column.tests}
    wordings = _wordings(place, main, loaded, marks, numbers, picks)
    withdrawn_at = loaded.corrected[item.version] if item.is_void else None
    return {
        "question": column.question,
        "number": number,
        "stem": item.stem,
        "kind": str(QuestionVersion.Kind(item.kind).label),
        "objective": item.objective,
        "worth": item.worth,
        "main": main,
        "after": found.get(POST),
        "before": found.get(PRE),
        "measures": found[main],
        "right": {test: _right(one, column) for test, one in numbers.items() if one and test in column.tests},
        "flags": [[flag.name, flag.words] for flag in _flags(item, found, main, wordings, withdrawn_at)],
        "wordings": wordings,
        "corrected_at": max(filter(None, (wording["corrected_at"] for wording in wordings)), default=None),
        "withdrawn_at": withdrawn_at,
    }


def _flags(
    item: ServedItem,
    found: dict[str, dict[str, Measure]],
    main: str,
    wordings: list[dict[str, Any]],
    withdrawn_at: datetime | None,
) -> list[Flag]:
    """Return what should be looked at; of a question of which every answer counts, only that."""
    if withdrawn_at:
        return [withdrawn(withdrawn_at)]
    latest = next((wording for wording in wordings if wording["version"] == item.version), None)
    flags = flags_of(
        facility=found[main]["facility"],
        before=found[PRE]["facility"] if main == POST and PRE in found else None,
        discrimination=found[main]["discrimination"],
        chance=found[main]["chance"],
        options=facts_of(latest) if latest and latest["n"] else (),
        is_single=item.kind in ONE_CHOICE,
    )
    return [WITHDRAWN_BEFORE, *flags] if any(wording["is_void"] for wording in wordings) else flags


def _right(numbers: Numbers, column: Column) -> Measure:
    """Return the share that earned all points; none where everybody gets them."""
    values = numbers.asked[column.question].values
    if column.item.is_void:
        return not_estimable(len(values), EVERY)
    return proportion(int((values >= column.item.worth - ROUNDING).sum()), len(values))


def _wordings(
    place: int,
    main: str,
    loaded: ReleaseMarks,
    marks: dict[str, Marks],
    numbers: dict[str, Numbers | None],
    picks: Picks,
) -> list[dict[str, Any]]:
    """Return the tables of every wording that was met, and of the latest; the latest first."""
    column = loaded.columns[place]
    versions: dict[int, set[int]] = {}
    for one in loaded.pool.values():
        if one.question == column.question:
            versions.setdefault(one.version, set()).add(one.id)
    tables = []
    for version, items in sorted(versions.items(), reverse=True):
        item = loaded.pool[max(items)]
        takers = _takers(marks[main], _asked_in(numbers[main], column), place, items)
        is_paired = main == POST and PRE in column.tests
        before = _takers(marks[PRE], _asked_in(numbers[PRE] if is_paired else None, column), place, items)
        if len(takers.attempts) or len(before.attempts) or version == column.item.version:
            table = wording_of(item, items, takers, before, picks)
            corrected_at = loaded.corrected.get(version)
            said = {"version": version, "stem": item.stem, "is_paired": is_paired, "corrected_at": corrected_at}
            tables.append(said | {"is_void": item.is_void} | table)
    return tables


def _asked_in(numbers: Numbers | None, column: Column) -> Asked | None:
    return numbers.asked.get(column.question) if numbers else None


def _takers(marks: Marks, asked: Asked | None, place: int, items: set[int]) -> Takers:
    """Return the attempts that met one wording; none where the question is not asked."""
    import numpy as np

    if asked is None:
        none = np.zeros(0)
        return Takers(none.astype(np.int64), none, none, none.astype(bool))
    # One column alone: the others would be copied for each question.
    met = np.isin(marks.items[:, place][asked.rows], list(items))
    blank = np.isnan(marks.values[:, place][asked.rows][met])
    return Takers(marks.attempts[asked.rows][met], asked.values[met], asked.totals[met], blank)


def _changes(loaded: ReleaseMarks, population: str) -> dict[int, dict[str, Any]]:
    """Return what changed in each question that both tests ask, over the people who were asked it in both.

    Where every answer counts nothing can change: such a question is left out, and so are pairs that met a wording of
    which that holds.
    """
    import numpy as np

    before, after = (choose(loaded.tests[test], Choice.FIRST, population) for test in (PRE, POST))
    _, early, late = np.intersect1d(before.people, after.people, return_indices=True)
    before, after = before.rows(early), after.rows(late)
    places = [
        place for place, column in enumerate(loaded.columns) if column.tests >= {PRE, POST} and not column.item.is_void
    ]
    found = {place: _change(loaded, place, before, after) for place in places}
    adjusted = holm([one["gain"].p_value for one in found.values()])
    return {
        loaded.columns[place].question: one | {"holm": p_value}
        for (place, one), p_value in zip(found.items(), adjusted, strict=True)
    }


def _change(loaded: ReleaseMarks, place: int, before: Marks, after: Marks) -> dict[str, Any]:
    import numpy as np

    asked = [one.items[:, place] for one in (before, after)]
    void = [pk for pk, item in loaded.pool.items() if item.is_void]
    both = np.logical_and(*((one > 0) & ~np.isin(one, void) for one in asked))
    worth = loaded.columns[place].item.worth
    first, last = (counted(one.values[both, place]) >= worth - ROUNDING for one in (before, after))
    cells = Cells(
        improved=int((~first & last).sum()),
        reinforced=int((first & last).sum()),
        lost=int((first & ~last).sum()),
        missed=int((~first & ~last).sum()),
    )
    change = item_change(cells)
    return {
        "n": cells.n,
        "improved": cells.improved,
        "reinforced": cells.reinforced,
        "lost": cells.lost,
        "missed": cells.missed,
        "gain": change.gain,
        "odds_ratio": change.odds_ratio,
        "d": change.d,
        "other_wording": _rewordings(loaded, before.items[both, place], after.items[both, place]),
    }


def _rewordings(loaded: ReleaseMarks, before: "Whole", after: "Whole") -> int:
    """Count the pairs that met another wording after than before."""
    import numpy as np

    kinds = np.unique(np.r_[before, after])
    versions = np.array([loaded.pool[int(pk)].version for pk in kinds], dtype=np.int64)
    return int((versions[np.searchsorted(kinds, before)] != versions[np.searchsorted(kinds, after)]).sum())
