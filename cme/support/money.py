"""Amounts of money: whole numbers of a currency's smallest unit, read from text and written as text."""

import re
import unicodedata
from decimal import Decimal

from django.utils import numberformat
from django.utils.formats import get_format

# Currencies without a smaller unit, and those with thousandths, of which none is taken but some may be spent.
# Source: ISO 4217, and Stripe's list of zero-decimal currencies.
WITHOUT_PARTS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)
IN_THOUSANDTHS = frozenset(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"])
SIGNS = {"EUR": "€"}  # dollars, pounds and crowns are of several countries
ARABIC_POINT = "\u066b"
_WRITTEN = re.compile(r"[0-9]{1,9}([.,][0-9]{1,2})?")


def places_of(currency: str) -> int:
    """Return how many decimal places a currency has: 0, 2 or 3."""
    if currency in WITHOUT_PARTS:
        return 0
    return 3 if currency in IN_THOUSANDTHS else 2


def minor_units(text: str, currency: str) -> int | None:
    """Return an amount as people write it, ``25`` or ``12.50`` or ``12,50``, in the smallest unit; None if unclear.

    Digits may be those of any script, such as Arabic-Indic ones. ``1.000`` is refused: it is a thousand in some
    countries and one in others.
    """
    said = "".join(_in_ascii(character) for character in text.strip())
    if not _WRITTEN.fullmatch(said):
        return None
    amount = Decimal(said.replace(",", ".")).scaleb(places_of(currency))
    return int(amount) if amount == amount.to_integral_value() else None


def _in_ascii(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return "." if character == ARABIC_POINT else character if digit is None else str(digit)


def money_text(minor: int, currency: str) -> str:
    """Return an amount as the language that is spoken writes it: ``EUR 1,250.00``, ``1.250,00 €``, ``JPY 500``.

    A language without formats of its own below ``cme/ui/formats`` writes it like English. Where the text around runs
    from right to left, it is isolated by characters and not by markup, since it also stands in mails and messages.
    """
    own = {name: get_format(name) for name in ("MONEY", "MONEY_DECIMAL_SEPARATOR", "MONEY_THOUSAND_SEPARATOR")}
    pattern, point, comma = ("{code} {number}", ".", ",") if own["MONEY"] == "MONEY" else own.values()
    places = places_of(currency)
    number = numberformat.format(decimal_of(minor, currency), point, places, 3, comma, force_grouping=True)
    return pattern.format(number=number, code=currency, sign=SIGNS.get(currency, currency))


def decimal_of(minor: int, currency: str) -> Decimal:
    """Return an amount in the currency's main unit, exactly, for libraries that count in it."""
    return Decimal(minor).scaleb(-places_of(currency))
