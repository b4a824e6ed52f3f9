"""Letters of the desk, made in one way: words filled with what all of them share, then an e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.formats import date_format


@dataclass(frozen=True)
class Words:
    """What a kind of letter says, with names in braces; ``{site}`` and ``{operator}`` are known in each.

    Letters to people without an account wait for the language that is spoken when they are written.

    Attributes:
        subject: One line.
        text: All of it.
    """

    subject: Any  # words, or some that wait for the language
    text: Any


@dataclass(frozen=True)
class Written:
    """The words of a letter.

    Attributes:
        to: Whom it goes to.
        subject: One line.
        text: What it says.
    """

    to: str
    subject: str
    text: str


def write(words: Words, *, to: str, **values: object) -> Written:
    """Fill in what a letter says to somebody, in the language that is spoken; moments and days are told in UTC."""
    shared = {"site": settings.SITE_NAME, "operator": settings.OPERATOR_NAME}
    known = shared | {name: _said(value) for name, value in values.items()}
    return Written(to, str(words.subject).format(**known), str(words.text).format(**known))


def _said(value: object) -> object:
    if isinstance(value, datetime):
        return f"{date_format(value.astimezone(UTC), 'j F Y, H:i')} UTC"
    return date_format(value, "j F Y") if isinstance(value, date) else value


def mail_of(written: Written, headers: Mapping[str, str] | None = None) -> EmailMessage:
    """Return the e-mail of a letter, which says that no person sent it, so that no absence is answered to it."""
    told = {"Auto-Submitted": "auto-generated", **(headers or {})}
    return EmailMessage(written.subject, written.text, to=[written.to], headers=told)
