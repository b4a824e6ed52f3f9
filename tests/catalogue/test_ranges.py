"""Which bytes a player gets: one stretch of them, the whole file, or word that there are none (RFC 9110)."""

import hashlib
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from cme.catalogue.ranges import RangeRefused, Span, span_of
from tests.visitors import body_of, client_of

CONTENT = bytes(range(256)) * 3000  # longer than what is in memory at once
NAME = f"{hashlib.sha256(CONTENT).hexdigest()}.webm"
ETAG = f'"{NAME[:64]}"'
SIZE = len(CONTENT)


@pytest.fixture(scope="module", autouse=True)
def stored():
    path = f"videos/{NAME}"
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(CONTENT))


@contextmanager
def answer(method: str = "get", name: str = NAME, **headers):
    """Ask for a file as somebody who has attested."""
    client = client_of()
    response = getattr(client, method)(f"/videos/{name}", headers={k.replace("_", "-"): v for k, v in headers.items()})
    response.whole = body_of(response)
    yield response


# -- which stretch -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("header", "span"),
    [
        ("bytes=0-9", Span(0, 9)),
        ("bytes=90-", Span(90, 99)),
        ("bytes=-10", Span(90, 99)),
        ("bytes=-500", Span(0, 99)),
        ("bytes=50-5000", Span(50, 99)),
        ("BYTES = 0-0", Span(0, 0)),
        # Whatever else is asked for may be ignored, so the whole file is sent.
        ("", None),
        ("bytes=", None),
        ("bytes=-", None),
        ("bytes=9-0", None),
        ("bytes=0-1,5-6", None),
        ("items=0-1", None),
        ("bytes=a-b", None),
        ("bytes=\u0660-\u0669", None),
        ("bytes=" + "9" * 400 + "-", None),
    ],
)
def test_one_stretch_is_read_and_all_else_ignored(header, span):
    assert span_of(header, 100) == span


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=100-200", "bytes=-0"])
def test_stretch_without_bytes_is_refused(header):
    with pytest.raises(RangeRefused):
        span_of(header, 100)


def test_empty_file_has_no_stretch():
    for header in ("bytes=0-", "bytes=-1"):
        with pytest.raises(RangeRefused):
            span_of(header, 0)


@given(size=st.integers(1, 10**12), first=st.integers(0, 10**12), last=st.none() | st.integers(0, 10**12))
def test_stretch_is_always_within_the_file(size, first, last):
    header = f"bytes={first}-{'' if last is None else last}"
    if first >= size and (last is None or last >= first):
        with pytest.raises(RangeRefused):
            span_of(header, size)
        return
    span = span_of(header, size)
    if last is not None and last < first:
        assert span is None
    else:
        assert span == Span(first, size - 1 if last is None else min(last, size - 1))


@given(st.text(max_size=40), st.integers(0, 1000))
def test_any_header_is_read_ignored_or_refused(header, size):
    try:
        span = span_of(f"bytes={header}", size)
    except RangeRefused:
        return
    assert span is None or 0 <= span.first <= span.last < size


