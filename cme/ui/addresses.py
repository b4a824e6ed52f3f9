"""Full addresses of pages, for canonical links, feeds, structured data and mails."""

from django.conf import settings
from django.http import HttpRequest


def absolute(request: HttpRequest, path: str) -> str:
    """Return the full address of a path: under the site's own address if that is set, else under the request's."""
    return f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else request.build_absolute_uri(path)


def origin_of(request: HttpRequest) -> str:
    """Return what full addresses begin with, without a slash at its end; for mails that are written later."""
    return absolute(request, "/")[:-1]
