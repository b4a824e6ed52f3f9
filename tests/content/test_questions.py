"""Writing questions: new ones, new wordings, frozen versions, and what goes."""

from datetime import timedelta

import pytest

from content.models import Article, DraftItem, Option, Question, QuestionVersion
from content.services.publishing import publish_article
from content.services.questions import (
    OptionText,
    QuestionRefused,
    QuestionText,
    remove_question,
    save_question,
    save_questions,
)
from tests.factories import NOW, make_article

pytestmark = pytest.mark.django_db

OPTIONS = (OptionText("Yes", True, "It is."), OptionText("No", False, "It is not."))


def text(key: str = "first", **fields) -> QuestionText:
    return QuestionText(**{"key": key, "stem": "Is it so?", "options": OPTIONS} | fields)


def save(article: Article, item: DraftItem | None = None, **fields) -> DraftItem:
    known = {"objective": article.objectives.get()}
    return save_question(article=article, text=text(**known | fields), at=NOW, item=item)


def freeze(article: Article) -> None:
    publish_article(article=article, actor=None, at=NOW + timedelta(minutes=article.releases.count()), what_changed="x")


def wording(item: DraftItem) -> tuple:
    version = QuestionVersion.objects.get(draft_items=item.pk)
    return version.number, version.stem, [(row.position, row.text, row.is_key) for row in version.options.all()]


def test_new_question_gets_its_first_version_with_its_options_in_order():
    article = make_article()
    item = save(
        article, kind="multiple", level="3b", in_pre_test=True, in_post_test=False, passage="who-did-worse",
        reference=article.references.get(), position=3,
    )  # fmt: skip
    item.refresh_from_db()
    assert wording(item) == (1, "Is it so?", [(1, "Yes", True), (2, "No", False)])
    assert (item.version.kind, item.version.level, item.version.points) == ("multiple", "3b", 1)
    assert (item.in_pre_test, item.in_post_test, item.passage, item.position) == (True, False, "who-did-worse", 3)
    assert (item.objective.key, item.reference.key) == ("survival", "paper")
    assert item.version.question.created_at == NOW
    assert item.version.frozen_at is None


def test_question_may_be_saved_half_written():
    item = save(make_article(), stem="", options=())
    assert wording(item) == (1, "", [])


def test_saving_the_same_words_again_touches_nothing():
    article = make_article()
    item = save(article)
    before = list(Option.objects.values_list("pk", flat=True))
    save(article, item)
    assert list(Option.objects.values_list("pk", flat=True)) == before
    assert QuestionVersion.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"stem": "Is it really so?"},
        {"kind": "multiple"},
        {"level": "3b"},
        {"options": OPTIONS[::-1]},
        {"options": OPTIONS[:1]},
        {"options": (*OPTIONS, OptionText("Perhaps"))},
        {"options": (OPTIONS[0], OptionText("No", True, "It is not."))},
        {"options": (OPTIONS[0], OptionText("No", False, "Another reason."))},
    ],
)
def test_wording_of_a_draft_changes_in_place_and_a_frozen_one_makes_the_next_version(fields):
    article = make_article()
    item = save(article)
    first = item.version
    save(article, item, **fields)
    assert QuestionVersion.objects.count() == 1
    save(article, item)
    freeze(article)
    item = save(article, DraftItem.objects.get(), **fields)
    assert (item.version.question, item.version.number) == (first.question, 2)
    assert item.version.frozen_at is None
    first.refresh_from_db()
    assert (first.stem, first.options.count(), first.frozen_at) == ("Is it so?", 2, NOW)
    item = save(article, item, stem="Yet another wording?")
    assert item.version.number == 2


def test_ties_alone_make_no_version():
    article = make_article()
    save(article)
    freeze(article)
    item = save(article, DraftItem.objects.get(), key="renamed", passage="who-did-worse", in_pre_test=True)
    assert (item.version.number, item.key) == (1, "renamed")
    assert QuestionVersion.objects.count() == 1


