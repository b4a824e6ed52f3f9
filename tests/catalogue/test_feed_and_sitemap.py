"""The feed, the sitemap and the file for crawlers: teasers and addresses, never bodies (A3)."""

from datetime import datetime, timedelta
from html import unescape
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from cme.catalogue import sitemaps
from content.models import Edition
from content.services.publishing import Correction, publish_article, retire_article
from tests.factories import BEFORE, NOW, copy_edition, correct, make_article, make_edition, retract
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def entries(client) -> list[ElementTree.Element]:
    return ElementTree.fromstring(client.get("/feed/").content).findall(f"{ATOM}entry")


def addresses(client) -> dict[str, str | None]:
    """Return the addresses of the sitemap with the day of their last change."""
    return {
        address: day
        for file in files(client)
        for address, day in listed(client, file.removeprefix("http://testserver"), "url").items()
    }


def files(client) -> dict[str, str | None]:
    """Return the files that the index names, with the day of their last change."""
    return listed(client, "/sitemap.xml", "sitemap")


def listed(client, path: str, row: str) -> dict[str, str | None]:
    tree = ElementTree.fromstring(client.get(path).content)
    return {
        each.findtext(f"{SITEMAP}loc", ""): each.findtext(f"{SITEMAP}lastmod")
        for each in tree.findall(f"{SITEMAP}{row}")
    }


# -- feed --------------------------------------------------------------------------------------------------------------
def test_feed_is_atom_with_the_site_as_its_address(client) -> None:
    response = client.get("/feed/")
    tree = ElementTree.fromstring(response.content)
    links = {row.get("rel"): row.get("href") for row in tree.findall(f"{ATOM}link")}
    assert response["Content-Type"].startswith("application/atom+xml")
    assert tree.tag == f"{ATOM}feed"
    assert links == {"alternate": "http://testserver/articles/", "self": "http://testserver/feed/"}


@pytest.mark.parametrize("path", ["/feed/", "/topics/transplant/feed/", "/de/feed/", "/ar/topics/transplant/feed/"])
def test_feed_has_what_atom_demands(client, settings, path) -> None:
    """RFC 4287, 4.1.1 and 4.1.2: one id, title and updated each, an author, one alternate, and itself."""
    retract(make_edition())
    make_edition()
    for operator, author in ((settings.UNNAMED_OPERATOR, settings.SITE_NAME), ("A society", "A society")):
        settings.OPERATOR_NAME = operator
        tree = ElementTree.fromstring(client.get(path).content)
        assert [row.text for row in tree.findall(f"{ATOM}author/{ATOM}name")] == [author]
    assert tree.get(LANG) == path.split("/")[1].replace("feed", "en").replace("topics", "en")
    assert {row.get("href") for row in tree.findall(f"{ATOM}link[@rel='self']")} == {f"http://testserver{path}"}
    rows = tree.findall(f"{ATOM}entry")
    assert len({row.findtext(f"{ATOM}id") for row in [tree, *rows]}) == len(rows) + 1 == 3
    for row in (tree, *rows):
        for name in ("id", "title", "updated"):
            assert len(row.findall(f"{ATOM}{name}")) == 1
        assert urlsplit(row.findtext(f"{ATOM}id")).scheme == "http"
        assert datetime.fromisoformat(row.findtext(f"{ATOM}updated")).tzinfo
        assert len(row.findall(f"{ATOM}link[@rel='alternate']")) == 1
    assert tree.findtext(f"{ATOM}updated") == max(row.findtext(f"{ATOM}updated") for row in rows)


def test_feed_has_the_teaser_and_nothing_else(client) -> None:
    edition = make_edition(canary="zqxcanary", title="A neutral <title> & more")
    (entry,) = entries(client)
    assert entry.findtext(f"{ATOM}title") == "A neutral <title> & more"
    assert entry.findtext(f"{ATOM}summary") == "Demonstration article. What did the registry ask?"
    assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/articles/{edition.slug}/"
    assert [row.get("term") for row in entry.findall(f"{ATOM}category")] == ["Article summary", "Transplant"]
    assert entry.find(f"{ATOM}content") is None
    assert "zqxcanary" not in client.get("/feed/").content.decode()


