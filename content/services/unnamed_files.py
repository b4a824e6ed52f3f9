"""Removing stored files that nothing names any more, such as a film that an editor replaced before anybody saw it.

Files are named by the hash of their content, and whoever uploads the same again names the file that is there. So a file
is first noted as unnamed, and goes a good while later if it still is; and whoever wants a stored file again says so by
:func:`want_stored`, which the removal, once the file is out of the way, can still see.
"""

import os
import re
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from math import inf
from pathlib import Path

from django.apps import apps
from django.core.files.storage import default_storage
from django.db import models
from django.db.models.functions import Cast

from content.models import EditionPicture, Figure, FormDraft, Part, QuestionVersion, Rendition, Video
from content.services.rates import take_turn

FOLDERS = ("videos", "figures")
DELAY = timedelta(days=40)  # longer than unsaved words are kept, and than most people keep copies of a database
EACH = timedelta(days=1)
AT_ONCE = 500  # files of a folder that one sweep reads the history for
CHUNK = 100
ASIDE = "unnamed"  # the folder within a folder for files on their way out, and for notes since when they are unnamed
NOTE = ".since"
# Also with what a storage appends where the name is taken: such a file has no address and never had one.
NAME = re.compile(r"[0-9a-f]{64}(?:_[0-9A-Za-z]{7})?\.(?:mp4|webm|vtt|png|jpg|webp|avif)")
# Columns that name a file, with or without its folder.
COLUMNS: tuple[tuple[type[models.Model], str], ...] = (
    (Video, "file"), (Video, "captions"), (Figure, "image"), (QuestionVersion, "image"), (Part, "image"),
    (EditionPicture, "picture"), (Rendition, "picture"), (Rendition, "file"), (Rendition, "problem"),
)  # fmt: skip


def want_stored(name: str) -> bool:
    """Tell whether a file is stored, and say that it is wanted again: for a while from now it is not removed.

    Args:
        name: With its folder, as a row names it.
    """
    try:
        os.utime(default_storage.path(name))
    except FileNotFoundError:
        return False
    except PermissionError:  # a file of somebody else's, which is not removed
        pass
    return True


def sweep_files(*, at: datetime) -> int:
    """Once a day, note which files are unnamed, and remove those that have been for long; return how many went."""
    if not take_turn(key="sweep:files", burst=1, each=EACH, at=at):
        return 0
    return sum(remove_unnamed(folder=folder, at=at) for folder in FOLDERS)


def remove_unnamed(*, folder: str, at: datetime) -> int:
    """Remove the files of a folder that were noted as unnamed long ago and still are; note those that are now.

    May be cut off anywhere, and run at once with itself and with uploads. Of a file that is young nothing is asked.
    """
    place, due = Path(default_storage.path(folder)), (at - DELAY).timestamp()
    aside = place / ASIDE
    _settle(place, due)
    old = {row.name for row in _files_in(place) if _changed(row) <= due and os.access(row, os.W_OK)}
    old -= set(_named_in_columns(old))
    notes = {row.name.removesuffix(NOTE): row for row in _entries(aside) if row.name.endswith(NOTE)}
    _forget(row for name, row in notes.items() if name not in old)
    waiting = {name for name in old if name in notes and _changed(notes[name]) > due}
    asked = set(sorted(old - waiting)[:AT_ONCE])
    kept = set(_named_in_words(asked))
    for name in kept:  # asked again when they are old once more: reading the history takes long
        _stamp(place / name, at)
    _forget(row for name, row in notes.items() if name in kept)
    for name in asked - kept - set(notes):
        aside.mkdir(exist_ok=True)
        (aside / f"{name}{NOTE}").touch()
        _stamp(aside / f"{name}{NOTE}", at)
    return sum(_remove(place / name, due) for name in sorted((asked - kept) & set(notes)))


def _remove(file: Path, due: float) -> bool:
    """Remove a file unless it is named or wanted meanwhile; return whether it went.

    An upload that finds it before it is out of the way leaves a fresh date on it, and it comes back; one that comes
    later finds none, and stores its own.
    """
    if _is_named(file):
        return False
    away = file.parent / ASIDE / file.name
    try:
        file.replace(away)
    except FileNotFoundError:  # another sweep has it
        return False
    if _came_back(away, due):
        return False
    away.unlink(missing_ok=True)
    _forget([away.with_name(f"{file.name}{NOTE}")])
    return True


def _settle(place: Path, due: float) -> None:
    """Finish what was cut off: a file out of the way comes back if it is named or wanted, and goes if not."""
    for away in list(_files_in(place / ASIDE)):
        if not _came_back(away, due, is_named=_is_named(place / away.name)):
            away.unlink(missing_ok=True)


def _came_back(away: Path, due: float, *, is_named: bool = False) -> bool:
    try:
        if not is_named and _changed(away) <= due:
            return False
        away.replace(away.parent.parent / away.name)
    except FileNotFoundError:  # another sweep brought it back
        pass
    return True


def _is_named(file: Path) -> bool:
    """Look once more, where a name may have come since the history was read."""
    if any(model._base_manager.filter(**{f"{column}__endswith": file.name}).exists() for model, column in COLUMNS):
        return True
    return any(_words_of(FormDraft, "fields", {file.name}))


def _named_in_columns(names: set[str]) -> Iterator[str]:
    """Yield those of some files that a row names."""
    for model, column in COLUMNS if names else ():
        values = model._base_manager.exclude(**{column: ""}).order_by().values_list(column, flat=True)
        for value in values.iterator(CHUNK):
            yield from names & set(NAME.findall(value))


def _named_in_words(names: set[str]) -> Iterator[str]:
    """Yield those of some files that stand in a text: of an edition, a saved version, an open form or anything else."""
    for model in apps.get_app_config("content").get_models() if names else ():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.JSONField | models.TextField):
                yield from _words_of(model, field.name, names)


def _words_of(model: type[models.Model], column: str, names: set[str]) -> Iterator[str]:
    rows = model._base_manager.order_by().annotate(said=Cast(column, models.TextField()))
    for said in rows.values_list("said", flat=True).iterator(CHUNK):
        yield from names & set(NAME.findall(said or ""))


def _files_in(place: Path) -> Iterator[Path]:
    return (row for row in _entries(place) if NAME.fullmatch(row.name))


def _entries(place: Path) -> Iterator[Path]:
    return place.iterdir() if place.is_dir() else iter(())


def _changed(file: Path) -> float:
    """Return when a file was written or wanted last; of one that is gone, never is it old."""
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return inf


def _stamp(file: Path, at: datetime) -> None:
    os.utime(file, (at.timestamp(), at.timestamp()))


def _forget(notes: Iterable[Path]) -> None:
    for note in notes:
        note.unlink(missing_ok=True)
