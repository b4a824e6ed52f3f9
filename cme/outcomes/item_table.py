"""The item analysis as a table of plain text, with the reasons why numbers are missing below it."""

from cme.outcomes.item_analysis import ItemAnalysis, measures_of
from cme.outcomes.measures import Measure

NAME = 28  # characters of a name that the table shows
ITEMS = {
    "facility": ("facility", ".3f"),
    "sd": ("SD", ".3f"),
    "discrimination": ("discr. %", ".1f"),
    "discriminative_efficiency": ("effic. %", ".1f"),
    "intended_weight": ("intended %", ".1f"),
    "effective_weight": ("effective %", ".1f"),
}
SCORES = {
    "mean": ("mean, marks", ".3f"),
    "median": ("median, marks", ".3f"),
    "sd": ("standard deviation, marks", ".3f"),
    "skewness": ("skewness", ".3f"),
    "kurtosis": ("excess kurtosis", ".3f"),
    "alpha": ("Cronbach's alpha", ".3f"),
    "error_ratio": ("error ratio, %", ".1f"),
    "standard_error": ("standard error, marks", ".3f"),
}


def table_of(analysis: ItemAnalysis) -> str:
    """Return the analysis as lines of text."""
    width = max(len("item"), *(len(_shown(name)) for name in analysis.items))
    heads = [head for head, _ in ITEMS.values()]
    lines = [
        f"{analysis.n} attempts. Unanswered items count as 0 points; variances divide by n - 1.",
        "Moore's level 3 (learning), objective.",
        "",
        "  ".join(["item".ljust(width), *heads]),
    ]
    reasons: dict[str, None] = {}
    for name, item in analysis.items.items():
        measures = measures_of(item)
        cells = [_cell(measures[key], form).rjust(len(head)) for key, (head, form) in ITEMS.items()]
        lines.append("  ".join([_shown(name).ljust(width), *cells]))
        reasons |= {f"{_shown(name)}, {ITEMS[key][0]}: {_reason(measures[key])}": None for key in ITEMS}
    lines.append("")
    for key, measure in measures_of(analysis.scores).items():
        label, form = SCORES[key]
        lines.append(f"{label:<26}{_cell(measure, form):>12}")
        reasons[f"{label}: {_reason(measure)}"] = None
    notes = [f"  {reason}" for reason in reasons if not reason.endswith(": ")]
    return "\n".join([*lines, "", "- not estimable:", *notes] if notes else lines)


def _cell(measure: Measure, form: str) -> str:
    return "-" if measure.value is None else format(measure.value, form)


def _reason(measure: Measure) -> str:
    return measure.reason.removeprefix("not estimable: ")


def _shown(name: str) -> str:
    """Return a name as a terminal may show it: short, on one line, without control characters."""
    plain = "".join(char if char.isprintable() else " " for char in name)
    return plain if len(plain) <= NAME else plain[: NAME - 3] + "..."
