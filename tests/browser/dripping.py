"""Pages that come in two halves, a pause between them: what a slow machine does now and then, done always."""

import time
from collections.abc import Iterator

import pytest
from django.core.handlers.wsgi import WSGIHandler

PAUSE = 0.35  # seconds


def halves(response) -> Iterator[bytes]:
    """Yield the body of a page in two pieces; the response is closed as the server would have closed it."""
    try:
        body = b"".join(response)
        time.sleep(PAUSE)
        yield body[: len(body) // 2]
        time.sleep(PAUSE)
        yield body[len(body) // 2 :]
    finally:
        response.close()


def drip_pages(patch: pytest.MonkeyPatch) -> None:
    """Let every HTML response of the live server come slowly."""
    answer = WSGIHandler.__call__

    def answer_slowly(handler, environ, start_response):
        response = answer(handler, environ, start_response)
        is_page = getattr(response, "headers", {}).get("Content-Type", "").startswith("text/html")
        return halves(response) if is_page else response

    patch.setattr(WSGIHandler, "__call__", answer_slowly)
