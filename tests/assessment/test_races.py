"""Everything at once, with real threads and transactions, on whichever database the suite runs on.

Each race has a negative control: the same threads on a scratch table without the constraint or the lock that the real
one relies on. There the race is lost, so the harness does let threads overtake each other.
"""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import F

from cme.access.models import Attestation, Statement
from cme.access.services import record_attestation
from cme.assessment.models import Answer, Attempt, AttemptStep, Marking, Pick
from cme.assessment.responses import Response
from cme.assessment.services import AttemptRefused, open_attempt
from cme.assessment.services.intext import answer_in_text, checked_response
from cme.assessment.serving import served_items
from cme.learners.models import Learner
from cme.progress.models import OF_THE_PAGE, Step
from cme.progress.services import record_steps
from content.models import Edition
from content.services.publishing import Correction, publish_article
from tests.answers import kept_options, kept_picks, save_picks, submit_picks
from tests.factories import NOW, add_question, correct, make_article, make_learner, right_picks, take_test
from tests.kinds import publish_kinds
from tests.racing import faults, race

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 8
LATER = NOW + timedelta(minutes=1)


def points_on_record(attempt: Attempt) -> int:
    """Count the points anew from the steps, as an auditor would."""
    chosen: dict[int, set[int]] = {}
    for _, item, option in kept_picks():
        chosen.setdefault(item, set()).add(option)
    return sum(item.keys == chosen.get(item.id) for item in served_items(attempt.edition_id, attempt.kind).values())


def dawdling(asked: threading.Event, tested: threading.Event, *, locks: bool) -> Callable[..., Any]:
    """Let an attempt that is being opened wait for another, with or without the lock on the learner."""

    def run(execute: Callable[..., Any], sql: str, *args: Any) -> Any:
        if sql.startswith('INSERT INTO "assessment_attempt"'):
            asked.set()
            tested.wait(1)
        return execute(sql if locks else sql.partition(" FOR NO KEY UPDATE")[0], *args)

    return run


# -- opening -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", ["post", "pre"])
def test_opening_at_once_opens_one(edition: Edition, learner: Learner, role: str) -> None:
    def act() -> int:
        return open_attempt(learner=learner, edition=edition, role=role, at=NOW).pk

    results = race(*[act] * MANY)
    assert faults(results) == []
    assert set(results) == {Attempt.objects.get().pk}


def test_no_pre_test_begins_after_the_test_did(edition: Edition) -> None:
    """docs/decisions/0007: of both at once the pre-test came first, or it was refused."""
    for _ in range(MANY):
        learner = make_learner()
        acts = [partial(open_attempt, learner=learner, edition=edition, role=role, at=NOW) for role in ("pre", "post")]
        before, after = race(*acts)
        assert isinstance(before, AttemptRefused) or before.pk < after.pk


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
@pytest.mark.parametrize("locks", [True, False])
def test_test_waits_for_a_pre_test_that_is_beginning(edition: Edition, learner: Learner, locks: bool) -> None:
    """The negative control: without the lock the test begins while the pre-test dawdles, and both are there."""
    asked, tested = threading.Event(), threading.Event()
    order: list[str] = []

    def dawdle() -> None:
        with connection.execute_wrapper(dawdling(asked, tested, locks=locks)):
            open_attempt(learner=learner, edition=edition, role="pre", at=NOW)
        order.append("pre-test")

    def test() -> None:
        asked.wait(20)
        open_attempt(learner=learner, edition=edition, role="post", at=NOW)
        order.append("test")
        tested.set()

    assert faults(race(dawdle, test)) == []
    assert order == (["pre-test", "test"] if locks else ["test", "pre-test"])


