"""The attestation cookie: signed, checked without the database, void when the statement changes (A2)."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from content.approved_wordings import Text, shown_in

COOKIE = f"{settings.COOKIE_PREFIX}attestation"
_signer = signing.TimestampSigner(salt="cme.access.attestation")


@dataclass(frozen=True)
class Wording:
    """What is confirmed at the gate, as a visitor is shown it.

    Attributes:
        language: Of all of it.
        statement: What is confirmed.
        professions: What can be chosen, by key.
    """

    language: str
    statement: str
    professions: dict[str, str]

    @property
    def text(self) -> str:
        """The statement and the professions offered with it, one a line."""
        return "\n".join([self.statement, *self.professions.values()])

    @property
    def hash(self) -> str:
        """The hash of version, language and wording, so that a version of its own is a record of its own (A1)."""
        wording = "\n".join([settings.GATE_STATEMENT_VERSION, self.language, self.text])
        return hashlib.sha256(wording.encode()).hexdigest()

    @property
    def stamp(self) -> str:
        """Version and short hash; a form that was shown another wording is refused."""
        return f"{settings.GATE_STATEMENT_VERSION}.{self.hash[:16]}"


def texts() -> list[Text]:
    """Return what needs approval in another language: all of it, or visitors are shown English."""
    professions = settings.GATE_PROFESSIONS.items()
    return [
        Text("gate.statement", settings.GATE_STATEMENT),
        *(Text(f"gate.profession.{key}", label) for key, label in professions),
    ]


def wording_in(language: str) -> Wording:
    """Return what visitors are shown in a language; one query, none for English."""
    statement, *professions = shown_in(language, texts())
    labels = (shown.text for shown in professions)
    return Wording(statement.language, statement.text, dict(zip(settings.GATE_PROFESSIONS, labels, strict=True)))


def wording_in_force() -> Wording:
    """Return the English wording, which tells for all languages whether the statement changed."""
    return Wording(settings.LANGUAGE_CODE, settings.GATE_STATEMENT, settings.GATE_PROFESSIONS)


def statement_stamp() -> str:
    """Return the stamp of the English wording, which stands for all languages in the cookie."""
    return wording_in_force().stamp


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
