"""Import pressed several times at the same moment: it happens once."""

import pytest

from cme.learners.models import User
from content.formats.neutral import Parsed
from content.formats.registry import READ
from content.models import Article, Question
from content.services.bank import BankRefused, put_into_article
from content.services.importing import ImportRefused, finish_upload, import_questions, keep_upload
from tests.content.test_importing import SINGLE
from tests.factories import NOW, make_article
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


def test_import_that_is_pressed_several_times_at_once_happens_once():
    actor = User.objects.create(username="ada")
    upload = keep_upload(parsed=Parsed((SINGLE,)), form=READ["gift"], file_name="x", at=NOW, actor=actor)

    def press():
        return finish_upload(upload=upload, at=NOW, actor=actor, skips_faulty=False)

    answers = race(*[press] * MANY)
    refused = faults(answers)
    assert [type(refusal) for refusal in refused] == [ImportRefused] * (MANY - 1)
    assert Question.objects.count() == 1


def test_question_that_is_put_into_a_draft_several_times_at_once_is_there_once():
    (question,), _ = import_questions(parsed=Parsed((SINGLE,)), at=NOW, actor=None)
    article = make_article()

    def put():
        return put_into_article(question=question, article=article, at=NOW, actor=None)

    refused = faults(race(*[put] * MANY))
    assert [type(refusal) for refusal in refused] == [BankRefused] * (MANY - 1)
    assert Article.objects.get(pk=article.pk).draft_items.count() == 1
