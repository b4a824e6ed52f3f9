"""What a payment provider told us, in words that no provider made."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Said(Enum):
    """What happened."""

    PAID = "paid"
    FAILED = "failed"
    LAPSED = "lapsed"
    ENDED = "ended"
    REFUNDED = "refunded"
    BEGUN = "begun"


@dataclass(frozen=True)
class Word:
    """One thing that a provider said about one contribution.

    Attributes:
        said: What happened.
        key: Of the contribution; empty where it is known by its payment alone.
        at: When it happened.
        ref: What the provider calls the payment; empty where it is about none.
        amount_minor: Of the payment, in the smallest unit; None where it is about none.
        currency: Of the payment, three capital letters.
        refunded_minor: How much of the payment was given back, all in all.
        subscription: What the provider calls the standing order.
    """

    said: Said
    key: str
    at: datetime
    ref: str = ""
    amount_minor: int | None = None
    currency: str = ""
    refunded_minor: int = 0
    subscription: str = ""
