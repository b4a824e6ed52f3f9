"""Amounts of money: whole numbers of a currency's smallest unit, read from text and written as text."""

import re
from decimal import Decimal

# Currencies without a smaller unit; all others that are taken have hundredths.
# Source: ISO 4217, and Stripe's list of zero-decimal currencies.
WITHOUT_PARTS = frozenset(
    ["BIF", "CLP", "DJF", "GNF", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"]
)
_WRITTEN = re.compile(r"\d{1,9}([.,]\d{1,2})?")


def places_of(currency: str) -> int:
    """Return how many decimal places a currency has: 0 or 2."""
    return 0 if currency in WITHOUT_PARTS else 2


def minor_units(text: str, currency: str) -> int | None:
    """Return an amount as people write it, ``25`` or ``12.50`` or ``12,50``, in the smallest unit; None if unclear.

    ``1.000`` is refused: it is a thousand in some countries and one in others.
    """
    said = text.strip()
    if not said.isascii() or not _WRITTEN.fullmatch(said):
        return None
    amount = Decimal(said.replace(",", ".")).scaleb(places_of(currency))
    return int(amount) if amount == amount.to_integral_value() else None


def money_text(minor: int, currency: str) -> str:
    """Return an amount as the site writes it: ``EUR 1,250.00``, ``JPY 500``."""
    places = places_of(currency)
    return f"{currency} {Decimal(minor).scaleb(-places):,.{places}f}"


def decimal_of(minor: int, currency: str) -> Decimal:
    """Return an amount in the currency's main unit, exactly, for libraries that count in it."""
    return Decimal(minor).scaleb(-places_of(currency))
