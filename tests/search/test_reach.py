"""Visitors who have not attested search teasers alone: no word of a text shows in anything they are told (A3)."""

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.crypto import get_random_string

from cme.catalogue.views.search import WORDED
from cme.search.models import Document, Reach, Word
from cme.search.services import sweep_search
from content.models import Edition
from tests.browser.scene import publish_demonstration
from tests.factories import NOW
from tests.pages import parse, words
from tests.search.library import add, look, model
from tests.visitors import CLOSED_OUT, browsers, client_of, make_scene

pytestmark = pytest.mark.django_db


def test_planted_word_of_a_text_is_found_by_nobody_who_has_not_attested() -> None:
    """By no search: the word, how it begins, misspelt, in quotes, with others; and not by what is counted."""
    scene = make_scene()
    clients = browsers(scene)
    for place in ("body", "learning", "limits", "data", "figure", "note"):
        word = f"{scene.word}{place}"
        tried = [word, word[:8], word[1:] + word[0], f"{word[:-1]}q", f'"{word}"', f"survival {word}", f"{word}-{word}"]
        assert "1 article for" in words(parse(clients["attested"].get("/search/", {"q": word})))
        for visitor in CLOSED_OUT if place == "body" else ("anonymous",):
            for text in tried:
                page = words(parse(clients[visitor].get("/search/", {"q": text})))
                assert "No article for" in page, (visitor, text)
                assert "Did you mean" not in page
                assert scene.word not in page.replace(f"“{text}”", "").replace(f"{text} – Search", "")
    for reach, is_known in ((Reach.FULL, True), (Reach.TEASER, False)):
        assert Word.objects.filter(reach=reach, word__startswith=scene.word).exists() is is_known


def test_texts_change_nothing_of_what_strangers_are_told(client: Client) -> None:
    """Matches, weights, order, counts, suggestions and passages: byte for byte the same, whatever the texts say."""
    edition, word = model(), get_random_string(12, "bcdfghjkmnp")
    editions = [add(edition, f"Study {number}", question=f"{'Apple ' * number}asked") for number in range(4)]
    typed = ["apple", "asked", f"asked {word}", word, word[:5], "appel", "apple asked shared", '"apple asked"', "sha"]
    sweep_search(at=NOW)
    told = [client.get("/search/", {"q": text}).content for text in typed]
    for number, changed in enumerate(editions):
        body = f"<p>{word} appel {'apple asked ' * (9 - 3 * number)}</p>"
        Edition.objects.filter(pk=changed.pk).update(html=changed.html | {"body": body}, changed_at=NOW)
    assert look(word).counted.matched == len(editions)
    assert look("appel").counted.matched == len(editions)
    assert [client.get("/search/", {"q": text}).content for text in typed] == told


def test_reader_sees_what_a_stranger_does_not() -> None:
    """Positive control."""
    add(model(), "A study", "apples")
    sweep_search(at=NOW)
    assert b"<mark>apples</mark>" in client_of().get("/search/?q=apples").content


KINDS = (
    "second-transplant-prszt-registry", "case-mrd-negative-remission", "congress-ash-2015-graall-rituximab",
    "opinion-five-year-estimates", "video-aall1731", "visual-abstract-eliana",
)  # fmt: skip


@pytest.mark.parametrize("slug", KINDS)
def test_page_at_the_gate_shows_all_that_a_stranger_finds_an_article_by(client: Client, slug: str) -> None:
    """Each word that finds it, and each choice that narrows to it: what is found but not shown would be a riddle."""
    edition = publish_demonstration(slug)
    sweep_search(at=timezone.now())
    shown = words(parse(client.get(f"/articles/{slug}/")))
    assert "Are you a healthcare professional?" in shown
    document = Document.objects.get(edition=edition, reach=Reach.TEASER)
    said = [document.text.title, *document.text.lead, *document.text.names]
    assert [text for text in said if " ".join(text.split()) not in shown] == []
    assert document.text.body == []
    values, labels = document.facets["values"], document.facets["labels"]
    worded = [str(WORDED[name][value]) for name in ("design", "population", "kind") for value in values[name]]
    named = [labels[name][value] for name in ("topic", "format") for value in values[name]]
    assert len(worded) + len(named) >= 3
    assert [word for word in [*worded, *named] if word not in shown] == []
    assert f"{document.minutes} minute" in shown
    assert [str(edition.listed_at.year)] == values["year"]
    assert str(edition.listed_at.year) in shown
    assert bool(values["test"]) is ("pass the test" in shown)
