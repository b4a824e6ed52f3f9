"""Marking anew after a wrong key: who gains, who stays, twice, killed in the middle, and in few queries."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from cme.assessment.corrections import with_key
from cme.assessment.models import Attempt, AttemptStep, Marking
from cme.assessment.results import has_passed
from cme.assessment.scoring import shares_for
from cme.assessment.services import RegradeRefused, open_attempt, preview_regrade, regrade, regrading
from cme.assessment.services.submitting import items_of
from cme.assessment.wording import key_of
from cme.desk.invariants.rows import attempts_keep_to_the_rules
from cme.learners.models import User
from cme.outcomes.knowledge import takers_of
from content.models import Edition
from content.services.publishing import Correction
from tests.answers import submit_picks
from tests.assessment.test_scoring import chosen, item_of
from tests.corrections import REASON, correct, correct_and_regrade, option_of, version_of
from tests.factories import NOW, make_edition, make_learner, right_picks, shown_after, take_test
from tests.factories import correct as publish_correction
from tests.pages import parse, words
from tests.visitors import client_of

LATER = NOW + timedelta(hours=1)


def picks_with(edition: Edition, place: int, *, item: int = 0, wrong: int = 0, role: str = "post") -> Attempt:
    """Submit an attempt that chooses an option of an item by its place, and answers ``wrong`` others wrong."""
    attempt = open_attempt(learner=make_learner(), edition=edition, role=role, at=NOW)
    picks = right_picks(attempt)
    versions = {row.pk: row.version for row in attempt.edition.items.filter(role=role)}
    asked = items_of(attempt)[item].id
    for pk in [pk for pk in picks if pk != asked][:wrong]:
        picks[pk] = {option_of(versions[pk], 3)}
    picks[asked] = {option_of(versions[asked], place)}
    return submit_picks(attempt=attempt, picks=picks, at=NOW + timedelta(minutes=1))


def numbers(attempt: Attempt) -> list[tuple[int, int, bool]]:
    return list(attempt.markings.order_by("number").values_list("number", "points", "is_passed"))


# -- what a corrected key is worth ---------------------------------------------------------------------------------
def test_any_of_several_keys_of_a_single_best_answer_counts():
    item = with_key(item_of("single", {1}), {"keys": [1, 3]})
    assert [shares_for(item, chosen(option)) for option in (1, 2, 3, 4)] == [1, 0, 1, 0]
    assert key_of(item) == "option 1 or option 3"


def test_single_best_answer_with_partial_credit_keeps_its_second_best():
    item = item_of("single", {1}, shares={1: 2, 2: 1}, denominator=2)
    also = with_key(item, {"keys": [1, 3]})
    assert [shares_for(also, chosen(option)) for option in (1, 2, 3, 4)] == [2, 1, 2, 0]
    instead = with_key(item, {"keys": [2]})
    assert [shares_for(instead, chosen(option)) for option in (1, 2, 3, 4)] == [0, 2, 0, 0]


def test_all_keys_of_a_multiple_response_are_needed():
    item = with_key(item_of("multiple", {1, 2}), {"keys": [1, 3]})
    assert [shares_for(item, chosen(*options)) for options in ((1, 3), (1, 2), (1,), (1, 2, 3))] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("keys", "denominator", "full"), [([1], 2, (1,)), ([1, 2, 3], 6, (1, 2, 3)), ([3, 4], 2, (3, 4))]
)
def test_partial_credit_is_shared_anew_among_the_keys(keys, denominator, full):
    """Whoever chooses just the keys has the whole point; each of them is worth the same."""
    item = with_key(item_of("multiple", {1, 2}, shares={1: 1, 2: 1, 4: -1}, denominator=2), {"keys": keys})
    assert item.denominator == denominator
    assert shares_for(item, chosen(*keys)) == denominator
    assert {shares_for(item, chosen(key)) for key in keys} == {denominator // len(keys)}


def test_penalties_stay_in_proportion():
    item = with_key(item_of("multiple", {1, 2}, shares={1: 1, 2: 1, 4: -1}, denominator=2), {"keys": [1, 2, 3]})
    assert shares_for(item, chosen(1, 2, 3, 4)) == 3  # 1 less a half, of 6


def test_answer_that_is_right_no_longer_costs_what_another_wrong_one_does():
    """Whoever chooses it beside all the keys is not right."""
    item = item_of("multiple", {1, 2, 3}, shares={1: 1, 2: 1, 3: 1, 4: -1}, denominator=3)
    corrected = with_key(item, {"keys": [1, 2], "lost": -1})
    worth = {options: shares_for(corrected, chosen(*options)) for options in ((1, 2), (1, 2, 3), (1, 3), (3,), (1, 4))}
    assert (corrected.denominator, worth) == (6, {(1, 2): 6, (1, 2, 3): 4, (1, 3): 1, (3,): 0, (1, 4): 1})
    earlier = with_key(item, {"keys": [1, 2]})
    assert shares_for(earlier, chosen(1, 2, 3)) == 6, "as it was corrected, before corrections said what it costs"


# -- marking anew --------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_result_that_gets_better_is_marked_anew_with_a_step():
    edition = make_edition()
    attempt = picks_with(edition, 1, wrong=1)
    assert numbers(attempt) == [(1, 2, False)]
    actor = User.objects.create(username="lee")
    correction = correct(version_of(edition), 1)
    assert regrade(correction=correction, actor=actor, at=LATER) == 1
    assert numbers(attempt) == [(1, 2, False), (2, 3, True)]
    marking = attempt.markings.get(number=2)
    assert (marking.correction, marking.marked_at, marking.item_points) == (correction, LATER, [1, 0, 1, 1])
    step = attempt.steps.get(kind="regraded")
    assert (step.sequence, step.taken_at, step.actor, step.item) == (attempt.sequence + 1, LATER, actor, None)


@pytest.mark.django_db
def test_result_that_would_get_worse_stays_unless_allowed():
    edition = make_edition()
    attempt = picks_with(edition, 0)
    correction = correct(version_of(edition), 1)
    assert regrade(correction=correction, actor=None, at=LATER) == 0
    assert numbers(attempt) == [(1, 4, True)]
    assert regrade(correction=correction, actor=None, at=LATER, allows_worse=True) == 1
    assert numbers(attempt) == [(1, 4, True), (2, 3, True)]


@pytest.mark.django_db
@pytest.mark.parametrize("allows_worse", [False, True])
def test_twice_changes_nothing(allows_worse):
    edition = make_edition()
    for place in (0, 1, 2):
        picks_with(edition, place)
    correction = correct(version_of(edition), 1)
    marked = regrade(correction=correction, actor=None, at=LATER, allows_worse=allows_worse)
    assert marked == (2 if allows_worse else 1)
    assert regrade(correction=correction, actor=None, at=LATER, allows_worse=allows_worse) == 0
    assert Marking.objects.count() == 3 + marked


@pytest.mark.django_db
def test_database_refuses_to_mark_twice_for_a_correction():
    edition = make_edition()
    picks_with(edition, 1)
    correct_and_regrade(version_of(edition), 1)
    marking = Marking.objects.get(number=2)
    marking.pk, marking.number = None, 3
    with pytest.raises(IntegrityError), transaction.atomic():
        marking.save(force_insert=True)


@pytest.mark.django_db
def test_all_editions_releases_and_tests_that_ask_the_version_are_marked():
    first = make_edition()
    before = [picks_with(first, 1), picks_with(first, 1, role="pre")]
    second = publish_correction(first, Correction.MINOR, at=NOW)
    third = publish_correction(second, Correction.MATERIAL, at=NOW + timedelta(seconds=1))
    attempts = [*before, picks_with(second, 1), picks_with(third, 1)]
    other = picks_with(make_edition(), 1)
    assert correct_and_regrade(version_of(first), 1) == 4
    assert [attempt.markings.count() for attempt in (*attempts, other)] == [2, 2, 2, 2, 1]


@pytest.mark.django_db
def test_void_question_gives_the_point_to_those_who_left_it_open_too():
    edition = make_edition()
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    submit_picks(attempt=attempt, picks={}, at=LATER)
    correction = correct(version_of(edition), key={"is_void": True})
    assert regrade(correction=correction, actor=None, at=LATER) == 1
    assert attempt.markings.get(number=2).item_points == [1, None, None, None]


@pytest.mark.django_db
def test_correction_that_was_not_applied_does_not_eat_what_another_gives():
    edition = make_edition()
    attempt = picks_with(edition, 0)
    correct_and_regrade(version_of(edition, 0), 1)  # would cost a point: stays
    wrong = Attempt.objects.get(pk=attempt.pk)
    version = version_of(edition, 1)
    attempt = picks_with(edition, 1, item=1)
    assert numbers(attempt)[-1][1] == 2  # marked with the first correction from the start
    assert correct_and_regrade(version, 1) == 1
    assert numbers(attempt)[-1][1] == 3
    assert numbers(wrong) == [(1, 4, True)]


@pytest.mark.django_db
def test_submission_after_the_correction_is_marked_with_it_from_the_start():
    edition = make_edition()
    correction = correct(version_of(edition), 1)
    attempt = picks_with(edition, 1)
    assert numbers(attempt) == [(1, 4, True)]
    assert regrade(correction=correction, actor=None, at=LATER) == 0


@pytest.mark.django_db
def test_later_correction_takes_over_and_an_earlier_one_is_refused():
    edition = make_edition()
    attempts = [picks_with(edition, place, wrong=1) for place in (1, 2)]
    first = correct(version_of(edition), 1)
    second = correct(version_of(edition), 2)
    with pytest.raises(RegradeRefused, match="a later one has followed"):
        regrade(correction=first, actor=None, at=LATER)
    assert regrade(correction=second, actor=None, at=LATER) == 1
    assert [attempt.markings.count() for attempt in attempts] == [1, 2]


@pytest.mark.django_db
def test_preview_tells_what_regrading_does_and_writes_nothing():
    edition = make_edition()
    attempts = [picks_with(edition, 1, wrong=1), picks_with(edition, 0), picks_with(edition, 2)]
    open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    version = version_of(edition)
    changes = list(preview_regrade(version=version, key={"keys": [option_of(version, 1)]}, at=LATER))
    told = [(change.before.points, change.after.points, change.is_better, change.is_worse) for change in changes]
    assert [change.attempt for change in changes] == attempts
    assert told == [(2, 3, True, False), (4, 3, False, True), (3, 3, False, False)]
    assert [change.is_newly_passed for change in changes] == [True, False, False]
    assert (Marking.objects.count(), AttemptStep.objects.filter(kind="regraded").count()) == (3, 0)
    before_reading = picks_with(edition, 1, wrong=1, role="pre")
    *_, last = preview_regrade(version=version, key={"keys": [option_of(version, 1)]}, at=LATER)
    assert (last.attempt, last.is_better, last.is_newly_passed) == (before_reading, True, False)


@pytest.mark.django_db
def test_killed_in_the_middle_leaves_whole_batches_and_the_next_run_finishes(monkeypatch):
    monkeypatch.setattr(regrading, "BATCH", 2)
    edition = make_edition()
    for _ in range(5):
        picks_with(edition, 1)
    correction = correct(version_of(edition), 1)
    write, calls = AttemptStep.objects.bulk_create, []

    class Killed(BaseException):
        """As SystemExit: nothing catches it."""

    def die_in_the_second_batch(rows):
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return write(rows)

    with monkeypatch.context() as patch:
        patch.setattr(AttemptStep.objects, "bulk_create", die_in_the_second_batch)
        with pytest.raises(Killed):
            regrade(correction=correction, actor=None, at=LATER)
    assert (Marking.objects.filter(number=2).count(), AttemptStep.objects.filter(kind="regraded").count()) == (2, 2)
    assert regrade(correction=correction, actor=None, at=LATER) == 3


@pytest.mark.django_db
def test_queries_of_a_batch_do_not_grow_with_its_attempts():
    edition = make_edition()
    counts = []
    for place, number in ((1, 1), (2, 20)):
        for _ in range(number):
            picks_with(edition, place)
        correction = correct(version_of(edition), place)
        with CaptureQueriesContext(connection) as queries:
            regrade(correction=correction, actor=None, at=LATER)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_command_sweeps_and_may_run_twice():
    edition, out = make_edition(), StringIO()
    attempt = picks_with(edition, 1)
    call_command("regrade", stdout=out)
    correction = correct(version_of(edition), 1)
    call_command("regrade", stdout=out)
    call_command("regrade", correction=correction.pk, stdout=out)
    line = f"Correction {correction.pk} of version {correction.version_id}"
    assert out.getvalue() == f"No key was corrected.\n{line}: 1 marked anew.\n{line}: 0 marked anew.\n"
    assert attempt.markings.count() == 2
    with pytest.raises(CommandError, match="There is no correction"):
        call_command("regrade", correction=0)


# -- what the learner is told --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_result_shows_the_latest_marking_and_its_reason():
    edition = make_edition()
    attempt = picks_with(edition, 1, wrong=1)
    correct_and_regrade(version_of(edition), 1)
    shown = shown_after(attempt)
    assert shown.marking.is_passed
    assert shown.marking.correction.reason == REASON
    assert take_test(edition).markings.get().correction is None


@pytest.mark.django_db
@time_machine.travel(LATER, tick=False)
def test_result_page_says_that_it_was_marked_anew_and_why():
    edition = make_edition()
    attempt = picks_with(edition, 1, wrong=1)
    client, path = client_of(attempt.learner), f"/articles/{edition.slug}/test/results/1/"
    before = words(parse(client.get(path)))
    correct_and_regrade(version_of(edition), 1)
    after = words(parse(client.get(path)))
    sentence = f"Marked anew on 22 November 2026, because the key of a question was wrong: {REASON}"
    assert "Not passed yet" in before
    assert "Marked anew" not in before
    assert "You passed" in after
    assert sentence in after


@pytest.mark.django_db
def test_pass_that_a_correction_took_back_is_none_any_more():
    edition = make_edition()
    attempt = picks_with(edition, 0)
    assert has_passed(attempt.learner, edition.release_id)
    for place in (0, 1):
        correction = correct(version_of(edition, place), 1)
        regrade(correction=correction, actor=None, at=LATER, allows_worse=True)
    assert numbers(attempt)[-1][-1] is False
    assert not has_passed(attempt.learner, edition.release_id)
    assert takers_of(edition.release)["passed"] == 0
    again = open_attempt(learner=attempt.learner, edition=edition, role="post", at=LATER + timedelta(hours=2))
    assert again.number == 2
    assert not list(attempts_keep_to_the_rules())
