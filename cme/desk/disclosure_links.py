"""Links by which contributors disclose: the key of a request, signed for this purpose alone, and letters with it."""

from datetime import UTC, datetime

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cme.catalogue.addresses import absolute
from cme.desk.written import Words, Written, write
from content.models import DisclosureRequest, Letter

_signer = Signer(sep=".", salt="desk.disclosure")
LINK = Words(
    _("Please disclose financial relationships: {site}"),
    _("""Dear {name},

{site} asks everyone who plans, writes, edits or reviews its articles to disclose financial relationships
with ineligible companies of the last 24 months, once a year. "None" is an answer too, and no account is needed.

{link}

The link is for you alone. It can be used until {until}, once.

{operator}
"""),
)
REMINDER = Words(
    _("Still to come: your disclosure for {site}"),
    _("""Dear {name},

on {asked} we asked you to disclose financial relationships with ineligible companies of the last 24 months, and
have no answer yet. "None" is an answer too, and no account is needed.

{link}

The link is for you alone. It can be used until {until}, once. If you answered in the meantime, thank you.

{operator}
"""),
)


def token_of(request: DisclosureRequest) -> str:
    """Return what the address of a request ends in."""
    return _signer.sign(request.key)


def request_of(token: str) -> DisclosureRequest | None:
    """Return the request that a token names; None for one that we did not sign, or whose request is gone."""
    try:
        key = _signer.unsign(token)
    except BadSignature:
        return None
    return DisclosureRequest.objects.select_related("contributor", "disclosure").filter(key=key).first()


def link_of(http: HttpRequest, request: DisclosureRequest) -> str:
    """Return the full address that a contributor is sent."""
    return absolute(http, reverse("desk:disclose", args=[token_of(request)]))


def write_link(letter: Letter, at: datetime) -> Written | None:
    """Write the letter with the link to disclose; None once the link is answered, withdrawn or lapsed."""
    return _write(letter, at, LINK)


def write_reminder(letter: Letter, at: datetime) -> Written | None:
    """Write the reminder of a link that waits; None once the link is answered, withdrawn or lapsed."""
    return _write(letter, at, REMINDER)


def _write(letter: Letter, at: datetime, words: Words) -> Written | None:
    request = DisclosureRequest.objects.open_at(at).select_related("contributor").filter(pk=letter.about).first()
    if request is None or not request.contributor.email:
        return None
    return write(
        words,
        to=request.contributor.email,
        name=request.contributor.name,
        link=letter.origin + reverse("desk:disclose", args=[token_of(request)]),
        asked=request.asked_at.astimezone(UTC).date(),
        until=request.expires_at,
    )
