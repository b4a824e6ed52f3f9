"""Figures of articles, behind the gate like the text they belong to; and link pictures, which everybody may see."""

import re

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from content.services.link_pictures import FOLDER

FIGURE_NAME = re.compile(r"^[a-f0-9]{64}\.(?:png|jpg|webp|avif)$")
PICTURE_NAME = re.compile(r"^[a-f0-9]{64}\.png$")
A_YEAR = "public, max-age=31536000, immutable"  # the name is the hash of the content
TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp", "avif": "image/avif"}


@require_safe
def figure(request: HttpRequest, name: str) -> FileResponse:
    """Send a figure or a rendition, never to be stored: the next person at a shared computer has not attested."""
    path = f"figures/{name}"
    if not FIGURE_NAME.match(name) or not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path), content_type=TYPES.get(path.rsplit(".", 1)[-1]))


@open_to_all
@require_safe
def link_picture(request: HttpRequest, name: str) -> FileResponse:
    """Send the picture that previews of a link show: title, topic and mark, which the teaser shows too."""
    path = f"{FOLDER}/{name}"
    if not PICTURE_NAME.match(name) or not default_storage.exists(path):
        raise Http404
    return FileResponse(default_storage.open(path), content_type="image/png", headers={"Cache-Control": A_YEAR})
