"""Files that nothing names: they go a good while after that was found, and no other file ever does."""

import os
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from PIL import Image

from content.models import DraftVersion, EditionPicture, FormDraft, Video
from content.pictures import take_picture
from content.services import unnamed_files
from content.services.figures import is_stored, store_picture
from content.services.history import keep_version
from content.services.publishing import publish_article
from content.services.unnamed_files import ASIDE, COLUMNS, DELAY, NOTE, remove_unnamed, sweep_files, want_stored
from content.services.videos import set_captions, set_video
from content.videofiles import take_captions, take_video
from tests.content.people import make_user
from tests.content.pictures import make_illustrated
from tests.content.test_kinds import make_kind
from tests.content.videos import WEBM, make_video, mp4, mvhd, trak
from tests.factories import BEFORE, NOW, make_article
from tests.racing import faults, race

pytestmark = pytest.mark.django_db
START = datetime(2020, 1, 1, tzinfo=UTC)  # before any real day: what is wanted again is dated by the system's clock
LATER = START + DELAY + timedelta(days=1)
LONG_AGO = (START - DELAY - timedelta(days=1)).timestamp()


@pytest.fixture(autouse=True)
def media(tmp_path, settings) -> Path:
    """Give each test folders of its own."""
    stored = {"default": settings.STORAGES["default"] | {"OPTIONS": {"location": str(tmp_path)}}}
    settings.STORAGES = settings.STORAGES | stored
    for folder in unnamed_files.FOLDERS:
        (tmp_path / folder).mkdir()
    return tmp_path


def film(duration: int = 60_000):
    content = mp4(mvhd(duration), trak())
    return take_video(BytesIO(content), size=len(content), most=len(content))


def picture(colour: str = "#123456") -> "ContentFile[bytes]":
    out = BytesIO()
    Image.new("RGB", (40, 20), colour).save(out, "PNG")
    return take_picture(BytesIO(out.getvalue()), size=out.tell())


def grow_old(media: Path) -> None:
    for file in media.rglob("*.*"):
        if file.is_file() and not file.name.endswith(NOTE):
            os.utime(file, (LONG_AGO, LONG_AGO))


def files(media: Path, folder: str = "videos") -> set[str]:
    return {row.name for row in (media / folder).iterdir() if row.is_file()}


def sweep_twice(folder: str = "videos") -> int:
    """Note what is unnamed, and come back once the delay is over."""
    assert remove_unnamed(folder=folder, at=START) == 0
    return remove_unnamed(folder=folder, at=LATER)


def replaced(media: Path) -> tuple[Video, str]:
    """Return a draft's video whose file was replaced before any version was kept, and the old file's name."""
    video = make_video(make_article())
    old = video.file.name.removeprefix("videos/")
    set_video(video=video, taken=film())
    video.save()
    grow_old(media)
    return video, old


def test_replaced_film_and_captions_go_once_they_were_unnamed_for_long(media) -> None:
    video, old = replaced(media)
    set_captions(video=video, taken=take_captions(b"WEBVTT\n\n00:00.000 --> 00:01.000\nOther words.\n"))
    video.save()
    grow_old(media)
    named = {video.file.name.removeprefix("videos/"), video.captions.name.removeprefix("videos/")}
    assert len(files(media)) == 4
    assert remove_unnamed(folder="videos", at=START) == 0
    assert remove_unnamed(folder="videos", at=START + DELAY - timedelta(days=1)) == 0
    assert len(files(media)) == 4
    assert old not in named
    assert remove_unnamed(folder="videos", at=LATER) == 2
    assert files(media) == named
    assert remove_unnamed(folder="videos", at=LATER) == 0
    assert list((media / "videos" / ASIDE).iterdir()) == []


def test_picture_of_no_question_and_a_second_copy_of_a_name_go(media) -> None:
    name = store_picture(content=picture()).removeprefix("figures/")
    copy = f"{name[:64]}_aB3dE6g.png"
    (media / "figures" / copy).write_bytes(b"x")
    (media / "figures" / "readme.txt").write_text("An operator's file.")
    grow_old(media)
    assert sweep_twice("figures") == 2
    assert files(media, "figures") == {"readme.txt"}


def test_young_file_is_asked_nothing(media) -> None:
    store_picture(content=picture())
    assert remove_unnamed(folder="figures", at=START) == 0
    assert not (media / "figures" / ASIDE).exists()


def test_whatever_names_a_file_keeps_it(media) -> None:
    """Editions, drafts, versions that can be brought back, and words that are not saved yet."""
    edition = publish_article(article=make_kind("video"), actor=None, at=BEFORE)
    article = edition.release.article
    set_video(video=(video := article.videos.get()), taken=film())
    video.save()  # the edition alone names the first film
    publish_article(article=make_illustrated(), actor=None, at=BEFORE)
    kept = make_kind("video")
    second = kept.videos.get()
    set_video(video=second, taken=film(70_000))
    second.save()
    keep_version(article_id=kept.pk, actor=None, at=NOW)
    kept.videos.all().delete()  # the saved version alone names the third film
    typed = store_picture(content=picture())
    FormDraft.objects.create(user=make_user(), form="questions:1", fields={"row-image": [typed]}, saved_at=NOW)
    grow_old(media)
    before = {folder: files(media, folder) for folder in unnamed_files.FOLDERS}
    assert [len(names) for names in before.values()] == [4, 10]  # renditions, too
    assert [sweep_twice(folder) for folder in unnamed_files.FOLDERS] == [0, 0]
    assert {folder: files(media, folder) for folder in unnamed_files.FOLDERS} == before
    FormDraft.objects.all().delete()
    DraftVersion.objects.all().delete()
    grow_old(media)
    assert [sweep_twice(folder) for folder in unnamed_files.FOLDERS] == [1, 1]
    assert WEBM.read_bytes() in [file.read_bytes() for file in (media / "videos").glob("*.webm")]


