"""ZIP archives from strangers: refused when they are hostile, read one entry at a time within bounds, written alike.

Nothing is unpacked to a disk, and only entries that are asked for are decompressed.
"""

import re
import stat
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from content.formats.neutral import MOST_BYTES, FormatRefused

MOST_ARCHIVE_BYTES = 20_000_000  # as it was sent
MOST_ENTRIES = 2_000
MOST_UNPACKED_BYTES = 100_000_000  # of all entries by what the archive says
MOST_READ_BYTES = 10_000_000  # of all entries that were asked for
MOST_RATIO = 200  # of unpacked to packed; text rarely passes 20
SMALL = 100_000  # bytes up to which the ratio does not matter
SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
DRIVE = re.compile(r"^[A-Za-z]:")
ENCRYPTED = 0x1
MADE_ON = (1980, 1, 1, 0, 0, 0)  # the same content is the same file


@dataclass
class Archive:
    """An archive whose list of entries was checked.

    Attributes:
        zipped: The archive.
        entries: Files in it, by path.
        read: Bytes that were read from it so far.
    """

    zipped: ZipFile
    entries: dict[str, ZipInfo]
    read: int = 0


def is_archive(data: bytes) -> bool:
    """Tell by its first bytes whether a file is a ZIP archive."""
    return data.startswith(SIGNATURES)


def open_archive(data: bytes) -> Archive:
    """Open an archive.

    Raises:
        FormatRefused: It is no archive, goes beyond a bound, or has an entry that no honest archive has.
    """
    if len(data) > MOST_ARCHIVE_BYTES:
        raise FormatRefused(f"The archive is larger than {MOST_ARCHIVE_BYTES // 1_000_000} MB. Leave out its media.")
    try:
        zipped = ZipFile(BytesIO(data))
        infos = zipped.infolist()
    except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError):
        raise FormatRefused("The file is no ZIP archive that can be read; it may be cut off.") from None
    if len(infos) > MOST_ENTRIES:
        raise FormatRefused(f"The archive has {len(infos):,} entries; more than {MOST_ENTRIES:,} are not read.")
    if sum(info.file_size for info in infos) > MOST_UNPACKED_BYTES:
        raise FormatRefused(f"The archive would unpack to more than {MOST_UNPACKED_BYTES // 1_000_000} MB.")
    entries: dict[str, ZipInfo] = {}
    seen: set[str] = set()
    for info in infos:
        path = _checked_path(info)
        same = unicodedata.normalize("NFC", path).casefold().rstrip("/")
        if same in seen:
            raise FormatRefused(f"The archive has two entries named {_shown(path)}.")
        seen.add(same)
        if not info.is_dir():
            entries[path] = info
    return Archive(zipped, entries)


def _checked_path(info: ZipInfo) -> str:
    """Return the path of an entry.

    Raises:
        FormatRefused: The path leads out of the archive, or the entry is a link, encrypted, or packed beyond reason.
    """
    path = info.orig_filename
    shown = _shown(path)
    if path.startswith("/") or DRIVE.match(path):
        raise FormatRefused(f"The entry {shown} has an absolute path.")
    if "\\" in path or any(ord(sign) < ord(" ") for sign in path) or not path:
        raise FormatRefused(f"The entry {shown} has a backslash or a control character in its path.")
    if ".." in path.split("/"):
        raise FormatRefused(f"The entry {shown} has a path that leads out of the archive.")
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise FormatRefused(f"The entry {shown} is a link or a device, not a file.")
    if info.flag_bits & ENCRYPTED:
        raise FormatRefused(f"The entry {shown} is encrypted.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise FormatRefused(f"The entry {shown} is packed by a method that is not read; use the usual one, deflate.")
    if info.file_size > SMALL and info.file_size > MOST_RATIO * info.compress_size:
        raise FormatRefused(f"The entry {shown} is packed more than {MOST_RATIO} to 1, as no honest text is.")
    return path


def _shown(path: str) -> str:
    return "“" + "".join(sign if sign.isprintable() else "�" for sign in path[:100]) + "”"


def contents(archive: Archive, path: str) -> bytes:
    """Return the bytes of an entry.

    Raises:
        FormatRefused: It is damaged, larger than a file may be, or together with others more than may be read.
        KeyError: There is no such entry.
    """
    data = media(archive, path, MOST_BYTES)
    archive.read += len(data)
    if archive.read > MOST_READ_BYTES:
        raise FormatRefused(f"The items of the archive are larger than {MOST_READ_BYTES // 1_000_000} MB. Split it.")
    return data


def media(archive: Archive, path: str, most: int) -> bytes:
    """Return the bytes of an entry of at most so many; whoever asks counts them.

    Raises:
        FormatRefused: It is damaged, or larger.
        KeyError: There is no such entry.
    """
    info = archive.entries[path]
    if info.file_size > most:
        raise FormatRefused(f"The entry {_shown(path)} is larger than {most // 1_000_000} MB.")
    try:
        with archive.zipped.open(info) as file:
            data = file.read(most + 1)
    except (BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        raise FormatRefused(f"The entry {_shown(path)} is damaged.") from None
    if len(data) > most:
        raise FormatRefused(f"The entry {_shown(path)} is larger than {most // 1_000_000} MB.")
    return data


def write_archive(files: Mapping[str, bytes]) -> bytes:
    """Write files into an archive, in their order; the same files give the same bytes."""
    target = BytesIO()
    with ZipFile(target, "w") as zipped:
        for path, data in files.items():
            info = ZipInfo(path, MADE_ON)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            zipped.writestr(info, data)
    return target.getvalue()