@pytest.mark.parametrize("path", ["/feed/", "/de/feed/"])
def test_words_of_an_entry_stay_words(client, path) -> None:
    """A summary is HTML (RFC 4287, 3.1.1.2): what an editor typed is no element of it."""
    article = make_edition(question="Is n < 5 & p > 0.05?").release.article
    article.key_learning = "Other words."
    article.save()
    changed = {"correction": Correction.MATERIAL, "what_changed": "<script>x</script> & n < 5"}
    retract(publish_article(article=article, actor=None, at=NOW, **changed), reason="Wrong <b>arm</b>.")
    (entry,) = ElementTree.fromstring(client.get(path).content).findall(f"{ATOM}entry")
    summary = entry.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    told = summary.text
    assert "<" not in told
    for words in ("<script>x</script> & n < 5", "Wrong <b>arm</b>.", "Is n < 5 & p > 0.05?"):
        assert words in unescape(told)


@pytest.mark.parametrize("path", ["/feed/", "/topics/transplant/feed/", "/ar/feed/"])
def test_feed_that_nothing_changed_is_not_sent_again(client, path) -> None:
    """RFC 9110, 13.1.2: by its tag, so that a correction within the same second is sent too."""
    edition = make_edition()
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    correct(edition, Correction.MATERIAL)
    changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert (changed.status_code, "One word." in changed.content.decode()) == (200, True)


def test_feed_has_the_twenty_newest_first(client) -> None:
    edition = make_edition()
    copies = copy_edition(edition, 25)
    links = [entry.find(f"{ATOM}link").get("href") for entry in entries(client)]
    assert links == [f"http://testserver/articles/{row.slug}/" for row in [edition, *copies][:20]]


def test_correction_moves_no_entry_and_keeps_its_identity(client) -> None:
    older, newer = make_edition(), make_edition(at=BEFORE + timedelta(days=1))
    before = [entry.findtext(f"{ATOM}id") for entry in entries(client)]
    correct(older, Correction.MINOR, at=NOW)
    after = entries(client)
    assert [entry.findtext(f"{ATOM}id") for entry in after] == before
    assert [entry.findtext(f"{ATOM}updated") for entry in after][1] == NOW.isoformat()
    assert newer.slug in before[0]


def test_feed_of_a_language_speaks_it_leads_to_it_and_has_the_same_entries(client) -> None:
    edition = make_edition(title="A study")
    retract(edition)
    here = entries(client)
    for path in ("/de/feed/", "/de/topics/transplant/feed/"):
        tree = ElementTree.fromstring(client.get(path).content)
        (entry,) = tree.findall(f"{ATOM}entry")
        assert tree.get(LANG) == "de"
        assert tree.findtext(f"{ATOM}subtitle").startswith("Zusammenfassungen für")
        assert {row.get("rel"): row.get("href") for row in tree.findall(f"{ATOM}link")}["self"].endswith(path)
        assert entry.get(LANG) == "en"  # what the editors wrote
        assert entry.findtext(f"{ATOM}title") == "Zurückgezogen: A study"
        assert "Zurückgezogen am" in entry.findtext(f"{ATOM}summary")
        assert entry.find(f"{ATOM}link").get("href") == f"http://testserver/de/articles/{edition.slug}/"
        assert [entry.findtext(f"{ATOM}id")] == [row.findtext(f"{ATOM}id") for row in here]
    assert 'href="/de/feed/"' in client.get("/de/").content.decode()


# -- sitemap -----------------------------------------------------------------------------------------------------------
def test_sitemap_leaves_demonstrations_out(client) -> None:
    edition = make_edition()
    (real,) = copy_edition(edition, 1, is_demonstration=False)
    found = addresses(client)
    assert f"http://testserver/articles/{edition.slug}/" not in found
    assert found[f"http://testserver/articles/{real.slug}/"] == real.released_at.date().isoformat()
    assert found.keys() >= {"http://testserver/", "http://testserver/articles/", "http://testserver/about/"}


def test_sitemap_names_pages_that_answer_and_may_be_indexed(client) -> None:
    copy_edition(make_edition(), 3, is_demonstration=False)
    for address in addresses(client):
        response = client.get(address.removeprefix("http://testserver"))
        assert response.status_code == 200
        if "/articles/article" not in address:
            assert b"noindex" not in response.content


def test_demonstration_is_kept_out_of_search_engines(client) -> None:
    edition = make_edition()
    assert '<meta name="robots" content="noindex">' in client.get(f"/articles/{edition.slug}/").content.decode()


def test_crawlers_are_told_the_sitemap_and_nothing_of_value(client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *", "Disallow: /admin/", "Sitemap: http://testserver/sitemap.xml",
    ]  # fmt: skip


