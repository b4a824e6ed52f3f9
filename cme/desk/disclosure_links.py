"""Links by which contributors disclose: the key of a request, signed for this purpose alone, and the mail with it."""

import logging
from datetime import datetime
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cme.catalogue.addresses import absolute
from content.models import DisclosureRequest

_signer = Signer(sep=".", salt="desk.disclosure")
_log = logging.getLogger(__name__)
SUBJECT = "Please disclose financial relationships: {site}"
TEXT = """Dear {name},

{site} asks everyone who plans, writes, edits or reviews its articles to disclose financial relationships
with ineligible companies of the last 24 months, once a year. "None" is an answer too, and no account is needed.

{link}

The link is for you alone. It can be used until {until}, once.

{operator}
"""


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


def mail_link(*, request: DisclosureRequest, link: str) -> None:
    """Send a contributor the link once what is being written is safe; note when it went out.

    A server that does not take the mail costs nothing but the note: the list of what is due says "not sent".
    """
    transaction.on_commit(lambda: _send(request, link, timezone.now()))


def _send(request: DisclosureRequest, link: str, at: datetime) -> None:
    contributor = request.contributor
    text = TEXT.format(
        name=contributor.name,
        site=settings.SITE_NAME,
        link=link,
        until=f"{request.expires_at:%-d %B %Y, %H:%M} UTC",
        operator=settings.OPERATOR_NAME,
    )
    try:
        send_mail(SUBJECT.format(site=settings.SITE_NAME), text, None, [contributor.email])
    except (OSError, SMTPException) as error:
        _log.warning("The link of disclosure request %s was not sent: %s", request.pk, error)
        return
    DisclosureRequest.objects.filter(pk=request.pk).update(sent_at=at)
