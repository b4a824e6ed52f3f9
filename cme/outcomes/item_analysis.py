"""The item analysis of a test: all measures of its items and of its totals, from the marks of all attempts."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from cme.outcomes.measures import (
    Measure,
    cronbach_alpha,
    discrimination,
    discriminative_efficiency,
    effective_weights,
    error_ratio,
    facility,
    intended_weights,
    item_sd,
    kurtosis,
    mean_score,
    median_score,
    sd_score,
    skewness,
    standard_error,
    totals_of,
)
from cme.outcomes.measures.arrays import counted

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from cme.outcomes.measures.arrays import Array


@dataclass(frozen=True)
class ItemMeasures:
    """One item. Facility and SD are fractions of its maximum mark, the others percentages."""

    facility: Measure
    sd: Measure
    discrimination: Measure
    discriminative_efficiency: Measure
    intended_weight: Measure
    effective_weight: Measure


@dataclass(frozen=True)
class ScoreMeasures:
    """The totals. Mean, median, SD and standard error are marks; the error ratio is a percentage."""

    mean: Measure
    median: Measure
    sd: Measure
    skewness: Measure
    kurtosis: Measure
    alpha: Measure
    error_ratio: Measure
    standard_error: Measure


@dataclass(frozen=True)
class ItemAnalysis:
    """A whole test: how many attempts, its items by name, its totals."""

    n: int
    items: dict[str, ItemMeasures]
    scores: ScoreMeasures


def item_analysis(names: Sequence[str], maxima: Sequence[float], marks: "ArrayLike") -> ItemAnalysis:
    """Measure every item and the totals of a test.

    Args:
        names: Of the items, each another.
        maxima: The maximum mark of each item, above 0.
        marks: One attempt a row, one item a column; a blank is NaN, counts as 0 points and stays in the denominator.
    """
    values = _by_item(marks)
    totals = totals_of(values)
    effective, intended = effective_weights(values), intended_weights(maxima)
    items = {
        name: ItemMeasures(
            facility(column, maximum),
            item_sd(column, maximum),
            discrimination(column, totals),
            discriminative_efficiency(column, totals),
            Measure(len(totals), share),
            weight,
        )
        for name, maximum, column, share, weight in zip(names, maxima, values.T, intended, effective, strict=True)
    }
    return ItemAnalysis(len(totals), items, _scores(values, totals))


def as_numbers(analysis: ItemAnalysis) -> dict[str, object]:
    """Return the analysis as plain numbers, None where nothing can be estimated."""
    return {
        "items": {name: _numbers(item) for name, item in analysis.items.items()},
        "test": {"n": analysis.n, **_numbers(analysis.scores)},
    }


def measures_of(group: ItemMeasures | ScoreMeasures) -> dict[str, Measure]:
    """Return the measures of an item or of the totals by name."""
    return {field.name: getattr(group, field.name) for field in fields(group)}


def _numbers(group: ItemMeasures | ScoreMeasures) -> dict[str, float | None]:
    return {name: measure.value for name, measure in measures_of(group).items()}


def _scores(marks: "ArrayLike", totals: "ArrayLike") -> ScoreMeasures:
    alpha, sd = cronbach_alpha(marks), sd_score(totals)
    ratio = error_ratio(alpha)
    return ScoreMeasures(
        mean_score(totals),
        median_score(totals),
        sd,
        skewness(totals),
        kurtosis(totals),
        alpha,
        ratio,
        standard_error(ratio, sd),
    )


def _by_item(marks: "ArrayLike") -> "Array":
    """Return the marks, blanks as 0, those of an item side by side in memory: to step through rows is slow."""
    import numpy as np

    return np.asfortranarray(counted(marks))
