"""The page of each kind of article: what it says beside the rest, who sees it, and how it is told elsewhere."""

import json
import re

import pytest
from django.urls import reverse

from cme.search.services import sweep_search
from content.kinds import ArticleKind
from content.models import ActivityFormat, Article, Contributor, Edition
from content.services.publishing import publish_article
from tests.content.test_kinds import make_kind
from tests.factories import BEFORE, NOW, make_edition, make_learner, retract
from tests.pages import meta, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


def publish_kind(kind: str, **fields) -> Edition:
    return publish_article(article=make_kind(kind, **fields), actor=None, at=BEFORE)


def read(edition: Edition):
    return client_of().get(f"/articles/{edition.slug}/")


def main_of(response) -> str:
    return words(next(parse(response).iter("main")))


def structured(response) -> dict:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', response.content.decode(), re.DOTALL)
    return json.loads(found[1])


@pytest.mark.parametrize("kind", ArticleKind)
def test_kind_is_named_on_article_teaser_list_search_and_feed(client, kind):
    edition = publish_kind(kind, title="A neutral title about survival")
    sweep_search(at=NOW)
    label = str(kind.label)
    for response in (read(edition), client.get(f"/articles/{edition.slug}/")):
        page = parse(response)
        (told,) = [row for row in page.iter("p") if row.get("class") == "kind"]
        assert words(told).startswith(label)
        assert meta(page, "article:section") == label
        assert structured(response)["learningResourceType"] == label
    german = structured(client.get(f"/de/articles/{edition.slug}/"))
    assert (german["inLanguage"], german["learningResourceType"]) == ("en", label)
    for path in ("/", "/articles/", "/search/?q=survival"):
        (card,) = [row for row in parse(client.get(path)).iter("article") if "card" in row.get("class", "")]
        assert label in words(card)
    assert f'<category term="{label}"' in client.get("/feed/").content.decode()


@pytest.mark.parametrize(
    ("kind", "heading"),
    [
        ("summary", "The study"), ("congress", "The report"), ("opinion", "The opinion"), ("case", "The case"),
        ("visual", "The same in words"), ("video", "Transcript"),
    ],
)  # fmt: skip
def test_text_is_called_what_it_is(kind, heading):
    page = parse(read(publish_kind(kind)))
    assert [words(row) for row in page.iter("h2") if row.get("id") == "summary"] == [heading]


@pytest.mark.parametrize("prefix", ["", "/de", "/ar"])
def test_each_kind_is_cited_as_what_it_is(prefix):
    headings = {}
    for kind in ArticleKind:
        edition = publish_kind(kind)
        page = parse(client_of().get(f"{prefix}/articles/{edition.slug}/"))
        (headings[kind],) = [words(row) for row in page.iter("h3") if row.get("id") == "cite"]
    assert len(set(headings.values())) == len(ArticleKind)
    expected = {
        "": ["Cite this summary", "Cite this case", "Cite this video"],
        "/de": ["Diese Zusammenfassung zitieren", "Diesen Fall zitieren", "Dieses Video zitieren"],
        "/ar": ["الاستشهاد بهذا الملخّص", "الاستشهاد بهذه الحالة", "الاستشهاد بهذا الفيديو"],
    }
    assert [headings[kind] for kind in ("summary", "case", "video")] == expected[prefix]


@pytest.mark.parametrize(
    ("kind", "said"), [("summary", "Read the summary"), ("congress", "Read the report"), ("video", "Watch the video")]
)
def test_page_of_the_paper_leads_on_to_what_the_article_is(kind, said):
    edition = publish_kind(kind, format=ActivityFormat.objects.get(code="journal-based"))
    path = f"/articles/{edition.slug}/"
    client = client_of(make_learner())
    client.post(f"{path}paper/", {"edition": edition.pk})
    (link,) = [row for row in parse(client.get(f"{path}paper/")).iter("a") if row.get("href") == f"{path}#text"]
    assert words(link) == said


@pytest.mark.parametrize("kind", ArticleKind)
def test_activity_is_described_as_what_it_is(client, kind):
    """F1: what readers are told of format and completion is true of a video as of a text."""
    text = words(next(row for row in parse(client.get(f"/articles/{publish_kind(kind).slug}/")).iter("aside")))
    is_summary, is_video = kind is ArticleKind.SUMMARY, kind is ArticleKind.VIDEO
    assert ("A summary of one study" in text) is is_summary
    assert (f"{kind.label} on this page" in text) is not is_summary
    assert ("Watch the video or read its transcript" in text) is is_video
    assert ("Read the text" in text) is not is_video


