"""The publish page: what is missing, and every act confirmed before it counts."""

from datetime import UTC, datetime
from functools import partial

import pytest
from django.contrib.admin.models import LogEntry

from content.models import Article, Edition
from content.services.drafts import touch_article
from content.services.publishing import Correction, cancel_schedule, publish_article
from tests.content.people import make_reviewed_article
from tests.desk.desks import ids, login, page, sent_by, text, tree
from tests.factories import NOW, add_question, make_article, make_edition
from tests.racing import race

pytestmark = pytest.mark.django_db
SOON = datetime(2099, 1, 31, 6, 30, tzinfo=UTC)
NOW_PLEASE = {"when": "now"}
LATER = {"when": "later", "on_day": "2099-01-31", "at_time": "06:30"}


def act(client, article, name="publish", *, confirmed=True, **fields):
    """Press a button of the page, and the one that confirms."""
    version = Article.objects.get(pk=article.pk).version
    address = page("publish", article.pk)
    answer = client.post(address, {"_act": name, "_version": version} | fields)
    if confirmed and b"_confirmed" in answer.content:
        answer = client.post(address, sent_by(answer) | {"_confirmed": "yes"})
    return answer


def complete():
    article = make_article()
    add_question(article)
    return article


def links(response):
    main = next(tree(response).iter("main"))
    return {" ".join("".join(link.itertext()).split()): link.get("href") for link in main.iter("a")}


def test_going_back_keeps_what_was_entered():
    article = make_edition().release.article
    Article.objects.filter(pk=article.pk).update(limits="Other words.")
    client = login()
    sent = {"correction": "minor", "what_changed": "A word.", **NOW_PLEASE}
    asked = act(client, article, confirmed=False, **sent)
    assert b"_confirmed" in asked.content
    back = client.post(page("publish", article.pk), sent_by(asked) | {"_back": "yes"})
    assert b"A word." in back.content
    assert b"_confirmed" not in back.content
    assert Edition.objects.count() == 1


# -- the checklist -------------------------------------------------------------------------------------------------


def test_musts_and_shoulds_stand_apart_each_with_a_link_to_its_field():
    article = make_article(limits="", title="A trial that improved survival", body="No passage.[@lost]")
    article.objectives.all().delete()
    add_question(article, "first", options=1, passage="")
    said = text(login().get(page("publish", article.pk)))
    assert said.index("What must be mended first") < said.index("Write what this does not show.")
    assert said.index("Write what this does not show.") < said.index("What should be looked at")
    assert said.index("What should be looked at") < said.index("“improved” may give a result away")
    found = links(login().get(page("publish", article.pk)))
    change, questions = page("change", article.pk), page("questions", article.pk)
    assert found["Write what this does not show."] == f"{change}#id_limits"
    assert found["Name at least one learning objective."] == f"{change}#objectives-group"
    assert found["The text cites [@lost], but no reference has this key."] == f"{change}#references-group"
    assert (
        found["Question 1 (“Question 1: which is right?”) needs at least two options."] == f"{questions}#question-first"
    )
    assert found["Everybody can read the title; “improved” may give a result away."] == f"{change}#id_title"


def test_half_filled_rows_are_asked_for():
    article = complete()
    article.objectives.update(text="")
    article.key_figures.update(label="")
    said = text(login().get(page("publish", article.pk)))
    assert "Write the learning objective survival." in said
    assert "Give every key figure its value and its label." in said


def test_every_link_of_the_checklist_leads_to_something():
    article = make_article(limits="", audience="", question="", key_learning="", body="", expires_on="2020-01-01")
    for rows in (article.objectives, article.key_figures, article.references, article.contributions):
        rows.all().delete()
    article.topics.clear()
    add_question(article, "first", options=0)
    client = login()
    found = [href for href in links(client.get(page("publish", article.pk))).values() if "#" in href]
    assert len(found) >= 10
    for href in found:
        address, _, target = href.partition("#")
        assert target in ids(client.get(address)) or f"{target}_group" in ids(client.get(address)), href


def test_page_with_musts_offers_no_button():
    article = make_article(limits="")
    answer = login().get(page("publish", article.pk))
    assert "This can be published once the thing that is missing is mended." in text(answer)
    assert 'name="when"' not in answer.content.decode()


