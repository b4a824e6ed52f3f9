"""The questions page: everything typed stays, nothing is saved before somebody saves."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.models import Option, QuestionVersion, Reference
from content.services.drafts import touch_article
from content.services.publishing import Correction, publish_article
from tests.corrections import CORRECTED, REASON, correct, version_of
from tests.desk.desks import controls, ids, login, page, sent_by, text, tree
from tests.factories import NOW, add_question, make_article, make_edition

pytestmark = pytest.mark.django_db


def opened(client, article):
    return sent_by(client.get(page("questions", article.pk)))


def sent(client, article, fields, **changes):
    return client.post(page("questions", article.pk), fields | changes)


def focused(response):
    return [element.get("id") for element in controls(tree(response)) if element.get("autofocus") is not None]


def test_unchanged_questions_are_not_saved_again_by_going_to_another_page():
    article, client = make_article(), login()
    add_question(article)
    fields = opened(client, article)
    answer = sent(client, article, fields, _go="change")
    assert answer["Location"] == page("change", article.pk)
    answer = sent(client, article, fields)
    assert "Nothing was changed, so nothing was saved." in text(client.get(answer["Location"]))
    article.refresh_from_db()
    assert (article.version, article.draft_versions.count()) == (1, 0)
    sent(client, article, fields | {"q-0-stem": ["Another stem"]})
    article.refresh_from_db()
    assert (article.version, article.draft_items.get().version.stem) == (2, "Another stem")


# -- writing -----------------------------------------------------------------------------------------------------


def test_question_is_added_filled_and_saved_without_scripts():
    article = make_article()
    client = login()
    answer = sent(client, article, opened(client, article), _act="add")
    assert focused(answer) == ["id_q-0-stem"]
    assert not article.draft_items.exists()
    fields = sent_by(answer) | {
        "q-0-stem": "Which share was alive at 5 years?",
        "q-0-objective": str(article.objectives.get().pk),
        "q-0-reference": str(article.references.get().pk),
        "q-0-passage": "Who did worse",
        "q-0-level": "3b",
        "q-0-o-0-text": "29.9%",
        "q-0-o-1-text": "40.0%",
        "q-0-o-1-is_key": "on",
        "q-0-o-1-rationale": "As the paper says.",
    }
    answer = sent(client, article, fields)
    assert answer["Location"] == page("questions", article.pk)
    item = article.draft_items.get()
    assert (item.key, item.passage) == ("which-share-was-alive-at", "who-did-worse")
    assert (item.objective, item.reference) == (article.objectives.get(), article.references.get())
    assert (item.in_pre_test, item.in_post_test) == (False, True)
    assert item.version.level == "3b"
    options = [(option.text, option.is_key, option.rationale) for option in item.version.options.all()]
    assert options == [("29.9%", False, ""), ("40.0%", True, "As the paper says.")]
    article.refresh_from_db()
    assert (article.version, article.updated_by.username) == (2, "ada")


def test_half_filled_question_is_saved_and_the_checklist_tells_what_is_missing():
    article = make_article()
    client = login()
    sent(client, article, sent_by(sent(client, article, opened(client, article), _act="add")))
    item = article.draft_items.get()
    assert (item.key, item.version.stem, item.version.options.count()) == ("question-1", "", 0)
    said = text(client.get(page("publish", article.pk)))
    assert "Question 1 has no wording." in said
    assert "Question 1 needs at least two options." in said


def test_saved_page_sends_back_what_was_saved():
    article = make_article()
    add_question(article)
    add_question(article, rights={0, 2}, in_pre_test=True)
    client = login()
    first = opened(client, article)
    sent(client, article, first)
    changing = {"csrfmiddlewaretoken", "_version"}
    again = opened(client, article)
    assert {name: again[name] for name in again.keys() - changing} == {
        name: first[name] for name in first.keys() - changing
    }
    kinds = list(QuestionVersion.objects.values_list("kind", "number"))
    assert kinds == [("single", 1), ("multiple", 1)]


def test_options_and_questions_move_and_go_without_being_saved():
    article = make_article()
    add_question(article, "first")
    add_question(article, "second")
    client = login()
    fields = opened(client, article) | {"q-0-stem": ["Typed"]}
    answer = sent(client, article, fields, _act="q-0.down")
    fields = sent_by(answer)
    assert (fields["q-0-key"], fields["q-1-key"], fields["q-1-stem"]) == (["second"], ["first"], ["Typed"])
    assert focused(answer) == ["id_q-1-stem"]
    fields = sent_by(sent(client, article, fields, _act="q-1-o-0.down"))
    assert fields["q-1-o-0-text"] == ["Option 1 of question 1"]
    fields = sent_by(sent(client, article, fields, _act="q-1-o-3.remove"))
    assert fields["q-1-options"] == ["3"]
    answer = sent(client, article, fields, _act="q-1.add")
    assert focused(answer) == ["id_q-1-o-3-text"]
    answer = sent(client, article, sent_by(answer), _act="q-0.remove")
    assert sent_by(answer)["questions"] == ["1"]
    assert "Not saved yet" in text(answer)
    assert [item.key for item in article.draft_items.all()] == ["first", "second"]
    sent(client, article, sent_by(answer))
    item = article.draft_items.get()
    assert (item.key, item.version.stem, item.position) == ("first", "Typed", 1)
    assert [option.text for option in item.version.options.all()] == [
        "Option 1 of question 1", "Option 0 of question 1", "Option 2 of question 1",
    ]  # fmt: skip


def test_order_is_saved():
    article = make_article()
    add_question(article, "first")
    add_question(article, "second")
    client = login()
    sent(client, article, sent_by(sent(client, article, opened(client, article), _act="q-1.up")))
    assert [item.key for item in article.draft_items.all()] == ["second", "first"]


@pytest.mark.parametrize("action", ["", "q-9.up", "q-0-o-9.remove", "q-0.explode", "add; drop", "q-99999999999.add"])
def test_action_that_makes_no_sense_changes_nothing(action):
    article = make_article()
    add_question(article)
    client = login()
    fields = opened(client, article)
    again = sent_by(sent(client, article, fields, _act=action))
    assert {name: again[name] for name in again if name.startswith("q-")} == {
        name: fields[name] for name in fields if name.startswith("q-")
    }


def test_keys_are_swapped():
    article = make_article()
    add_question(article, "first")
    add_question(article, "second")
    client = login()
    sent(client, article, opened(client, article) | {"q-0-key": "second", "q-1-key": "first"})
    stems = {item.key: item.version.stem for item in article.draft_items.all()}
    assert stems == {"second": "Question 1: which is right?", "first": "Question 2: which is right?"}


def test_key_typed_twice_is_refused_and_nothing_is_lost():
    article = make_article()
    add_question(article, "first")
    add_question(article, "second")
    client = login()
    answer = sent(client, article, opened(client, article) | {"q-1-key": "first", "q-1-stem": "Typed"})
    assert answer.status_code == 200
    assert "Another question of this article has this key" in text(answer)
    assert sent_by(answer)["q-1-stem"] == ["Typed"]
    assert [item.version.stem for item in article.draft_items.all()][1] != "Typed"
    assert "id_q-1-key" in ids(answer)


def test_option_that_is_too_long_is_refused_and_nothing_is_lost():
    article = make_article()
    add_question(article)
    client = login()
    answer = sent(client, article, opened(client, article) | {"q-0-o-1-text": "x" * 301, "q-0-stem": "Typed"})
    assert "Shorten this to 300 characters; it has 301." in text(answer)
    fields = sent_by(answer)
    assert (fields["q-0-stem"], fields["q-0-o-1-text"]) == (["Typed"], ["x" * 301])


@pytest.mark.parametrize("target", ["change", "preview", "publish", "outcomes"])
def test_every_tab_saves_on_the_way(target):
    article = make_article()
    add_question(article)
    client = login()
    answer = sent(client, article, opened(client, article) | {"q-0-stem": "Typed"}, _go=target)
    assert answer["Location"] == page(target, article.pk)
    assert article.draft_items.get().version.stem == "Typed"


def test_passages_of_the_text_are_offered_and_a_typed_one_stays():
    article = make_article()
    add_question(article, passage="not-in-the-text")
    client = login()
    answer = client.get(page("questions", article.pk))
    offered = [element.get("value") for element in controls(tree(answer)) if element.tag == "option"]
    assert "who-did-worse" in offered
    assert sent_by(answer)["q-0-passage"] == ["not-in-the-text"]


# -- frozen wordings -----------------------------------------------------------------------------------------------


def test_used_wording_says_so_and_changing_it_makes_the_next_version():
    article = make_edition(questions=1).release.article
    client = login()
    answer = client.get(page("questions", article.pk))
    assert "Used in edition 1.0. Changing its wording makes version 2" in text(answer)
    sent(client, article, sent_by(answer) | {"q-0-o-0-rationale": "Because."})
    version = article.draft_items.get().version
    assert (version.number, version.frozen_at) == (2, None)
    assert QuestionVersion.objects.get(number=1).options.first().rationale != "Because."
    assert "Used in edition" not in text(client.get(page("questions", article.pk)))


def test_saving_a_used_question_unchanged_makes_no_version_even_with_blanks_around_its_words():
    article = make_article()
    add_question(article, stem=" Which? \n")
    version = article.draft_items.get().version
    option = version.options.first()
    Option.objects.filter(pk=option.pk).update(rationale="Because.\n")
    publish_article(article=article, actor=None, at=NOW)
    client = login()
    sent(client, article, opened(client, article))
    assert QuestionVersion.objects.count() == 1


def test_corrected_key_says_so_and_leads_to_its_page_for_whoever_may_correct():
    edition = make_edition()
    version, article = version_of(edition), edition.release.article_id
    key_page = f'href="{page("key", article, version.pk)}"'
    client = login()
    assert "Its key was corrected" not in text(client.get(page("questions", article)))
    correct(version, 1)
    answer = client.get(page("questions", article))
    said = f"Its key was corrected on {CORRECTED:%-d %B %Y}: {REASON} What stands here is the key that holds"
    assert text(answer).count("Its key was corrected") == 1
    assert said in text(answer)
    assert key_page not in answer.content.decode()
    assert key_page in login("lee", "Editor", "Accreditation lead").get(page("questions", article)).content.decode()


def test_use_names_the_latest_edition():
    article = make_edition(questions=1).release.article
    article.key_learning = "Better words."
    article.save()
    publish_article(article=article, actor=None, at=NOW, correction=Correction.MINOR)
    assert "Used in edition 1.1." in text(login().get(page("questions", article.pk)))


def test_removed_question_stays_in_the_edition_that_used_it():
    edition = make_edition(questions=2)
    article = edition.release.article
    client = login()
    sent(client, article, sent_by(sent(client, article, opened(client, article), _act="q-0.remove")))
    assert article.draft_items.count() == 1
    assert edition.items.filter(role="post").count() == 2


# -- two editors ---------------------------------------------------------------------------------------------------


def test_second_editor_is_told_and_the_second_save_goes_through():
    article = make_article()
    add_question(article, "first")
    add_question(article, "second")
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    sent(ada, article, hers | {"q-0-stem": "Ada’s wording", "q-1-stem": "Ada’s other wording"})
    answer = sent(grace, article, mine | {"q-0-stem": "Grace’s wording"})
    said = text(answer)
    assert "ada saved this draft at" in said
    assert "Question: Ada’s wording" in said
    assert "Taken over from the other editor, where you had changed nothing: Question second" in said
    fields = sent_by(answer)
    assert (fields["q-0-stem"], fields["q-1-stem"]) == (["Grace’s wording"], ["Ada’s other wording"])
    assert sent(grace, article, fields).status_code == 302
    stems = [item.version.stem for item in article.draft_items.all()]
    assert stems == ["Grace’s wording", "Ada’s other wording"]


def test_question_added_by_the_other_and_one_added_by_me_both_stay():
    article = make_article()
    add_question(article, "first")
    ada, grace = login("ada"), login("grace")
    hers, mine = opened(ada, article), opened(grace, article)
    sent(ada, article, sent_by(sent(ada, article, hers, _act="add")) | {"q-1-stem": "Ada’s"})
    fields = sent_by(sent(grace, article, mine, _act="add")) | {"q-1-stem": "Grace’s"}
    answer = sent(grace, article, fields)
    sent(grace, article, sent_by(answer))
    assert sorted(item.version.stem for item in article.draft_items.all()) == [
        "Ada’s", "Grace’s", "Question 1: which is right?",
    ]  # fmt: skip


def test_article_and_questions_share_one_lock():
    article = make_article()
    add_question(article)
    client = login()
    fields = opened(client, article)
    touch_article(article_id=article.pk, version=None, actor=None, at=NOW)
    answer = sent(client, article, fields | {"q-0-stem": "Mine"})
    assert "Somebody else saved this draft" in text(answer)
    assert "You changed different places" in text(answer)
    assert sent(client, article, sent_by(answer)).status_code == 302


# -- who may -------------------------------------------------------------------------------------------------------


def test_reviewer_reads_and_cannot_write():
    article = make_article()
    add_question(article)
    client = login("rosa", "Reviewer")
    answer = client.get(page("questions", article.pk))
    assert answer.status_code == 200
    assert "Add a question" not in text(answer)
    assert sent(client, article, sent_by(answer)).status_code == 403
    assert sent(client, article, sent_by(answer), _act="add").status_code == 403


def test_staff_without_a_group_sees_nothing():
    article = make_article()
    client = login("nobody", "Nothing")
    for name in ("questions", "preview", "publish", "outcomes"):
        assert client.get(page(name, article.pk)).status_code == 403


def test_page_of_no_article_is_not_found():
    assert login().get(page("questions", 4711)).status_code == 404


def test_page_takes_as_many_queries_for_ten_questions_as_for_one():
    client = login()
    counts = []
    for questions in (1, 10):
        article = make_article()
        for _ in range(questions):
            add_question(article)
        Reference.objects.create(article=article, key="other")
        publish_article(article=article, actor=None, at=NOW)
        with CaptureQueriesContext(connection) as queries:
            client.get(page("questions", article.pk))
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- folds -------------------------------------------------------------------------------------------------------
def folds(response):
    """Return what each question's line says, and whether it is open."""
    found = [row for row in tree(response).iter("details") if row.get("data-fold") is not None]
    return [(" ".join(" ".join(row[0].itertext()).split()), row.get("open") is not None) for row in found]


