"""Pictures of QTI items: ``<img>`` in a text, and the file of the package that it names."""

from collections.abc import Callable, Sequence
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from content.formats.archives import Archive, media
from content.formats.neutral import FormatRefused, NeutralPicture
from content.formats.notes import Notes
from content.formats.picturing import (
    MOST_PICTURE_BYTES,
    SECOND,
    Album,
    NoPicture,
    called,
    file_name_of,
    refuse_elsewhere,
    without_picture,
)
from content.formats.xmltree import Element, collapsed

Files = Callable[[str], bytes]
ALONE = "an item has no place for files. Take the whole package, a ZIP archive."


def no_files(_: str) -> bytes:
    """Say of an item that came without its package that no file is there.

    Raises:
        NoPicture: Always.
    """
    raise NoPicture(ALONE)


def files_beside(archive: Archive, path: str, album: Album) -> Files:
    """Return what gives the files of a package that an item names.

    Args:
        archive: The package.
        path: Of the item in it.
        album: What was taken so far; files that are named go into it.
    """

    def read(address: str) -> bytes:
        place = normpath(join(dirname(path), unquote(address.partition("?")[0].partition("#")[0])))
        if place not in archive.entries:
            raise NoPicture("it is not in the archive.")
        album.used.add(place)
        album.check(archive.entries[place].file_size)
        try:
            return media(archive, place, MOST_PICTURE_BYTES)
        except FormatRefused as refused:
            raise NoPicture(str(refused)) from refused

    return read


def taken(
    content: Sequence[Element | str], images: Sequence[Element], files: Files, notes: Notes
) -> tuple[list[Element | str], NeutralPicture | None]:
    """Take the picture out of a text; one that cannot be taken is noted and stays there."""
    if not images:
        return list(content), None
    shown = images[:2][-1]  # the second is the one too many
    address = shown.attributes.get("src", "").strip()
    try:
        if len(images) > 1:
            raise NoPicture(SECOND)
        refuse_elsewhere(address)
        data = notes.album.take(files(address))
    except NoPicture as why:
        notes.add(shown.line, f"The picture {called(address)} is not taken over: {why}")
        return list(content), None
    rest, credit = without_picture(content, shown)
    alt = collapsed(shown.attributes.get("alt", ""))
    return rest, NeutralPicture(data, alt, credit, called(address), shown.line)


def address_of(picture: NeutralPicture) -> str:
    """Return where an item finds the file of a picture: beside itself."""
    return f"images/{file_name_of(picture)}"
