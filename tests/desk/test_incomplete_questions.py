"""Questions that arrive incomplete: nothing is written, and the page says so."""

import pytest
from django.conf import settings

from cme.desk.question_rows import FIELDS, OPTION_FIELDS, PART_FIELDS
from content.question_text import MOST_OPTIONS, MOST_PARTS, MOST_QUESTIONS, Kind, OptionText, PartText, QuestionText
from content.services.questions import save_questions
from tests.desk.desks import login, page, sent_by, text
from tests.factories import NOW, add_question, make_article

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


def test_article_with_too_many_questions_is_opened_saved_and_made_smaller():
    """As articles have them that took them in before there was a bound."""
    article, client = make_article(), login()
    for number in range(MOST_QUESTIONS + 5):
        add_question(article, f"question-{number}")
    path = page("questions", article.pk)
    assert client.post(path, sent_by(client.get(path)) | {"q-0-stem": ["Changed"]}).status_code == 302
    stems = article.draft_items.order_by("position").values_list("version__stem", flat=True)
    assert (len(stems), stems[0]) == (MOST_QUESTIONS + 5, "Changed")
    removed = client.post(path, sent_by(client.get(path)) | {"_act": ["q-3.remove"]})
    assert removed.status_code == 200
    assert client.post(path, sent_by(removed)).status_code == 302
    assert article.draft_items.count() == MOST_QUESTIONS + 4


def test_question_with_too_many_options_is_opened_saved_and_made_smaller():
    article, client = make_article(), login()
    options = [OptionText(f"Option {number}", number == 0) for number in range(MOST_OPTIONS + 5)]
    parts = [PartText(f"Part {number}", number) for number in range(MOST_PARTS + 5)]
    texts = [
        QuestionText("long", "Which?", options=options),
        QuestionText("pairs", "Which of them?", kind=Kind.MATCHING, options=options, parts=parts),
    ]
    save_questions(article=article, texts=[(None, text) for text in texts], at=NOW)
    path = page("questions", article.pk)
    assert client.post(path, sent_by(client.get(path)) | {"q-0-stem": ["Changed"]}).status_code == 302
    for action in ("q-0-o-3.remove", "q-1-p-3.remove"):
        removed = client.post(path, sent_by(client.get(path)) | {"_act": [action]})
        assert client.post(path, sent_by(removed)).status_code == 302
    first, second = (item.version for item in article.draft_items.order_by("position"))
    assert (first.stem, first.options.count()) == ("Changed", MOST_OPTIONS + 4)
    assert (second.options.count(), second.parts.count()) == (MOST_OPTIONS + 5, MOST_PARTS + 4)


def test_draft_does_not_grow_beyond_what_it_may_have():
    article, client = make_article(), login()
    for number in range(MOST_QUESTIONS):
        add_question(article, f"question-{number}")
    path = page("questions", article.pk)
    sent = sent_by(client.get(path))
    more = {name.replace("q-0-", f"q-{MOST_QUESTIONS}-"): row for name, row in sent.items() if name.startswith("q-0-")}
    more |= {f"q-{MOST_QUESTIONS}-item": [""], f"q-{MOST_QUESTIONS}-key": [""], "questions": [str(MOST_QUESTIONS + 1)]}
    answer = client.post(path, sent | more)
    assert f"These are {MOST_QUESTIONS + 1} questions; {MOST_QUESTIONS} is the most." in text(answer)
    assert article.draft_items.count() == MOST_QUESTIONS


def test_page_of_as_many_questions_options_and_parts_as_may_be_is_read():
    fields = len(FIELDS) + MOST_OPTIONS * len(OPTION_FIELDS) + MOST_PARTS * (len(PART_FIELDS) + 1)
    assert MOST_QUESTIONS * (fields + 5) < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


def test_complete_questions_are_saved(article):
    assert send(article, "questions", "2").status_code == 302
    assert state_of(article)[1][0][1] == "Changed"
