"""Figures of articles, behind the gate like the text they belong to."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

FIGURE_NAME = re.compile(r"^[a-f0-9]{64}\.(?:png|jpg|webp|avif)$")


TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}


@require_safe
def figure(request: HttpRequest, name: str) -> FileResponse:
    """Send a figure or a rendition, never to be stored: the next person at a shared computer has not attested."""
    path = f"figures/{name}"
    if not FIGURE_NAME.match(name) or not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path), content_type=TYPES.get(path.rsplit(".", 1)[-1]))