@pytest.mark.parametrize("kind", ArticleKind)
def test_preview_at_the_desk_shows_the_page_of_the_kind(kind, admin_client):
    article = make_kind(kind)
    preview = admin_client.get(reverse("admin:content_article_preview", args=[article.pk]))
    edition = publish_article(article=article, actor=None, at=NOW)
    headings = [[words(row) for row in parse(page).iter("h2")] for page in (preview, read(edition))]
    assert headings[0] == headings[1]


@pytest.mark.parametrize("kind", ArticleKind)
def test_draft_that_lacks_everything_can_be_previewed(kind, admin_client):
    article = Article.objects.create(slug=f"bare-{kind}", title="Bare", kind=kind, created_at=BEFORE, updated_at=BEFORE)
    assert admin_client.get(reverse("admin:content_article_preview", args=[article.pk])).status_code == 200


# -- one by one ----------------------------------------------------------------------------------------------------
def test_report_names_its_presentations_and_that_they_may_change(client):
    edition = publish_kind("congress")
    told = main_of(read(edition))
    assert "Presentations reported Litzow MR, et al." in told
    assert "often preliminary" in told
    assert "57th ASH Annual Meeting, Orlando, 5 December – 8 December 2015" in told
    assert structured(client.get(f"/articles/{edition.slug}/"))["recordedAt"]["startDate"] == "2015-12-05"


def test_congress_keeps_its_order_on_an_arabic_page():
    edition = publish_kind("congress")
    page = parse(client_of().get(f"/ar/articles/{edition.slug}/"))
    (name,) = page.xpath("//p[@class='kind']//bdi")
    assert (words(name), name.get("lang"), name.get("dir")) == ("57th ASH Annual Meeting, Orlando", "en", "ltr")


def test_opinion_names_whose_it_is_and_what_they_disclosed():
    edition = publish_kind("opinion")
    told = main_of(read(edition))
    assert "This is an opinion An expert, MD Disclosures not collected." in told
    assert "by An expert, MD" in told
    expert = Contributor.objects.get(name="An expert")
    told = dict(edition.source)
    told["disclosures"] = [
        {"name": str(expert), "role": "expert", "is_collected": True, "disclosed_on": "2026-11-01",
         "relationships": [{"company": "Specimen Instruments", "nature": "consulting fee", "is_mitigated": True}]}
    ]  # fmt: skip
    from_source = main_of(read(_with_source(edition, told)))
    assert "Specimen Instruments, consulting fee (mitigated)." in from_source


def _with_source(edition: Edition, source: dict) -> Edition:
    """Publish another article like one whose source says something else; a published one is never changed."""
    other = publish_kind("summary")
    columns = {field.attname: getattr(edition, field.attname) for field in Edition._meta.concrete_fields}
    columns |= {"id": None, "release_id": other.release_id, "correction": 7, "slug": "another", "source": source}
    return Edition.objects.create(**columns)


def test_case_folds_away_what_follows_its_question_and_tells_the_lesson_last():
    edition = publish_kind(
        "case",
        body="::: passage who-did-worse objective=survival\nHe came in.[@paper] 75 patients, 40.0%.\n:::\n\nHe went.\n",
    )
    page = parse(read(edition))
    (reveal,) = [row for row in page.iter("details") if row.get("class") == "reveal"]
    assert words(reveal).startswith("What happened next He went.")
    assert "Key learning" in words(reveal)
    assert [row.get("id") for row in reveal.iter("h2")] == ["key-learning", "limits"]
    (form,) = [row for row in page.iter("form") if "in-text" in row.get("class", "")]
    assert form not in list(reveal.iter())
    assert len([row for row in page.iter("div") if row.get("data-end") is not None]) == 1
    assert "This patient was made up for teaching" in main_of(read(edition))


def test_lesson_is_folded_away_where_the_question_comes_last():
    edition = publish_kind(
        "case", body="::: passage who-did-worse objective=survival\nHe came in.[@paper] 75 patients, 40.0%.\n:::\n"
    )
    (reveal,) = [row for row in parse(read(edition)).iter("details") if row.get("class") == "reveal"]
    assert words(reveal).startswith("What to take from it Key learning")


def test_case_that_can_no_longer_be_answered_folds_nothing_away():
    edition = publish_kind("case")
    retract(edition)
    page = parse(read(edition))
    assert not [row for row in page.iter("details") if row.get("class") == "reveal"]
    assert "Key learning" in main_of(read(edition))


