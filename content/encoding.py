"""Encoding a picture that was taken in before, at one width in one format; the same input gives the same bytes."""

from io import BytesIO
from typing import Any

from PIL import Image

OPTIONS: dict[str, dict[str, Any]] = {
    # One thread: the web processes need the other cores, and the result must not depend on how many there are.
    "avif": {"quality": 60, "speed": 6, "max_threads": 1},
    "webp": {"quality": 80, "method": 4},
    "jpg": {"quality": 85, "optimize": True, "progressive": True},
    "png": {"optimize": True},
}
KINDS = {"avif": "AVIF", "webp": "WEBP", "jpg": "JPEG", "png": "PNG"}


def open_picture(content: bytes) -> Image.Image:
    """Decode a stored picture.

    Raises:
        OSError: The content is no picture.
    """
    picture = Image.open(BytesIO(content), formats=["PNG", "JPEG", "WEBP"])
    picture.load()
    return picture


def encode(picture: Image.Image, *, width: int, height: int, form: str) -> bytes:
    """Return the picture at a size in pixels, in a format of ``OPTIONS``."""
    sized = picture if picture.size == (width, height) else picture.resize((width, height), Image.Resampling.LANCZOS)
    out = BytesIO()
    sized.save(out, KINDS[form], **OPTIONS[form])
    return out.getvalue()
