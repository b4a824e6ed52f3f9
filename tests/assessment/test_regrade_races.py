"""Regrading, submitting, saving and opening at once: every invariant of the data holds at the end.

Negative controls: the same interleaving without what protects it is lost. Those of the constraints on opening and of
the lock on submitting are in ``test_races``.
"""

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cme.assessment.models import Answer, Attempt, Marking
from cme.assessment.services import AttemptRefused, RegradeRefused, open_attempt, regrade
from cme.desk.invariants import find_broken
from cme.learners.models import Learner
from content.models import Edition, KeyCorrection
from content.services.corrections import CorrectedMeanwhile
from tests.answers import save_picks, submit_picks
from tests.corrections import correct, option_of, version_of
from tests.factories import NOW, make_edition, make_learner, right_picks, take_test
from tests.racing import faults, race
from tests.working import work_at_once

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8


def broken() -> list[str]:
    return [f"{found.invariant}: {found.row}" for found in find_broken()]


def picking(attempt: Attempt, place: int) -> dict[int, set[int]]:
    """Answer every item with the option at a place."""
    items = attempt.edition.items.filter(role=attempt.kind)
    return {item.pk: {option_of(item.version, place)} for item in items}


def passes_alone(results: list[object], *refusals: type[Exception]) -> bool:
    return all(isinstance(fault, refusals) for fault in faults(results))


# -- regrade against submit ----------------------------------------------------------------------------------------
def test_submission_that_read_the_old_key_is_marked_anew(edition: Edition, learner: Learner) -> None:
    """The submission has read the corrections and not yet ended when the key is corrected and all is regraded."""
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=timezone.now())
    read, regraded = threading.Event(), threading.Event()

    def submit() -> None:
        with transaction.atomic():
            submit_picks(attempt=attempt, picks=picking(attempt, 1), at=timezone.now())
            read.set()
            regraded.wait(timeout=1)  # nobody gets that far before this transaction ends

    def correct_and_regrade() -> int:
        read.wait(timeout=20)
        correction = correct(version_of(edition), 1, at=timezone.now())
        marked = regrade(correction=correction, actor=None, at=timezone.now())
        regraded.set()
        return marked

    results = race(submit, correct_and_regrade)
    assert results == [None, 1]
    assert list(attempt.markings.values_list("points", flat=True)) == [0, 1]
    assert broken() == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite the correction itself waits its turn")
def test_without_locking_open_attempts_that_submission_is_missed(edition: Edition, learner: Learner) -> None:
    """Negative control: what looks for submitted attempts alone does not see one that is being submitted."""
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=timezone.now())
    read, looked = threading.Event(), threading.Event()

    def submit() -> None:
        with transaction.atomic():
            submit_picks(attempt=attempt, picks=picking(attempt, 1), at=timezone.now())
            read.set()
            looked.wait(timeout=20)

    def look() -> int:
        read.wait(timeout=20)
        correct(version_of(edition), 1, at=timezone.now())
        with transaction.atomic():
            found = len(Attempt.objects.submitted().select_for_update())
        looked.set()
        return found

    assert race(submit, look) == [None, 0]
    assert attempt.markings.count() == 1
    assert regrade(correction=KeyCorrection.objects.get(), actor=None, at=timezone.now()) == 1


def test_regrading_at_once_marks_each_attempt_once(edition: Edition) -> None:
    for _ in range(5):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        submit_picks(attempt=attempt, picks=picking(attempt, 1), at=NOW)
    correction = correct(version_of(edition), 1)
    results = race(*[lambda: regrade(correction=correction, actor=None, at=timezone.now())] * MANY)
    assert faults(results) == []
    assert sum(results) == 5
    assert broken() == []


def test_correcting_at_once_with_one_number_corrects_once(edition: Edition) -> None:
    version = version_of(edition)
    results = race(*[lambda: correct(version, 1, number=1)] * MANY)
    assert passes_alone(results, CorrectedMeanwhile)
    assert len(faults(results)) == MANY - 1
    assert KeyCorrection.objects.count() == 1