# -- what is sent ------------------------------------------------------------------------------------------------------
def test_whole_file_is_sent_to_whoever_asks_for_no_stretch():
    with answer() as response:
        assert (response.status_code, response.whole) == (200, CONTENT)
        assert (response["Content-Length"], response["Accept-Ranges"]) == (str(SIZE), "bytes")
        assert (response["Content-Type"], response["ETag"]) == ("video/webm", ETAG)
        assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("header", "first", "last"),
    [("bytes=0-", 0, SIZE - 1), ("bytes=100-199", 100, 199), ("bytes=-7", SIZE - 7, SIZE - 1),
     ("bytes=262140-262150", 262_140, 262_150), (f"bytes={SIZE - 1}-", SIZE - 1, SIZE - 1)],
)  # fmt: skip
def test_stretch_is_sent_as_it_is_in_the_file(header, first, last):
    with answer(range=header) as response:
        assert response.status_code == 206
        assert response.whole == CONTENT[first : last + 1]
        assert response["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
        assert response["Content-Length"] == str(last + 1 - first)


def test_several_stretches_are_answered_with_the_whole():
    with answer(range="bytes=0-1,5-9") as response:
        assert (response.status_code, response.whole) == (200, CONTENT)
        assert "Content-Range" not in response


def test_stretch_behind_the_end_is_refused_with_the_size():
    with answer(range=f"bytes={SIZE}-") as response:
        assert (response.status_code, response.whole) == (416, b"")
        assert response["Content-Range"] == f"bytes */{SIZE}"


@pytest.mark.parametrize(
    ("condition", "status"),
    [(ETAG, 206), (f"W/{ETAG}", 200), ('"another"', 200), ("Thu, 26 Nov 2026 08:00:00 GMT", 200)],
)
def test_stretch_is_sent_only_of_the_content_that_was_begun(condition, status):
    with answer(range="bytes=0-9", if_range=condition) as response:
        assert response.status_code == status
        assert len(response.whole) == (10 if status == 206 else SIZE)


@pytest.mark.parametrize("condition", [ETAG, f"W/{ETAG}", "*", f'"another", {ETAG}'])
def test_what_is_held_already_is_not_sent_again(condition):
    with answer(if_none_match=condition) as response:
        assert (response.status_code, response.whole, response["ETag"]) == (304, b"", ETAG)


def test_head_tells_the_size_and_ignores_stretches():
    with answer("head", range="bytes=0-9") as response:
        assert (response.status_code, response.whole) == (200, b"")
        assert (response["Content-Length"], response["Accept-Ranges"]) == (str(SIZE), "bytes")


def test_nothing_is_compressed_on_the_way():
    with answer(range="bytes=0-999", accept_encoding="gzip, br") as response:
        assert "Content-Encoding" not in response
        assert response.whole == CONTENT[:1000]


@given(first=st.integers(0, SIZE - 1), length=st.integers(1, SIZE))
def test_every_stretch_is_what_stands_there(first, length):
    with answer(range=f"bytes={first}-{first + length - 1}") as response:
        assert response.whole == CONTENT[first : first + length]


def test_file_is_never_read_as_a_whole():
    """The pieces are small, and the file is closed when the player turns away half-way."""
    response = client_of().get(f"/videos/{NAME}")
    pieces = iter(response.streaming_content)
    assert len(next(pieces)) <= 262_144
    body_of(response)


@pytest.mark.parametrize("name", ["..%2fsecret.webm", f"{'0' * 64}.webm", f"{'0' * 64}.exe", "a.webm"])
def test_nothing_but_stored_videos_is_sent(name):
    assert client_of().get(f"/videos/{name}").status_code == 404


# -- the web server's part ---------------------------------------------------------------------------------------------
def test_nginx_is_told_the_internal_address():
    with (
        override_settings(SEND_FILE_HEADER="X-Accel-Redirect", SEND_FILE_PREFIX="/media"),
        answer(range="bytes=0-9") as response,
    ):
        assert (response.status_code, response.whole) == (200, b"")
        assert response["X-Accel-Redirect"] == f"/media/videos/{NAME}"
        assert (response["Content-Type"], response["ETag"]) == ("video/webm", ETAG)
        assert response["Cache-Control"] == "private, no-store"


def test_other_servers_are_told_the_path():
    with override_settings(SEND_FILE_HEADER="X-Sendfile", SEND_FILE_PREFIX=""), answer() as response:
        assert response["X-Sendfile"] == str(default_storage.path(f"videos/{NAME}"))


def test_web_server_is_told_nothing_before_the_gate(client):
    with override_settings(SEND_FILE_HEADER="X-Accel-Redirect", SEND_FILE_PREFIX="/media"):
        response = client.get(f"/videos/{NAME}")
    assert "X-Accel-Redirect" not in response
    assert b'name="gate_statement"' in response.content


def test_media_come_from_the_site_alone():
    assert settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"] == ["'self'"]
