"""Full addresses of pages, for canonical links, feeds and structured data."""

from django.conf import settings
from django.http import HttpRequest


def absolute(request: HttpRequest, path: str) -> str:
    """Return the full address of a path: under the site's own address if that is set, else under the request's."""
    return f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else request.build_absolute_uri(path)
