"""Whole percentages that sum to 100."""

from collections.abc import Mapping


def whole_percents(counts: Mapping[int, int]) -> dict[int, int]:
    """Return each count as whole percent of their sum, by largest remainder, so that they sum to 100.

    Each share is rounded down; the percents that are left go to those who lost most by it, one each, the earlier one
    first where two lost the same. Nothing counted is 0 for each.
    """
    total = sum(counts.values())
    if not total:
        return dict.fromkeys(counts, 0)
    found = {key: 100 * count // total for key, count in counts.items()}
    lost = sorted(counts, key=lambda key: -(100 * counts[key] % total))
    for key in lost[: 100 - sum(found.values())]:
        found[key] += 1
    return found
