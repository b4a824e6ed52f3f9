"""The quiet invitation: one tap takes it away for good, without scripts, from pages that are the same for all.

An open page cannot know whether its visitor dismissed the invitation: caches store it once for everybody. So it always
holds it, and a tiny style sheet, which no cache keeps, hides it for those whose cookie says so. Articles are each
reader's own answer made from one stored page; there the server hides it (``cme.catalogue.reading``).
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language_from_path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from cme.access.gate import open_to_all
from cme.support.dismissing import has_dismissed, set_dismissed
from cme.support.senders import kept_private, see_other

HIDE = "[data-invitation] { display: none; }\n"


@open_to_all
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Hide the invitation from those who dismissed it."""
    text = HIDE if has_dismissed(request) else "/* nothing to hide */\n"
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
    set_dismissed(response)
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
        with translation.override(get_language_from_path(parts.path) or settings.LANGUAGE_CODE):
            resolve(parts.path)
    except Resolver404:
        return "/"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.path}{query}#invitation"
