"""Addresses that let a reviewer in without an account: signed, so that none is guessed, with a row that can end."""

from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner, b62_encode

from content.models import ReviewLink

SALT = "cme.desk.review"
MOST_DAYS = 60


class _MadeAt(TimestampSigner):
    """Signs with the moment at which the link was made, so that its address is always the same."""

    def __init__(self, made_at: datetime) -> None:
        super().__init__(salt=SALT)
        self.made_at = made_at

    def timestamp(self) -> str:
        return b62_encode(int(self.made_at.timestamp()))


def token_of(link: ReviewLink) -> str:
    """Return what stands in the address of a link."""
    return _MadeAt(link.made_at).sign(link.key)


def link_of(token: str) -> ReviewLink | None:
    """Return the link of a token, which may have ended; None if we did not sign it, or too long ago."""
    try:
        key = TimestampSigner(salt=SALT).unsign(token, max_age=timedelta(days=MOST_DAYS))
    except BadSignature:
        return None
    links = ReviewLink.objects.select_related("round__article", "round__reviewer", "round__asked_by")
    return links.filter(key=key).first()
