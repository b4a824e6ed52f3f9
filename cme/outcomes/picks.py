"""What was answered in the attempts of a release, as arrays: chosen options, "I don't know", and typed answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from cme.assessment.models import Answer, Pick
from cme.assessment.serving import ServedItem
from content.models import Release

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Whole = NDArray[np.int64]

CHUNK = 10_000  # rows fetched at a time


@dataclass(frozen=True)
class Picks:
    """The answers of all submitted attempts of a release.

    Attributes:
        chosen: Rows of attempt, option, part and place, sorted by option; part and place are 0 where the kind has none.
        unknown: Rows of attempt and item: "I don't know".
        typed: Attempt and answer as typed, by item.
    """

    chosen: "Whole"
    unknown: "Whole"
    typed: dict[int, list[tuple[int, str]]]

    def who_chose(self, option: int) -> "Whole":
        """Return the attempts that chose an option."""
        import numpy as np

        first, end = np.searchsorted(self.chosen[:, 1], [option, option + 1])
        return self.chosen[first:end, 0]


def picks_of(release: Release, pool: dict[int, ServedItem], question: int | None = None) -> Picks:
    """Load the answers of a release, or those to one question of it."""
    # There are answers of submitted attempts alone.
    answers = Answer.objects.filter(attempt__release=release).order_by()
    picks = Pick.objects.filter(answer__attempt__release=release).order_by()
    if question is not None:
        own = [item.id for item in pool.values() if item.question == question]
        answers, picks = answers.filter(item__in=own), picks.filter(answer__item__in=own)
    rows = picks.values_list("answer__attempt_id", "option_id", Coalesce("part_id", 0), Coalesce("place", 0))
    typed: dict[int, list[tuple[int, str]]] = {}
    kinds = [item.id for item in pool.values() if item.is_typed]
    if kinds:
        for attempt, item, text in (
            answers.filter(item__in=kinds).exclude(text="").values_list("attempt", "item", "text")
        ):
            typed.setdefault(item, []).append((attempt, text))
    unknown = answers.filter(is_dont_know=True).values_list("attempt_id", "item_id")
    chosen = _table(rows, 4)
    return Picks(chosen[chosen[:, 1].argsort(kind="stable")], _table(unknown, 2), typed)


def _table(rows: QuerySet[Any, tuple[Any, ...]], width: int) -> "Whole":
    """Return whole numbers as an array, without a list of all rows in between."""
    import numpy as np

    numbers: Iterable[int] = chain.from_iterable(rows.iterator(chunk_size=CHUNK))
    return np.fromiter(numbers, np.int64).reshape(-1, width)
