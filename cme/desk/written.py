"""Letters of the desk, made in one way: words filled with what all of them share, then an e-mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage


@dataclass(frozen=True)
class Words:
    """What a kind of letter says, with names in braces; ``{site}`` and ``{operator}`` are known in each.

    Attributes:
        subject: One line.
        text: All of it.
    """

    subject: str
    text: str


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
    """Fill in what a letter says to somebody; moments are told in UTC."""
    shared = {"site": settings.SITE_NAME, "operator": settings.OPERATOR_NAME}
    known = shared | {name: _said(value) for name, value in values.items()}
    return Written(to, words.subject.format(**known), words.text.format(**known))


def _said(value: object) -> object:
    return f"{value:%-d %B %Y, %H:%M} UTC" if isinstance(value, datetime) else value


def mail_of(written: Written, headers: Mapping[str, str] | None = None) -> EmailMessage:
    """Return the e-mail of a letter, which says that no person sent it, so that no absence is answered to it."""
    told = {"Auto-Submitted": "auto-generated", **(headers or {})}
    return EmailMessage(written.subject, written.text, to=[written.to], headers=told)
