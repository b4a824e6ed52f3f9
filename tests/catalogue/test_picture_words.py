"""Alternative texts of pictures: words of an English article, marked as English on pages in another language."""

from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from lxml.html import HtmlElement

from cme.assessment.services import open_attempt, submit_attempt
from content.models import Article
from content.services.publishing import Correction, publish_article
from tests.assessment.test_vignette_pictures import draft
from tests.content.pictures import make_illustrated
from tests.content.test_kinds import make_kind
from tests.content.translating.people import by_people
from tests.factories import BEFORE, correct, make_learner
from tests.kinds import add_kinds
from tests.pages import parse
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
LANGUAGES = pytest.mark.parametrize("language", ["de", "ar"])


def nearest(row: HtmlElement, name: str) -> str:
    """Return the value of an attribute that holds for an element: its own or that of the nearest around it."""
    return next(str(found.get(name)) for found in (row, *row.iterancestors()) if found.get(name))


def words_of_pictures(path: str, client=None) -> list[tuple[str, str, str]]:
    """Return alternative text, language and direction of each picture in the main part of a page."""
    main = next(parse((client or client_of()).get(path)).iter("main"))
    rows = [row for row in main.iter("img", "video") if row.get("alt") or row.get("aria-label")]
    return [(row.get("alt") or row.get("aria-label"), nearest(row, "lang"), nearest(row, "dir")) for row in rows]


def make_picture_article(kind: str) -> Article:
    if kind == "summary":
        return make_illustrated()
    article = make_kind(kind)
    if kind == "case":
        add_kinds(article, "picture", in_text=True)
    return article


@LANGUAGES
@pytest.mark.parametrize("kind", ["summary", "visual", "video", "case"])
def test_pictures_of_an_article_speak_english_on_a_page_in_another_language(kind, language) -> None:
    edition = publish_article(article=make_picture_article(kind), actor=None, at=BEFORE)
    path = f"/articles/{edition.slug}/"
    told = words_of_pictures(f"/{language}{path}")
    assert told
    assert {row[1:] for row in told} == {("en", "ltr")}
    assert [row[0] for row in told] == [row[0] for row in words_of_pictures(path)]


@LANGUAGES
def test_pictures_of_questions_speak_english_before_and_after_the_answer(language) -> None:
    article = draft(feedback="attempt")
    add_kinds(article, "picture")
    edition = publish_article(article=article, actor=None, at=BEFORE)
    learner = make_learner()
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=timezone.now())
    client, path = client_of(learner), f"/{language}/articles/{edition.slug}/test/"
    said = [("Two survival curves that part after a year", "en", "ltr")] * 2
    assert words_of_pictures(path, client) == said
    submit_attempt(attempt=attempt, responses={}, at=timezone.now())
    assert words_of_pictures(f"{path}results/1/", client) == said


def test_controls_of_a_video_stay_in_the_language_of_the_page() -> None:
    edition = publish_article(article=make_kind("video"), actor=None, at=BEFORE)
    (video,) = parse(client_of().get(f"/ar/articles/{edition.slug}/")).iter("video")
    (fallback,), (captions,) = video.iter("p"), video.iter("track")
    assert (nearest(fallback, "lang"), nearest(fallback, "dir"), nearest(captions, "lang")) == ("ar", "rtl", "ar")


@LANGUAGES
def test_alternative_text_that_is_not_translated_is_marked_in_a_translation(language) -> None:
    edition = publish_article(article=make_illustrated(figures=2), actor=None, at=BEFORE)
    by_people(edition, language)
    path = f"/{language}/articles/{edition.slug}/in/{language}/"
    assert {row[1] for row in words_of_pictures(path)} == {language}
    article = edition.release.article
    first = article.figures.order_by("pk")[0]
    first.alt = 'Curves of "A" & B > C'
    first.save()
    correct(edition, Correction.MINOR)
    (changed,) = [row for row in words_of_pictures(path) if row[1] == "en"]
    assert changed == ('Curves of "A" & B > C', "en", "ltr")
    assert len(words_of_pictures(path)) == 2


def test_templates_of_readers_print_pictures_only_where_their_words_are_marked() -> None:
    """A new ``<img>`` in a template needs its language, and a test above, or of the reviewers' page for theirs."""
    root = Path(settings.BASE_DIR) / "templates"
    rooms = [room for room in root.iterdir() if room.name not in {"admin", "desk"}]
    lines = [
        (file.relative_to(root).as_posix(), line)
        for room in rooms
        for file in sorted(room.rglob("*.html"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if "<img" in line
    ]
    assert sorted(name for name, _ in lines) == ["catalogue/_picture.html", *["review/_question.html"] * 2]
    assert all("{% in_its_language %}" in line for _, line in lines)