# -- publishing ----------------------------------------------------------------------------------------------------


def test_first_publication_asks_and_then_publishes():
    article = complete()
    client = login()
    answer = act(client, article, confirmed=False, **NOW_PLEASE)
    assert "Publish this draft?" in text(answer)
    assert not Edition.objects.exists()
    answer = client.post(page("publish", article.pk), sent_by(answer) | {"_confirmed": "yes"}, follow=True)
    edition = Edition.objects.get()
    assert (edition.release.number, edition.correction, edition.published_by.username) == (1, 0, "ada")
    assert "Edition 1.0 is published." in text(answer)
    assert LogEntry.objects.get().change_message == "Edition 1.0 is published."


def test_nothing_is_chosen_beforehand_and_each_choice_is_asked_for():
    article = make_edition(questions=1).release.article
    touch(article)
    client = login()
    page_before = client.get(page("publish", article.pk))
    assert not {"correction", "when"} & set(sent_by(page_before))
    said = text(act(client, article))
    assert "Choose whether the correction is minor or material." in said
    assert "Choose when readers see it." in said
    said = text(act(client, article, correction="material", **NOW_PLEASE))
    assert "Say what changed; readers will see it above the text." in said


def test_minor_correction_that_changes_what_passes_is_refused_with_the_rules_named():
    """C3, F3: the attempts of a release are told together."""
    article = make_edition(questions=2).release.article
    touch(article, pass_mark_percent=50, time_limit_minutes=1)
    said = text(act(login(), article, correction="minor", **NOW_PLEASE))
    assert "pass mark: 75% → 50%; time limit: none → 1 minute), so the correction is a material one" in said
    assert Edition.objects.count() == 1
    act(login("bob"), article, correction="material", what_changed="The pass mark.", **NOW_PLEASE)
    assert Edition.objects.get(superseded_at=None).release.number == 2


def test_minor_correction_names_the_rules_that_it_changes_before_it_does():
    article = make_edition(questions=2, attempts_allowed=3).release.article
    touch(article, attempts_allowed=1, feedback="attempt", shuffles_options=False)
    said = text(act(login(), article, correction="minor", confirmed=False, **NOW_PLEASE))
    assert "(attempts allowed: 3 → 1; keys are shown: after passing, or the last attempt → after each attempt;" in said
    assert "options shuffled: yes → no). Attempts" in said
    assert "Attempts made so far stay as they were marked, and count towards the number allowed." in said


def test_minor_correction_of_words_says_that_statistics_go_on_and_names_no_rule():
    article = make_edition(questions=2).release.article
    touch(article)
    said = text(act(login(), article, correction="minor", confirmed=False, **NOW_PLEASE))
    assert "Ratings, attempts and statistics of the release go on. " in said
    assert "Rules of the test" not in said


def test_minor_correction_that_adds_and_removes_questions_says_what_becomes_of_the_statistics():
    article = make_edition(questions=3).release.article
    touch(article)
    add_question(article, "new-1")
    said = text(act(login(), article, correction="minor", confirmed=False, **NOW_PLEASE))
    assert "The correction adds 1 question to the test. Attempts made so far were asked other questions" in said
    assert "statistics of the release go on" not in said
    add_question(article, "new-2")
    article.draft_items.first().delete()
    said = text(act(login("bob"), article, correction="minor", confirmed=False, **NOW_PLEASE))
    assert "The correction adds 2 questions to the test and takes 1 question out of it." in said
    assert "A material correction begins a new release with statistics of its own." in said


def test_questions_that_come_into_a_pool_are_told_without_a_loss_of_reliability():
    article = make_edition(questions=3, items_drawn=2, pre_test=False).release.article
    touch(article)
    add_question(article, "new-1")
    said = text(act(login(), article, correction="minor", confirmed=False, **NOW_PLEASE))
    assert "adds 1 question to the test. Each question is told by the attempts that could be asked it." in said


def touch(article, **fields):
    for name, value in ({"key_learning": "Other words."} | fields).items():
        setattr(article, name, value)
    article.save()


def test_minor_correction_keeps_the_release():
    article = make_edition(questions=1).release.article
    touch(article)
    act(login(), article, correction="minor", **NOW_PLEASE)
    assert sorted(Edition.objects.values_list("release__number", "correction")) == [(1, 0), (1, 1)]


