"""Each request is answered in the language of its address."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from cme.ui.languages import language_in


class LanguageMiddleware:
    """Speaks the language of the address while the request is answered, and what was spoken before after it.

    Django's own would look at cookies and headers as well, and name ``Accept-Language`` in ``Vary``, so that caches
    kept one copy of a page for each browser.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = language_in(request.path_info)
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response
