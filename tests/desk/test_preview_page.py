"""Previews: the page as readers would get it, and the parts while they are typed."""

import re
from datetime import timedelta

import pytest
import time_machine

from cme.access import attesting
from content.models import Figure, Rendition
from content.pictures import take_picture
from content.rendering import LONGEST
from content.services.publishing import Correction, publish_article
from tests.content.pictures import make_illustrated
from tests.desk.desks import login, page, picture
from tests.factories import BEFORE, NOW, add_question, make_article, make_edition
from tests.visitors import attestation_cookie, body_of

pytestmark = pytest.mark.django_db
PARTS = "/admin/content/article/preview-parts/"


def without_tokens(response):
    body = response.content.decode()
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", body)
    # An edition that is not saved has no number yet.
    return re.sub(r'name="edition" value="\w*"|data-edition="\w*"', "", body)


def public(client, article):
    client.cookies[attesting.COOKIE] = attestation_cookie()
    return client.get(article.get_absolute_url())


@time_machine.travel(NOW, tick=False)
def test_preview_is_the_public_page_byte_for_byte():
    article = make_article(has_pre_test=True, topics=("Transplant", "Registry"))
    add_question(article, in_pre_test=True)
    for place in range(5):
        topics = ("Transplant",) if place % 2 else ("Registry", "Transplant")
        make_edition(questions=1, topics=topics, at=BEFORE + timedelta(hours=place))
    client = login()
    preview = client.get(page("preview", article.pk))
    publish_article(article=article, actor=None, at=NOW)
    published = public(client, article)
    assert without_tokens(preview) == without_tokens(published)
    assert without_tokens(client.get(page("preview", article.pk))) == without_tokens(published)


@time_machine.travel(NOW, tick=False)
def test_preview_of_a_correction_shows_the_new_words_and_the_neighbours():
    make_edition(questions=1, title="A neighbour")
    article = make_edition(questions=1).release.article
    article.key_learning = "Corrected words."
    article.save()
    client = login()
    preview = client.get(page("preview", article.pk))
    publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    assert b"Corrected words." in preview.content
    assert b"A neighbour" in preview.content
    assert without_tokens(preview) == without_tokens(public(client, article))


def test_only_headers_tell_that_it_is_a_preview():
    article = make_article()
    answer = login().get(page("preview", article.pk))
    assert answer["X-Robots-Tag"] == "noindex"
    assert answer["X-Preview"] == f"draft {article.pk}, version 1"
    assert "no-store" in answer["Cache-Control"]
    assert b"review" not in answer.content.split(b"<main")[0].replace(b"reviewed", b"")


def test_preview_writes_nothing():
    article = make_article()
    login().get(page("preview", article.pk))
    assert not article.releases.exists()


def test_draft_that_is_too_long_says_so():
    article = make_article(body="x" * (LONGEST + 1))
    answer = login().get(page("preview", article.pk))
    assert answer.status_code == 200
    assert b"longer than 100,000 characters" in answer.content


def parts(client, **data):
    return client.post(PARTS, {"key_data": "", "key_learning": "", "limits": "", "body": ""} | data)


def test_parts_are_rendered_as_publishing_does():
    answer = parts(login(), body="## Heading\n\nWords.", key_learning="**Bold** <script>alert(1)</script>").json()
    assert "<h3>Heading</h3>" in answer["html"]["body"]
    assert "<strong>Bold</strong>" in answer["html"]["key_learning"]
    assert "<script" not in answer["html"]["key_learning"]
    assert answer["problems"] == []


def test_parts_know_references_that_are_not_saved_yet():
    rows = {
        "references-TOTAL_FORMS": "1",
        "references-0-key": "new",
        "references-0-title": "Unsaved",
        "references-0-year": "2026",
    }
    answer = parts(login(), body="Said.[@new]", **rows).json()
    assert "Unsaved" in answer["html"]["references"]
    assert answer["problems"] == []


def test_parts_tell_what_the_text_names_and_nothing_has():
    article = make_article()
    Figure.objects.create(article=article, key="curves", image=take_picture(picture(), size=1))
    figures = '![a](figure:curves "A")\n\n![b](figure:lost "B")\n\n'
    body = figures + "Said.[@lost]\n\n::: passage one\nA\n:::\n\n::: passage one\nB\n:::"
    answer = parts(login(), body=body, _article=str(article.pk)).json()
    assert answer["problems"] == [
        "No reference has the key of [@lost].",
        "No figure has the key of figure:lost.",
        "Two passages are named one.",
    ]


def test_parts_that_are_too_long_say_so():
    answer = parts(login(), body="x" * (LONGEST + 1)).json()
    assert answer["html"] is None
    assert "longer than" in answer["problems"][0]


@pytest.mark.parametrize("number", ["", "x", "4711", "9" * 30])
def test_parts_of_no_article(number):
    assert parts(login(), body="Words.", _article=number).status_code == (404 if number == "4711" else 200)


def test_parts_are_for_writers_alone():
    assert parts(login("rosa", "Reviewer")).status_code == 403
    assert login().get(PARTS).status_code == 405


def test_reviewer_may_look_at_the_preview():
    assert login("rosa", "Reviewer").get(page("preview", make_article().pk)).status_code == 200


def test_figures_of_a_preview_come_from_the_desk_in_every_size():
    """The gate asks at the public address, also somebody of the desk who has not attested in this browser."""
    article, client = make_illustrated(), login()
    name = str(article.figures.get().image.name).rpartition("/")[2]
    Rendition.objects.create(
        picture=name,
        width=360,
        height=180,
        format="webp",
        state="done",
        made_at=NOW,
        file=name.replace(".png", ".webp"),
    )
    html = client.get(page("preview", article.pk)).content.decode()
    own = f"/admin/content/article/pictures/{name}"
    assert own in html
    assert own.replace(".png", ".webp") in html
    assert not re.search(r"[\", ]/figures/", html)
    assert body_of(client.get(own)).startswith(b"\x89PNG")
    assert client.get(f"/figures/{name}")["Content-Type"].startswith("text/html")
    parts = client.post(PARTS, {"_article": article.pk, "body": article.body}).json()
    assert own in str(parts["html"])
