"""Secret addresses: the random key of a row, signed for one purpose, so that a copy of the database opens nothing."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

CONTRIBUTION, SUGGESTION = "contribution", "suggestion"  # purposes, and names of addresses


def token_of(purpose: str, key: str) -> str:
    """Return what an address ends in."""
    return Signer(sep=".", salt=f"support.{purpose}").sign(key)


def key_in(purpose: str, token: str) -> str | None:
    """Return the key that a token names; None for one that we did not sign for this purpose."""
    try:
        return Signer(sep=".", salt=f"support.{purpose}").unsign(token)
    except BadSignature:
        return None


def path_of(purpose: str, key: str) -> str:
    """Return the path of the page about a row."""
    return reverse(f"support:{purpose}", args=[token_of(purpose, key)])
