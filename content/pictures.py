"""Pictures that come in: checked by their content and re-encoded, so that nothing hidden in the file stays."""

import hashlib
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST = 2_000_000  # bytes
MOST_PIXELS = 25_000_000
TOO_MANY = "The picture has more than 25 million pixels. Make it smaller."
SUFFIXES = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


class PictureRefused(Exception):
    """The file was not taken; the message is fit to show to the editor."""


def take_picture(upload: IO[bytes], *, size: int) -> ContentFile:  # type: ignore[type-arg]  # not generic at run time
    """Check and re-encode an uploaded picture.

    Args:
        upload: The file as it came.
        size: Its size in bytes.

    Returns:
        The picture under a name made of the hash of its content, without the metadata that came with it.

    Raises:
        PictureRefused: It is too large, or no PNG, JPEG or WebP.
    """
    if size > LARGEST:
        raise PictureRefused(f"The picture has {size / 1e6:.1f} MB. Choose one of at most {LARGEST / 1e6:.0f} MB.")
    try:
        with Image.open(upload, formats=list(SUFFIXES)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureRefused(TOO_MANY)
            kind = str(picture.format)
            out = BytesIO()
            upright = ImageOps.exif_transpose(picture)  # a telephone's picture says in its metadata which side is up
            plain = upright.convert("RGB" if kind == "JPEG" else "RGBA")
            plain.save(out, kind, quality=88) if kind != "PNG" else plain.save(out, kind, optimize=True)
    except Image.DecompressionBombError as error:  # so many that the library does not look any further
        raise PictureRefused(TOO_MANY) from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise PictureRefused("This file is not a picture we can read. Choose a PNG, JPEG or WebP file.") from error
    content = out.getvalue()
    return ContentFile(content, name=f"{hashlib.sha256(content).hexdigest()}.{SUFFIXES[kind]}")
