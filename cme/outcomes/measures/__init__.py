"""All measures: of counts, of items, of tests, of options, and of change, each with its formula, divisor and source.

Importing them loads neither numpy nor scipy: the measures over arrays load them when they are called. docs/measures.md
lists them with Moore's levels.
"""

from cme.outcomes.measures.arrays import rest_scores, totals_of
from cme.outcomes.measures.counts import mean_of, median_of, proportion, top_two, wilson
from cme.outcomes.measures.groups import fifths_of, outer_means, places_of, upper_lower
from cme.outcomes.measures.items import (
    chance_score,
    discrimination,
    discriminative_efficiency,
    effective_weights,
    facility,
    intended_weights,
    item_sd,
)
from cme.outcomes.measures.measure import LEAST, Measure, Z, not_estimable, too_few
from cme.outcomes.measures.options import Fifth, OptionMeasures, option_measures, trace_lines
from cme.outcomes.measures.paired_items import Cells, ItemChange, cells_of, holm, item_change, mcnemar, pair
from cme.outcomes.measures.paired_scores import ScoreChange, correction, normalised_gain, score_change
from cme.outcomes.measures.scores import (
    alpha_interval,
    cronbach_alpha,
    error_ratio,
    kurtosis,
    mean_score,
    median_score,
    sd_score,
    skewness,
    standard_error,
)

__all__ = [
    "LEAST",
    "Cells",
    "Fifth",
    "ItemChange",
    "Measure",
    "OptionMeasures",
    "ScoreChange",
    "Z",
    "alpha_interval",
    "cells_of",
    "chance_score",
    "correction",
    "cronbach_alpha",
    "discrimination",
    "discriminative_efficiency",
    "effective_weights",
    "error_ratio",
    "facility",
    "fifths_of",
    "holm",
    "intended_weights",
    "item_change",
    "item_sd",
    "kurtosis",
    "mcnemar",
    "mean_of",
    "mean_score",
    "median_of",
    "median_score",
    "normalised_gain",
    "not_estimable",
    "option_measures",
    "outer_means",
    "pair",
    "places_of",
    "proportion",
    "rest_scores",
    "score_change",
    "sd_score",
    "skewness",
    "standard_error",
    "too_few",
    "top_two",
    "totals_of",
    "trace_lines",
    "upper_lower",
    "wilson",
]
