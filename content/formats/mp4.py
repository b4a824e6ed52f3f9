"""MP4 files: the few boxes that tell how long a video lasts, how large it is and whether browsers play it.

Source:
    ISO/IEC 14496-12 (ISO base media file format): boxes ``ftyp``, ``moov``, ``mvhd``, ``mvex``/``mehd``, ``tkhd``,
    ``hdlr``, ``stsd``.
"""

import struct
from collections.abc import Iterator
from typing import IO

from content.formats.media import LONGEST_MS, MediaFacts, NotPlayable

BRANDS = {
    b"isom",
    b"iso2",
    b"iso4",
    b"iso5",
    b"iso6",
    b"iso8",
    b"iso9",
    b"mp41",
    b"mp42",
    b"avc1",
    b"av01",
    b"dash",
    b"M4V ",
}
PLAYED = {b"avc1": "H.264", b"avc3": "H.264", b"av01": "AV1", b"vp09": "VP9"}
MOST_BOXES = 10_000  # beside each other
LARGEST_MOOV = 20_000_000  # bytes; it holds tables, no pictures
FIXED = 65_536  # sizes in a track header are in 65,536ths of a pixel
UNKNOWN_32, UNKNOWN_64 = 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF
Box = tuple[bytes, bytes]  # its type, and what is in it


def read_mp4(file: IO[bytes], size: int) -> MediaFacts:
    """Return what an MP4 file says of itself.

    Args:
        file: Open and seekable; only headers are read.
        size: Bytes.

    Raises:
        NotPlayable: It is broken, has no video, or none that browsers play.
    """
    moov = _moov_of(file, size)
    boxes = list(_boxes(moov))
    scale, duration = _movie_header(boxes)
    videos, has_sound = [], False
    for track in (content for kind, content in boxes if kind == b"trak"):
        handler = _find(track, b"mdia", b"hdlr")[8:12]
        has_sound = has_sound or handler == b"soun"
        if handler == b"vide":
            videos.append((_size_of(track), _codec_of(track)))
    if not videos:
        raise NotPlayable("The file has no video track.")
    (width, height), codec = videos[0]
    if codec not in PLAYED:
        named = codec.decode("ascii", "replace").strip()
        raise NotPlayable(f"Browsers do not all play its pictures ({named}). Export the video as H.264, VP9 or AV1.")
    duration_ms = round(duration * 1000 / scale) if scale else 0
    if not 1 <= duration_ms < LONGEST_MS:
        raise NotPlayable("The file does not say how long it is. Export it again as a plain MP4, not a stream.")
    return MediaFacts("mp4", duration_ms, width, height, has_sound)


def is_mp4(head: bytes) -> bool:
    """Tell whether a file that begins so is an MP4 file, and no other of the family such as a QuickTime film."""
    return head[4:8] == b"ftyp" and bool({head[8:12], *(head[at : at + 4] for at in range(16, 64, 4))} & BRANDS)


def _moov_of(file: IO[bytes], size: int) -> bytes:
    """Return what is in the box that describes the film, wherever in the file it stands."""
    at = 0
    for _ in range(MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            break
        length, kind, begin = int.from_bytes(head[:4], "big"), head[4:8], 8
        if length == 1 and len(head) == 16:
            length, begin = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = size - at
        if length < begin or at + length > size:
            raise NotPlayable("The file is cut off or broken. Export it again.")
        if kind == b"moov":
            if length > LARGEST_MOOV:
                raise NotPlayable("The file's index is larger than any real one. Export it again.")
            file.seek(at + begin)
            return file.read(length - begin)
        at += length
    raise NotPlayable("The file lacks the index that says what is in it. Export it again.")


def _boxes(data: bytes) -> Iterator[Box]:
    at = 0
    for _ in range(MOST_BOXES):
        if at + 8 > len(data):
            return
        length, begin = int.from_bytes(data[at : at + 4], "big"), 8
        if length == 1:
            length, begin = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif length == 0:
            length = len(data) - at
        if length < begin or at + length > len(data):
            raise NotPlayable("The file's index is broken. Export it again.")
        yield data[at + 4 : at + 8], data[at + begin : at + length]
        at += length


def _find(data: bytes, *path: bytes) -> bytes:
    """Return what is in the first box along a path; nothing where there is none."""
    for wanted in path:
        data = next((content for kind, content in _boxes(data) if kind == wanted), b"")
    return data


def _movie_header(boxes: list[Box]) -> tuple[int, int]:
    """Return units a second, and how many of them the film lasts; 0 where it does not say."""
    header = next((content for kind, content in boxes if kind == b"mvhd"), b"")
    scale, duration = _times(header, before=8, wide_before=16)
    extends = next((content for kind, content in boxes if kind == b"mvex"), b"")
    fragments = _find(extends, b"mehd")
    if not duration and len(fragments) >= 8:
        wide = fragments[0] == 1 and len(fragments) >= 12
        duration = int.from_bytes(fragments[4 : 12 if wide else 8], "big")
    return scale, duration


def _times(header: bytes, *, before: int, wide_before: int) -> tuple[int, int]:
    """Read the time scale and the duration that stand behind two moments, in 32 or 64 bits by the version."""
    if header[:1] == b"\x01" and len(header) >= wide_before + 16:
        scale, duration = struct.unpack_from(">IQ", header, 4 + wide_before)
        return scale, 0 if duration == UNKNOWN_64 else duration
    if header[:1] == b"\x00" and len(header) >= before + 12:
        scale, duration = struct.unpack_from(">II", header, 4 + before)
        return scale, 0 if duration == UNKNOWN_32 else duration
    return 0, 0


def _size_of(track: bytes) -> tuple[int, int]:
    header = _find(track, b"tkhd")
    if len(header) < 8:
        raise NotPlayable("The file does not say how large its pictures are. Export it again.")
    width, height = struct.unpack(">II", header[-8:])
    if width < FIXED or height < FIXED:
        raise NotPlayable("The file does not say how large its pictures are. Export it again.")
    return width // FIXED, height // FIXED


def _codec_of(track: bytes) -> bytes:
    entries = _find(track, b"mdia", b"minf", b"stbl", b"stsd")
    return entries[12:16]
