"""Answers measured by the key that holds now, whatever points were kept for them when it was corrected.

Marking anew only ever gives points, so a stored marking may hold points for an answer that is wrong by now. That is
credit; what somebody knew is read from the answer itself. Only answers to questions with a corrected key are read.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from cme.assessment.answered import each_response
from cme.assessment.models import Answer
from cme.assessment.responses import Response
from cme.assessment.scoring import shares_for
from cme.assessment.serving import ServedItem
from content.models import KeyCorrection

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cme.outcomes.measures.arrays import Array

    Whole = NDArray[np.int64]

# Of each item with a corrected key: the item as it is marked now, its column, and what all of it is worth there.
Corrected = Mapping[int, tuple[ServedItem, int, int]]


def corrected_on(items: Iterable[ServedItem]) -> dict[int, datetime]:
    """Return when the key of each corrected version was corrected last; no query where none was."""
    versions = {item.version for item in items if item.is_corrected}
    if not versions:
        return {}
    rows = KeyCorrection.objects.filter(version__in=versions).order_by("number")
    return dict(rows.values_list("version", "made_at"))


def shares_by_key(items: Mapping[int, ServedItem], answers: QuerySet[Answer]) -> Iterator[tuple[int, int, float]]:
    """Yield attempt, item, and which share of its points each answer is worth by the key that holds, from 0 to 1.

    Args:
        items: The items as they are marked now, by primary key.
        answers: Answers, of which those to other items are left out.
    """
    known: dict[tuple[int, Response], float] = {}  # answers to choose from are few, however many chose them
    for attempt, pk, response in each_response(answers.filter(item__in=list(items))):
        if (pk, response) not in known:
            known[pk, response] = shares_for(items[pk], response) / items[pk].denominator
        yield attempt, pk, known[pk, response]


def measure_anew(
    values: "Array", asked: "Whole", attempts: "Whole", corrected: Corrected, answers: QuerySet[Answer]
) -> None:
    """Put into the marks of a test what its answers are worth by corrected keys; all other marks stay.

    Args:
        values: The marks, an attempt a row and a question a column; changed in place.
        asked: Primary key of the item behind each mark.
        attempts: Primary key of the attempt of each row.
        corrected: What was corrected.
        answers: Answers in these attempts; those in others are left out.
    """
    import numpy as np

    for pk, (item, column, worth) in corrected.items():
        values[asked[:, column] == pk, column] = worth if item.is_void else np.nan
    items = {pk: item for pk, (item, *_) in corrected.items() if not item.is_void}
    if not items or not len(attempts):
        return
    rows: Iterable[float] = chain.from_iterable(shares_by_key(items, answers))
    found = np.fromiter(rows, np.float64).reshape(-1, 3)
    order = attempts.argsort()
    near = order[np.searchsorted(attempts, found[:, 0], sorter=order).clip(max=len(order) - 1)]
    for pk in items:
        _, column, worth = corrected[pk]
        own = (found[:, 1] == pk) & (attempts[near] == found[:, 0])
        values[near[own], column] = found[own, 2] * worth
