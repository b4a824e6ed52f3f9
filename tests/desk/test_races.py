"""Several editors press save at the same moment: one is first, the others are told, and nothing is lost."""

import pytest
from django.test import Client

from cme.learners.models import User
from content.models import QuestionVersion
from tests.desk.desks import login, page, sent_by, text
from tests.desk.test_bank import address as address_of_bank
from tests.desk.test_bank import make_question
from tests.factories import add_question, make_article
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 4


@pytest.mark.parametrize(("name", "field"), [("change", "title"), ("questions", "q-0-stem")])
def test_of_editors_who_save_at_once_one_is_first_and_the_others_are_told(name, field):
    article = make_article()
    add_question(article)
    client = login()
    address = page(name, article.pk)
    fields = sent_by(client.get(address))
    editor = User.objects.get()

    def act(number):
        browser = Client()
        browser.force_login(editor)
        return lambda: browser.post(address, fields | {field: f"Typed by {number}"})

    answers = race(*[act(number) for number in range(MANY)])
    assert faults(answers) == []
    assert sorted(answer.status_code for answer in answers) == [200] * (MANY - 1) + [302]
    article.refresh_from_db()
    assert article.version == 2
    for number, answer in enumerate(answers):
        if answer.status_code == 200:
            assert "Somebody else saved this draft" in text(answer)
            assert sent_by(answer)[field] == [f"Typed by {number}"]


def test_of_editors_who_word_a_question_anew_at_once_one_is_first_and_the_others_are_told():
    address = address_of_bank("reword", make_question().pk)
    client = login()
    fields = sent_by(client.get(address))
    editor = User.objects.get()

    def act(number):
        browser = Client()
        browser.force_login(editor)
        return lambda: browser.post(address, fields | {"hint": f"Typed by {number}"})

    answers = race(*[act(number) for number in range(MANY)])
    assert faults(answers) == []
    assert sorted(answer.status_code for answer in answers) == [200] * (MANY - 1) + [302]
    first = [number for number, answer in enumerate(answers) if answer.status_code == 302]
    assert [row.hint for row in QuestionVersion.objects.all()] == [f"Typed by {number}" for number in first]
