"""WebM files: the few elements that tell how long a video lasts, how large it is and whether browsers play it.

Source:
    RFC 8794 (EBML) and RFC 9559 (Matroska); the WebM guidelines for which codecs there are.
"""

import struct
from collections.abc import Iterator
from typing import IO

from content.formats.media import LARGEST_SIDE, LONGEST_MS, MediaFacts, NotPlayable

MAGIC = b"\x1a\x45\xdf\xa3"
HEADER, DOC_TYPE = 0x1A45DFA3, 0x4282
SEGMENT, INFO, TRACKS, CLUSTER = 0x18538067, 0x1549A966, 0x1654AE6B, 0x1F43B675
SCALE, DURATION = 0x2AD7B1, 0x4489
ENTRY, TRACK_TYPE, CODEC, VIDEO, WIDTH, HEIGHT = 0xAE, 0x83, 0x86, 0xE0, 0xB0, 0xBA
PICTURES, SOUND = 1, 2
PLAYED = ("V_VP8", "V_VP9", "V_AV1")
NANOSECONDS_A_TICK = 1_000_000  # unless the file says otherwise
MOST_ELEMENTS = 10_000  # beside each other
LARGEST = 1_000_000  # bytes of one that is read whole; headers, no pictures
BROKEN = "The file is cut off or broken. Export it again."
NO_DURATION = (
    "The file does not say how long it is, as some recorders in browsers leave it. Convert it once with any program "
    "for videos."
)


def is_webm(head: bytes) -> bool:
    """Tell whether a file that begins so may be a WebM file."""
    return head.startswith(MAGIC)


def read_webm(file: IO[bytes], size: int) -> MediaFacts:
    """Return what a WebM file says of itself.

    Args:
        file: Open and seekable; only headers are read.
        size: Bytes.

    Raises:
        NotPlayable: It is broken, no WebM, has no video, or does not say how long it is.
    """
    top = {number: (at, length) for number, at, length in _walk(file, 0, size, until=SEGMENT)}
    if HEADER not in top or SEGMENT not in top:
        raise NotPlayable(BROKEN)
    if _text(dict(_elements(_read(file, *top[HEADER]))).get(DOC_TYPE, b"")) != "webm":
        raise NotPlayable("This is a Matroska file that browsers do not all play. Export the video as MP4 or WebM.")
    at, length = top[SEGMENT]
    found = {number: place for number, *place in _walk(file, at, at + length, until=CLUSTER)}
    if INFO not in found or TRACKS not in found:
        raise NotPlayable(BROKEN)
    info = dict(_elements(_read(file, *found[INFO])))
    tracks = [dict(_elements(data)) for number, data in _elements(_read(file, *found[TRACKS])) if number == ENTRY]
    kinds = [_number(track.get(TRACK_TYPE, b"")) for track in tracks]
    if PICTURES not in kinds:
        raise NotPlayable("The file has no video track.")
    video = tracks[kinds.index(PICTURES)]
    codec = _text(video.get(CODEC, b""))
    if codec not in PLAYED:
        raise NotPlayable(f"Browsers do not all play its pictures ({codec[:20]}). Export the video as VP9, VP8 or AV1.")
    shown = dict(_elements(video.get(VIDEO, b"")))
    width, height = _number(shown.get(WIDTH, b"")), _number(shown.get(HEIGHT, b""))
    if not (1 <= width < LARGEST_SIDE and 1 <= height < LARGEST_SIDE):
        raise NotPlayable("The file does not say how large its pictures are. Export it again.")
    return MediaFacts("webm", _duration_ms(info), width, height, SOUND in kinds)


def _duration_ms(info: dict[int, bytes]) -> int:
    ticks = _float(info.get(DURATION, b""))
    scale = _number(info.get(SCALE, b"")) or NANOSECONDS_A_TICK
    milliseconds = ticks * scale / 1_000_000
    if not 1 <= milliseconds < LONGEST_MS:  # one that is no number is within no bounds
        raise NotPlayable(NO_DURATION)
    return round(milliseconds)


def _walk(file: IO[bytes], begin: int, end: int, *, until: int) -> Iterator[tuple[int, int, int]]:
    """Yield number, place and length of the elements of a stretch of the file, up to one that begins the bulk of it."""
    at = begin
    for _ in range(MOST_ELEMENTS):
        file.seek(at)
        head = file.read(12)
        number, first = _vint(head, keeps_marker=True)
        length, second = _vint(head[first:], keeps_marker=False)
        if not first or not second:
            return
        start = at + first + second
        is_open = length == (1 << 7 * second) - 1  # it ends where what it is in ends, as in streams
        length = end - start if is_open else length
        if length < 0 or start + length > end:
            raise NotPlayable(BROKEN)
        yield number, start, length
        if number == until or start + length >= end:
            return
        at = start + length


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    for _ in range(MOST_ELEMENTS):
        number, first = _vint(data[at : at + 8], keeps_marker=True)
        length, second = _vint(data[at + first : at + first + 8], keeps_marker=False)
        if not first or not second:
            return
        begin = at + first + second
        if begin + length > len(data):
            raise NotPlayable(BROKEN)
        yield number, data[begin : begin + length]
        at = begin + length


def _vint(data: bytes, *, keeps_marker: bool) -> tuple[int, int]:
    """Read a number of variable length; return it and its length in bytes, 0 where there is none."""
    if not data or not data[0]:
        return 0, 0
    length = 9 - data[0].bit_length()
    if len(data) < length:
        return 0, 0
    value = int.from_bytes(data[:length], "big")
    return (value if keeps_marker else value & ((1 << 7 * length) - 1)), length


def _read(file: IO[bytes], at: int, length: int) -> bytes:
    if length > LARGEST:
        raise NotPlayable(BROKEN)
    file.seek(at)
    return file.read(length)


def _number(data: bytes) -> int:
    return int.from_bytes(data[:8], "big")


def _float(data: bytes) -> float:
    form = {4: ">f", 8: ">d"}.get(len(data))
    return float(struct.unpack(form, data)[0]) if form else 0.0


def _text(data: bytes) -> str:
    return data.rstrip(b"\0").decode("ascii", "replace")
