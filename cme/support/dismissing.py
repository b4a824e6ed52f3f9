"""Whether a visitor dismissed the invitation to support: a cookie that says so and nothing else."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = f"{settings.COOKIE_PREFIX}invitation"
DISMISSED = "dismissed"
LIFETIME = 400 * 24 * 60 * 60  # seconds; browsers keep a cookie no longer


def has_dismissed(request: HttpRequest) -> bool:
    """Tell whether the visitor wants no invitation."""
    return request.COOKIES.get(COOKIE) == DISMISSED


def set_dismissed(response: HttpResponse) -> None:
    """Note it in the browser; the site itself keeps nothing."""
    response.set_cookie(COOKIE, DISMISSED, max_age=LIFETIME, secure=settings.IS_TLS, httponly=True, samesite="Lax")
