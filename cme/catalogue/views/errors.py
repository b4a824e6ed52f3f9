"""Pages for what went wrong. They say what to do next and reveal nothing."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext_lazy as _

from cme.access.gate import open_to_all

TOO_MUCH = _(
    "That was more than one form may send, so nothing was saved. Go back with your browser: what you typed is still "
    "there. Shorten it, and send it again."
)


@open_to_all
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that could not be understood, or that was larger than any form of ours."""
    message = TOO_MUCH if isinstance(exception, RequestDataTooBig | TooManyFieldsSent) else ""
    return render(request, "errors/400.html", {"message": message}, status=400)


@open_to_all
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that is not allowed."""
    return render(request, "errors/403.html", {"message": "", "is_form": False}, status=403)


@open_to_all
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that did not come from a page of ours, or whose page was open for too long."""
    message = _(
        "The form could not be checked: the page was open for too long, or cookies are switched off. "
        "Go back, reload the page and send it again."
    )
    return render(request, "errors/403.html", {"message": message, "is_form": True}, status=403)


@open_to_all
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    return render(request, "errors/404.html", {"message": ""}, status=404)


@open_to_all
def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when we failed; nothing of the failure is shown, and no context is needed to render it."""
    return HttpResponse(loader.get_template("errors/500.html").render(), status=500)
