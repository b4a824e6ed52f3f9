"""Videos and captions for tests: a real WebM of the demonstration, and MP4 and WebM files made of bytes."""

import struct
from io import BytesIO

from django.conf import settings

from content.models import Article, Video
from content.services.videos import set_captions, set_video
from content.videofiles import take_captions, take_video

DEMO = settings.BASE_DIR / "content" / "demo"
WEBM = DEMO / "video-aall1731.webm"
CAPTIONS = DEMO / "video-aall1731.vtt"
WEBM_MS = 41_785  # as Chromium's recorder wrote it


def make_video(article: Article, **fields) -> Video:
    """Give a draft the video of the demonstration, with its captions."""
    content = WEBM.read_bytes()
    captions = fields.pop("captions", CAPTIONS.read_bytes())
    video = Video(**{"article": article, "credit": "CC BY 4.0"} | fields)
    set_video(video=video, taken=take_video(BytesIO(content), size=len(content), most=len(content)))
    if captions:
        set_captions(video=video, taken=take_captions(captions))
    video.save()
    return video


# -- MP4 ---------------------------------------------------------------------------------------------------------------
def box(kind: bytes, content: bytes = b"", *, is_wide: bool = False) -> bytes:
    """Return a box; a wide one says its length in 64 bits."""
    if is_wide:
        return struct.pack(">I4sQ", 1, kind, len(content) + 16) + content
    return struct.pack(">I4s", len(content) + 8, kind) + content


def mvhd(duration: int, scale: int = 1000, *, version: int = 0) -> bytes:
    times = struct.pack(">QQIQ" if version else ">IIII", 0, 0, scale, duration)
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + bytes(80))


def trak(kind: bytes = b"vide", codec: bytes = b"avc1", width: int = 640, height: int = 360) -> bytes:
    tkhd = box(b"tkhd", bytes(76) + struct.pack(">II", width << 16, height << 16))
    entry = box(codec, bytes(78))
    stsd = box(b"stsd", struct.pack(">II", 0, 1) + entry)
    hdlr = box(b"hdlr", bytes(8) + kind + bytes(13))
    return box(b"trak", tkhd + box(b"mdia", hdlr + box(b"minf", box(b"stbl", stsd))))


def mp4(*moov: bytes, brand: bytes = b"isom", before: bytes = b"") -> bytes:
    """Return an MP4 file with what is given in its index."""
    return box(b"ftyp", brand + bytes(4) + b"isom") + before + box(b"moov", b"".join(moov))


# -- WebM --------------------------------------------------------------------------------------------------------------
def element(number: int, content: bytes, *, is_open: bool = False) -> bytes:
    """Return an element; an open one does not say where it ends."""
    name = number.to_bytes((number.bit_length() + 7) // 8, "big")
    length = b"\x01" + b"\xff" * 7 if is_open else (1 << 56 | len(content)).to_bytes(8, "big")
    return name + length + content


def webm(
    *, doc: bytes = b"webm", duration: float | None = 5000.0, codec: bytes = b"V_VP9", kind: int = 1, width: int = 640,
    is_open: bool = False,
) -> bytes:  # fmt: skip
    """Return a WebM file of headers."""
    info = element(0x2AD7B1, (1_000_000).to_bytes(3, "big"))
    info += element(0x4489, struct.pack(">d", duration)) if duration is not None else b""
    size = element(0xB0, width.to_bytes(8, "big")) + element(0xBA, (360).to_bytes(2, "big"))
    track = element(0xAE, element(0x83, bytes([kind])) + element(0x86, codec) + element(0xE0, size))
    segment = element(0x1549A966, info) + element(0x1654AE6B, track) + element(0x1F43B675, b"\xe7\x81\x00")
    return element(0x1A45DFA3, element(0x4282, doc)) + element(0x18538067, segment, is_open=is_open)
