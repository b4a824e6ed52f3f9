"""The files of translated words: what stands in one, and the compiled copy that Django reads.

The copy (``.mo``) lies beside its source (``.po``) as a ``.pyc`` lies beside its module: made when something of the
site starts, whenever it is missing or was made from another source. So it is in no repository and never out of date.
"""

import hashlib
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import polib
from django.core.exceptions import ImproperlyConfigured

SOURCE = "X-Source"  # in the header of a copy: the hash of the file that it was made from
_NAMED = re.compile(r"%\((\w+)\)([sdif])|\{(\w*)(?:![rs])?(?::[^{}]*)?\}")
_BARE = re.compile(r"%(?:\d+\$)?[sdif]")


def catalogues_in(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the source files of all languages."""
    for folder in folders:
        yield from sorted(folder.glob("*/LC_MESSAGES/*.po"))


def compile_stale(folders: Iterable[Path]) -> list[Path]:
    """Compile what was not, or was from another source; return the copies that were made.

    Any number of processes may do it at once: a copy is put in place whole.

    Raises:
        ImproperlyConfigured: A copy is missing and cannot be written.
    """
    made = []
    for path in catalogues_in(folders):
        mark = hashlib.sha256(path.read_bytes()).hexdigest()
        copy = path.with_suffix(".mo")
        if copy.is_file() and f"{SOURCE}: {mark}\n".encode() in copy.read_bytes():
            continue
        try:
            _write(copy, compiled(path, mark))
        except OSError as error:
            raise ImproperlyConfigured(
                f"{copy} cannot be written ({error.strerror or error}). Run `manage.py check` once where it can."
            ) from error
        made.append(copy)
    return made


def compiled(path: Path, mark: str) -> bytes:
    """Return a source file as Django reads it; what is not translated, or only guessed, is left out."""
    catalogue = polib.pofile(str(path))
    catalogue.metadata[SOURCE] = mark
    binary: bytes = catalogue.to_binary()
    return binary


def _write(path: Path, content: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
        file.write(content)
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)


def faults_of(path: Path, *, is_complete: bool) -> Iterator[str]:
    """Yield what is wrong with a source file, with the message at fault.

    Args:
        path: The file.
        is_complete: Every message must be translated; otherwise only what is translated is looked at.
    """
    catalogue = polib.pofile(str(path))
    found = re.search(r"nplurals\s*=\s*(\d+)", catalogue.metadata.get("Plural-Forms", ""))
    if not found:
        yield "the header names no Plural-Forms"
        return
    for entry in catalogue:
        if not entry.obsolete:
            where = f"line {entry.linenum}, {entry.msgid[:60]!r}"
            yield from (f"{where}: {fault}" for fault in _faults(entry, int(found[1]), is_complete))


def _faults(entry: polib.POEntry, forms: int, is_complete: bool) -> Iterator[str]:
    texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "only guessed (fuzzy)"
    if not any(texts):
        if is_complete:
            yield "not translated"
        return
    if entry.msgid_plural and len(texts) != forms:
        yield f"has {len(texts)} plural forms instead of {forms}"
    if not all(text.strip() for text in texts):
        yield "one of its forms is empty"
    allowed = {frozenset(placeholders(text)) for text in (entry.msgid, entry.msgid_plural) if text}
    most = frozenset().union(*allowed)
    for number, text in enumerate(texts):
        held = frozenset(placeholders(text))
        # A form for one or two things may say the number in words, and no form may hold what is never given.
        if not (held == most or held in allowed or (forms > 1 and entry.msgid_plural and number < 3 and held <= most)):
            yield f"form {number} has the placeholders {sorted(held)} instead of {sorted(most)}"
    for text in texts:
        if text and text[:1].isspace() != entry.msgid[:1].isspace():
            yield "begins with a space where the source does not, or the other way round"


def placeholders(text: str) -> list[str]:
    """Return what is put into a text, such as ``%(name)s``, ``{name}`` and ``%d``, sorted."""
    named = ["".join(match.group(0)) for match in _NAMED.finditer(text)]
    rest = _NAMED.sub("", text).replace("%%", "")
    return sorted([*named, *_BARE.findall(rest)])
