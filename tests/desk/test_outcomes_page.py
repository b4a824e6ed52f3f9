"""The outcomes of an article, as the editor sees them."""

import csv
import re
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cme.access.services import record_attestation
from cme.assessment.responses import EMPTY
from cme.assessment.services import open_attempt, regrade, submit_attempt
from cme.assessment.serving import served_items
from cme.desk.bars import WIDTH, diverging
from cme.evaluation.models import InstrumentVersion, Statement
from cme.evaluation.services import RatingText, begin_version, release_version, submit_evaluation
from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from content.services.publishing import Correction, publish_article
from tests.corrections import correct as correct_key
from tests.corrections import correct_and_regrade, version_of
from tests.desk.desks import login, make_user, page, text, tree
from tests.factories import (
    BEFORE,
    NOW,
    add_question,
    correct,
    make_article,
    make_edition,
    make_learner,
    take_test,
)
from tests.kinds import publish_kinds, right_response, wrong_response
from tests.outcomes.test_item_report import answer

pytestmark = pytest.mark.django_db


def visit(edition, *, values=(5, 4, 4, 3), wrong=0, comment="", **fields):
    """Let a learner read, answer and rate."""
    learner = make_learner(**fields)
    record_attestation(learner=learner, profession="nurse", at=NOW)
    record_steps(learner=learner, edition=edition, kinds=OF_THE_PAGE, at=NOW)
    if edition.items.filter(role="post").exists():
        take_test(edition, learner, wrong=wrong)
    version = InstrumentVersion.objects.filter(released_at__isnull=False).order_by("-number").first()
    ratings = {}
    for statement, value in zip(version.statements.all(), [*values, None], strict=False):
        if statement.kind == Statement.Kind.COMMENT:
            ratings |= {statement.pk: RatingText(comment=comment)} if comment else {}
        elif value:
            ratings[statement.pk] = RatingText(value=value)
    submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=NOW)
    return learner


def outcomes(client, edition, **query):
    return client.get(page("outcomes", edition.release.article_id), query)


def test_editor_sees_reach_answers_and_ratings():
    edition = make_edition(questions=2)
    visit(edition, wrong=1)
    visit(edition)
    visit(edition, is_simulated=True)
    said = text(outcomes(login(), edition))
    assert "Started 3 2 1" in said
    assert "a nurse or nurse practitioner 3 2 1" in said
    assert "83.3%" in said
    assert "Passed at the first attempt 67% 95% CI 21% to 94%, n = 3" in said
    assert "Question 1: which is right? Pre-test: not estimable: n = 0 Test: 67%" in said
    assert "Option 0 of question 1 right 0 2" in said
    assert "Rated by 3 learners, 1 of them simulated. Response rate, of those who started: 100%" in said
    assert "The content was clear and easy to understand n = 3" in said
    assert "100% (95% CI 44% to 100%)" in said


def test_bars_have_a_name_and_a_table_twin():
    edition = make_edition(questions=1)
    visit(edition)
    visit(edition, values=(1, 2, 3, 5))
    answer = outcomes(login(), edition)
    drawings = [element for element in tree(answer).iter() if element.get("role") == "img"]
    assert len(drawings) == 4
    assert drawings[0].get("aria-label") == (
        "The content was clear and easy to understand: Strongly disagree 50%, Disagree 0%, "
        "Neither agree nor disagree 0%, Agree 0%, Strongly agree 50%"
    )
    assert not re.search(rb"<svg[^>]* style=|<rect[^>]* style=", answer.content)
    assert "The content was clear and easy to understand instrument 1 1 0 0 0 1 2 not offered not offered 50%" in text(
        answer
    )


def test_release_is_chosen_and_the_one_readers_see_comes_first():
    first = make_edition(questions=1)
    visit(first)
    second = correct(first, Correction.MATERIAL)
    client = login()
    assert "Started 0 0 0" in text(outcomes(client, second))
    assert "Started 1 1 0" in text(outcomes(client, second, release="1"))
    assert outcomes(client, second, release="7").status_code == 404
    assert outcomes(client, second, release="x").status_code == 404


