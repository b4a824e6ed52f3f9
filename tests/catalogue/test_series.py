"""Series on the public site: their pages, and the place of an article among the parts that readers see."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Series, SeriesPart
from content.services.publishing import publish_article, retire_article
from content.services.series import articles_of, show_series_anew
from tests.desk.desks import login
from tests.factories import NOW, make_article, make_edition, retract
from tests.pages import parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


def make_series(*articles, title="Relapse, step by step", slug="relapse"):
    series = Series.objects.create(title=title, slug=slug, description="From first signs to rescue.")
    SeriesPart.objects.bulk_create(
        SeriesPart(series=series, article=article, position=place) for place, article in enumerate(articles, start=1)
    )
    return series


def line(client, edition) -> str:
    """Return what the page says of its series."""
    page = parse(client.get(f"/articles/{edition.slug}/"))
    found = [words(nav) for nav in page.iter("nav") if nav.get("aria-label") == "Series"]
    return found[0] if found else ""


@pytest.fixture
def editions():
    """Three parts that readers see, a draft between them and a scheduled one at the end."""
    seen = [make_edition(questions=0, pre_test=False, title=f"Part called {name}") for name in "ABC"]
    draft, soon = make_article(title="zqxdraft"), make_article(title="Part called D")
    publish_article(article=soon, actor=None, at=NOW, released_at=NOW + timedelta(days=1))
    articles = [edition.release.article for edition in seen]
    make_series(articles[2], draft, articles[0], articles[1], soon)
    make_series(articles[1], title="Zebras", slug="zebras")
    return seen


def test_article_and_teaser_name_their_part_with_the_one_before_and_the_next(client, editions) -> None:
    a, b, c = editions
    for visitor in (client, client_of()):
        assert line(visitor, c) == "Part 1 of 3 of the series Relapse, step by step Next: Part called A"
        assert line(visitor, a) == (
            "Part 2 of 3 of the series Relapse, step by step Before: Part called C Next: Part called B"
        )
        assert line(visitor, b) == "Part 3 of 3 of the series Relapse, step by step Before: Part called A"
        assert line(visitor, make_edition(questions=0, pre_test=False)) == ""


def test_page_of_a_series_has_what_readers_see_in_its_order(client, editions) -> None:
    with CaptureQueriesContext(connection) as captured:
        page = parse(client.get("/series/relapse/"))
    assert len(captured) == 2
    assert [words(h2) for h2 in page.iter("h2")] == ["Part called C", "Part called A", "Part called B"]
    assert "zqxdraft" not in words(page)
    assert "From first signs to rescue." in words(page)
    make_series(make_article(), title="Of drafts", slug="of-drafts")
    assert client.get("/series/of-drafts/").status_code == 404
    assert client.get("/series/unknown/").status_code == 404


def test_part_is_counted_from_its_moment_on_and_no_more_once_retired(client, editions, clock) -> None:
    a, b, c = editions
    reader = client_of()
    assert line(reader, b).startswith("Part 3 of 3")
    clock.move_to(NOW + timedelta(days=1))
    assert line(reader, b) == (
        "Part 3 of 4 of the series Relapse, step by step Before: Part called A Next: Part called D"
    )
    retire_article(article=a.release.article, at=NOW + timedelta(days=1))
    assert line(reader, b).startswith("Part 2 of 3 of the series Relapse, step by step Before: Part called C")
    assert line(reader, c).endswith("Next: Part called B")


def test_neighbour_that_is_retracted_is_marked(client, editions) -> None:
    a, b, c = editions
    reader = client_of()
    assert "Retracted" not in line(reader, a)
    retract(b)
    for visitor in (client, reader):
        assert line(visitor, a) == (
            "Part 2 of 3 of the series Relapse, step by step Before: Part called C Next: Part called B Retracted"
        )
        assert "Retracted" not in line(visitor, c)
    retract(c)
    assert "Before: Part called C Retracted Next:" in line(reader, a)


def test_stored_page_follows_what_editors_change_about_a_series(editions, clock) -> None:
    b, reader, editor = editions[1], client_of(), login()
    assert line(reader, b).startswith("Part 3 of 3")
    series = Series.objects.get(slug="relapse")
    form = {"title": "Another title", "slug": "relapse", "description": ""}
    rows = list(series.parts.order_by("position"))
    form |= {"parts-TOTAL_FORMS": str(len(rows)), "parts-INITIAL_FORMS": str(len(rows))}
    for place, row in enumerate(rows):
        form |= {f"parts-{place}-id": row.pk, f"parts-{place}-series": series.pk}
        form |= {f"parts-{place}-article": row.article_id, f"parts-{place}-position": len(rows) - place}
    clock.move_to(NOW + timedelta(minutes=1))
    assert editor.post(f"/admin/content/series/{series.pk}/change/", form).status_code == 302
    assert line(reader, b) == "Part 1 of 3 of the series Another title Next: Part called A"
    clock.move_to(NOW + timedelta(minutes=2))
    editor.post(f"/admin/content/series/{series.pk}/delete/", {"post": "yes"})
    assert line(reader, b) == "Part 1 of 1 of the series Zebras"
    assert show_series_anew(articles=articles_of(Series.objects.get()), at=NOW + timedelta(minutes=3)) == 1


@pytest.mark.parametrize("start", ["/de", "/ar"])
def test_words_of_editors_are_marked_as_english_in_another_language(client, editions, start):
    """WCAG 2.2, 3.1.2."""
    edition = editions[0]
    topic = edition.teaser["topics"][0]
    for path, said in (
        ("series/", ["Relapse, step by step", "From first signs to rescue."]),
        (f"articles/{edition.slug}/", ["Relapse, step by step"]),
        (f"topics/{topic['slug']}/follow/", [topic["name"]] * 3),
    ):
        main = parse(client_of().get(f"{start}/{path}")).xpath("//main")[0]
        marked = [words(row) for row in main.xpath(".//*[@lang='en' and @dir='ltr']")]
        for each in said:
            assert marked.count(each) >= said.count(each), (path, each)