def test_consent_is_told():
    article = make_kind("case")
    Article.objects.filter(pk=article.pk).update(case_basis="consent")
    edition = publish_article(article=Article.objects.get(pk=article.pk), actor=None, at=BEFORE)
    assert "Published with written consent." in main_of(read(edition))


def test_visual_abstract_shows_its_picture_first_with_its_words_and_by_itself():
    edition = publish_kind("visual")
    page = parse(read(edition))
    (figure,) = [row for row in page.iter("figure") if row.get("class") == "visual"]
    (image,) = figure.iter("img")
    assert image.get("alt") == "A gradient"
    assert image.get("src").startswith("/figures/")
    assert [link.get("href") for link in figure.iter("a")] == [image.get("src"), "#summary"]
    assert "CC0" in words(figure)


def test_video_has_its_player_captions_and_no_autoplay():
    edition = publish_kind("video")
    (video,) = parse(read(edition)).iter("video")
    assert video.get("controls") is not None
    assert video.get("preload") == "metadata"
    assert video.get("autoplay") is None
    (source,), (track,) = video.iter("source"), video.iter("track")
    assert (source.get("src"), source.get("type")) == (edition.source["video"]["address"], "video/webm")
    assert (track.get("kind"), track.get("src"), track.get("srclang")) == (
        "captions", edition.source["video"]["captions"], "en",
    )  # fmt: skip
    for element in (source, track):
        assert client_of().get(element.get("src")).status_code == 200


def test_public_gets_nothing_of_a_video_but_that_there_is_one(client):
    edition = publish_kind("video", canary="zqxcanary")
    response = client.get(f"/articles/{edition.slug}/")
    told = structured(response)["video"]
    assert (told["@type"], told["duration"], told["isAccessibleForFree"]) == ("VideoObject", "PT42S", False)
    pages = [
        response,
        *(client.get(path) for path in ("/", "/articles/", "/feed/", "/sitemap.xml", "/search/?q=video")),
    ]
    for page in pages:
        text = page.content.decode()
        assert "/videos/" not in text
        assert not re.search(r"[0-9a-f]{64}", text)
        assert "zqxcanary" not in text
    for name in ("address", "captions"):
        for method in (client.get, client.head, client.post):
            refused = method(edition.source["video"][name], headers={"Range": "bytes=0-9"})
            assert b"WEBVTT" not in refused.content
            assert b"\x1a\x45\xdf\xa3" not in refused.content
            assert "Content-Range" not in refused
            assert refused.get("ETag", "") == ""


def test_edition_from_before_there_were_kinds_is_shown_as_a_summary():
    edition = make_edition()
    assert "kind" not in edition.teaser
    assert "Article summary" in main_of(read(edition))


def test_search_is_narrowed_by_kind(client):
    for kind in ("summary", "case", "video"):
        publish_kind(kind, title=f"Survival in a {kind}")
    sweep_search(at=NOW)
    response = client.get("/search/?q=survival")
    (section,) = [row for row in parse(response).iter("section") if row.get("aria-labelledby") == "facet-kind"]
    assert words(section) == "Kind Patient case , 1 articleArticle summary , 1 articleVideo , 1 article"
    narrowed = client.get("/search/?q=survival&kind=case")
    cards = [words(row) for row in parse(narrowed).iter("article")]
    assert len(cards) == 1
    assert "Survival in a case" in cards[0]


def test_page_takes_as_many_queries_whatever_the_kind(django_assert_num_queries):
    for kind in ArticleKind:
        edition = publish_kind(kind)
        with django_assert_num_queries(2):
            read(edition)


def test_case_in_arabic_is_told_from_left_to_right():
    edition = publish_kind("case")
    (body,) = parse(client_of().get(f"/ar/articles/{edition.slug}/")).xpath("//section[@class='body']")
    told = [row for row in body.iter("p") if "patient" in words(row) and not row.xpath("ancestor::form")]
    assert told
    assert all(row.xpath("ancestor-or-self::*[@lang][1]/@lang")[-1] == "en" for row in told)


def test_roles_of_one_person_are_said_in_german():
    edition = publish_kind("opinion")
    said = words(parse(client_of().get(f"/de/articles/{edition.slug}/")).xpath("//section[@class='imprint']")[0])
    assert "Expertise" in said
    assert "expert)" not in said