def test_sitemap_is_an_index_of_files_of_bounded_length(client, monkeypatch) -> None:
    monkeypatch.setattr(sitemaps, "PER_FILE", 2)
    copy_edition(make_edition(), 3, is_demonstration=False)
    found = files(client)
    host = "http://testserver/sitemap"
    assert list(found) == [
        *(f"{host}-pages-{number}.xml" for number in (1, 2, 3, 4, 5)),
        *(f"{host}-articles-{number}.xml" for number in (1, 2)), f"{host}-topics-1.xml",
    ]  # fmt: skip
    assert found[f"{host}-pages-1.xml"] is None
    assert found[f"{host}-articles-1.xml"] == BEFORE.date().isoformat()
    assert len(addresses(client)) == 10 + 3 + 1
    for unknown in ("articles-3", "articles-0", "pages-6", "nothing-1", "articles-99999999999999999999"):
        assert client.get(f"/sitemap-{unknown}.xml").status_code == 404


def test_feed_of_a_topic_has_its_articles_alone(client) -> None:
    make_edition(topics=("Relapse",))
    edition = make_edition(topics=("Relapse", "Transplant"), canary="zqxcanary")
    retract(make_edition(topics=("Other",)))
    response = client.get("/topics/transplant/feed/")
    tree = ElementTree.fromstring(response.content)
    assert [row.findtext(f"{ATOM}id") for row in tree.findall(f"{ATOM}entry")] == [
        f"http://testserver/articles/{edition.slug}/"
    ]
    assert tree.findtext(f"{ATOM}title") == "Transplant – ALL Learning"
    links = {row.get("rel"): row.get("href") for row in tree.findall(f"{ATOM}link")}
    assert links == {
        "alternate": "http://testserver/topics/transplant/",
        "self": "http://testserver/topics/transplant/feed/",
    }
    assert "zqxcanary" not in response.content.decode()
    assert 'href="/topics/transplant/feed/"' in client.get("/topics/transplant/").content.decode()
    assert client.get("/topics/unknown/feed/").status_code == 404


# -- what readers do not see now -------------------------------------------------------------------------------------
PLACES = [
    "/", "/articles/", "/topics/", "/topics/hidden/", "/topics/hidden/feed/", "/feed/", "/sitemap.xml",
    "/sitemap-pages-1.xml",
]  # fmt: skip


def hidden_editions() -> dict[str, Edition | None]:
    """Return articles that readers do not see: a draft, one of tomorrow, a retired one."""
    titles = {"topics": ("Hidden",), "title": "zqxhidden"}
    make_article(slug="draft", **titles)
    publish_article(
        article=make_article(slug="tomorrow", **titles), actor=None, at=NOW, released_at=NOW + timedelta(days=1)
    )
    retired = make_edition(slug="retired", **titles)
    retire_article(article=retired.release.article, at=NOW)
    return {"draft": None, "tomorrow": None, "retired": retired}


@pytest.mark.parametrize("place", PLACES)
def test_what_readers_do_not_see_is_listed_nowhere(client, place: str) -> None:
    """Drafts, scheduled and retired articles; the topic exists and is empty."""
    hidden_editions()
    text = client.get(place).content.decode()
    assert "zqxhidden" not in text
    assert not any(f"/articles/{slug}/" in text for slug in ("draft", "tomorrow", "retired"))
    assert '/topics/hidden/"' not in text or place.startswith("/topics/hidden/")


@pytest.mark.parametrize("is_attested", [True, False])
@pytest.mark.parametrize("slug", ["draft", "tomorrow", "retired", "unknown"])
def test_what_readers_do_not_see_is_not_found(slug: str, is_attested: bool) -> None:
    hidden_editions()
    client = client_of(is_attested=is_attested)
    for rest in ("", "rate/", "test/", "pre-test/"):
        assert client.get(f"/articles/{slug}/{rest}").status_code == 404
    response = client.get(f"/patients-and-carers/?article={slug}")
    assert "zqxhidden" not in response.content.decode()


def test_scheduled_article_is_listed_from_its_moment_on(client, clock) -> None:
    hidden_editions()
    client.get("/")
    clock.move_to(NOW + timedelta(days=1))
    for place in ("/", "/articles/", "/topics/hidden/", "/feed/"):
        assert "zqxhidden" in client.get(place).content.decode()
    assert "/topics/hidden/" in client.get("/topics/").content.decode()