def test_material_correction_opens_a_release_with_a_public_notice():
    article = make_edition(questions=1).release.article
    touch(article)
    act(login(), article, correction="material", what_changed="The dose.", **NOW_PLEASE)
    edition = Edition.objects.get(release__number=2)
    assert (edition.correction, edition.what_changed) == (0, "The dose.")


def test_draft_that_says_the_same_offers_nothing_to_publish():
    article = make_edition(questions=1).release.article
    client = login()
    assert "There is nothing to publish." in text(client.get(page("publish", article.pk)))
    answer = act(client, article, correction="minor", **NOW_PLEASE)
    assert "Nothing has changed since the edition that readers see." in text(answer)


def test_refusal_is_a_sentence_and_nothing_happens():
    article = make_article(limits="")
    answer = act(login(), article, **NOW_PLEASE)
    assert "Nothing was changed One thing is missing before this can be published." in text(answer)
    assert not Edition.objects.exists()


def test_correction_that_lacks_a_sign_off_keeps_what_was_typed():
    article, client = make_reviewed_article(), login()
    publish_article(article=article, actor=None, at=NOW)
    touch(article)
    answer = act(client, article, correction="material", what_changed="The dose was wrong.", **NOW_PLEASE)
    assert "No reviewer has signed off what the draft says now." in text(answer)
    assert sent_by(answer)["what_changed"] == ["The dose was wrong."]
    assert Edition.objects.count() == 1
    act(client, article, **sent_by(answer) | {"correction": "minor"})
    assert sorted(Edition.objects.values_list("release__number", "correction")) == [(1, 0), (1, 1)]


def test_page_names_no_correction_s_lacks_while_there_is_nothing_to_publish():
    article, client = make_reviewed_article(), login()
    publish_article(article=article, actor=None, at=NOW)
    assert "sign-off is older" not in text(client.get(page("publish", article.pk)))


def test_draft_saved_meanwhile_is_looked_at_once_more():
    article = complete()
    client = login()
    answer = act(client, article, confirmed=False, **NOW_PLEASE)
    touch_article(article_id=article.pk, version=None, actor=None, at=NOW)
    answer = client.post(page("publish", article.pk), sent_by(answer) | {"_confirmed": "yes"})
    assert "The draft was saved again after you opened this page." in text(answer)
    assert not Edition.objects.exists()


# -- schedule, cancel, retire ----------------------------------------------------------------------------------------


def test_publication_is_scheduled_and_withdrawn():
    article = complete()
    client = login()
    act(client, article, **LATER)
    assert Edition.objects.get().released_at == SOON
    answer = client.get(page("publish", article.pk))
    assert "shown to readers from 31 January 2099, 06:30 UTC on" in text(answer)
    act(client, article, "cancel")
    assert Edition.objects.get().superseded_at == SOON
    assert "withdrawn before" in text(client.get(page("publish", article.pk)))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"on_day": "", "at_time": ""}, "Enter the day on which readers see it."),
        ({"on_day": "2099-01-31", "at_time": ""}, "Enter the time at which readers see it, in UTC."),
        ({"on_day": "soon", "at_time": "06:30"}, "Enter the day as 2026-12-31."),
        ({"on_day": "2099-01-31", "at_time": "dawn"}, "Enter the time as 06:30."),
        ({"on_day": "2001-01-31", "at_time": "06:30"}, "This moment is past."),
    ],
)
def test_moment_that_cannot_be(fields, sentence):
    answer = act(login(), complete(), **{"when": "later"} | fields)
    assert sentence in text(answer)
    assert not Edition.objects.exists()


def test_scheduled_correction_blocks_another_until_withdrawn():
    article = make_edition(questions=1).release.article
    touch(article)
    client = login()
    act(client, article, correction="minor", **LATER)
    touch(article, key_learning="Third words.")
    assert "Withdraw it before you publish another." in text(client.get(page("publish", article.pk)))
    assert "An edition is scheduled" in text(act(client, article, correction="minor", **NOW_PLEASE))
    act(client, article, "cancel")
    act(client, article, correction="minor", **NOW_PLEASE)
    standing = Edition.objects.get(superseded_at=None)
    assert (standing.release.number, standing.correction) == (1, 2)
    assert standing.source["key_learning"] == "Third words."


