"""The attestation cookie: signed, checked without the database, void when the statement changes (A2)."""

import hashlib
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.COOKIE_PREFIX}attestation"
_signer = signing.TimestampSigner(salt="cme.access.attestation")


def statement_text() -> str:
    """Return the wording in force: the statement and the professions offered with it, one a line."""
    return "\n".join([settings.GATE_STATEMENT, *settings.GATE_PROFESSIONS.values()])


def statement_hash() -> str:
    """Return the hash of version, language and wording, so that a version of its own is a record of its own (A1)."""
    wording = "\n".join([settings.GATE_STATEMENT_VERSION, settings.LANGUAGE_CODE, statement_text()])
    return hashlib.sha256(wording.encode()).hexdigest()


def statement_stamp() -> str:
    """Return version and short hash of the wording in force; a form that was shown another one is refused."""
    return f"{settings.GATE_STATEMENT_VERSION}.{statement_hash()[:16]}"


def is_attested(request: HttpRequest) -> bool:
    """Tell whether the visitor confirmed, within the last 90 days (setting), the wording in force."""
    value = request.COOKIES.get(COOKIE)
    if not value:
        return False
    try:
        stamp = _signer.unsign(value, max_age=timedelta(days=settings.GATE_DAYS))
    except signing.BadSignature:
        return False
    return stamp == f"1:{statement_stamp()}"


def set_attested(response: HttpResponse, *, level: int = 1) -> None:
    """Let the visitor through from now on."""
    response.set_cookie(
        COOKIE,
        _signer.sign(f"{level}:{statement_stamp()}"),
        max_age=timedelta(days=settings.GATE_DAYS),
        secure=settings.IS_TLS,
        httponly=True,
        samesite="Lax",
    )


def clear_attested(response: HttpResponse) -> None:
    """Ask again at the next gated page."""
    response.delete_cookie(COOKIE, samesite="Lax")
    response.cookies[COOKIE]["secure"] = settings.IS_TLS