def test_page_of_a_draft_says_that_there_is_nothing_yet():
    article = make_article()
    assert "Nothing has been published yet" in text(login().get(page("outcomes", article.pk)))


def test_page_without_learners_says_so_everywhere():
    said = text(outcomes(login(), make_edition(questions=1)))
    assert "Nobody has started yet." in said
    assert "not estimable: n = 0" in said
    assert "Nobody has rated this release yet." in said


def test_comments_of_a_later_instrument_are_shown():
    version = begin_version(latest=InstrumentVersion.objects.get())
    Statement.objects.create(version=version, position=5, kind="comment", text="Anything else?")
    release_version(version=version, at=NOW)
    edition = make_edition(questions=1)
    visit(edition, comment="Clear <b>figures</b>.")
    answer = outcomes(login(), edition)
    assert "Anything else?" in text(answer)
    assert b"Clear &lt;b&gt;figures&lt;/b&gt;." in answer.content


@pytest.mark.parametrize("shares", [(1, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 0, 1), (0.2, 0.2, 0.2, 0.2, 0.2)])
def test_pieces_of_a_bar_join_and_neutral_stands_in_the_middle(shares):
    pieces = diverging(shares)
    assert all(0 <= piece.x <= piece.x + piece.width <= WIDTH for piece in pieces)
    for left, right in pairwise(pieces):
        assert left.x + left.width == right.x
    for piece in pieces:
        if piece.name == "neither":
            assert piece.x + piece.width / 2 == WIDTH / 2
    assert sum(piece.width for piece in pieces) == WIDTH / 2


def test_bar_of_nobody_has_no_piece():
    assert diverging((0, 0, 0, 0, 0)) == []


def test_large_release_shows_questions_as_they_were_kept(settings):
    edition = make_edition(questions=2)
    visit(edition, wrong=1)
    take_test(edition, role="pre", wrong=2)
    client = login()
    live = text(outcomes(client, edition))
    settings.ANALYSED_AT_ONCE = 1
    waiting = text(outcomes(client, edition))
    assert "This release has 2 attempts, more than are counted while a page is made." in waiting
    assert "Question 1: which is right?" not in waiting
    call_command("analyse_items", stdout=StringIO())
    kept = text(outcomes(client, edition))
    hint = re.search(r"This release is large: the questions are as counted on .*? counts them anew\. ", kept)
    assert kept.replace(hint[0], "") == live
    visit(edition)
    assert "have come since" in text(outcomes(client, edition))


# -- the questions -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_large", [False, True])
def test_answer_that_the_corrected_key_calls_right_is_marked_and_counted(settings, is_large):
    edition = make_edition(questions=1)
    for letter in "AAAB":
        learner = make_learner()
        answer(edition, letter, role="pre", learner=learner)
        answer(edition, letter, learner=learner, at=NOW + timedelta(minutes=5))
    correct_and_regrade(version_of(edition), 1)
    if is_large:
        settings.ANALYSED_AT_ONCE = 1
        call_command("analyse_items", stdout=StringIO())
    said = text(outcomes(login(), edition))
    assert "Option 0 of question 1 3 3 Option 1 of question 1 right 1 1" in said
    assert "Pre-test: 25%" in said
    assert "Test: 25%" in said
    assert "The key was corrected on 22 Nov 2026. Answers count here by the key that holds now" in said
    assert "scores and passes are results as they stand, with those that were kept" in said
    assert "Mean score, first attempt 100.0%" in said


def test_key_that_holds_marks_several_right_answers():
    edition = make_edition(questions=1, pre_test=False)
    answer(edition, "B")
    correct_and_regrade(version_of(edition), 0, 1)
    said = text(outcomes(login(), edition))
    assert "Option 0 of question 1 right 0 Option 1 of question 1 right 1 Option 2 of question 1 0" in said


def test_withdrawn_question_says_so_and_keeps_its_blanks():
    edition = make_edition(questions=1, pre_test=False)
    for letter in "AAB-":
        answer(edition, letter)
    regrade(correction=correct_key(version_of(edition), key={"is_void": True}), actor=None, at=NOW)
    said = text(outcomes(login(), edition))
    assert "Test: not estimable: every answer counts as right" in said
    assert "Withdrawn: every answer counts since 22 Nov 2026. No answer is marked right" in said
    assert "Option 0 of question 1 2 Option 1 of question 1 1 Option 2 of question 1 0" in said
    assert "no answer 1" in said
    assert "Answers count here by the key" not in said


