"""How many examples property tests try: few in ``make test``, all of them with ``THOROUGH=1``, as .ci/run does."""

import os

IS_THOROUGH = os.environ.get("THOROUGH") == "1"
QUICK = 25  # examples


def examples(number: int) -> int:
    """Return how many examples to try of so many."""
    return number if IS_THOROUGH else min(number, QUICK)
