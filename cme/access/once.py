"""What makes a form count once: its own key and what it says. Another text under the same key is another form."""

import hashlib
from datetime import UTC, datetime

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.crypto import salted_hmac

LENGTH = 32


def once_key(form_key: str, *said: object) -> str:
    """Return the key under which a form that says this is kept."""
    return hashlib.sha256("\x1f".join([form_key, *map(str, said)]).encode()).hexdigest()[:LENGTH]


def form_key_of(request: HttpRequest, *, at: datetime) -> str:
    """Return the key of a form that this browser gets: the same all day, in UTC.

    Going back after a form was sent fetches it anew, and the browser fills in what had been typed: sent again with the
    same key and the same words, it is still one form. The key comes of the cookie against forged forms, so that no
    other cookie is needed; it is kept in no row but hashed with what the form says, so that no two rows are known to
    come from one browser.
    """
    get_token(request)  # which makes the cookie where there is none
    secret = request.META["CSRF_COOKIE"]
    day = at.astimezone(UTC).date()
    return salted_hmac("cme.access.once", f"{day}|{secret}", algorithm="sha256").hexdigest()[:LENGTH]
