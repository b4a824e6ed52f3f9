"""A question of the bank is worded anew by two, or after its key was corrected: nothing is lost, and the key stays."""

import pytest

from cme.desk.bank_rewording import OPENED, OPENED_AT
from cme.desk.reviews import Review
from content.models import QuestionVersion
from content.question_text import Kind, OptionText
from content.services.bank import put_into_article
from content.services.publishing import Correction
from tests.corrections import CORRECTED, REASON, correct, version_of
from tests.desk.desks import login, page, sent_by, superuser, text
from tests.desk.test_bank import address, make_question
from tests.desk.test_markup import faults_of
from tests.factories import NOW, make_article, make_edition, publish_article

pytestmark = pytest.mark.django_db


def newest(question):
    """Return the newest version of a question."""
    return question.versions.order_by("-number").first()


def used_question():
    """Return a question whose version is named by a draft, so that the next wording is another version."""
    question = make_question()
    put_into_article(question=question, article=make_article(), at=NOW, actor=None)
    return question


@pytest.mark.parametrize("make", [make_question, used_question])
def test_what_somebody_else_wrote_meanwhile_is_taken_over_and_told(make):
    question = make()
    path, anna, ben = address("reword", question.pk), login("anna"), login("ben")
    opened = sent_by(anna.get(path))
    late = sent_by(ben.get(path))
    wrote = anna.post(path, opened | {"hint": "Look at the table.", "option-0-why": "It did, by far."}, follow=True)
    number = newest(question).number
    assert f"Wrote version {number}." in text(wrote)
    told = ben.post(path, late | {"stem": "Which of the arms?", "option-0-why": "It did, says Table 2."})
    said = text(told)
    assert "Somebody else changed this question" in said
    assert f"anna wrote version {number} at " in said
    assert "Taken over from the other editor, where you had changed nothing: Hint." in said
    assert "It did, by far." in said
    assert faults_of(told) == []
    assert (newest(question).number, newest(question).stem) == (number, "Which arm did better?")
    again = sent_by(told)
    assert (again["hint"], again["option-0-why"]) == (["Look at the table."], ["It did, says Table 2."])
    assert ben.post(path, again).status_code == 302
    version = newest(question)
    assert (version.stem, version.hint) == ("Which of the arms?", "Look at the table.")
    assert version.options.first().rationale == "It did, says Table 2."


def test_pressing_twice_writes_one_version_and_tells_of_no_conflict():
    question, client = used_question(), login()
    path = address("reword", question.pk)
    sent = sent_by(client.get(path)) | {"stem": "Which of them?"}
    for _ in range(2):
        assert client.post(path, sent).status_code == 302
    assert question.versions.count() == 2


@pytest.mark.parametrize("opened", ["", "x", "[]", "{}"])
def test_what_was_opened_is_asked_for_before_anything_is_written(opened):
    question, client = make_question(), login()
    path = address("reword", question.pk)
    told = client.post(path, sent_by(client.get(path)) | {"stem": "Which?", OPENED: opened, OPENED_AT: "x"})
    assert "Somebody changed this question after you opened the page." in text(told)
    assert newest(question).stem == "Which arm did better?"


def test_answer_that_is_gone_meanwhile_is_shown_as_it_was_typed():
    question = used_question()
    item = newest(question).draft_items.get()
    path, ben, ada = address("reword", question.pk), login("ben"), login("ada")
    late = sent_by(ben.get(path))
    questions = page("questions", item.article_id)
    removed = sent_by(ada.post(questions, sent_by(ada.get(questions)) | {"_act": "q-0-o-1.remove"}))
    assert ada.post(questions, removed).status_code == 302
    told = ben.post(path, late | {"option-1": "Arm C"})
    said = text(told)
    assert "ada saved the questions of “" in said
    assert "Option 2" in said
    assert "Arm C" in said
    assert "(no longer there)" in said
    assert newest(question).options.count() == 1


def test_next_version_begins_with_the_key_that_holds():
    edition = make_edition(questions=1)
    version = version_of(edition)
    question = version.question
    path, ben = address("reword", question.pk), login("ben")
    early = sent_by(ben.get(path))
    correct(version, 1)
    opened = ben.get(path)
    said = text(opened)
    assert f"The key of version 1 was corrected on {CORRECTED:%-d %B %Y}: {REASON} What follows has the key" in said
    assert "Option 2, right" in said
    assert "Option 1, right" not in said
    # A page that was opened before the correction is told of it.
    told = ben.post(path, early | {"stem": "Which one?"})
    assert "Somebody else changed this question" in text(told)
    assert QuestionVersion.objects.count() == 1
    assert ben.post(path, sent_by(told)).status_code == 302
    second = newest(question)
    assert [option.is_key for option in second.options.all()] == [False, True, False, False]
    assert [option.rationale for option in second.options.all()][:2] == [
        f"Another reason for {option.pk}." for option in version.options.all()[:2]
    ]


