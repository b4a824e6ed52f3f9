"""What a page says once something was done: at an address that was signed then, and at no other."""

from datetime import timedelta
from urllib.parse import urlencode

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest

TOLD_FOR = timedelta(hours=1)  # however often the page is loaded again
PARAMETER = "sent"


def thanking(page: str, *, purpose: str, what: str) -> str:
    """Return the address of a page that tells what was done.

    Args:
        page: Its path; it may have a query.
        purpose: Where it was done. What was done elsewhere is not told there.
        what: What was done.
    """
    signed = _signer(purpose).sign(what)
    return f"{page}{'&' if '?' in page else '?'}{urlencode({PARAMETER: signed})}"


def thanked_for(request: HttpRequest, *, purpose: str) -> str:
    """Return what was done, by the address of the page; empty for an address that we did not sign lately."""
    try:
        return _signer(purpose).unsign(request.GET.get(PARAMETER, ""), max_age=TOLD_FOR)
    except BadSignature:
        return ""


def _signer(purpose: str) -> TimestampSigner:
    return TimestampSigner(sep=".", salt=f"cme.access.thanks.{purpose}")