def test_question_that_gives_no_points_counts_who_left_it_open():
    edition = publish_kinds("confidence", "single")
    for response in (right_response, lambda _: EMPTY, lambda _: EMPTY):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        responses = {item.id: response(item) for item in served_items(edition.pk, "post").values()}
        submit_attempt(attempt=attempt, responses=responses, at=NOW)
    said = text(outcomes(login(), edition))
    assert "Option Test, n = 3 Not sure 1 Fairly sure 0 Very sure 0 no answer 2" in said


COUNTED = {
    "kprim": "Statement number 1 about what followed it right: False 1 Statement number 2",
    "matching": "Part, matched right Test, n = 2 "
    "A child of 6 in a second remission, three years after the first transplant"
    " right: Second transplant 1 A man of 60 with a falling chimerism and no blasts right: Donor lymphocytes 1",
    "ordering": "To order, put in its place Test, n = 2 Induction of a remission right: 1",
    "numeric": "Typed answer Test, n = 2 40.5 accepted 1 0 1 nothing typed 0",
    "short": "Typed answer Test, n = 2 nelarabine accepted 1 0 1 nothing typed 0",
    "confidence": "Option Test, n = 2 Not sure 2 Fairly sure 0 Very sure 0",
}


@pytest.mark.parametrize("kind", COUNTED)
def test_other_kinds_show_what_was_answered(kind):
    edition = publish_kinds(kind, "single")
    for respond in (right_response, right_response if kind == "confidence" else wrong_response):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        responses = {item.id: respond(item) for item in served_items(edition.pk, "post").values()}
        submit_attempt(attempt=attempt, responses=responses, at=NOW)
    said = text(outcomes(login(), edition))
    assert COUNTED[kind] in said
    assert re.search(r"Which treatment did the registry look at\? Test: (50|100)%", said)


def test_question_of_the_pre_test_alone_says_nothing_of_the_test():
    article = make_article(has_pre_test=True)
    add_question(article)
    add_question(article, in_pre_test=True, in_post_test=False)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    answer(edition, "B", role="pre")
    assert re.search(
        r"Option Pre-test, n = 1 Option 0 \S.*? right 0 Option 1 .*? 1 Option 2", text(outcomes(login(), edition))
    )


def test_queries_are_as_many_for_fifty_learners_and_ten_items_as_for_one():
    client = login()
    few, many = make_edition(questions=1), make_edition(questions=10)
    visit(few)
    for _ in range(50):
        visit(many)
    counts = []
    for edition in (few, many):
        with CaptureQueriesContext(connection) as queries:
            outcomes(client, edition)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# -- export --------------------------------------------------------------------------------------------------------


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


@pytest.mark.parametrize(("kind", "rows"), [("answers", 2), ("ratings", 4)])
def test_lead_exports_csv(kind, rows):
    edition = make_edition(questions=2)
    visit(edition)
    client = login("lee", "Accreditation lead")
    answer = client.get(page("export", edition.release.article_id, kind))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="{edition.slug}-release-1-{kind}.csv"'
    assert len(rows_of(answer)) == rows


@pytest.mark.parametrize("group", ["Editor", "Reviewer"])
def test_raw_rows_are_for_the_accreditation_lead_alone(group):
    edition = make_edition(questions=1)
    client = login("ed", group)
    assert client.get(page("export", edition.release.article_id, "answers")).status_code == 403
    assert "CSV:" not in text(outcomes(client, edition))


def test_export_of_something_else_is_not_found():
    edition = make_edition(questions=1)
    client = login("lee", "Accreditation lead")
    assert client.get(page("export", edition.release.article_id, "keys")).status_code == 404
    assert client.get(page("export", make_article().pk, "answers")).status_code == 404


def test_outcomes_need_the_permission():
    edition = make_edition(questions=1)
    user = make_user("writer", "Editor")
    user.groups.clear()
    assert outcomes(login("writer"), edition).status_code == 403
