"""Pictures that come in: checked by content, re-encoded, turned the right way up."""

from io import BytesIO

import pytest
from PIL import Image

from content.pictures import LARGEST, PictureRefused, take_picture


def _file(kind: str = "PNG", size: tuple[int, int] = (4, 2), **how: object) -> BytesIO:
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind, **how)
    out.seek(0)
    return out


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg"), ("WEBP", ".webp")])
def test_picture_is_taken_under_the_hash_of_its_content(kind: str, suffix: str) -> None:
    taken = take_picture(_file(kind), size=100)
    assert len(taken.name) == 64 + len(suffix)
    assert taken.name.endswith(suffix)
    assert Image.open(taken).size == (4, 2)


def test_metadata_goes_and_the_picture_stands_upright() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "patient name"  # turned a quarter; a description
    taken = take_picture(_file("JPEG", exif=exif), size=100)
    picture = Image.open(taken)
    assert picture.size == (2, 4)
    assert b"patient name" not in taken.read()


@pytest.mark.parametrize(
    "upload",
    [BytesIO(b""), BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), BytesIO(b"\x89PNG\r\n"), _file("GIF")],
)
def test_what_is_no_picture_of_ours_is_refused(upload: BytesIO) -> None:
    with pytest.raises(PictureRefused, match="Choose a PNG, JPEG or WebP"):
        take_picture(upload, size=100)


def test_too_large_a_file_is_refused_unread() -> None:
    with pytest.raises(PictureRefused, match="Choose one of at most 2 MB"):
        take_picture(_file(), size=LARGEST + 1)
