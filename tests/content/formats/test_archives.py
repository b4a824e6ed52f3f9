"""ZIP archives from strangers (ASVS 5.2.3): what is hostile is refused with a sentence, the rest is read in bounds."""

import re
import stat
import zipfile
from io import BytesIO

import pytest

from content.formats import archives
from content.formats.archives import contents, is_archive, open_archive, write_archive
from content.formats.neutral import FormatRefused
from tests.content.formats.qtifiles import zipped


def with_entry(name: str = "a.xml", data: bytes = b"a", **fields) -> bytes:
    """Return an archive with one entry whose record has these fields."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = info.orig_filename = name
        info.compress_type = fields.pop("method", zipfile.ZIP_DEFLATED)
        for field, value in fields.items():
            setattr(info, field, value)
        archive.writestr(info, data)
    return target.getvalue()


def patched(data: bytes, offset: int, value: bytes) -> bytes:
    """Change the central record of the only entry, ``offset`` bytes from its signature."""
    start = data.index(b"PK\x01\x02") + offset
    return data[:start] + value + data[start + len(value) :]


def test_files_are_read_and_folders_are_not_files():
    archive = open_archive(zipped({"a/": b"", "a/b.xml": b"<b/>", "c.xml": b"<c/>"}))
    assert list(archive.entries) == ["a/b.xml", "c.xml"]
    assert contents(archive, "a/b.xml") == b"<b/>"
    with pytest.raises(KeyError):
        contents(archive, "a/")


def test_what_is_written_reads_back_and_is_always_the_same():
    files = {"b.xml": b"<b/>", "ä/a.xml": b"<a/>" * 1000, "empty": b""}
    data = write_archive(files)
    assert data == write_archive(files)
    archive = open_archive(data)
    assert {path: contents(archive, path) for path in archive.entries} == files


@pytest.mark.parametrize(("data", "expected"), [(zipped({}), True), (zipped({"a": b""}), True), (b"<a/>", False)])
def test_archive_is_told_by_its_first_bytes(data, expected):
    assert is_archive(data) is expected


LINK = (stat.S_IFLNK | 0o777) << 16
DEVICE = (stat.S_IFCHR | 0o600) << 16
HOSTILE = [
    (with_entry("../a.xml"), "leads out"),
    (with_entry("a/../../b.xml"), "leads out"),
    (with_entry("/etc/passwd"), "absolute"),
    (with_entry("C:/a.xml"), "absolute"),
    (with_entry("c:a.xml"), "absolute"),
    (with_entry("a\\b.xml"), "backslash"),
    (with_entry("..\\a.xml"), "backslash"),
    (with_entry("a\x07.xml"), "control character"),
    (with_entry("a\x00.xml"), "control character"),
    (with_entry("a.xml", b"/etc/passwd", external_attr=LINK), "link or a device"),
    (with_entry("a.xml", external_attr=DEVICE), "link or a device"),
    (patched(with_entry(), 8, b"\x01\x00"), "encrypted"),
    (with_entry(method=zipfile.ZIP_BZIP2), "method"),
    (with_entry(method=zipfile.ZIP_LZMA), "method"),
    (with_entry(data=b"\x00" * 4_000_000), "200 to 1"),
    (patched(with_entry(), 24, (200_000_000).to_bytes(4, "little")), "more than 100 MB"),
    (zipped({f"{number}.xml": b"" for number in range(2_001)}), "2,001 entries"),
    (zipped({"a.xml": b"1", "A.XML": b"2"}), "two entries"),
    (zipped({"\u00e9.xml": b"1", "e\u0301.xml": b"2"}), "two entries"),
    (zipped({"a": b"1", "a/": b""}), "two entries"),
    (zipped({"a": b"a"})[:-5], "cut off"),
    (b"PK\x03\x04" + b"x" * 100, "no ZIP archive"),
    (b"PK\x05\x06", "no ZIP archive"),
    (b"", "no ZIP archive"),
    (b"PK\x03\x04" + b"\x00" * 20_000_000, "larger than 20 MB"),
]


@pytest.mark.parametrize(("data", "words"), HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_archive_is_refused_with_a_sentence(data, words):
    with pytest.raises(FormatRefused, match=re.escape(words)) as refused:
        open_archive(data)
    assert len(str(refused.value)) < 250
    assert str(refused.value).isprintable()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_same_entry_twice_is_refused():
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.xml", "1")
        archive.writestr("a.xml", "2")
    with pytest.raises(FormatRefused, match=re.escape("two entries named “a.xml”")):
        open_archive(target.getvalue())


def test_damaged_entry_is_refused_when_it_is_read():
    data = bytearray(zipped({"a.xml": b"abcdefgh" * 20}))
    data[45] ^= 0xFF
    archive = open_archive(bytes(data))
    with pytest.raises(FormatRefused, match=re.escape("“a.xml” is damaged")):
        contents(archive, "a.xml")


def test_entry_that_unpacks_to_more_than_it_says_is_refused():
    data = zipped({"a.xml": b"abcdefgh" * 20})
    archive = open_archive(patched(data, 24, (8).to_bytes(4, "little")))
    with pytest.raises(FormatRefused, match="damaged"):
        contents(archive, "a.xml")


def test_entry_larger_than_a_file_may_be_is_refused():
    archive = open_archive(zipped({"a.xml": b"x" * 5_000_001}, method=zipfile.ZIP_STORED))
    with pytest.raises(FormatRefused, match="larger than 5 MB"):
        contents(archive, "a.xml")


def test_reading_many_entries_stops_at_a_bound(monkeypatch):
    monkeypatch.setattr(archives, "MOST_READ_BYTES", 10)
    archive = open_archive(zipped({"a": b"x" * 8, "b": b"x" * 8}))
    assert contents(archive, "a") == b"x" * 8
    with pytest.raises(FormatRefused, match="Split it"):
        contents(archive, "b")
