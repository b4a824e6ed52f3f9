"""Trace lines as a drawing: where each option's line runs and where its letter stands, in units of the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 340, 216  # units, about a pixel on the narrowest screen; a letter and its check mark fit beside
LEFT, RIGHT, TOP, BOTTOM = 36, 278, 10, 184  # edges of the field
GAP = 13  # least distance between two letters
DASHES = 5  # patterns of the style sheet; the right answer's line is drawn through
SIGNS = {"I don’t know": "?", "no answer": "–"}


@dataclass(frozen=True)
class Line:
    """The line of one option.

    Attributes:
        sign: Its letter, or a sign.
        name: Class of the style sheet: "key" or "dash-" and a number.
        path: The line as SVG draws it; it runs on over a fifth that is too small.
        dots: Where its points stand.
        label_y: Height of its letter.
    """

    sign: str
    name: str
    path: str
    dots: list[tuple[float, float]]
    label_y: float


def lines_of(options: Sequence[dict[str, Any]], fifths: Sequence[dict[str, Any]]) -> list[Line]:
    """Lay out the trace lines of a wording.

    Args:
        options: Rows of its distractor table.
        fifths: Shares of each of them, the lowest fifth first.

    Returns:
        A line for each option that has a point, in the order of the table.
    """
    found = []
    for place, option in enumerate(options):
        dots = [
            (x_of(at), y_of(share.value))
            for at, fifth in enumerate(fifths)
            if (share := fifth["shares"][place]).value is not None
        ]
        if dots:
            name = "key" if option["is_key"] else f"dash-{place % DASHES + 1}"
            found.append(
                (
                    option["letter"] or SIGNS[option["text"]],
                    name,
                    "M" + " L".join(f"{x:g} {y:g}" for x, y in dots),
                    dots,
                )
            )
    heights = _spread([dots[-1][1] for *_, dots in found])
    return [Line(*line, height) for line, height in zip(found, heights, strict=True)]


def x_of(fifth: int) -> float:
    """Return where a fifth stands."""
    return LEFT + 8 + fifth * (RIGHT - LEFT - 16) / 4


def y_of(share: float) -> float:
    """Return how high a share stands."""
    return round(BOTTOM - share * (BOTTOM - TOP), 1)


def _spread(heights: Sequence[float]) -> list[float]:
    """Move letters apart, from the bottom up, and back down if they leave the field."""
    order = sorted(range(len(heights)), key=lambda place: -heights[place])
    placed: dict[int, float] = {}
    last: float = BOTTOM + GAP
    for place in order:
        placed[place] = last = min(heights[place], last - GAP)
    lift = max(0.0, TOP - last)
    last = TOP - GAP
    for place in reversed(order) if lift else ():
        placed[place] = last = max(placed[place], last + GAP)
    return [placed[place] for place in range(len(heights))]
