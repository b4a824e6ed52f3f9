"""The open pages and the article as they are put together."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.cache import caches
from django.test import Client

from content.models import Edition, RelatedArticle, Series, SeriesPart, Topic
from content.services.publishing import Correction
from tests.content.twins import article_of, make_twin
from tests.factories import BEFORE, NOW, copy_edition, correct, make_edition, make_learner, retract, take_test
from tests.pages import canonical, parse, words
from tests.visitors import Scene, addresses, body_of, browsers, client_of, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Scene:
    return make_scene()


def every_page(scene: Scene, visitor: str) -> dict[str, str]:
    """Return every HTML page that a visitor can get, by its address."""
    client, pages = browsers(scene)[visitor], {}
    for path in [*(path for path, _ in addresses(scene).values()), "/nowhere/"]:
        response = client.get(path)
        body = body_of(response)
        if response.headers.get("Content-Type", "").startswith("text/html") and not path.startswith("/admin/"):
            pages[path] = body.decode()
    return pages


@pytest.mark.parametrize("visitor", ["anonymous", "learner", "passer"])
def test_every_footer_carries_the_independence_statement(scene: Scene, visitor: str) -> None:
    pages = {path: text for path, text in every_page(scene, visitor).items() if text}
    assert len(pages) >= 19
    footers = {path: text[text.index("<footer") : text.index("</footer>")] for path, text in pages.items()}
    assert {path for path, footer in footers.items() if settings.INDEPENDENCE_STATEMENT not in footer} == set()


@pytest.mark.parametrize("visitor", ["anonymous", "learner", "passer"])
def test_no_page_asks_a_third_party_for_anything(scene: Scene, visitor: str) -> None:
    """S4, G5."""
    for path, text in every_page(scene, visitor).items():
        fetched = re.findall(r'<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*\bsrc="([^"]+)"', text)
        fetched += re.findall(r'<link rel="(?:stylesheet|preload|icon)[^>]*href="([^"]+)"', text)
        assert [address for address in fetched if not address.startswith("/")] == [], path


@pytest.mark.parametrize("visitor", ["anonymous", "learner", "passer"])
def test_no_page_has_inline_scripts_styles_or_handlers(scene: Scene, visitor: str) -> None:
    for path, text in every_page(scene, visitor).items():
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", text), path
        assert set(re.findall(r"<script\b([^>]*)>", text)) - {' type="application/ld+json"'} == {
            attributes for attributes in re.findall(r"<script\b([^>]*)>", text) if "src=" in attributes
        }, path


@pytest.mark.parametrize("visitor", ["anonymous", "learner", "passer"])
def test_every_page_has_one_heading_a_title_and_a_language(scene: Scene, visitor: str) -> None:
    for path, text in every_page(scene, visitor).items():
        if text:
            assert text.count("<h1") == 1, path
            assert re.search(r"<title>\s*\S", text), path
            assert '<html lang="en" dir="ltr">' in text, path  # a translated text says its own language


def test_every_link_of_the_site_leads_somewhere(scene: Scene) -> None:
    """Each address on the site that any page of a learner links to answers; each fragment names something."""
    pages = every_page(scene, "passer")
    client = browsers(scene)["passer"]
    for path, text in pages.items():
        for link in set(re.findall(r'<a\b[^>]*href="([^"]*)"', text)):
            address, _, fragment = link.partition("#")
            if re.match(r"[a-z]+:", link):
                continue
            assert link, path
            target = text if not address or address == path else body_of(client.get(address)).decode()
            assert target, (path, link)
            assert not fragment or f'id="{fragment}"' in target, (path, link)


# -- lists -------------------------------------------------------------------------------------------------------------
def titles(client: Client, path: str) -> list[str]:
    return [words(row) for row in parse(client.get(path)).iter("a") if "/articles/" in row.get("href", "") and
            words(row).startswith(("A study", "Copy"))]  # fmt: skip


def test_listing_is_newest_first_and_in_pages_of_twenty(client) -> None:
    edition = make_edition()
    copies = copy_edition(edition, 24)
    expected = [edition.teaser["title"], *(f"Copy {row.slug}" for row in copies)]
    assert titles(client, "/articles/") == expected[:20]
    assert titles(client, "/articles/?page=2") == expected[20:]
    assert titles(client, "/") == expected[:6]


def test_correction_does_not_move_an_article_in_the_list(client) -> None:
    older, newer = make_edition(), make_edition(at=BEFORE + timedelta(days=1))
    correct(older, Correction.MINOR, at=NOW)
    assert titles(client, "/articles/") == [newer.teaser["title"], older.teaser["title"]]


@pytest.mark.parametrize("page", ["0", "99", "x", "-1", "", "1" * 60, "\x00", "2&page=1"])
def test_page_number_that_is_none_shows_a_page(client, page: str) -> None:
    make_edition()
    assert client.get(f"/articles/?page={page}").status_code == 200


@pytest.mark.parametrize("path", ["/articles/", "/topics/transplant/", "/series/", "/patients/"])
def test_number_below_one_is_the_first_page_and_one_beyond_the_last_is_the_last(client, path: str, monkeypatch) -> None:
    monkeypatch.setattr("cme.catalogue.lists.PER_PAGE", 1)
    for number in range(3):
        edition = make_edition(topics=("Transplant",))
        series = Series.objects.create(title=f"Series {number}", slug=f"series-{number}")
        SeriesPart.objects.create(series=series, article=article_of(edition), position=1)
        make_twin(edition=edition)
    first, last = (canonical(parse(client.get(f"{path}?page={number}"))) for number in (1, 3))
    assert (first, last) == (f"http://testserver{path}", f"http://testserver{path}?page=3")
    for none in ("0", "-1", "-2", "-999999999", "1.5", "x", "%D9%A0", ""):
        assert canonical(parse(client.get(f"{path}?page={none}"))) == first, none
    assert canonical(parse(client.get(f"{path}?page=999999999"))) == last


def test_later_pages_of_a_list_are_pages_of_their_own(client) -> None:
    """Canonical addresses: search engines would otherwise forget the articles on page 2."""
    copy_edition(make_edition(), 24)
    assert canonical(parse(client.get("/articles/?page=2"))) == "http://testserver/articles/?page=2"
    assert (
        canonical(parse(client.get("/topics/transplant/?page=2&x=1"))) == "http://testserver/topics/transplant/?page=2"
    )
    assert canonical(parse(client.get("/articles/?page=1"))) == "http://testserver/articles/"


def test_topic_lists_its_own_articles(client) -> None:
    one, other = make_edition(topics=("Transplant",)), make_edition(topics=("Relapse", "Late effects"))
    assert titles(client, "/topics/transplant/") == [one.teaser["title"]]
    assert titles(client, "/topics/late-effects/") == [other.teaser["title"]]
    listed = words(parse(client.get("/topics/")))
    assert all(name in listed for name in ("Transplant", "Relapse", "Late effects"))


def test_empty_site_has_pages(client) -> None:
    Topic.objects.create(slug="nothing-yet", name="Nothing yet")
    for path in ("/", "/articles/", "/topics/", "/topics/nothing-yet/", "/feed/", "/sitemap.xml"):
        assert client.get(path).status_code == 200
    assert client.get("/topics/unknown/").status_code == 404


# -- the article -------------------------------------------------------------------------------------------------------
def test_article_shows_its_parts_in_the_order_of_the_house() -> None:
    edition = make_edition()
    text = words(parse(client_of().get(f"/articles/{edition.slug}/")))
    order = ["Editorial team", "Demonstration article:", "Disclosures", "Support", "A paper.", "Learning objective",
             "Before you read", "Key learning", "What this does not show", "Who did worse", "References",
             "Take the test", "Was this useful?", "Report a problem"]  # fmt: skip
    places = [text.find(part, text.find("Transplant")) for part in order]
    assert -1 not in places
    assert places == sorted(places)


@pytest.mark.parametrize("has_list", [True, False], ids=["rendered now", "rendered before there was a list"])
def test_article_lists_its_abbreviations_where_its_edition_has_a_list(has_list: bool) -> None:
    edition = make_edition(questions=1)
    if not has_list:
        old = {name: html for name, html in edition.html.items() if name != "abbreviations"}
        Edition.objects.filter(pk=edition.pk).update(html=old)
    page = client_of().get(f"/articles/{edition.slug}/")
    assert page.status_code == 200
    assert ("<dt>OS</dt><dd>overall survival</dd>" in page.content.decode()) is has_list


def test_next_and_related_lead_to_others_of_the_topic() -> None:
    edition = make_edition(topics=("Transplant",))
    older, oldest, *_ = copy_edition(edition, 6)
    elsewhere = make_edition(topics=("Relapse",))
    text = client_of().get(f"/articles/{edition.slug}/").content.decode()
    onward = text[text.index("Read on") :]
    assert onward.index(older.slug) < onward.index(oldest.slug)
    assert elsewhere.slug not in onward
    assert onward.count("<article") == 4  # one next, three related
    last = client_of().get(f"/articles/{oldest.slug}/").content.decode()
    assert oldest.slug not in last[last.index("Read on") : last.index('<p class="more quiet')]


def test_retracted_article_is_not_recommended_and_offers_no_questions(client: Client) -> None:
    edition = make_edition(topics=("Transplant",))
    older, oldest, *_ = copy_edition(edition, 6)
    path, near = f"/articles/{edition.slug}/", make_edition(topics=("Relapse",))
    articles = [row.release.article for row in (near, older)]
    for position, article in enumerate(articles, start=1):
        RelatedArticle.objects.create(article=edition.release.article, other=article, position=position)
    reader = client_of()
    before = reader.get(path).content.decode()
    assert near.slug in before
    assert before.index("Read on") < before.index(older.slug) < before.index(oldest.slug)
    retract(near)
    retract(older)
    after = reader.get(path).content.decode()
    onward = after[after.index("Read on") :]
    assert near.slug not in after
    assert older.slug not in after
    assert oldest.slug in onward
    assert onward.count("<article") == 4
    for listing in ("/articles/", f"/topics/{edition.teaser['topics'][0]['slug']}/"):
        cards = {card.xpath(".//a/@href")[0]: words(card) for card in parse(client.get(listing)).iter("article")}
        assert "Retracted" in cards[f"/articles/{older.slug}/"]
        assert "question" not in cards[f"/articles/{older.slug}/"]
        assert "4 questions" in cards[f"/articles/{oldest.slug}/"]


def test_list_promises_no_test_of_an_article_that_has_expired(client: Client) -> None:
    """F2."""
    edition = make_edition(expires_on=NOW.date() + timedelta(days=30))
    for days, count in ((30, 1), (31, 0)):
        caches["pages"].clear()
        with time_machine.travel(NOW + timedelta(days=days), tick=False):
            (card,) = parse(client.get("/articles/")).iter("article")
        assert edition.teaser["title"] in words(card)
        assert words(card).count("4 questions") == count


def test_article_alone_in_its_topic_offers_no_empty_list() -> None:
    edition = make_edition()
    assert "Read on" not in client_of().get(f"/articles/{edition.slug}/").content.decode()


def test_result_leads_back_to_passages_that_exist() -> None:
    edition, learner = make_edition(), make_learner()
    take_test(edition, learner, wrong=4)
    client = client_of(learner)
    result = client.get(f"/articles/{edition.slug}/test/results/1/").content.decode()
    assert f'href="/articles/{edition.slug}/#p-who-did-worse"' in result
    assert 'id="p-who-did-worse"' in client.get(f"/articles/{edition.slug}/").content.decode()


def test_address_of_an_article_is_spelled_one_way() -> None:
    edition = make_edition(slug="the-study")
    client = client_of()
    assert client.get("/articles/The-Study/").status_code == 404
    assert client.get("/articles/the-study").headers["Location"] == "/articles/the-study/"
    assert client.get("/articles/the_study/").status_code == 404
    assert isinstance(edition, Edition)


# -- figures -----------------------------------------------------------------------------------------------------------
def test_figure_is_sent_with_its_own_type_and_cannot_be_sniffed(scene: Scene) -> None:
    response = client_of().get(f"/figures/{scene.file}")
    assert body_of(response) == f"{scene.word}file".encode()
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["x.png", "../x.png", f"{'0' * 64}.svg", f"{'0' * 64}.png%0a", f"{'G' * 64}.png", "\x00"]
)
def test_file_that_is_no_figure_is_not_found(name: str) -> None:
    assert client_of().get(f"/figures/{name}").status_code == 404


# -- headers of every answer -------------------------------------------------------------------------------------------
def test_every_answer_carries_the_headers_of_a_careful_site(scene: Scene) -> None:
    for visitor in ("anonymous", "learner"):
        client = browsers(scene)[visitor]
        for path, _ in addresses(scene).values():
            response = client.get(path)
            body_of(response)
            policy = response["Content-Security-Policy"]
            assert "script-src 'self'" in policy, path
            assert "unsafe" not in policy, path
            assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("DENY", "nosniff"), path
            assert response["Referrer-Policy"] == "same-origin", path
