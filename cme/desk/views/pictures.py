"""Pictures and videos of drafts and of the bank, for pages of the desk: the gate asks at their public addresses."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from cme.catalogue.views import figures, videos


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a figure, a picture of a question, or one of their renditions."""
    _require(request)
    return figures.figure(request, name)


def video(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a video or its captions."""
    _require(request)
    return videos.video(request, name)


def _require(request: HttpRequest) -> None:
    if not (request.user.has_perm("content.view_article") or request.user.has_perm("content.change_article")):
        raise PermissionDenied
