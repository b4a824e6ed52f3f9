"""Renditions of figures: planned with the edition, made by the worker, shown when they are there."""

import re
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from PIL import Image

from content.models import Article, EditionPicture, Rendition
from content.rendering import render_source
from content.renditions import Shown, planned
from content.services import encoding, unshown
from content.services.encoding import TRIES, make_renditions, show_ready
from content.services.publishing import Correction, publish_article
from content.services.renditions import retry_renditions, sweep_renditions
from content.services.unshown import remove_unshown
from content.tasks import encode_picture
from tests.content.pictures import make_figure, make_illustrated
from tests.content.sources import make_figure as frozen_figure
from tests.content.sources import make_source
from tests.factories import BEFORE, NOW, make_article

NAME = "a" * 64


@pytest.mark.parametrize(
    ("suffix", "size", "expected"),
    [
        ("png", (300, 100), {(300, 100): {"avif", "webp"}}),
        ("jpg", (720, 360), {(360, 180): {"avif", "webp", "jpg"}, (720, 360): {"avif", "webp"}}),
        ("webp", (500, 250), {(360, 180): {"avif", "webp"}, (500, 250): {"avif"}}),
        ("png", (2000, 10), {(w, w // 200): {"avif", "webp", "png"} for w in (360, 720, 1080, 1440)}),
        ("png", (0, 0), {}),
    ],
)
def test_no_rendition_is_wider_than_the_picture_or_like_it(suffix, size, expected):
    found: dict[tuple[int, int], set[str]] = {}
    for width, height, form in planned(f"{NAME}.{suffix}", width=size[0], height=size[1]):
        found.setdefault((width, height), set()).add(form)
    # Heights are rounded, half to even.
    assert {key[0]: forms for key, forms in found.items()} == {key[0]: forms for key, forms in expected.items()}
    assert all(abs(height - width * size[1] / size[0]) <= 1 for width, height in found)


@pytest.fixture
def queued(settings, db):
    """Let tasks wait for a worker."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def publish(article, *, at=BEFORE, **how):
    return publish_article(article=article, actor=None, at=at, **how)


def sources_of(html: str) -> list[str]:
    return re.findall(r"/figures/[0-9a-f]{64}\.\w+", html)


def test_publishing_waits_for_no_encoding_and_shows_the_plain_picture(queued):
    edition = publish(make_illustrated())
    assert "<picture>" not in edition.html["body"]
    assert len(sources_of(edition.html["body"])) == 1
    assert set(Rendition.objects.values_list("state", flat=True)) == {"pending"}
    assert DBTaskResult.objects.count() == 1


def test_each_figure_costs_publishing_one_query_more_its_task(queued):
    counts = []
    for figures in (1, 3):
        article = make_illustrated(figures=figures)
        with CaptureQueriesContext(connection) as queries:
            publish(article)
        counts.append(len(queries))
    assert counts[1] - counts[0] == 2


def test_worker_makes_each_rendition_and_the_page_shows_them(queued):
    edition = publish(make_illustrated())
    picture = EditionPicture.objects.get().picture
    made = encode_picture.func(picture)
    assert made == Rendition.objects.filter(state="done").count() == 8
    assert encode_picture.func(picture) == 0
    edition.refresh_from_db()
    assert edition.changed_at > BEFORE  # pages that were kept are kept no longer
    body = edition.html["body"]
    assert '<picture><source type="image/avif" srcset="/figures/' in body
    assert ' width="800" height="400" loading="lazy"' in body
    assert f"/figures/{picture} 800w" in body
    for rendition in Rendition.objects.all():
        assert f"/figures/{rendition.file} {rendition.width}w" in body
        with default_storage.open(f"figures/{rendition.file}") as file:
            content = BytesIO(file.read())
        with Image.open(content) as image:
            assert image.size == (rendition.width, rendition.height)
            assert not image.getexif()


@pytest.mark.django_db
def test_task_that_runs_at_once_leaves_the_page_complete():
    edition = publish(make_illustrated())
    edition.refresh_from_db()
    assert "<picture>" in edition.html["body"]


def test_later_edition_with_the_same_picture_shows_what_is_there(queued):
    article = make_illustrated()
    publish(article)
    encode_picture.func(EditionPicture.objects.get().picture)
    article.body += "\n\nA word more.\n"
    article.save()
    second = publish(article, at=NOW, correction=Correction.MINOR, what_changed="A word.")
    assert "<picture>" in second.html["body"]
    assert Rendition.objects.pending().count() == 0
    assert show_ready(at=NOW) == 0  # nothing came out different
    assert not EditionPicture.objects.filter(shown_at=None).exists()


def test_half_a_file_of_a_lost_worker_is_written_anew(queued, monkeypatch):
    publish(make_illustrated())
    picture = EditionPicture.objects.get().picture
    make_renditions(picture=picture, at=NOW)
    row = Rendition.objects.first()
    path = f"figures/{row.file}"
    with default_storage.open(path) as file:
        whole = file.read()
    default_storage.delete(path)
    default_storage.save(path, ContentFile(whole[:100]))
    Rendition.objects.filter(pk=row.pk).update(state="pending", file="", made_at=None)
    assert make_renditions(picture=picture, at=NOW) == 1
    with default_storage.open(path) as file:
        assert file.read() == whole


def test_picture_that_cannot_be_read_is_given_up_after_five_tries_and_can_be_tried_again(queued):
    publish(make_illustrated())
    picture = EditionPicture.objects.get().picture
    default_storage.delete(f"figures/{picture}")
    for turn in range(1, TRIES + 1):
        assert make_renditions(picture=picture, at=NOW) == 0
        assert Rendition.objects.pending().exists() == (turn < TRIES)
    assert "FileNotFoundError" in Rendition.objects.first().problem
    assert show_ready(at=NOW) == 0
    assert retry_renditions(picture=picture) == 8
    assert retry_renditions(picture=picture) == 0


def test_rendition_that_ends_its_workers_is_given_up(queued, monkeypatch):
    publish(make_illustrated())
    picture = EditionPicture.objects.get().picture
    Rendition.objects.update(tries=TRIES)
    monkeypatch.setattr(encoding, "encode", None)  # whoever calls it fails
    make_renditions(picture=picture, at=NOW)
    assert set(Rendition.objects.values_list("state", "problem")) == {("failed", encoding.LOST)}


def test_sweep_hands_over_what_is_in_no_task(queued):
    publish(make_illustrated(figures=2))
    assert sweep_renditions(at=NOW) == 0
    DBTaskResult.objects.all().delete()
    assert sweep_renditions(at=NOW) == 2
    assert sweep_renditions(at=NOW) == 0


def make_unshown() -> tuple[str, set[str]]:
    """Return a picture that no edition shows, with the files that were made of it."""
    figure = make_figure(make_article(), "unshown")
    name = figure.image.name.removeprefix("figures/")
    Rendition.objects.bulk_create(
        Rendition(picture=name, width=width, height=height, format=form)
        for width, height, form in planned(name, width=figure.width, height=figure.height)
    )
    make_renditions(picture=name, at=NOW)
    return name, files_of(name)


def files_of(picture: str) -> set[str]:
    return {f"figures/{file}" for file in Rendition.objects.filter(picture=picture).values_list("file", flat=True)}


def test_renditions_that_no_edition_shows_go_and_those_of_every_edition_stay(queued):
    article = make_illustrated()
    publish(article)
    shown = EditionPicture.objects.get().picture
    make_renditions(picture=shown, at=NOW)
    article.figures.all().delete()  # the next edition shows no picture; the one before still does
    Article.objects.filter(pk=article.pk).update(body="None.", version=2)
    publish(Article.objects.get(pk=article.pk), at=NOW, correction=Correction.MINOR)
    name, files = make_unshown()
    pending = Rendition.objects.create(picture=name, width=1, height=1, format="avif")
    sweep_renditions(at=NOW)
    assert not Rendition.objects.filter(picture=name).exists()
    assert not Rendition.objects.filter(pk=pending.pk).exists()
    assert not [path for path in files if default_storage.exists(path)]
    assert default_storage.exists(f"figures/{name}")  # the picture itself stays with its draft
    kept = files_of(shown)
    assert len(kept) == 8
    assert all(default_storage.exists(path) for path in kept)


def test_removal_that_was_cut_off_is_finished_by_the_next_sweep(queued):
    name, files = make_unshown()
    unshown._give_up_files(name)  # and then the process is no more
    assert all(default_storage.exists(path) for path in files)
    sweep_renditions(at=NOW)
    assert not Rendition.objects.exists()
    assert not [path for path in files if default_storage.exists(path)]


def test_file_that_another_rendition_names_stays(queued):
    name, files = make_unshown()
    shared = Rendition.objects.filter(picture=name).first()
    edition = publish(make_article())
    EditionPicture.objects.create(edition=edition, picture="b.png")
    fields = {"width": 9, "height": 9, "format": "png", "state": "done", "made_at": NOW, "file": shared.file}
    Rendition.objects.create(picture="b.png", **fields)
    assert remove_unshown() == 1
    assert [path for path in files if default_storage.exists(path)] == [f"figures/{shared.file}"]


@pytest.mark.django_db
def test_database_refuses_a_rendition_twice_and_one_that_is_done_without_its_file():
    fields = {"picture": f"{NAME}.png", "width": 360, "height": 180, "format": "avif"}
    Rendition.objects.create(**fields)
    for wrong in (fields, fields | {"width": 720, "state": "done"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rendition.objects.create(**wrong)


def test_sanitiser_lets_no_other_address_into_a_set():
    from_elsewhere = body_with("https://elsewhere.example/a.avif")
    assert "elsewhere" not in from_elsewhere
    assert "/figures/a.avif 360w" in body_with("/figures/a.avif")


def body_with(address: str) -> str:
    shown = {"curve.png": [Shown("avif", address, 360)]}
    source = make_source("![x](figure:curve)", figures=[frozen_figure()])
    return render_source(source, renditions=shown)[0]["body"]
