"""The pictures in an accreditation file: the very files that an edition froze, none of them ever whole in memory."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from errno import ENOSPC
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage

from content.models import Edition, Part, QuestionVersion
from content.renditions import name_of

FOLDER = "pictures/"
ADDRESS = "/figures/"
PIECE = 64 * 1024  # bytes
IN_MEMORY = 256 * 1024  # bytes; a larger picture is on the disk while it is looked at
# sha256sum reads a line that begins with # as a comment.
MISSING = "# missing: {path} is part of this edition, but there was no such file when this was made\n"
UNREADABLE = "# missing: {path} is part of this edition, but its file could not be read when this was made\n"
CHANGED = "# changed: {path} is not the file that was taken in, whose SHA-256 is its name\n"


@dataclass(frozen=True)
class Picture:
    """A file that was read to its end.

    Attributes:
        file: At its beginning.
        digest: SHA-256 of it.
        size: Bytes.
    """

    file: IO[bytes]
    digest: str
    size: int


def pictures_of(edition: Edition) -> list[str]:
    """Return the names of all pictures of an edition, each once: of the text, of its questions and their vignettes."""
    names = [name_of(address) for address in _addresses(edition.source)]
    versions = QuestionVersion.objects.filter(edition_items__edition=edition).exclude(image="")
    parts = Part.objects.filter(version__edition_items__edition=edition).exclude(image="")
    for rows in (versions, parts):
        names += [name_of(image) for image in rows.order_by("pk").values_list("image", flat=True)]
    return list(dict.fromkeys(names))


def _addresses(value: Any) -> Iterator[str]:
    """Yield the addresses of pictures that stand anywhere in a source."""
    if isinstance(value, dict):
        address = value.get("address")
        if isinstance(address, str) and address.startswith(ADDRESS):
            yield address
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _addresses(one)


def copied(name: str) -> Picture | str:
    """Copy a stored picture aside, piece by piece, so that one which breaks off leaves nothing half-written.

    Returns:
        The copy, which whoever asked closes; or what the manifest says where there is none.

    Raises:
        OSError: There is no room for the copy.
    """
    digest, size = hashlib.sha256(), 0
    copy = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  # the caller closes it
    try:
        with default_storage.open(f"figures/{name}") as stored:
            for piece in stored.chunks(PIECE):
                digest.update(piece)
                size += copy.write(piece)
    except OSError as error:
        copy.close()
        if error.errno == ENOSPC:
            raise
        return (MISSING if isinstance(error, FileNotFoundError) else UNREADABLE).format(path=FOLDER + name)
    copy.seek(0)
    return Picture(copy, digest.hexdigest(), size)


def note_of(name: str, digest: str) -> str:
    """Return what the manifest says of a picture that is there but is not the one that was taken in; else nothing."""
    taken_in = name.partition(".")[0]
    return CHANGED.format(path=FOLDER + name) if len(taken_in) == len(digest) and taken_in != digest else ""