def test_numbers_of_versions_go_on_from_the_highest():
    article = make_article()
    item = save(article)
    for number in (1, 2, 3):
        freeze(article)
        item = save(article, DraftItem.objects.get(), stem=f"Wording {number}?")
    assert item.version.number == 4
    assert list(QuestionVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_draft_that_went_back_to_an_older_version_makes_the_next_number():
    article = make_article()
    item = save(article)
    freeze(article)
    second = save(article, DraftItem.objects.get(), stem="Second?", objective=article.objectives.get()).version
    DraftItem.objects.update(version=second.question.versions.get(number=1))
    item = save(article, DraftItem.objects.get(), stem="Third?")
    assert item.version.number == 3


def test_key_used_twice_is_refused_and_nothing_is_written():
    article = make_article()
    save(article)
    with pytest.raises(QuestionRefused, match="Another question of this article has the key first"):
        save(article, stem="Another?")
    assert (Question.objects.count(), QuestionVersion.objects.count(), DraftItem.objects.count()) == (1, 1, 1)
    assert save(make_article(), stem="In another article").key == "first"


def test_renaming_to_a_key_in_use_is_refused_and_leaves_the_wording():
    article = make_article()
    save(article)
    second = save(article, key="second", stem="Second?")
    with pytest.raises(QuestionRefused):
        save(article, DraftItem.objects.get(pk=second.pk), key="first", stem="Changed?")
    assert wording(second)[1] == "Second?"


# -- all questions of a draft at once ----------------------------------------------------------------------------


def save_all(article: Article, *texts: tuple[DraftItem | None, QuestionText]) -> list[DraftItem]:
    return save_questions(article=article, texts=texts, at=NOW)


def keys(article: Article) -> list[str]:
    return list(article.draft_items.values_list("key", flat=True))


def test_questions_become_those_named_in_their_order():
    article = make_article()
    first, second = save_all(article, (None, text("first")), (None, text("second", stem="Second?")))
    save_all(article, (second, text("second", stem="Second?")), (None, text("third", stem="Third?")))
    assert keys(article) == ["second", "third"]
    assert list(article.draft_items.values_list("position", flat=True)) == [1, 2]
    assert not QuestionVersion.objects.filter(pk=first.version_id).exists()


def test_questions_can_swap_their_keys():
    article = make_article()
    one, two = save_all(article, (None, text("a", stem="One?")), (None, text("b", stem="Two?")))
    save_all(article, (one, text("b", stem="One?")), (two, text("a", stem="Two?")))
    assert [(item.key, item.version.stem) for item in article.draft_items.all()] == [("b", "One?"), ("a", "Two?")]


def test_questions_take_the_key_of_one_that_goes():
    article = make_article()
    one, two = save_all(article, (None, text("a", stem="One?")), (None, text("b", stem="Two?")))
    save_all(article, (two, text("a", stem="Two?")))
    assert [(item.key, item.version.stem) for item in article.draft_items.all()] == [("a", "Two?")]
    assert not DraftItem.objects.filter(pk=one.pk).exists()


def test_questions_with_one_key_are_refused_and_all_stays_as_it_was():
    article = make_article()
    first, second = save_all(article, (None, text("first")), (None, text("second", stem="Second?")))
    with pytest.raises(QuestionRefused):
        save_all(article, (second, text("same", stem="Changed?")), (None, text("same")))
    assert keys(article) == ["first", "second"]
    assert wording(DraftItem.objects.get(pk=second.pk))[1] == "Second?"
    assert wording(first)[1] == "Is it so?"


# -- taking a question out ---------------------------------------------------------------------------------------


def test_question_never_published_goes_for_good():
    article = make_article()
    remove_question(item=save(article))
    assert not DraftItem.objects.exists()
    assert not Question.objects.exists()
    assert not Option.objects.exists()


def test_published_question_leaves_the_draft_alone():
    article = make_article()
    save(article)
    freeze(article)
    remove_question(item=DraftItem.objects.get())
    assert not DraftItem.objects.exists()
    assert Question.objects.count() == QuestionVersion.objects.count() == 1
    assert Option.objects.count() == 2


def test_new_wording_of_a_published_question_goes_and_the_published_one_stays():
    article = make_article()
    save(article)
    freeze(article)
    item = save(article, DraftItem.objects.get(), stem="Reworded?")
    remove_question(item=item)
    assert [version.number for version in QuestionVersion.objects.all()] == [1]


def test_question_that_another_draft_names_stays():
    article, other = make_article(), make_article()
    item = save(article)
    DraftItem.objects.create(article=other, version=item.version, key="shared")
    remove_question(item=item)
    assert QuestionVersion.objects.count() == 1
    assert keys(other) == ["shared"]
