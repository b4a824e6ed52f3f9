"""Points as people read them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import get_format


def points_text(points: int, denominator: int) -> str:
    """Return points as a number with at most two decimals, such as 3, 3.5 or 2.67.

    Args:
        points: In shares of a point.
        denominator: How many shares are one point.
    """
    exact = Decimal(points) / Decimal(denominator)
    shown = exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{shown:f}".rstrip("0").rstrip(".")


def points_shown(points: int, denominator: int) -> str:
    """Return points as the language of the page writes them; exports and the desk take :func:`points_text`."""
    return points_text(points, denominator).replace(".", get_format("POINTS_DECIMAL_SEPARATOR"))
