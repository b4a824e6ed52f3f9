"""Shares of a question's point as editors write them: in percent or as a fraction, below 0 for a penalty."""

import re
from fractions import Fraction

from content.formats.gift_weights import exact
from content.models.question import DENOMINATORS

_PERCENT = re.compile(r"([-+]?)\s?(\d{1,3}(?:[.,]\d{1,10})?)\s?%?", re.ASCII)
_FRACTION = re.compile(r"([-+]?)\s?(\d{1,4})\s?/\s?(\d{1,4})", re.ASCII)


class ShareRefused(ValueError):
    """The text is no share that can be counted exactly; the message is fit to show to the editor."""


def read_share(text: str) -> Fraction:
    """Read a share: ``50%``, ``33.3%``, ``1/3``, ``-25 %``; a bare number is a percentage.

    Raises:
        ShareRefused: It is none, is more than the whole point, or needs parts that do not add up in whole numbers.
    """
    plain = " ".join(text.replace("\N{MINUS SIGN}", "-").split())
    fraction, percent = _FRACTION.fullmatch(plain), _PERCENT.fullmatch(plain)
    if fraction and int(fraction[3]):
        share = Fraction(int(fraction[2]), int(fraction[3]))
    elif percent:
        share = exact(percent[2].replace(",", "."))
    else:
        raise ShareRefused("Write a share as 50%, 33.3% or 1/3; below 0 for a penalty.")
    if share > 1:
        raise ShareRefused("Write a share of at most 100%, or of at least -100%.")
    if share.denominator not in DENOMINATORS:
        raise ShareRefused(f"A share of {plain} cannot be counted exactly. Use 50%, 25%, 1/3, 1/7 or the like.")
    return -share if (fraction or percent)[1] == "-" else share  # type: ignore[index]  # one of them matched


def write_share(share: Fraction) -> str:
    """Write a share so that it reads back as the same: in whole percent if it is one, otherwise as a fraction."""
    percent = share * 100
    return f"{percent.numerator}%" if percent.denominator == 1 else str(share)
