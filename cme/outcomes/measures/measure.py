"""A number with what it rests on, or the reason why there is none."""

from dataclasses import dataclass

Z = 1.959963984540054  # standard normal quantile of a two-sided 95 % interval
LEAST = 2  # observations below which nothing is estimated


@dataclass(frozen=True)
class Measure:
    """A number with what it rests on.

    Attributes:
        n: How many observations.
        value: The number; None if it cannot be estimated.
        low: Lower end of the 95 % interval, where there is one.
        high: Upper end.
        reason: Why there is no number.
        p_value: Two-sided p-value of "no effect"; only beside a number with its whole interval.
        method: Name of the test that gave ``p_value``.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str = ""
    p_value: float | None = None
    method: str = ""

    def __post_init__(self) -> None:
        """Refuse a p-value that stands alone."""
        if self.p_value is not None and None in (self.value, self.low, self.high):
            raise ValueError("no p-value without effect size and interval")


def not_estimable(n: int, why: str) -> Measure:
    """Return that there is no number, and why."""
    return Measure(n, reason=f"not estimable: {why}")


def too_few(n: int) -> Measure:
    """Return that nothing can be estimated from so few."""
    return not_estimable(n, f"n = {n}")
