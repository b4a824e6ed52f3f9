"""The measures of one test: of its totals and of each question, also where attempts were asked different questions.

Where every attempt was asked every question, all measures are those of ``item_analysis``. Where a test draws from a
pool, or a question came or went, each question is measured over the attempts that were asked it. Its rest score is
then the share of the points that the attempt earned in its other questions, times the mean worth of those; weights
and reliability suppose one test for all and are not estimable, and totals are percentages.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cme.assessment.serving import ServedItem
from cme.outcomes.item_analysis import ItemAnalysis, item_analysis, measures_of
from cme.outcomes.marks import Column, Marks
from cme.outcomes.measures import (
    Measure,
    alpha_interval,
    chance_score,
    discrimination,
    discriminative_efficiency,
    facility,
    item_sd,
    kurtosis,
    mean_score,
    median_score,
    not_estimable,
    sd_score,
    skewness,
    totals_of,
    upper_lower,
)
from cme.outcomes.measures.arrays import counted
from content.models import QuestionVersion

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from cme.outcomes.measures.arrays import Array

Kind = QuestionVersion.Kind
ONE_CHOICE = {Kind.SINGLE, Kind.TRUE_FALSE}
DIFFERENT = "attempts were asked different questions"
EVERY = "every answer counts as right"
NO_CHOICE = "the answer is not one choice out of several"


@dataclass(frozen=True)
class Asked:
    """One question in the attempts that were asked it.

    Attributes:
        rows: Which attempts of the test they are.
        values: Points of the question, blanks as 0.
        totals: Totals of the attempts, this question among them; made comparable where attempts differ.
    """

    rows: "NDArray[np.bool_]"
    values: "Array"
    totals: "Array"


@dataclass(frozen=True)
class Numbers:
    """One test.

    Attributes:
        n: How many attempts.
        is_same_for_all: Whether every attempt was asked every question.
        unit: Of the totals: "points" or "%".
        maximum: The highest total, in that unit.
        scores: Measures of the totals by name.
        items: Measures of each question by name.
        asked: Each question in the attempts that were asked it.
    """

    n: int
    is_same_for_all: bool
    unit: str
    maximum: float
    scores: dict[str, Measure]
    items: dict[int, dict[str, Measure]]
    asked: dict[int, Asked]


def numbers_of(marks: Marks, columns: list[Column], test: str) -> Numbers | None:
    """Measure a test; None if no edition asks anything in it.

    Args:
        marks: The attempts that count.
        columns: All questions of the release.
        test: Which test the marks are of.
    """
    places = [place for place, column in enumerate(columns) if test in column.tests]
    if not places:
        return None
    own = [columns[place] for place in places]
    values, was_asked = marks.values[:, places], marks.items[:, places] > 0
    maxima = [float(column.item.worth) for column in own]
    asked = {column.question: _asked(values, was_asked, maxima, place) for place, column in enumerate(own)}
    if not was_asked.all():
        return _of_differing(values, was_asked, own, asked)
    analysis = item_analysis([str(column.question) for column in own], maxima, values)
    items = {
        column.question: measures_of(analysis.items[str(column.question)])
        | _further(column.item, asked[column.question])
        for column in own
    }
    return Numbers(analysis.n, True, "points", sum(maxima), _scores(analysis), items, asked)


def _asked(values: "Array", was_asked: "NDArray[np.bool_]", maxima: list[float], place: int) -> Asked:
    import numpy as np

    rows = was_asked[:, place]
    marks = counted(values[rows])
    own, totals = marks[:, place], marks.sum(axis=1)
    others = was_asked[rows] @ np.array(maxima) - maxima[place]
    if len(others) and (others != others[0]).any():
        share = np.divide(totals - own, others, out=np.zeros_like(totals), where=others > 0)
        totals = share * others.mean() + own
    return Asked(rows, own, totals)


def _of_differing(
    values: "Array", was_asked: "NDArray[np.bool_]", columns: list[Column], asked: dict[int, Asked]
) -> Numbers:
    """Measure a test in which attempts were asked different questions."""
    import numpy as np

    n = len(values)
    most = was_asked @ np.array([float(column.item.worth) for column in columns])
    totals = 100 * totals_of(values) / np.maximum(most, 1)
    unknown = not_estimable(n, DIFFERENT)
    scores = {
        "mean": mean_score(totals),
        "median": median_score(totals),
        "sd": sd_score(totals),
        "skewness": skewness(totals),
        "kurtosis": kurtosis(totals),
    } | dict.fromkeys(("alpha", "error_ratio", "standard_error"), unknown)
    return Numbers(
        n, False, "%", 100, scores, {one.question: _alone(one.item, asked[one.question]) for one in columns}, asked
    )


def _alone(item: ServedItem, asked: Asked) -> dict[str, Measure]:
    worth, n = float(item.worth), len(asked.values)
    return {
        "facility": facility(asked.values, worth),
        "sd": item_sd(asked.values, worth),
        "discrimination": discrimination(asked.values, asked.totals),
        "discriminative_efficiency": discriminative_efficiency(asked.values, asked.totals),
        "intended_weight": not_estimable(n, DIFFERENT),
        "effective_weight": not_estimable(n, DIFFERENT),
    } | _further(item, asked)


def _further(item: ServedItem, asked: Asked) -> dict[str, Measure]:
    return {"upper_lower": upper_lower(asked.values, item.worth, asked.totals), "chance": chance_of(item)}


def chance_of(item: ServedItem) -> Measure:
    """Return what blind choice scores in a question."""
    if item.is_void:
        return not_estimable(0, EVERY)
    if item.is_paired or item.is_typed:
        return not_estimable(0, NO_CHOICE)
    if item.is_partial:
        fractions = [min(1.0, max(0.0, option.shares / item.denominator)) for option in item.options]
    else:
        fractions = [float(option.is_key) for option in item.options]
    return chance_score(fractions, is_single=item.kind in ONE_CHOICE)


def _scores(analysis: ItemAnalysis) -> dict[str, Measure]:
    """Return the measures of the totals, alpha with its interval."""
    scores = replace(analysis.scores, alpha=alpha_interval(analysis.scores.alpha, len(analysis.items)))
    return measures_of(scores)
