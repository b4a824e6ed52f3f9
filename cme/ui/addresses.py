"""Full addresses of pages, for canonical links, feeds, structured data and mails."""

from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import override

from cme.ui.languages import in_language


def absolute(request: HttpRequest, path: str) -> str:
    """Return the full address of a path: under the site's own address if that is set, else under the request's."""
    return f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else request.build_absolute_uri(path)


def origin_of(request: HttpRequest) -> str:
    """Return what full addresses begin with, without a slash at its end; for mails that are written later."""
    return absolute(request, "/")[:-1]


def in_language_at(address: str, code: str) -> str:
    """Return the full address of the same page in another language."""
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=in_language(parts.path, code)))


def path_in_english(name: str, *arguments: str) -> str:
    """Return the path of a page as works are cited and found by: in the language in which articles are written."""
    with override(settings.LANGUAGE_CODE):
        return reverse(name, args=arguments)
