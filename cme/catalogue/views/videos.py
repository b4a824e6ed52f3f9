"""Videos and their captions, behind the gate like the text they belong to, in whatever stretches a player asks for."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from cme.catalogue.ranges import RangeRefused, Span, is_held, is_same, span_of

NAME = re.compile(r"^[a-f0-9]{64}\.(?:mp4|webm|vtt)$")
TYPES = {".mp4": "video/mp4", ".webm": "video/webm", ".vtt": "text/vtt; charset=utf-8"}
AT_ONCE = 262_144  # bytes that are in memory of each video being sent


@require_safe
def video(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a video or captions, whole or the stretch that was asked for; never to be stored, as figures are."""
    path = f"videos/{name}"
    if not NAME.match(name) or not default_storage.exists(path):
        raise Http404
    # Stretches are of the file's own bytes, so nothing on the way may compress them.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    etag = f'"{name[:64]}"'  # the name is the hash of the content
    kind = TYPES[PurePosixPath(name).suffix]
    response = _held(request, etag) or _handed_on(path, kind) or _stretch(request, path, kind, etag)
    if response.status_code != 416:
        response["ETag"] = etag
    response["Accept-Ranges"] = "bytes"
    return response


def _held(request: HttpRequest, etag: str) -> HttpResponse | None:
    condition = request.headers.get("If-None-Match", "")
    return HttpResponse(status=304) if condition and is_held(condition, etag) else None


def _handed_on(path: str, kind: str) -> HttpResponse | None:
    """Let the web server send the file, which answers for the stretch itself; None where none is set up to."""
    if not settings.SEND_FILE_HEADER:
        return None
    prefix = settings.SEND_FILE_PREFIX
    named = f"{prefix}/{path}" if prefix else default_storage.path(path)
    return HttpResponse(content_type=kind, headers={settings.SEND_FILE_HEADER: named})


def _stretch(request: HttpRequest, path: str, kind: str, etag: str) -> HttpResponseBase:
    size = default_storage.size(path)
    asked = request.headers.get("Range", "") if request.method == "GET" else ""
    if "If-Range" in request.headers and not is_same(request.headers["If-Range"], etag):
        asked = ""
    try:
        span = span_of(asked, size)
    except RangeRefused:
        return HttpResponse(status=416, content_type=kind, headers={"Content-Range": f"bytes */{size}"})
    sent = span or Span(0, size - 1)
    response: HttpResponseBase = StreamingHttpResponse(
        _pieces(path, sent) if request.method == "GET" else (), status=206 if span else 200, content_type=kind
    )
    response["Content-Length"] = str(sent.length)
    if span:
        response["Content-Range"] = f"bytes {span.first}-{span.last}/{size}"
    return response


def _pieces(path: str, span: Span) -> Iterator[bytes]:
    """Yield the bytes of a stretch; the file is opened with the first piece, and closed however the sending ends."""
    with default_storage.open(path) as file:
        file.seek(span.first)
        left = span.length
        while left > 0 and (piece := file.read(min(AT_ONCE, left))):
            left -= len(piece)
            yield piece