def test_number_of_a_release_that_nobody_saw_is_given_to_the_next_and_the_page_says_so():
    article = make_edition(questions=1).release.article
    touch(article)
    publish_article(
        article=article, actor=None, at=NOW, released_at=SOON, correction=Correction.MATERIAL, what_changed="Dose."
    )
    cancel_schedule(article=article, at=NOW)
    withdrawn = Edition.objects.get(superseded_at=SOON)
    client = login()
    assert "2.0 31 Jan 2099, 06:30 withdrawn before anybody saw it; the next release takes its number" in text(
        client.get(page("publish", article.pk))
    )
    assert "withdrawn" not in text(client.get(page("preview", article.pk)))
    publish_article(article=article, actor=None, at=NOW, correction=Correction.MATERIAL, what_changed="Dose.")
    assert Edition.objects.get(superseded_at=None).release.number == 2
    said = text(client.get(page("publish", article.pk)))
    assert f"withdrawn-{withdrawn.release_id} 31 Jan 2099, 06:30 withdrawn before anybody saw it; its number" in said
    assert said.index("2.0") < said.index(f"withdrawn-{withdrawn.release_id}") < said.rindex("1.0")
    for name in ("outcomes", "items"):
        assert "100000" not in text(client.get(page(name, article.pk)))


def test_retiring_asks_first_and_can_be_undone_by_publishing():
    article = make_edition(questions=1).release.article
    client = login()
    answer = act(client, article, "retire", confirmed=False)
    assert "Retire this article?" in text(answer)
    assert Edition.objects.get().superseded_at is None
    act(client, article, "retire")
    assert Edition.objects.get().superseded_at is not None
    assert "Publish again" in text(client.get(page("publish", article.pk)))
    act(client, article, **NOW_PLEASE)
    assert Edition.objects.get(superseded_at=None).release.number == 2


def test_act_without_sense_changes_nothing():
    article = make_edition(questions=1).release.article
    client = login()
    assert client.post(page("publish", article.pk), {"_act": "explode"}).status_code == 200
    answer = act(client, complete(), "retire")
    assert "The article is not published, so there is nothing to retire." in text(answer)


def test_editions_are_listed_newest_first():
    article = make_edition(questions=1).release.article
    touch(article)
    publish_article(article=article, actor=None, at=NOW, correction=Correction.MATERIAL, what_changed="The dose.")
    said = text(login().get(page("publish", article.pk)))
    assert said.index("2.0") < said.index("The dose.") < said.index("1.0", said.index("The dose."))


# -- who may -------------------------------------------------------------------------------------------------------


def test_reviewer_sees_the_checklist_and_cannot_publish():
    article = complete()
    client = login("rosa", "Reviewer")
    assert "You may look at the checklist." in text(client.get(page("publish", article.pk)))
    assert act(client, article, **NOW_PLEASE).status_code == 403
    assert not Edition.objects.exists()


def test_accreditation_lead_may_publish():
    article = complete()
    act(login("lee", "Accreditation lead"), article, **NOW_PLEASE)
    assert Edition.objects.exists()


def test_publication_that_was_sent_twice_is_told_that_it_is_published_already():
    article, ada = complete(), login()
    sent = {"_act": "publish", "_version": article.version, "_confirmed": "yes"} | NOW_PLEASE
    assert ada.post(page("publish", article.pk), sent).status_code == 302
    answer = ada.post(page("publish", article.pk), sent)
    said = text(answer)
    assert "The article is published already" in said
    assert links(answer)["See what readers see"] == f"/articles/{article.slug}/"
    assert "Say what changed" not in said
    assert "Choose whether" not in said
    assert Edition.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_publication_that_loses_a_race_is_told_that_it_is_published_already():
    article = complete()
    sent = {"_act": "publish", "_version": article.version, "_confirmed": "yes"} | NOW_PLEASE
    clients = [login(name) for name in ("ada", "bob", "cy", "di")]
    answers = race(*(partial(client.post, page("publish", article.pk), sent) for client in clients))
    lost = [answer.content.decode() for answer in answers if answer.status_code != 302]
    assert len(lost) == 3
    assert all("The article is published already" in said and "None.None" not in said for said in lost)
