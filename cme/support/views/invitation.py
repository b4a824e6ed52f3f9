"""The quiet invitation: one tap takes it away for good, without scripts, from pages that are the same for all.

A page cannot know whether its reader dismissed the invitation: it is stored once for everybody. So the page always
holds it, and a tiny style sheet, which no cache keeps, hides it for those whose cookie says so.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cme.access.gate import open_to_all
from cme.support.senders import kept_private, see_other

COOKIE = f"{settings.COOKIE_PREFIX}invitation"
DISMISSED = "dismissed"
LIFETIME = 400 * 24 * 60 * 60  # seconds; browsers keep a cookie no longer
HIDE = "[data-invitation] { display: none; }\n"


@open_to_all
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Hide the invitation from those who dismissed it."""
    is_dismissed = request.COOKIES.get(COOKIE) == DISMISSED
    text = HIDE if is_dismissed else "/* nothing to hide */\n"
    return kept_private(HttpResponse(text, content_type="text/css; charset=utf-8"))


@csrf_exempt
@open_to_all
@require_POST
def dismiss(request: HttpRequest) -> HttpResponse:
    """Note in the browser alone that the invitation is not wanted, and go back to where it stood.

    Stored pages carry no token, so the browser's own word for where the form stood takes its place: a form of
    another site is refused.
    """
    if not _is_ours(request):
        return HttpResponseForbidden("This form comes from another site.\n", content_type="text/plain; charset=utf-8")
    response = see_other(_page_before(request))
    response.set_cookie(COOKIE, DISMISSED, max_age=LIFETIME, secure=settings.IS_TLS, httponly=True, samesite="Lax")
    return response


def _is_ours(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _page_before(request: HttpRequest) -> str:
    """Return the path of the page with the form, if it is one of ours; else the start page."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return "/"
    parts = urlsplit(page)
    try:
        resolve(parts.path)
    except Resolver404:
        return "/"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path}{query}#invitation"
