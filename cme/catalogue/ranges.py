"""Which bytes of a file a request asks for. Calculation without a database or a file.

Source:
    RFC 9110, sections 13.1 (conditions) and 14 (range requests).
"""

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"^bytes[ \t]*=[ \t]*(?:(\d{1,19})-(\d{0,19})|-(\d{1,19}))[ \t]*$", re.IGNORECASE | re.ASCII)


class RangeRefused(Exception):
    """The file has none of the bytes that were asked for."""


@dataclass(frozen=True)
class Span:
    """Bytes of a file, both ends included, counted from 0."""

    first: int
    last: int

    @property
    def length(self) -> int:
        """How many bytes these are."""
        return self.last - self.first + 1


def span_of(header: str, size: int) -> Span | None:
    """Return the one stretch of bytes that a ``Range`` header asks for.

    Args:
        header: What was sent; empty for nothing.
        size: Bytes of the file.

    Returns:
        The stretch; None where the whole file is to be sent: nothing was asked for, or what was asked for is several
        stretches, in other units, or nothing that can be read. All of these may be ignored.

    Raises:
        RangeRefused: The stretch begins behind the end of the file, or is of no bytes.
    """
    match = _ONE_RANGE.match(header)
    if match is None:
        return None
    begin, end, tail = match.groups()
    if tail is not None:
        if not int(tail) or not size:
            raise RangeRefused
        return Span(max(0, size - int(tail)), size - 1)
    first, last = int(begin), int(end) if end else size - 1
    if end and last < first:
        return None  # no range at all, so the header is ignored
    if first >= size:
        raise RangeRefused
    return Span(first, min(last, size - 1))


def is_same(header: str, etag: str) -> bool:
    """Tell whether ``If-Range`` names this very content; a date or a weak tag never does."""
    return header.strip() == etag


def is_held(header: str, etag: str) -> bool:
    """Tell whether ``If-None-Match`` names this content, which the browser then has already."""
    return header.strip() == "*" or etag in {tag.strip().removeprefix("W/") for tag in header.split(",")}
