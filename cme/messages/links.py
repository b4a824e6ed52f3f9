"""Secret addresses in mails: the random key of a row, signed for one purpose."""

from django.core.signing import BadSignature, Signer
from django.urls import reverse

CONFIRM, LEAVE = "confirm", "unsubscribe"  # purposes, and names of addresses


def path_of(purpose: str, key: str) -> str:
    """Return the path of a page for whoever has the mail."""
    return reverse(f"news:{purpose}", args=[Signer(sep=".", salt=f"news.{purpose}").sign(key)])


def key_in(purpose: str, token: str) -> str:
    """Return the key that a token names; the empty text for one that we did not sign for this purpose."""
    try:
        return Signer(sep=".", salt=f"news.{purpose}").unsign(token)
    except BadSignature:
        return ""
