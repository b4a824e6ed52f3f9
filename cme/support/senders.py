"""Who sends a form, as far as a limit needs to know; and answers that nobody else may keep."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import patch_vary_headers

from cme.support.services.limits import count_once


def network_address(request: HttpRequest) -> str:
    """Return the visitor's network address: behind a proxy that we trust, the one which that proxy saw."""
    seen: str = request.META.get("REMOTE_ADDR", "")
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.IS_BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or seen


def limit_sender(request: HttpRequest, purpose: str, *, at: datetime) -> None:
    """Count that this visitor sends a form.

    Raises:
        TooOften: It is more than this address may send in an hour.
    """
    count_once(purpose=purpose, who=network_address(request), most=settings.FORMS_AN_HOUR, hours=1, at=at)


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
