"""Retracting, correcting urgently and lifting a pause at the desk, and the list of those to be told."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cme.assessment.services import open_attempt
from cme.learners.codes import code_of
from cme.progress.models import OF_THE_PAGE, Step
from cme.progress.services import record_steps
from content.models import Article, Edition, Pause, Retraction
from content.services.halting import publish_urgently
from content.services.publishing import Correction, publish_article, retire_article
from tests.content.people import make_reviewed_article, sign
from tests.desk.desks import login, page, text
from tests.desk.test_invariants import broken, run, unguard
from tests.desk.test_publish_page import act
from tests.factories import NOW, correct, make_alias, make_edition, make_learner, retract, take_test
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
LEAD = ("Accreditation lead",)
HEADS = "learner", "simulated", "edition", "finished reading at (UTC)", "test submitted at (UTC)", "score", "passed"
URGENT = {"urgent_change": "The dose.", "urgent_reason": "Ten times too high."}


def unsigned() -> Article:
    """Return an article that readers see, whose draft was reworded and lacks a sign-off."""
    article = make_reviewed_article()
    publish_article(article=article, actor=None, at=NOW)
    Article.objects.filter(pk=article.pk).update(limits="The dose is 5 mg.")
    return article


# -- retracting --------------------------------------------------------------------------------------------------------
def test_retraction_asks_for_a_reason_and_once_more():
    article, client = make_edition(questions=1).release.article, login()
    answer = act(client, article, "retract", retract_reason=" ")
    assert "Say why the article is retracted; everybody will see it." in text(answer)
    fields = {"retract_reason": "Withdrawn data.", "retract_release": "1"}
    answer = act(client, article, "retract", confirmed=False, **fields)
    assert "Retract this article?" in text(answer)
    assert not Retraction.objects.exists()
    answer = act(client, article, "retract", **fields)
    assert answer.status_code == 302
    assert (Retraction.objects.get().reason, Retraction.objects.get().retracted_by.username) == (
        "Withdrawn data.",
        "ada",
    )
    assert LogEntry.objects.get().change_message.startswith("The article is retracted.")
    said = text(client.get(page("publish", article.pk)))
    assert "retracted" in said
    assert "Release retracted" in said
    assert "Retract the article" not in said


def test_halted_article_does_not_say_that_its_tests_can_be_started():
    article, client = make_edition(questions=1).release.article, login()
    assert "Its tests can be started until" in text(client.get(page("publish", article.pk)))
    retract(Edition.objects.get(), at=NOW + timedelta(hours=1))
    said = text(client.get(page("publish", article.pk)))
    assert "Its tests can be started until" not in said
    assert "no test can be started and no credit is given" in said


def test_retraction_is_offered_and_done_though_much_is_missing_and_the_draft_was_saved_meanwhile():
    article = make_edition(questions=1).release.article
    Article.objects.filter(pk=article.pk).update(limits="", body="[@lost]", version=7)
    answer = login().post(
        page("publish", article.pk),
        {"_act": "retract", "_version": "1", "retract_reason": "Wrong.", "retract_release": "1", "_confirmed": "yes"},
    )
    assert answer.status_code == 302
    assert Retraction.objects.get().reason == "Wrong."


def test_retired_article_is_retracted_from_its_page_and_says_when_it_was_away():
    edition, client = make_edition(questions=1), login()
    article = edition.release.article
    retire_article(article=article, at=NOW)
    said = text(client.get(page("publish", article.pk)))
    assert "What readers saw last, release 1, is at its address again" in said
    assert "Retire the article" not in said
    act(client, article, "retract", retract_reason="Withdrawn data.", retract_release="1")
    assert "not seen from 22 Nov 2026, 12:00 to" in text(client.get(page("publish", article.pk)))
    assert "Retracted on" in text(client_of(make_learner()).get(f"/articles/{edition.slug}/"))
    assert broken() == set()


def test_retraction_of_a_release_that_is_no_more_is_looked_at_once_more():
    edition = make_edition(questions=1)
    correct(edition, Correction.MATERIAL)
    answer = act(login(), edition.release.article, "retract", retract_reason="Wrong.", retract_release="1")
    assert "Another edition was published after you opened this page." in text(answer)


def test_new_release_after_a_retraction_is_published_from_a_page_that_knew_of_it():
    edition, client = make_edition(questions=1), login()
    retract(edition)
    article = edition.release.article
    fields = {"when": "now", "what_changed": "Corrected data."}
    assert "The article is retracted." in text(act(client, article, correction="material", **fields))
    said = text(client.get(page("publish", article.pk)))
    assert "Publish a new release" in said
    assert "A minor correction" not in said
    act(client, article, ends_retraction="True", **fields)
    assert Edition.objects.current_at(timezone.now()).get().release.number == 2


# -- urgent correction -------------------------------------------------------------------------------------------------
def test_urgent_correction_is_offered_where_a_sign_off_is_missing_and_pauses():
    article, client = unsigned(), login()
    assert "Urgent correction" in text(client.get(page("publish", article.pk)))
    assert "Say why the correction cannot wait." in text(act(client, article, "urgent", urgent_change="The dose."))
    act(client, article, "urgent", **URGENT)
    assert Pause.objects.get().release.number == 2
    said = text(client.get(page("publish", article.pk)))
    assert "Test and credit are paused" in said
    assert "Ten times too high." in said
    assert "No reviewer has signed off what the draft says now." in said
    assert "Lift the pause" not in said
    assert "credit paused" in text(client.get(page("changelist")))
    assert "Credit paused 1" in text(client.get("/admin/"))


def test_lead_alone_lifts_a_pause_and_only_once_all_is_there():
    article, lead = unsigned(), login("lead", *LEAD)
    publish_urgently(article=article, actor=None, at=timezone.now(), what_changed="x", reason="y")
    assert act(login(), article, "lift").status_code == 403
    assert "No reviewer has signed off" in text(act(lead, article, "lift"))
    assert Pause.objects.get().lifted_at is None
    sign(article, at=timezone.now())
    act(lead, article, "lift")
    assert Pause.objects.get().lifted_by.username == "lead"
    assert "Test and credit are paused" not in text(lead.get(page("publish", article.pk)))


@pytest.mark.parametrize("name", ["retract", "urgent", "lift"])
def test_reviewer_does_nothing_of_it(name):
    article = unsigned()
    assert act(login("eve", "Reviewer"), article, name, retract_reason="x", **URGENT).status_code == 403


def test_urgent_correction_is_not_offered_where_nothing_is_missing_or_the_page_would_break():
    complete = make_edition(questions=1).release.article
    Article.objects.filter(pk=complete.pk).update(limits="Other words.")
    broken_page = unsigned()
    Article.objects.filter(pk=broken_page.pk).update(body="A claim.[@lost]")
    for article in (complete, broken_page):
        assert "Urgent correction" not in text(login().get(page("publish", article.pk)))


# -- those to be told --------------------------------------------------------------------------------------------------
@pytest.fixture
def read() -> Edition:
    """An article that three completed and one only began, before it was corrected."""
    edition = make_edition(questions=2)
    passer, failer, reader, beginner = (make_learner() for _ in range(4))
    record_steps(learner=passer, edition=edition, kinds=OF_THE_PAGE, at=NOW)
    take_test(edition, make_alias(passer), at=NOW)
    take_test(edition, failer, wrong=2, at=NOW)
    record_steps(learner=reader, edition=edition, kinds=["finished"], at=NOW)
    record_steps(learner=beginner, edition=edition, kinds=["started"], at=NOW)
    corrected = correct(edition, Correction.MATERIAL, at=NOW + timedelta(hours=1))
    take_test(corrected, make_learner(), at=NOW + timedelta(hours=2))
    edition.codes = [code_of(person.pk) for person in (passer, failer, reader)]
    return edition


def rows_of(answer) -> list[list[str]]:
    return list(csv.reader(StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def test_list_of_those_to_be_told_is_of_the_release_before(read):
    article = read.release.article_id
    said = text(login("lead", *LEAD).get(page("notices", article)))
    assert "Material correction 2.0 22 Nov 2026, 13:00 One word. below" in said
    assert "Completed before the correction 2.0 3" in said
    passer, failer, reader = read.codes
    assert f"{passer} 1.0 22 Nov 2026, 12:00 22 Nov 2026, 12:01 2 of 2 yes" in said
    assert f"{failer} 1.0 – 22 Nov 2026, 12:01 0 of 2 no" in said
    assert f"{reader} 1.0 22 Nov 2026, 12:00 – – –" in said
    assert "nobody can be written to" in said


def test_retraction_and_minor_correction_have_lists_of_their_own(read):
    correct(read, Correction.MINOR, at=NOW + timedelta(hours=3), key_learning="Again.")
    retract(read, at=NOW + timedelta(hours=4))
    client, article = login("lead", *LEAD), read.release.article_id
    counts = {}
    for name in ("retraction-2", "edition-2-1", "edition-2-0"):
        counts[name] = len(rows_of(client.get(page("notices_export", article, name)))) - 1
    assert counts == {"retraction-2": 4, "edition-2-1": 1, "edition-2-0": 3}
    said = text(client.get(page("notices", article)))
    assert "Completed before the retraction of release 2 4" in said
    assert "this release or any before it" in said


def test_file_is_for_the_lead_alone(read):
    article = read.release.article_id
    answer = login("lead", *LEAD).get(page("notices_export", article, "edition-2-0"))
    head, *rows = rows_of(answer)
    assert tuple(head) == HEADS
    assert rows[0] == [read.codes[0], "no", "1.0", "2026-11-22 12:00:00", "2026-11-22 12:01:00", "2 of 2", "yes"]
    assert answer["Content-Disposition"].endswith('-edition-2-0-to-be-told.csv"')
    editor = login()
    assert editor.get(page("notices_export", article, "edition-2-0")).status_code == 403
    said = text(editor.get(page("notices", article)))
    assert "is shown to the accreditation lead" in said
    assert read.codes[0] not in said


def test_notices_that_do_not_exist_are_not_found_and_none_is_no_error(read):
    client = login("lead", *LEAD)
    assert client.get(page("notices", read.release.article_id) + "?notice=edition-9-0").status_code == 404
    assert client.get(page("notices_export", read.release.article_id, "retraction-1")).status_code == 404
    plain = make_edition(questions=1).release.article_id
    assert "Nothing was corrected" in text(client.get(page("notices", plain)))
    assert client.get(page("notices_export", plain, "edition-2-0")).status_code == 404


def test_list_takes_the_same_queries_however_many_there_are(read):
    client, counts = login("lead", *LEAD), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(page("notices", read.release.article_id))
        counts.append(len(captured))
        for _ in range(3):
            learner = make_learner()
            record_steps(learner=learner, edition=read, kinds=["finished"], at=NOW)
            attempt = open_attempt(learner=learner, edition=read, role="post", at=NOW)
            assert attempt.pk
    assert counts[0] == counts[1]


def test_learners_are_simulated_on_open_releases_alone():
    retracted, other = make_edition(questions=1), make_edition(questions=1)
    retract(retracted)
    call_command("simulate_learners", learners=3, stdout=StringIO())
    assert set(Step.objects.values_list("edition", flat=True)) == {other.pk}


# -- invariants --------------------------------------------------------------------------------------------------------
def test_clean_halts_break_nothing():
    article = unsigned()
    publish_urgently(article=article, actor=None, at=NOW, what_changed="x", reason="y")
    edition = make_edition(questions=1)
    take_test(edition)
    retract(edition, at=NOW + timedelta(hours=1))
    assert broken() == set()


def test_attempt_after_a_retraction_is_seen():
    edition = make_edition(questions=1)
    take_test(edition)
    retract(edition, at=NOW + timedelta(minutes=2))
    unguard("content_retraction")
    run("UPDATE content_retraction SET retracted_at = '2026-11-21 12:00:00+00:00'")
    assert "nothing-was-begun-after-a-retraction" in broken()


def test_retracted_article_that_is_gone_is_seen():
    edition = make_edition(questions=1)
    retract(edition)
    Edition.objects.update(superseded_at=NOW)
    assert broken() == {"no-retracted-article-is-gone"}


def test_attempt_in_a_pause_and_a_pause_lifted_without_a_sign_off_are_seen():
    article = unsigned()
    edition = publish_urgently(article=article, actor=None, at=NOW, what_changed="x", reason="y")
    Pause.objects.update(lifted_at=NOW + timedelta(hours=2))
    assert broken() == {"lifted-pauses-rest-on-a-sign-off"}
    take_test(edition, at=NOW + timedelta(hours=1))
    assert broken() == {"lifted-pauses-rest-on-a-sign-off", "nothing-was-begun-during-a-pause"}


def test_halt_before_its_release_is_seen():
    retract(make_edition(questions=1))
    unguard("content_retraction")
    run("UPDATE content_retraction SET retracted_at = '2020-01-01 12:00:00+00:00'")
    assert "halts-came-after-their-release" in broken()
