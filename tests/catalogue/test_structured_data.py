"""What search engines and link previews are told: the teaser, and that the rest is not freely accessible (A3)."""

import json

import pytest
from django.conf import settings

from tests.factories import make_edition
from tests.pages import canonical, meta, parse
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
OPEN_PAGES = ["/", "/articles/", "/topics/", "/topics/transplant/", "/about/", "/contact/", "/terms/", "/privacy/",
              "/editorial-policy/", "/accessibility/", "/open-to-all/", "/patients-and-carers/"]  # fmt: skip


def structured(page) -> dict[str, object]:
    (script,) = [row for row in page.iter("script") if row.get("type") == "application/ld+json"]
    return json.loads(script.text)


@pytest.mark.parametrize("is_attested", [True, False])
def test_article_says_that_it_is_not_free_to_all(is_attested: bool) -> None:
    edition = make_edition(slug="the-study", canary="zqxcanary")
    data = structured(parse(client_of(is_attested=is_attested).get("/articles/the-study/")))
    assert data["isAccessibleForFree"] is False
    assert data["hasPart"] == {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": "#text"}
    assert data["headline"] == edition.teaser["title"]
    assert data["abstract"] == "What did the registry ask?"
    assert data["url"] == data["mainEntityOfPage"] == "http://testserver/articles/the-study/"
    assert (data["datePublished"], data["timeRequired"]) == ("2026-11-12", "PT4M")
    assert data["author"] == [{"@type": "Organization", "name": "Editorial team"}]
    assert data["teaches"] == ["Name the factors that shape survival."]
    assert "zqxcanary" not in json.dumps(data)


def test_part_that_is_not_free_is_on_the_page_under_its_selector() -> None:
    edition = make_edition()
    page = parse(client_of().get(f"/articles/{edition.slug}/"))
    gated = next(row for row in page.iter() if row.get("id") == "text")
    assert "Who did worse" in "".join(gated.itertext())


@pytest.mark.parametrize("is_attested", [True, False])
def test_title_cannot_break_out(is_attested: bool) -> None:
    hostile = '</script><script>alert(1)</script>"&amp;\\u003c<!--'
    edition = make_edition(title=hostile, question=f"Q {hostile}")
    response = client_of(is_attested=is_attested).get(f"/articles/{edition.slug}/")
    page = parse(response)
    assert structured(page)["headline"] == hostile
    assert meta(page, "og:title") == hostile
    assert meta(page, "description") == f"Q {hostile}"
    assert "alert(1)" not in [script.text for script in page.iter("script")]
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("language", ["", "/de", "/ar"])
@pytest.mark.parametrize("is_attested", [True, False])
def test_previews_are_told_the_teaser(is_attested: bool, language: str) -> None:
    edition = make_edition()
    page = parse(client_of(is_attested=is_attested).get(f"{language}/articles/{edition.slug}/"))
    address = f"http://testserver{language}/articles/{edition.slug}/"
    assert canonical(page) == meta(page, "og:url") == address
    assert meta(page, "og:title") == edition.teaser["title"]
    assert meta(page, "og:description") == meta(page, "description") == edition.teaser["question"]
    assert meta(page, "og:type") == "article"
    assert meta(page, "og:site_name") == settings.SITE_NAME


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_open_pages_name_their_canonical_address(client, path: str) -> None:
    make_edition()
    assert canonical(parse(client.get(f"{path}?utm_source=mail"))) == f"http://testserver{path}"


@pytest.mark.parametrize("path", ["/nowhere/", "/articles/unknown/"])
def test_pages_of_errors_have_no_canonical_address_and_are_not_indexed(client, path: str) -> None:
    page = parse(client.get(path))
    assert canonical(page) is None
    assert meta(page, "robots") == "noindex"


@pytest.mark.parametrize("language", ["", "/de", "/ar"])
@pytest.mark.parametrize("path", [*OPEN_PAGES, "/support/", "/search/", "/series/"])
def test_open_page_tells_link_previews_what_it_is(path: str, language: str) -> None:
    make_edition()
    page = parse(client_of(is_attested=False).get(f"{language}{path}"))
    title = next(page.iter("title")).text
    assert title == f"{meta(page, 'og:title')} – {settings.SITE_NAME}"
    assert meta(page, "og:title").strip()
    assert meta(page, "og:type") == "website"
    assert meta(page, "og:url") == canonical(page) == f"http://testserver{language}{path}"
    assert meta(page, "og:description") == meta(page, "description")


def test_start_page_is_described_to_link_previews(settings) -> None:
    settings.SITE_SUBJECT = 'research & "trials" <here>'
    page = parse(client_of(is_attested=False).get("/"))
    assert meta(page, "og:title") == 'The evidence in research & "trials" <here>'
    assert meta(page, "og:description").startswith('Short summaries of studies in research & "trials" <here> for')


@pytest.mark.parametrize("is_attested", [True, False])
def test_article_says_each_thing_to_link_previews_once(is_attested: bool) -> None:
    edition = make_edition()
    page = parse(client_of(is_attested=is_attested).get(f"/articles/{edition.slug}/"))
    names = [row.get("property") or row.get("name") for row in page.iter("meta")]
    told = [name for name in names if name and (name.startswith("og:") or name == "description")]
    assert len(told) == len(set(told))
