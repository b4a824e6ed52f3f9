"""Diverging stacked bars: where each piece of a bar begins and how long it is, in units of a drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH = 1000  # units; the middle of the neutral piece stands at the half
NAMES = ("strong-no", "no", "neither", "yes", "strong-yes")


@dataclass(frozen=True)
class Piece:
    """One piece of a bar.

    Attributes:
        name: What it stands for; the style sheet colours it.
        x: Where it begins.
        width: How long it is.
    """

    name: str
    x: int
    width: int


def diverging(shares: Sequence[float]) -> list[Piece]:
    """Lay out the five shares of an agreement scale around the middle of the neutral one.

    Args:
        shares: From strong disagreement to strong agreement, each 0 to 1, together 1, or all 0.

    Source:
        Heiberger RM, Robbins NB. J Stat Softw 2014;57(5): diverging stacked bar charts for Likert scales.
    """
    half = WIDTH / 2
    at = half - half * (shares[0] + shares[1] + shares[2] / 2)
    pieces = []
    for name, share in zip(NAMES, shares, strict=True):
        end = at + half * share
        if share:
            pieces.append(Piece(name, round(at), round(end) - round(at)))
        at = end
    return pieces