def test_history_is_read_once_in_a_long_while(media, monkeypatch) -> None:
    edition = publish_article(article=make_kind("video"), actor=None, at=BEFORE)
    edition.release.article.videos.all().delete()
    grow_old(media)
    asked = []
    read = unnamed_files._named_in_words
    monkeypatch.setattr(unnamed_files, "_named_in_words", lambda names: asked.append(len(names)) or read(names))
    for day in range(3):
        remove_unnamed(folder="videos", at=START + timedelta(days=day))
    assert asked == [2, 0, 0]


def test_file_that_was_unnamed_for_a_while_only_begins_anew(media) -> None:
    video, old = replaced(media)
    remove_unnamed(folder="videos", at=START)
    newer = video.file.name
    Video.objects.update(file=f"videos/{old}")
    remove_unnamed(folder="videos", at=START + timedelta(days=1))
    Video.objects.update(file=newer)
    assert remove_unnamed(folder="videos", at=LATER) == 0
    assert old in files(media)


def test_file_uploaded_again_is_named_and_stays_though_its_row_is_not_saved_yet(media) -> None:
    video, old = replaced(media)
    remove_unnamed(folder="videos", at=START)
    content = WEBM.read_bytes()
    set_video(video=Video(article=video.article), taken=take_video(BytesIO(content), size=len(content), most=10**9))
    assert remove_unnamed(folder="videos", at=START + timedelta(days=2)) == 0
    assert old in files(media)
    assert not (media / "videos" / ASIDE / f"{old}{NOTE}").exists()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_upload_in_the_very_moment_of_the_removal_has_its_file(media, monkeypatch, moment) -> None:
    """It finds the file before it is out of the way, and it comes back; or after, and stores its own."""
    name = store_picture(content=picture()).removeprefix("figures/")
    grow_old(media)
    remove_unnamed(folder="figures", at=START)
    really = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if target.parent.name != ASIDE:
            return really(self, target)
        if moment == "before":
            assert store_picture(content=picture()) == f"figures/{name}"
        found = really(self, target)
        if moment == "after":
            assert store_picture(content=picture()) == f"figures/{name}"
        return found

    monkeypatch.setattr(Path, "replace", replace)
    assert remove_unnamed(folder="figures", at=LATER) == (moment == "after")
    assert files(media, "figures") == {name}
    assert is_stored(name=f"figures/{name}")


@pytest.mark.django_db(transaction=True)
def test_uploads_and_sweeps_at_once_leave_each_upload_its_file(media) -> None:
    for colour in range(8):
        name = store_picture(content=picture(f"#00000{colour}")).removeprefix("figures/")
        grow_old(media)
        remove_unnamed(folder="figures", at=START)
        upload = partial(store_picture, content=picture(f"#00000{colour}"))
        results = race(upload, *[partial(remove_unnamed, folder="figures", at=LATER)] * 2, upload)
        assert faults(results) == []
        assert {row for row in results if isinstance(row, str)} <= {f"figures/{row}" for row in files(media, "figures")}
        assert f"figures/{name}" in results


@pytest.mark.parametrize("is_named", [True, False])
def test_removal_that_was_cut_off_is_finished_by_the_next(media, is_named) -> None:
    name = store_picture(content=picture()).removeprefix("figures/")
    grow_old(media)
    (media / "figures" / ASIDE).mkdir()
    (media / "figures" / name).replace(media / "figures" / ASIDE / name)  # and then the process is no more
    if is_named:
        edition = publish_article(article=make_article(), actor=None, at=BEFORE)
        EditionPicture.objects.create(edition=edition, picture=name)
    remove_unnamed(folder="figures", at=START)
    assert files(media, "figures") == ({name} if is_named else set())
    assert list((media / "figures" / ASIDE).iterdir()) == []


def test_sweep_of_the_minute_looks_once_a_day(media, monkeypatch) -> None:
    looked = []
    monkeypatch.setattr(unnamed_files, "remove_unnamed", lambda *, folder, at: looked.append(folder) or 0)
    call_command("sweep_content")
    call_command("sweep_content")
    assert looked == ["videos", "figures"]
    sweep_files(at=timezone.now() + timedelta(days=400))
    assert looked == ["videos", "figures"] * 2


def test_every_column_for_files_is_asked() -> None:
    known = {(model, column) for model, column in COLUMNS}
    held = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    }
    assert held <= known


def test_stored_file_is_wanted_only_where_it_is(media) -> None:
    name = store_picture(content=picture())
    assert want_stored(name)
    (media / name).unlink()
    assert not want_stored(name)
