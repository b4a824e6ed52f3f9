"""Pictures in the accreditation file: the frozen files, checkable, bounded in memory, and never in the way of it."""

import hashlib
import json
import shutil
import subprocess
import tracemalloc
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from content.accreditation import MANIFEST, write_accreditation_file
from content.accreditation_pictures import pictures_of
from content.models import Edition, Figure, Part, QuestionVersion
from content.question_text import QuestionText
from content.services.filing import make_accreditation_file
from content.services.publishing import publish_article
from content.services.questions import save_question
from tests.content.pictures import make_illustrated
from tests.factories import BEFORE, NOW, make_edition
from tests.kinds import fields_of_kind

pytestmark = pytest.mark.django_db
PICTURE = ("image", "image_alt", "image_credit")


def illustrated() -> Edition:
    """Publish an article with two figures, a question with a picture, and a vignette with the same one."""
    article = make_illustrated(figures=2)
    pictured, vignette = fields_of_kind("picture"), fields_of_kind("matching")
    first, *others = vignette["parts"]
    vignette["parts"] = [replace(first, **{name: pictured[name] for name in PICTURE}), *others]
    ties = {"objective": article.objectives.first(), "passage": "who-did-worse"}
    for place, (key, fields) in enumerate({"shown": pictured, "match": vignette}.items(), start=1):
        save_question(article=article, text=QuestionText(**ties | fields | {"key": key, "position": place}), at=BEFORE)
    return publish_article(article=article, actor=None, at=NOW)


def made(edition: Edition) -> bytes:
    _, file = make_accreditation_file(edition=edition, actor=None, at=NOW)
    with file:
        return file.read()


def unpacked(edition: Edition) -> dict[str, bytes]:
    with ZipFile(BytesIO(made(edition))) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def test_every_picture_of_an_edition_is_in_its_file_as_it_was_taken_in():
    edition = illustrated()
    files = unpacked(edition)
    stored = {*Figure.objects.values_list("image", flat=True)}
    stored |= {*QuestionVersion.objects.exclude(image="").values_list("image", flat=True)}
    stored |= {*Part.objects.exclude(image="").values_list("image", flat=True)}
    assert len(stored) == 3  # question and vignette share one
    for name in stored:
        with default_storage.open(name) as file:
            content = file.read()
        path = name.replace("figures/", "pictures/")
        assert files[path] == content
        assert f"{hashlib.sha256(content).hexdigest()}  {path}" in files[MANIFEST].decode().splitlines()
    items = json.loads(files["test/items.json"])
    assert {"picture" in item for item in items} == {True, False}
    assert made(edition) == made(edition)


def test_figure_that_the_draft_lost_is_still_in_the_file():
    edition = illustrated()
    before = pictures_of(edition)
    Figure.objects.all().delete()
    assert [f"pictures/{name}" in unpacked(edition) for name in before] == [True] * 3


@pytest.mark.parametrize("door", ["gone", "unreadable"])
def test_missing_picture_is_named_in_the_manifest_and_all_else_is_there(door, tmp_path):
    edition = illustrated()
    lost, *others = pictures_of(edition)
    path = Path(default_storage.path(f"figures/{lost}"))
    content = path.read_bytes()
    path.unlink()
    if door == "unreadable":
        path.mkdir()
    try:
        files = unpacked(edition)
        packed = made(edition)
    finally:
        path.rmdir() if door == "unreadable" else None
        path.write_bytes(content)
    assert f"pictures/{lost}" not in files
    (told,) = [line for line in files[MANIFEST].decode().splitlines() if line.startswith("#")]
    assert told.startswith(f"# missing: pictures/{lost} is part of this edition, but ")
    assert ("no such file" in told) == (door == "gone")
    assert {f"pictures/{name}" for name in others} <= set(files)
    with ZipFile(BytesIO(packed)) as file:
        file.extractall(tmp_path)
    checked = subprocess.run(
        [shutil.which("sha256sum"), "--strict", "-c", MANIFEST],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout.count(": OK")) == (0, len(files) - 1)


def test_file_that_is_not_what_was_taken_in_is_told():
    edition = illustrated()
    name = pictures_of(edition)[0]
    path = Path(default_storage.path(f"figures/{name}"))
    content = path.read_bytes()
    path.write_bytes(b"something else")
    try:
        files = unpacked(edition)
    finally:
        path.write_bytes(content)
    said = files[MANIFEST].decode()
    assert f"{hashlib.sha256(b'something else').hexdigest()}  pictures/{name}\n# changed: pictures/{name}" in said


def test_pictures_are_never_whole_in_memory(tmp_path):
    """Of 24 MB in pictures, no more than a few pieces are held at once."""
    edition = make_edition()
    names = [f"{number:064x}.png" for number in range(3)]
    for name in names:
        default_storage.save(f"figures/{name}", ContentFile(name.encode() * (8_000_000 // len(name))))
    source = edition.source | {"figures": [{"address": f"/figures/{name}"} for name in names]}
    edition.source = source  # as if frozen so; it is not saved
    edition.refresh_from_db(fields=["release"])
    try:
        with (tmp_path / "file.zip").open("wb") as out:
            tracemalloc.start()
            write_accreditation_file(edition, out)
            _, most = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    finally:
        for name in names:
            default_storage.delete(f"figures/{name}")
    assert most < 4_000_000
    with ZipFile(tmp_path / "file.zip") as file:
        kept = [row for row in file.infolist() if row.filename.startswith("pictures/")]
    assert [(row.compress_type, row.file_size > 7_900_000) for row in kept] == [(ZIP_STORED, True)] * 3
