"""What was answered to one wording of a question: options with their trace lines, parts, places, or typed answers.

Wordings are kept apart: counts of one are never added to those of another.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cme.assessment.responses import Response
from cme.assessment.scoring import shares_for
from cme.assessment.serving import ServedItem
from cme.outcomes.flags import Facts
from cme.outcomes.item_numbers import EVERY
from cme.outcomes.measures import (
    not_estimable,
    option_measures,
    outer_means,
    places_of,
    proportion,
    too_few,
    trace_lines,
)
from cme.outcomes.picks import Picks
from content.models import QuestionVersion

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from cme.outcomes.measures.arrays import Array
    from cme.outcomes.picks import Whole

Kind = QuestionVersion.Kind
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
TYPED_SHOWN = 20  # of the most frequent typed answers
UNKNOWN, BLANK = "I don’t know", "no answer"


@dataclass(frozen=True)
class Takers:
    """The attempts of one test that met one wording.

    Attributes:
        attempts: Their primary keys.
        values: Points of the question, blanks as 0.
        totals: Totals of the attempts.
        is_blank: Whether the question was left blank; not read where every answer counts.
    """

    attempts: "Whole"
    values: "Array"
    totals: "Array"
    is_blank: "NDArray[Any]"


def wording_of(item: ServedItem, items: set[int], takers: Takers, before: Takers, picks: Picks) -> dict[str, Any]:
    """Return the tables of one wording as plain values and measures.

    Args:
        item: The wording, with the key that holds now.
        items: Primary keys of the edition's items that ask it.
        takers: Who met it in the test that is looked at.
        before: Who met it in the pre-test, where another test is looked at.
        picks: All answers.
    """
    tables: dict[str, Any] = {"n": len(takers.attempts), "n_before": len(before.attempts), "kind": item.kind}
    if item.is_typed:
        return tables | {"typed": _typed(item, items, takers, before, picks)}
    if item.kind == Kind.ORDERING:
        return tables | {"grid": _places(item, takers, before, picks)}
    if item.is_paired:
        return tables | {"grid": _parts(item, takers, before, picks)}
    return tables | _options(item, items, takers, before, picks)


def facts_of(wording: dict[str, Any]) -> list[Facts]:
    """Return what the flags need to know of the options of a wording."""
    both = wording["n"] + wording["n_before"]
    return [
        Facts(
            letter=row["letter"],
            is_key=row["is_key"],
            count_both=row["count"] + row["count_before"],
            counted_both=both,
            point_biserial=row["point_biserial"],
            upper=row["upper"],
        )
        for row in wording.get("options", ())
        if row["letter"]
    ]


def _options(item: ServedItem, items: set[int], takers: Takers, before: Takers, picks: Picks) -> dict[str, Any]:
    """Return the distractor table and the trace lines; the last rows are "I don't know" and no answer."""
    import numpy as np

    rows = [(letter, option.text, option.is_key and not item.is_void) for letter, option in _lettered(item)]
    who = [picks.who_chose(option.id) for option in item.options]
    unknown = _unknown(items, picks)
    rows += [("", UNKNOWN, False)] if len(unknown) else []
    who += [unknown] if len(unknown) else []
    chosen, first = (np.stack([np.isin(one.attempts, ids) for ids in who], axis=1) for one in (takers, before))
    blank, blank_first = _blank(item, takers, chosen), _blank(item, before, first)
    if blank.any() or blank_first.any():
        rows.append(("", BLANK, False))
        chosen, first = np.c_[chosen, blank], np.c_[first, blank_first]
    measures = option_measures(chosen, takers.values, takers.totals) if len(takers.attempts) else None
    table = []
    for place, (letter, text, is_key) in enumerate(rows):
        outer = outer_means(chosen[:, place], takers.totals) if len(takers.attempts) > 1 else None
        count, early = int(chosen[:, place].sum()), int(first[:, place].sum())
        table.append(
            {
                "letter": letter,
                "text": text,
                "is_key": is_key,
                "count": count,
                "share": proportion(count, len(takers.attempts)),
                "count_before": early,
                "share_before": proportion(early, len(before.attempts)),
                "point_biserial": measures[place].point_biserial if measures else too_few(0),
                "upper": outer and outer[0],
                "lower": outer and outer[1],
            }
        )
    fifths = trace_lines(chosen, takers.totals) if len(takers.attempts) else []
    traces = [{"n": fifth.n, "shares": fifth.shares} for fifth in fifths]
    return {"options": table, "fifths": traces, "places": places_of(len(takers.attempts))}


def _blank(item: ServedItem, takers: Takers, chosen: "NDArray[Any]") -> "NDArray[Any]":
    """Return who left a question blank; where every answer counts, a blank has points, so the answers tell."""
    import numpy as np

    return np.logical_not(chosen.any(axis=1)) if item.is_void else takers.is_blank


def _parts(item: ServedItem, takers: Takers, before: Takers, picks: Picks) -> dict[str, Any]:
    """Return for each part how often each option was chosen for it, and whether that is right."""
    heads = [option.text for option in item.options]
    rows = []
    for part in item.parts:
        own = picks.chosen[picks.chosen[:, 2] == part.id]
        cells = [
            {
                **_counts(own[own[:, 1] == option.id, 0], takers, before),
                "is_key": option.id == part.key and not item.is_void,
            }
            for option in item.options
        ]
        rows.append(_row(item, part.text, cells, takers, before))
    return {"heads": heads, "first": "Part", "rows": rows}


def _places(item: ServedItem, takers: Takers, before: Takers, picks: Picks) -> dict[str, Any]:
    """Return for each thing to order how often it was put at each place; its right place is its own."""
    heads = [str(place) for place in range(1, len(item.options) + 1)]
    rows = []
    for right, option in enumerate(item.options, start=1):
        own = picks.chosen[(picks.chosen[:, 1] == option.id) & (picks.chosen[:, 3] > 0)]
        cells = [
            {**_counts(own[own[:, 3] == place, 0], takers, before), "is_key": place == right and not item.is_void}
            for place in range(1, len(item.options) + 1)
        ]
        rows.append(_row(item, option.text, cells, takers, before))
    return {"heads": heads, "first": "To order, right place first", "rows": rows}


def _row(item: ServedItem, text: str, cells: list[dict[str, Any]], takers: Takers, before: Takers) -> dict[str, Any]:
    if item.is_void:
        nothing, nothing_before = (not_estimable(len(one.attempts), EVERY) for one in (takers, before))
        return {"text": text, "cells": cells, "right": nothing, "right_before": nothing_before}
    right = [cell for cell in cells if cell["is_key"]]
    return {
        "text": text,
        "cells": cells,
        "right": proportion(sum(cell["count"] for cell in right), len(takers.attempts)),
        "right_before": proportion(sum(cell["count_before"] for cell in right), len(before.attempts)),
    }


def _counts(attempts: "Whole", takers: Takers, before: Takers) -> dict[str, int]:
    import numpy as np

    return {
        "count": int(np.isin(attempts, takers.attempts).sum()),
        "count_before": int(np.isin(attempts, before.attempts).sum()),
    }


def _typed(item: ServedItem, items: set[int], takers: Takers, before: Takers, picks: Picks) -> dict[str, Any]:
    """Return the most frequent typed answers; where capitals do not matter, they make no other answer."""
    import numpy as np

    answers = [row for pk in items for row in picks.typed.get(pk, ())]
    counts, early = (_frequent(item, answers, set(one.attempts.tolist())) for one in (takers, before))
    # As they were typed: of units, small letters and capitals are not the same.
    typed = {" ".join(text.split()) for _, text in answers}
    worth = {text: shares_for(item, Response(text=text)) for text in typed}
    accepted = {_folded(item, text) for text, shares in worth.items() if shares == item.denominator}
    partly = {_folded(item, text) for text, shares in worth.items() if shares > 0}
    frequent = (counts + early).most_common(TYPED_SHOWN)
    rows = [
        {
            "text": text,
            "is_key": not item.is_void and text in accepted,
            "brings_part": not item.is_void and text in partly and text not in accepted,
            "count": counts[text],
            "count_before": early[text],
        }
        for text, _ in frequent
    ]
    shown = {text for text, _ in frequent}
    others = {text for text in counts | early if text not in shown}
    unsure, unsure_early = (int(np.isin(_unknown(items, picks), one.attempts).sum()) for one in (takers, before))
    return {
        "rows": rows,
        "others": len(others),
        "others_count": sum(counts[text] for text in others),
        "others_count_before": sum(early[text] for text in others),
        "unknown": unsure,
        "unknown_before": unsure_early,
        "blank": len(takers.attempts) - counts.total() - unsure,
        "blank_before": len(before.attempts) - early.total() - unsure_early,
    }


def _unknown(items: set[int], picks: Picks) -> "Whole":
    """Return the attempts that said "I don't know"."""
    import numpy as np

    return picks.unknown[np.isin(picks.unknown[:, 1], list(items)), 0]


def _frequent(item: ServedItem, answers: Iterable[tuple[int, str]], attempts: set[int]) -> Counter[str]:
    texts = (" ".join(text.split()) for attempt, text in answers if attempt in attempts)
    return Counter(_folded(item, text) for text in texts)


def _folded(item: ServedItem, text: str) -> str:
    """Return under which words a typed answer is counted."""
    return text if item.is_case_sensitive else text.casefold()


def _lettered(item: ServedItem) -> list[tuple[str, Any]]:
    names = [*LETTERS, *map(str, range(len(LETTERS) + 1, len(item.options) + 1))]
    return list(zip(names, item.options, strict=False))
