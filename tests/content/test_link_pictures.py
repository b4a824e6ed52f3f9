"""Link pictures: what is drawn, in which signs, and that each is made once and found again after any fault."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from content.link_pictures import (
    HEIGHT,
    LINE,
    MARGIN,
    TITLE_BOTTOM,
    TITLE_TOP,
    WIDTH,
    draw_link_picture,
    face,
    fitted,
    has_glyph,
    writable,
)
from content.models import Edition, LinkPicture
from content.services.link_pictures import editions_without_picture, make_link_picture
from content.services.publishing import publish_article
from tests.factories import BEFORE, NOW, copy_edition, make_article, make_edition, retract
from tests.pages import meta, parse
from tests.visitors import client_of


# -- the drawing -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Café – “naïve” 50% ± 2²", "Café – “naïve” 50% ± 2²"),
        ("β-Lactam in Łódź at ≥\u00a03", "beta-Lactam in Lódz at >= 3"),
        ("CAR\u2011T, Δ and ς", "CAR-T, Delta and sigma"),
        ("دراسة", ""),
        ("A 研究", ""),
        ("A 가", ""),
    ],
)
def test_signs_that_the_face_lacks_are_spelled_or_the_text_is_left_out(text: str, written: str) -> None:
    assert writable(text) == written


def test_face_tells_what_it_has() -> None:
    """The control of all that follows: a sign of another script is known to be missing."""
    assert has_glyph("a")
    assert has_glyph("é")
    assert not has_glyph("β")
    assert not has_glyph("研")


@settings(max_examples=25)
@given(st.text(max_size=30))
def test_nothing_is_written_that_the_face_lacks(text: str) -> None:
    assert all(map(has_glyph, writable(text)))


@settings(max_examples=25)
@given(st.text(st.sampled_from("Wi lm-é,"), min_size=1, max_size=400))
def test_title_of_any_length_fits_its_box(text: str) -> None:
    lines, size = fitted(text)
    assert all(face(size).getlength(line) <= WIDTH - 2 * MARGIN for line in lines)
    assert len(lines) * size * LINE <= TITLE_BOTTOM - TITLE_TOP
    assert lines == [] or "…" in lines[-1] or "".join(lines).replace(" ", "") == "".join(text.split())


def test_same_words_give_the_same_bytes_at_the_size_of_previews() -> None:
    first, second = (draw_link_picture(title="A study", topic="Transplant") for _ in range(2))
    picture = Image.open(BytesIO(first))
    assert first == second != draw_link_picture(title="A trial", topic="Transplant")
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT)) == ("PNG", (1200, 630))
    assert len(first) < 60_000


# -- the work ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_picture_is_made_once_and_named_by_teaser_and_article(client, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    edition = make_edition(title="A neutral title")
    path, reader = f"/articles/{edition.slug}/", client_of()
    for visitor in (client, reader):
        assert meta(parse(visitor.get(path)), "og:image") is None
    call_command("sweep_content")
    call_command("sweep_content")
    row = LinkPicture.objects.get()
    assert (row.tries, row.made_at, row.problem) == (0, NOW, "")
    address = f"http://testserver/link-pictures/{row.file}"
    for visitor in (client, reader):  # the stored page is not shown again
        page = parse(visitor.get(path))
        assert meta(page, "og:image") == address
        assert (meta(page, "og:image:width"), meta(page, "og:image:height")) == ("1200", "630")
        assert meta(page, "og:image:alt") == "A neutral title – ALL Learning"
    sent = client.get(address)
    assert sent["Cache-Control"] == "public, max-age=31536000, immutable"
    assert Image.open(BytesIO(sent.getvalue())).size == (1200, 630)
    assert not sent.cookies


@pytest.mark.django_db
def test_picture_that_could_not_be_stored_comes_due_again_and_each_time_later(monkeypatch) -> None:
    edition = make_edition()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(type(default_storage._wrapped), "save", full)
        assert not make_link_picture(edition_id=edition.pk, at=NOW)
        assert not make_link_picture(edition_id=edition.pk, at=NOW)  # not before its time
        assert not make_link_picture(edition_id=edition.pk, at=NOW + timedelta(minutes=1))
    row = LinkPicture.objects.get()
    assert (row.tries, row.file, "No space" in row.problem) == (2, "", True)
    later = NOW + timedelta(minutes=3)
    assert editions_without_picture(at=later - timedelta(seconds=1), most=9) == []
    assert editions_without_picture(at=later, most=9) == [edition.pk]
    assert make_link_picture(edition_id=edition.pk, at=later)
    assert editions_without_picture(at=later + timedelta(days=9), most=9) == []


@pytest.mark.django_db
def test_half_a_file_is_written_anew_and_a_new_name_of_the_site_draws_all_again(settings) -> None:
    edition = make_edition()
    make_link_picture(edition_id=edition.pk, at=NOW)
    row = LinkPicture.objects.get()
    path = default_storage.path(f"link-pictures/{row.file}")
    with default_storage.open(path) as file:
        whole = file.read()
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(whole[:100])
    LinkPicture.objects.all().delete()
    make_link_picture(edition_id=edition.pk, at=NOW)
    with default_storage.open(path) as file:
        assert file.read() == whole
    settings.SITE_NAME = "Another name"
    assert editions_without_picture(at=NOW, most=9) == [edition.pk]
    assert make_link_picture(edition_id=edition.pk, at=NOW)
    assert LinkPicture.objects.get().file != row.file


@pytest.mark.django_db
def test_scheduled_editions_get_one_and_superseded_ones_none() -> None:
    soon = publish_article(article=make_article(), actor=None, at=BEFORE, released_at=NOW + timedelta(days=1))
    past = make_edition()
    Edition.objects.filter(pk=past.pk).update(superseded_at=NOW - timedelta(days=1))
    others = copy_edition(soon, 3)
    assert set(editions_without_picture(at=NOW, most=9)) == {soon.pk, *(row.pk for row in others)}
    assert len(editions_without_picture(at=NOW, most=2)) == 2
    assert not make_link_picture(edition_id=0, at=NOW)


@pytest.mark.django_db
def test_preview_of_a_retracted_article_says_so(client, time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    edition = make_edition()
    retract(edition)
    for visitor in (client, client_of()):
        page = parse(visitor.get(f"/articles/{edition.slug}/"))
        assert meta(page, "og:title").startswith("Retracted: A study")