def test_starting_saving_submitting_and_regrading_at_once_keep_every_invariant(edition: Edition) -> None:
    version, learners = version_of(edition), [make_learner() for _ in range(3)]

    def take(learner: Learner, place: int):
        def act() -> None:
            for turn in range(4):
                attempt = open_attempt(learner=learner, edition=edition, role="post", at=timezone.now())
                picks = picking(attempt, (place + turn) % 4)
                for item, options in picks.items():
                    save_picks(attempt=attempt, item_id=item, option_ids=options, at=timezone.now())
                submit_picks(attempt=attempt, picks=picks, at=timezone.now())

        return act

    def mark_anew() -> None:
        for place in (1, 2, 3, 0, 1):
            correction = correct(version, place, at=timezone.now())
            regrade(correction=correction, actor=None, at=timezone.now())

    takers = [take(learner, place) for learner in learners for place in (0, 1)]
    *results, seen_meanwhile, marked = race(*takers, broken, mark_anew)
    assert seen_meanwhile == []  # the check may run beside the site
    assert passes_alone(results, AttemptRefused, RegradeRefused), faults(results)
    assert marked is None
    assert Attempt.objects.submitted().count() >= 3
    last = KeyCorrection.objects.order_by("-number")[0]
    assert regrade(correction=last, actor=None, at=timezone.now()) == 0  # no attempt was missed
    assert broken() == []


# -- submitting and opening ----------------------------------------------------------------------------------------
def test_64_submissions_of_one_attempt_have_one_result(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    sets = [right_picks(attempt, wrong=turn % 5) for turn in range(64)]

    def act(turn: int):
        return lambda: submit_picks(attempt=attempt, picks=sets[turn], at=NOW + timedelta(seconds=turn))

    results = race(*[act(turn) for turn in range(64)], connects=False)
    assert faults(results) == []
    assert len({result.submitted_at for result in results}) == 1
    assert (Marking.objects.count(), Answer.objects.count()) == (1, 4)
    assert broken() == []


def test_attempts_beyond_the_limit_are_refused_at_once() -> None:
    edition, learner = make_edition(attempts_allowed=2), make_learner()

    def act() -> None:
        for _ in range(3):
            attempt = open_attempt(learner=learner, edition=edition, role="post", at=timezone.now())
            submit_picks(attempt=attempt, picks=picking(attempt, 3), at=timezone.now())

    results = race(*[act] * MANY)
    assert passes_alone(results, AttemptRefused)
    assert len(faults(results)) == MANY
    assert Attempt.objects.count() == 2
    assert broken() == []


def test_drawing_at_once_draws_one_set_a_learner() -> None:
    edition = make_edition(questions=6, items_drawn=3, shuffles_items=True, pre_test=False)
    learners = [make_learner() for _ in range(2)]
    acts = [
        lambda who=who: open_attempt(learner=who, edition=edition, role="post", at=timezone.now()).served
        for who in learners * (MANY // 2)
    ]
    results = race(*acts)
    assert faults(results) == []
    for place, learner in enumerate(learners):
        served = Attempt.objects.get(learner=learner).served
        assert len(served) == 3
        assert all(result == served for result in results[place::2])
    assert broken() == []


def test_wait_between_attempts_holds_at_once() -> None:
    edition, learner = make_edition(wait_hours=1), make_learner()
    ended = take_test(edition, learner, wrong=4).submitted_at
    early, late = ended + timedelta(minutes=59), ended + timedelta(minutes=60)

    def act(moment):
        return lambda: open_attempt(learner=learner, edition=edition, role="post", at=moment).number

    assert passes_alone(race(*[act(early)] * MANY), AttemptRefused)
    assert Attempt.objects.count() == 1
    results = race(*[act(early), act(late)] * (MANY // 2))
    assert passes_alone(results, AttemptRefused)  # those too early, unless one who was not came first
    assert set(results[1::2]) == {2}
    assert broken() == []


# -- processes -----------------------------------------------------------------------------------------------------
@pytest.mark.slow
def test_processes_submitting_one_attempt_have_one_result(edition: Edition, learner: Learner, tmp_path) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=timezone.now())
    tasks = [("submit", {"attempt": attempt.pk, "seed": seed, "times": 16}) for seed in range(4)]
    moments = {moment for said in work_at_once(tasks, tmp_path) for moment in said}
    assert len(moments) == 1
    assert Marking.objects.count() == 1
    assert broken() == []


@pytest.mark.slow
def test_processes_taking_tests_and_correcting_keys_keep_every_invariant(edition: Edition, tmp_path) -> None:
    learners = [make_learner().pk for _ in range(15)]
    version = version_of(edition)
    takers = [("take", {"learners": learners, "edition": edition.pk, "seed": seed}) for seed in range(3)]
    *taken, marked = work_at_once([*takers, ("correct", {"version": version.pk, "times": 12, "seed": 9})], tmp_path)
    assert sum(said["submitted"] for said in taken) >= 15
    assert Attempt.objects.submitted().count() >= 15
    assert Marking.objects.filter(number__gt=1).count() == marked
    last = KeyCorrection.objects.order_by("-number")[0]
    assert regrade(correction=last, actor=None, at=timezone.now()) == 0
    assert broken() == []
