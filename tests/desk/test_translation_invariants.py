"""The invariants of translations: clean data breaks none, and each is seen when it is broken."""

import pytest

from cme.assessment.models import Answer, Attempt
from cme.assessment.services import open_attempt, submit_attempt
from cme.evaluation.models import Evaluation, InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from content.models import Translation
from tests.content.translating.people import by_people
from tests.desk.test_invariants import broken, copy_row, run, unguard
from tests.factories import NOW, as_responses, make_edition, make_learner, right_picks, take_test

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read() -> Translation:
    """A translation with its questions, a test taken and a rating given after it, and one after the original."""
    edition, learner = make_edition(), make_learner()
    row = by_people(edition, items=True)
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW, translation=row)
    submit_attempt(attempt=attempt, responses=as_responses(right_picks(attempt)), at=NOW)
    version = InstrumentVersion.objects.get()
    statement = version.statements.all()[0]
    submit_evaluation(
        learner=learner,
        edition=edition,
        version=version,
        ratings={statement.pk: RatingText(4)},
        at=NOW,
        translation=row,
    )
    take_test(edition)
    return row


def test_clean_translations_break_nothing() -> None:
    assert broken() == set()
    assert set(Answer.objects.values_list("language", "item_language")) == {("de", "de"), ("en", "en")}


def test_second_translation_is_seen(read: Translation) -> None:
    unguard("content_translation")
    copy_row("content_translation", read.pk, state="draft")
    assert broken() == {"translations-are-there-once"}


def test_title_of_other_words_is_seen() -> None:
    unguard("content_translatedblock")
    run("UPDATE content_translatedblock SET source_hash = 'x' WHERE key = 'title'")
    assert broken() == {"published-translations-are-complete"}


@pytest.mark.parametrize("change", ["translator = ''", "reviewer = translator", "origin = 'machine'"])
def test_translation_by_nobody_is_seen(change: str) -> None:
    unguard("content_translation")
    run(f"UPDATE content_translation SET {change}")
    assert broken() == {"published-translations-say-by-whom"}


def test_question_asked_in_a_language_without_words_is_seen() -> None:
    unguard("content_translatedblock")
    run("DELETE FROM content_translatedblock WHERE key LIKE 'item.%'")
    assert broken() == {"questions-were-translated-where-asked-so"}


@pytest.mark.parametrize("model", [Attempt, Evaluation, Answer])
def test_language_that_is_not_that_of_the_translation_is_seen(model: type) -> None:
    unguard(model._meta.db_table)
    run(f"UPDATE {model._meta.db_table} SET language = 'ar'")
    assert broken() == {"language-read-is-that-of-the-translation"}
