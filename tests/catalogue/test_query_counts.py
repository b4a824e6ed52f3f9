"""How often pages ask the database: the same with three articles and with sixty."""

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.models import Edition
from tests.factories import copy_edition, make_edition, make_learner, take_test
from tests.visitors import client_of

pytestmark = pytest.mark.django_db


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def many(number: int) -> Edition:
    edition = make_edition(topics=("Transplant", "Relapse"))
    copy_edition(edition, number - 1)
    return edition


@pytest.mark.parametrize("number", [3, 60])
def test_article_takes_two_queries_and_one_once_it_is_stored(number: int) -> None:
    """The bar: at most two for an attested reader, whatever the number of articles."""
    edition, client = many(number), client_of()
    path = f"/articles/{edition.slug}/"
    assert [queries(client, path) for _ in range(3)] == [2, 1, 1]
    assert queries(client_of(make_learner()), path) == 1


@pytest.mark.parametrize("questions", [0, 1, 6])
def test_article_takes_two_queries_whatever_it_holds(questions: int) -> None:
    edition = make_edition(questions=questions, pre_test=questions > 0)
    assert queries(client_of(), f"/articles/{edition.slug}/") == 2


def test_reader_with_a_history_takes_no_query_more() -> None:
    edition, learner = make_edition(), make_learner()
    take_test(edition, learner)
    client = client_of(learner)
    assert [queries(client, f"/articles/{edition.slug}/") for _ in range(2)] == [2, 1]


# At most so many.
PAGES = {
    "/": 6,
    "/articles/": 3,
    "/articles/?page=2": 3,
    "/topics/": 5,
    "/topics/transplant/": 5,
    "/series/": 1,
    "/feed/": 1,
    "/topics/transplant/feed/": 2,
    "/sitemap.xml": 6,
    "/sitemap-pages-1.xml": 0,
    "/articles/{slug}/": 1,  # its teaser
    "/about/": 0,
    "/robots.txt": 0,
    "/patients-and-carers/": 1,
}


@pytest.mark.parametrize("page", PAGES)
def test_open_pages_take_the_same_with_three_articles_and_with_sixty(client, page: str) -> None:
    counts = {}
    edition = many(3)
    for number in (3, 60):
        if number == 60:
            copy_edition(edition, 57)
        caches["pages"].clear()
        counts[number] = queries(client, page.format(slug=edition.slug))
    assert counts[3] == counts[60] <= PAGES[page]


def test_home_counts_its_topics_once(client) -> None:
    many(3)
    first, second = (queries(client, "/") for _ in range(2))
    assert second == first - 2


@pytest.mark.parametrize(("rest", "most"), [("test/", 12), ("test/results/1/", 13), ("rate/", 12)])
def test_pages_of_a_learner_take_the_same_with_one_question_and_with_three(rest: str, most: int) -> None:
    counts = []
    for questions in (1, 3):
        edition, learner = make_edition(questions=questions), make_learner()
        for _ in range(5):
            take_test(edition)
        take_test(edition, learner)
        caches["pages"].clear()
        counts.append(queries(client_of(learner), f"/articles/{edition.slug}/{rest}"))
    assert counts[0] == counts[1] <= most