@pytest.mark.parametrize("role", ["post", "self"])
def test_opening_at_two_releases_at_once_opens_one(learner: Learner, role: str) -> None:
    """A tab of before a correction and one of after it."""
    article = make_article()
    add_question(article, in_post_test=role == "post", in_self_check=role == "self")
    edition = publish_article(article=article, actor=None, at=NOW)
    corrected = correct(edition, Correction.MATERIAL, at=NOW)
    acts = [
        partial(open_attempt, learner=learner, edition=shown, role=role, at=LATER) for shown in (edition, corrected)
    ]
    results = race(*acts * (MANY // 2))
    assert faults(results) == []
    assert set(results) == {Attempt.objects.get()}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one transaction write at a time")
@pytest.mark.parametrize("locks", [True, False])
def test_test_of_a_corrected_article_waits_for_one_that_is_beginning(
    edition: Edition, learner: Learner, locks: bool
) -> None:
    """The negative control: without the lock both releases have an attempt that is open."""
    corrected = correct(edition, Correction.MATERIAL, at=NOW)
    asked, tested = threading.Event(), threading.Event()

    def dawdle() -> None:
        with connection.execute_wrapper(dawdling(asked, tested, locks=locks)):
            open_attempt(learner=learner, edition=edition, role="post", at=LATER)

    def test() -> None:
        asked.wait(20)
        open_attempt(learner=learner, edition=corrected, role="post", at=LATER)
        tested.set()

    assert faults(race(dawdle, test)) == []
    assert Attempt.objects.count() == (1 if locks else 2)


def test_opening_the_second_at_once_opens_one(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, wrong=4)
    results = race(*[lambda: open_attempt(learner=learner, edition=edition, role="post", at=LATER).number] * MANY)
    assert results == [2] * MANY
    assert Attempt.objects.count() == 2


def test_nothing_is_opened_while_the_test_is_being_passed(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    picks = right_picks(attempt)

    def submit() -> None:
        submit_picks(attempt=attempt, picks=picks, at=LATER)

    def reopen() -> None:
        open_attempt(learner=learner, edition=edition, role="post", at=LATER)

    results = race(submit, *[reopen] * (MANY - 1))
    assert all(isinstance(fault, AttemptRefused) for fault in faults(results))
    assert Attempt.objects.get().submitted_at == LATER


# -- submitting --------------------------------------------------------------------------------------------------------
def test_submitting_at_once_closes_once_with_one_set_of_answers(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    sets = [right_picks(attempt, wrong=turn % 5) for turn in range(MANY)]

    def act(turn: int):
        return lambda: submit_picks(attempt=attempt, picks=sets[turn], at=LATER + timedelta(seconds=turn))

    results = race(*[act(turn) for turn in range(MANY)])
    assert faults(results) == []
    assert len({result.submitted_at for result in results}) == 1
    marking = Marking.objects.get()
    assert marking.points == points_on_record(attempt)
    assert (Answer.objects.count(), Pick.objects.count()) == (4, 4)


def test_saving_while_submitting_never_parts_score_and_answers(edition: Edition, learner: Learner) -> None:
    """Whatever a tab saves meanwhile is either marked or refused."""
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    right, wrong = right_picks(attempt), right_picks(attempt, wrong=4)

    def save(item: int):
        def act() -> None:
            for picks in (right, wrong, right):
                save_picks(attempt=attempt, item_id=item, option_ids=picks[item], at=LATER)

        return act

    def submit() -> Attempt:
        return submit_picks(attempt=attempt, picks={}, at=LATER)

    results = race(*[save(item) for item in right], submit, *[save(item) for item in list(right)[:3]])
    assert all(isinstance(fault, AttemptRefused) for fault in faults(results))
    marking = Marking.objects.get()
    assert marking.points == points_on_record(attempt)


def test_saving_the_same_answer_at_once_keeps_one(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    item = next(iter(served_items(edition.pk, "post").values()))

    def act(place: int):
        chosen = {item.options[place % 4].id}
        return lambda: save_picks(attempt=attempt, item_id=item.id, option_ids=chosen, at=NOW)

    assert faults(race(*[act(place) for place in range(MANY)])) == []
    assert len(kept_options()) == 1
    numbers = list(attempt.steps.values_list("sequence", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


# -- questions in the text ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kinds", [("single",), ("single", "short")])
def test_answers_in_the_text_at_once_count_one_and_all_are_told_which(learner: Learner, kinds: tuple[str, ...]) -> None:
    """Also where the first answer ends the attempt, as it does when nothing else is asked."""
    edition = publish_kinds(*kinds, where={"in_text": True, "in_post_test": False})
    item = next(iter(served_items(edition.pk, "text").values()))
    at_once = [Response(options=frozenset({option.id})) for option in item.options] * 2

    def act(response: Response):
        return lambda: answer_in_text(learner=learner, edition=edition, item=item, response=response, at=LATER)

    results = race(*[act(response) for response in at_once])
    assert faults(results) == []
    (step,) = AttemptStep.objects.filter(kind="checked")
    told = {json.dumps(checked_response(*result).as_json()) for result in results}
    assert told == {json.dumps(step.response)}
    assert Attempt.objects.count() == 1
    closed = len(kinds) == 1
    assert (Answer.objects.count(), Marking.objects.count()) == (closed, closed)
    if closed:
        assert Marking.objects.get().points == points_on_record(Attempt.objects.get())


# -- the gate and the steps --------------------------------------------------------------------------------------------
def test_first_attestations_at_once_keep_one_wording(edition: Edition) -> None:
    learners = [make_learner() for _ in range(MANY)]
    acts = [lambda who=who: record_attestation(learner=who, profession="nurse", at=NOW) for who in learners]
    assert faults(race(*acts)) == []
    assert (Statement.objects.count(), Attestation.objects.count()) == (1, MANY)


def test_steps_at_once_are_recorded_once(edition: Edition, learner: Learner) -> None:
    acts = [lambda: record_steps(learner=learner, edition=edition, kinds=OF_THE_PAGE, at=NOW)] * MANY
    assert faults(race(*acts)) == []
    assert Step.objects.count() == 3


# -- negative controls -------------------------------------------------------------------------------------------------
@pytest.fixture
def scratch() -> Iterator[None]:
    """A table that looks like an attempt and lacks what protects one."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (id integer, learner integer, is_closed integer, points integer)")
        cursor.execute("INSERT INTO scratch VALUES (0, 0, 0, 0)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE scratch")


def query(sql: str) -> list[tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []


def test_without_the_constraint_opening_at_once_opens_several(scratch: None) -> None:
    seen = threading.Barrier(MANY)

    def act() -> None:
        if not query("SELECT id FROM scratch WHERE learner = 1"):
            seen.wait(timeout=20)  # every thread has looked before the first one writes
            query("INSERT INTO scratch VALUES (1, 1, 0, 0)")

    assert faults(race(*[act] * MANY)) == []
    assert query("SELECT count(*) FROM scratch WHERE learner = 1") == [(MANY,)]


def test_without_lock_and_constraint_two_answers_in_the_text_count(edition: Edition, learner: Learner) -> None:
    """On real rows: who looks for an answer before the other has written one fixes a second one.

    The constraint refuses that even where the lock was forgotten, so the control takes it away.
    """
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    item, seen = attempt.served[0], threading.Barrier(2)

    def act(turn: int):
        def fix() -> None:
            steps = AttemptStep.objects.filter(attempt=attempt, item=item, kind="checked")
            is_answered = steps.exists()
            seen.wait(timeout=20)
            if not is_answered:
                steps.create(
                    attempt=attempt, item_id=item, kind="checked", sequence=turn, response={"options": [turn]},
                    taken_at=NOW,
                )  # fmt: skip

        return fix

    assert [type(fault) for fault in faults(race(act(1), act(2)))] == [IntegrityError]
    AttemptStep.objects.all().delete()
    (constraint,) = [row for row in AttemptStep._meta.constraints if row.name.endswith("checked_once_an_item")]
    with connection.schema_editor() as editor:
        editor.remove_constraint(AttemptStep, constraint)
    try:
        assert faults(race(act(3), act(4))) == []
        assert AttemptStep.objects.count() == 2
        AttemptStep.objects.all().delete()
    finally:
        with connection.schema_editor() as editor:
            editor.add_constraint(AttemptStep, constraint)


def test_without_the_lock_submitting_at_once_marks_several_times(scratch: None) -> None:
    seen = threading.Barrier(MANY)

    def act() -> None:
        ((is_closed,),) = query("SELECT is_closed FROM scratch WHERE id = 0")
        seen.wait(timeout=20)
        if not is_closed:
            query("UPDATE scratch SET is_closed = 1, points = points + 1 WHERE id = 0")

    assert faults(race(*[act] * MANY)) == []
    assert query("SELECT points FROM scratch WHERE id = 0") == [(MANY,)]


def test_with_the_lock_the_same_threads_mark_once(scratch: None) -> None:
    """The same reading and writing, under what ``submit_attempt`` does before it reads."""
    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""

    def act() -> None:
        with transaction.atomic():
            ((is_closed,),) = query(f"SELECT is_closed FROM scratch WHERE id = 0{lock}")
            if not is_closed:
                query("UPDATE scratch SET is_closed = 1, points = points + 1 WHERE id = 0")

    assert faults(race(*[act] * MANY)) == []
    assert query("SELECT points FROM scratch WHERE id = 0") == [(1,)]


def test_without_the_lock_a_save_slips_in_after_the_marking(edition: Edition, learner: Learner) -> None:
    """On real rows: marking what was read before another tab wrote parts score and answers."""
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    picks = right_picks(attempt)
    read, written = threading.Event(), threading.Event()

    def submit_unlocked() -> None:
        points = points_on_record(attempt)
        read.set()
        written.wait(timeout=20)
        Marking.objects.create(
            attempt=attempt, points=points, maximum_points=4, item_points=[], items_right=points,
            pass_mark_percent=75, is_passed=False, marked_at=LATER,
        )  # fmt: skip
        Attempt.objects.filter(pk=attempt.pk).update(submitted_at=F("opened_at"))

    def save() -> None:
        read.wait(timeout=20)
        item = next(iter(picks))
        save_picks(attempt=attempt, item_id=item, option_ids=picks[item], at=LATER)
        written.set()

    assert faults(race(submit_unlocked, save)) == []
    assert Marking.objects.get().points != points_on_record(attempt)
