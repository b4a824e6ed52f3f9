"""Who sends a form, as far as a limit needs to know; and answers that nobody else may keep."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from cme.access.senders import network_of_sender
from cme.access.services import may_send


class TooOften(Exception):
    """A form was sent too often; the message is fit to show."""


def limit_sender(request: HttpRequest, purpose: str, *, at: datetime) -> None:
    """Count that this visitor sends a form.

    Raises:
        TooOften: It is more than this address may send in an hour.
    """
    if not may_send(purpose=purpose, who=network_of_sender(request), an_hour=settings.FORMS_AN_HOUR, at=at):
        raise TooOften(_("This was sent too often. Please try again in 1 hour."))


def see_other(address: str) -> HttpResponse:
    """Lead to another page after a form was taken."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def kept_private(response: HttpResponse) -> HttpResponse:
    """Keep a page with a secret address out of caches and search engines."""
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
