"""Questions that arrive incomplete: nothing is written, and the page says so."""

import pytest

from tests.desk.desks import login, page, sent_by, text
from tests.factories import add_question, make_article

pytestmark = pytest.mark.django_db
COUNTS = {
    "missing": None, "empty": "", "no number": "two", "negative": "-1", "fraction": "2.0", "other digits": "٢",
    "beyond the most": "61", "absurd": "9" * 5000, "too small": "1", "none": "0", "too large": "3", "blank": " 2",
}  # fmt: skip


@pytest.fixture
def article():
    article = make_article()
    add_question(article, "first")
    add_question(article, "second")
    return article


def state_of(article):
    article.refresh_from_db()
    items = article.draft_items.select_related("version").order_by("pk")
    texts = [(item.pk, item.version.stem, list(item.version.options.values_list("text"))) for item in items]
    return article.version, texts


def send(article, name, count, **changes):
    client = login()
    fields = sent_by(client.get(page("questions", article.pk))) | {"q-0-stem": ["Changed"]} | changes
    fields.pop(name)
    return client.post(page("questions", article.pk), fields | ({} if count is None else {name: [count]}))


@pytest.mark.parametrize("count", COUNTS.values(), ids=COUNTS)
@pytest.mark.parametrize("changes", [{}, {"_act": ["add"]}, {"_version": ["0"]}], ids=["save", "act", "conflict"])
def test_count_that_does_not_fit_writes_nothing(article, count, changes):
    before = state_of(article)
    answer = send(article, "questions", count, **changes)
    assert answer.status_code == 400
    assert "The questions did not arrive complete, so nothing was saved" in text(answer)
    assert state_of(article) == before
    again = sent_by(answer)
    assert (again["questions"], again["_version"]) == (["2"], [str(article.version)])


@pytest.mark.parametrize("count", [None, "", "-1", "x", "1", "13", "9" * 5000])
def test_count_of_options_that_does_not_fit_writes_nothing(article, count):
    before = state_of(article)
    assert send(article, "q-1-options", count).status_code == 400
    assert state_of(article) == before


def test_post_without_a_single_field_writes_nothing(article):
    before = state_of(article)
    client = login()
    assert client.post(page("questions", article.pk), {"_version": str(article.version)}).status_code == 400
    assert state_of(article) == before


def test_complete_questions_are_saved(article):
    assert send(article, "questions", "2").status_code == 302
    assert state_of(article)[1][0][1] == "Changed"
