"""Numbers in GIFT: ``3``, ``3:0.5`` (three, give or take a half), ``1..5`` (from one to five), ``*`` (anything)."""

import re
from decimal import Context, Decimal

from content.formats.gift_text import Piece, Unreadable, meant, quoted
from content.formats.writing import ANYTHING

_NUMBER = re.compile(r"[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,2})?", re.ASCII)
_EXACT = Context(prec=400)  # more digits than two such numbers, added, can have


def is_number(text: str) -> bool:
    """Tell whether a text is a number that GIFT and Moodle read: digits, a point, perhaps an exponent."""
    return _NUMBER.fullmatch(text) is not None


def number_and_tolerance(piece: Piece) -> tuple[str, Decimal | None]:
    """Read an accepted number.

    Returns:
        The number as it is written, for a range its middle, and the tolerance: 0 if none is given, None for ``*``.

    Raises:
        Unreadable: It is not a number, its tolerance is none, or its range ends before it begins.
    """
    text = meant(piece.text)
    if text == ANYTHING:
        return ANYTHING, None
    low, is_range, high = text.partition("..")
    if is_range:
        return _middle(piece, low, high)
    number, has_tolerance, tolerance = text.partition(":")
    within = _decimal(piece, tolerance) if has_tolerance else Decimal(0)
    if within < 0:
        raise Unreadable(piece.at, f"The tolerance in {quoted(text)} is below 0.")
    _decimal(piece, number)
    return number.strip(), within


def _middle(piece: Piece, low: str, high: str) -> tuple[str, Decimal]:
    least, most = _decimal(piece, low), _decimal(piece, high)
    if least > most:
        raise Unreadable(piece.at, f"The range {quoted(piece.text)} ends before it begins.")
    middle = _EXACT.divide(_EXACT.add(least, most), Decimal(2))
    return plain(middle), _shortest(_EXACT.subtract(most, middle))


def _decimal(piece: Piece, text: str) -> Decimal:
    text = text.strip()
    if not is_number(text):
        what = f"{quoted(text)} is not a number" if text else "A number is missing"
        raise Unreadable(piece.at, f"{what}. Numeric answers are written like 3.5, 3.5:0.1 or 3..4, with a point.")
    return Decimal(text)


def _shortest(number: Decimal) -> Decimal:
    return Decimal(plain(number))


def plain(number: Decimal) -> str:
    """Write a number with digits and a point only, without idle zeros."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", "+0"} else text