def test_version_that_restates_an_old_key_says_so_on_every_page():
    edition = make_edition(questions=1)
    version, article = version_of(edition), edition.release.article
    client = superuser()
    path = page("questions", article.pk)
    sent = sent_by(client.get(path))
    assert client.post(path, sent | {"q-0-stem": "Which one?"}).status_code == 302
    correct(version, 1)  # too late for the second version
    said = f"has the key again that was corrected on {CORRECTED:%-d %B %Y}"
    for href in (path, page("publish", article.pk), address("reword", version.question_id)):
        answer = client.get(href)
        assert said in text(answer), href
        assert faults_of(answer) == [], href


def test_questions_page_carries_the_corrected_key_into_the_next_version():
    edition = make_edition(questions=2)
    version, article = version_of(edition), edition.release.article
    client = login()
    path = page("questions", article.pk)
    early = sent_by(client.get(path))
    correct(version, 1)
    told = client.post(path, early | {"q-0-stem": "Which one?"})
    assert "The key of a question was corrected after you opened this page." in text(told)
    assert QuestionVersion.objects.count() == 2
    opened = sent_by(client.get(path))
    assert ("q-0-o-0-is_key" in opened, opened["q-0-o-1-is_key"]) == (False, ["on"])
    assert client.post(path, opened | {"q-1-hint": "Look."}).status_code == 302
    assert version.question.versions.count() == 1  # unchanged, it stays what it was
    assert client.post(path, sent_by(client.get(path)) | {"q-0-stem": "Which one?"}).status_code == 302
    second = newest(version.question)
    assert [option.is_key for option in second.options.all()] == [False, True, False, False]
    again = text(client.get(path))
    assert "Its key was corrected" not in again
    assert "has the key again" not in again
    publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)


def test_page_of_a_question_shows_the_key_that_holds_and_the_one_that_was_published():
    edition = make_edition(questions=1)
    version = version_of(edition)
    client, path = login(), address("change", version.question_id)
    assert "Editions ask it, so it stays." in text(client.get(path))
    assert "It goes when the last draft" not in text(client.get(path))
    correct(version, 1)
    said = text(client.get(path))
    assert f"Option 1 of question 1 right Another reason for {version.options.all()[1].pk}." in said
    assert "Option 0 of question 1 no" in said
    assert "The table shows the key that holds. As published: Option 0 of question 1." in said
    correct(version, key={"is_void": True})
    assert "Every answer counts since. As published: Option 0 of question 1." in text(client.get(path))


def test_reviewers_read_the_key_that_holds():
    edition = make_edition(questions=1)
    version = version_of(edition)
    correct(version, 1)
    (row,) = Review(edition.release.article).questions()
    assert [answer["is_key"] for answer in row["rows"]] == [False, True, False, False]


NUMBER = {
    "kind": Kind.NUMERIC,
    "options": [OptionText("28", True, "Table 2 says so."), OptionText("30", False, "That is the other arm.")],
}
WORDS = {"kind": Kind.SHORT, "options": [OptionText("relapse", True, "Table 2 says so.")]}


@pytest.mark.parametrize("fields", [NUMBER, WORDS], ids=["number", "short"])
@pytest.mark.parametrize("sent", ["30", "abc"])
def test_accepted_answers_are_no_words_that_are_written_anew(fields, sent):
    question, client = make_question("How many days?", **fields), login()
    path = address("reword", question.pk)
    opened = client.get(path)
    accepted = fields["options"][0].text
    assert "option-0" not in sent_by(opened)
    assert f"Why “{accepted}” is right or wrong" in text(opened)
    assert faults_of(opened) == []
    client.post(path, sent_by(opened) | {"option-0": sent, "option-0-why": "Table 3 says so.", "hint": "Count."})
    version = newest(question)
    rows = [(row.text, row.is_key) for row in version.options.all()]
    assert rows == [(row.text, row.is_key) for row in fields["options"]]
    assert (version.hint, version.options.first().rationale) == ("Count.", "Table 3 says so.")


def test_who_explains_an_accepted_answer_is_told_when_another_is_accepted_meanwhile():
    question, ada, ben = make_question("How many days?", **NUMBER), login("ada"), login("ben")
    put_into_article(question=question, article=make_article(), at=NOW, actor=None)
    item = newest(question).draft_items.get()
    late = sent_by(ben.get(address("reword", question.pk)))
    path = page("questions", item.article_id)
    assert ada.post(path, sent_by(ada.get(path)) | {"q-0-o-0-text": ["29"]}).status_code == 302
    told = ben.post(address("reword", question.pk), late | {"option-0-why": "28, says Table 2."})
    assert "Somebody else changed this question" in text(told)
    assert newest(question).options.first().rationale == "Table 2 says so."


def test_steps_are_worded_anew_and_not_put_into_another_order():
    steps = [OptionText("Stop"), OptionText("Wait"), OptionText("Start again")]
    question, client = make_question("In which order?", kind=Kind.ORDERING, options=steps), login()
    path = address("reword", question.pk)
    sent = sent_by(client.get(path))
    answer = client.post(path, sent | {"option-0": "Wait", "option-1": "Stop"})
    assert "This changes what is right" in text(answer)
    assert [row.text for row in newest(question).options.all()] == ["Stop", "Wait", "Start again"]
    assert client.post(path, sent | {"option-0": "Stop the drug"}).status_code == 302
    assert [row.text for row in newest(question).options.all()] == ["Stop the drug", "Wait", "Start again"]
