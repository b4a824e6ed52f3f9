"""What is given, suggested and asked, one noun a file."""

from cme.support.models.contribution import Contribution, Payment, ProviderEvent, Receipt
from cme.support.models.letter import Letter, LetterQuerySet
from cme.support.models.suggestion import GrantEnquiry, Suggestion
from cme.support.models.use import ContributionUse

__all__ = [
    "Contribution",
    "ContributionUse",
    "GrantEnquiry",
    "Letter",
    "LetterQuerySet",
    "Payment",
    "ProviderEvent",
    "Receipt",
    "Suggestion",
]