def test_many_questions_are_folded_but_for_those_to_look_at():
    article, client = make_article(), login()
    for _ in range(3):
        add_question(article)
    few = client.get(page("questions", article.pk))
    assert [is_open for _, is_open in folds(few)] == [True] * 3
    add_question(article)
    shown = client.get(page("questions", article.pk))
    assert folds(shown)[1] == ("Question 2 Question 2: which is right? Single best answer", False)
    assert not any(is_open for _, is_open in folds(shown))
    fields = sent_by(shown)
    answer = sent(client, article, fields, **{"q-2-o-0-text": "x" * 301, "q-2-stem": "Which is not right?"})
    assert folds(answer)[2] == (
        "Question 3 Which is not right? Single best answer 1 to mend 2 to look at again", True
    )  # fmt: skip
    assert [is_open for _, is_open in folds(answer)] == [False, False, True, False]
    assert [is_open for _, is_open in folds(sent(client, article, fields, _act="q-1.add"))] == [
        False,
        True,
        False,
        False,
    ]
    assert [is_open for _, is_open in folds(sent(client, article, fields, _act="add"))] == [False] * 4 + [True]
    assert sent(client, article, fields | {"q-3-stem": "Folded, yet sent?"}).status_code == 302
    assert article.draft_items.get(key="question-4").version.stem == "Folded, yet sent?"


def test_questions_that_two_editors_changed_are_open():
    article, client = make_article(), login()
    for _ in range(4):
        add_question(article)
    fields = opened(client, article)
    sent(login("bob"), article, fields, **{"q-1-stem": "Theirs?"})
    answer = sent(client, article, fields, **{"q-1-stem": "Mine?", "q-2-hint": "Mine alone"})
    assert [is_open for _, is_open in folds(answer)] == [False, True, False, False]
