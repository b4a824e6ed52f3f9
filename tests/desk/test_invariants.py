"""The invariants of the data: clean data breaks none, and each is seen when it is broken behind the database's back."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cme.access.services import record_attestation
from cme.assessment.models import Attempt, Marking
from cme.assessment.services import open_attempt, settle_overdue
from cme.desk.invariants import find_broken, invariants
from cme.evaluation.models import Evaluation, InstrumentVersion
from content.models import CorrectedRationale, EditionItem
from tests.answers import save_picks, submit_picks
from tests.assessment.test_regrading import picks_with
from tests.corrections import correct, correct_and_regrade, option_of, version_of
from tests.factories import NOW, add_question, make_article, make_edition, make_learner, right_picks, take_test

pytestmark = pytest.mark.django_db


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def unguard(*tables: str) -> None:
    """Put copies that have no constraint and no trigger in the place of tables."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in tables:
        run(f"ALTER TABLE {table} RENAME TO {table}_guarded")
        run(f"CREATE TABLE {table} AS SELECT * FROM {table}_guarded")


def broken() -> set[str]:
    return {found.invariant for found in find_broken()}


def copy_row(table: str, pk: int, **values: object) -> None:
    """Put a copy of a row into an unguarded table, with other values."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} WHERE id = {pk}")
        row = dict(zip([column[0] for column in cursor.description], cursor.fetchone(), strict=True))
        row |= {"id": 10_000} | values
        marks = ", ".join(["%s"] * len(row))
        cursor.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


@pytest.fixture
def attempt() -> Attempt:
    """A submitted attempt with saves, right but for its first item."""
    attempt = open_attempt(learner=make_learner(), edition=make_edition(), role="post", at=NOW)
    picks = right_picks(attempt, wrong=1)
    for item, options in list(picks.items())[:2]:
        save_picks(attempt=attempt, item_id=item, option_ids=options, at=NOW)
    return submit_picks(attempt=attempt, picks=picks, at=NOW + timedelta(minutes=1))


# -- clean ---------------------------------------------------------------------------------------------------------
def test_clean_data_breaks_nothing(attempt):
    edition = make_edition(attempts_allowed=3)
    learner = make_learner()
    for wrong in (4, 3, 0):
        take_test(edition, learner, wrong=wrong, at=NOW + timedelta(hours=4 - wrong))
    take_test(edition, role="pre")
    open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    record_attestation(learner=learner, profession="nurse", at=NOW)
    assert broken() == set()


def test_regraded_data_breaks_nothing():
    edition = make_edition()
    correct(version_of(edition, 2), 1, at=NOW)
    for place in (0, 1, 2, 3):
        picks_with(edition, place, wrong=1)
    correct_and_regrade(version_of(edition), 1)
    correct_and_regrade(version_of(edition), 0, 2, allows_worse=True)
    correct_and_regrade(version_of(edition, 1), 3)
    picks_with(edition, 0, item=2)
    assert broken() == set()


def test_simulated_learners_break_nothing():
    for _ in range(3):
        make_edition()
    call_command("simulate_learners", learners=15, seed=3, stdout=StringIO())
    assert Attempt.objects.count() > 10
    assert broken() == set()


def test_every_invariant_has_a_sentence():
    assert len(invariants()) == 72
    assert all(sentence.endswith(".") for sentence in invariants().values())


# -- rows together -------------------------------------------------------------------------------------------------
def test_second_open_attempt_is_seen():
    attempt = open_attempt(learner=make_learner(), edition=make_edition(), role="post", at=NOW)
    unguard("assessment_attempt")
    copy_row("assessment_attempt", attempt.pk, number=2)
    assert broken() == {"one-attempt-is-open"}


def test_gap_in_the_numbers_of_attempts_is_seen(attempt):
    unguard("assessment_attempt")
    run("UPDATE assessment_attempt SET number = 2")
    assert broken() == {"attempts-are-numbered-from-one"}


@pytest.mark.parametrize("rule", ["attempts_allowed", "wait_hours"])
def test_attempt_against_the_rules_is_seen(rule):
    edition, learner = make_edition(), make_learner()
    take_test(edition, learner, wrong=4)
    take_test(edition, learner, wrong=4, at=NOW + timedelta(minutes=5))
    unguard("content_edition")
    policy = json.dumps(edition.policy | {rule: 1})
    run(f"UPDATE content_edition SET policy = '{policy}'")
    assert broken() == {"attempts-keep-to-the-rules", "edition-goes-by-its-source"}


def test_attempt_after_a_pass_is_seen(attempt):
    attempt = take_test(make_edition())
    unguard("assessment_attempt")
    copy_row("assessment_attempt", attempt.pk, number=2, submitted_at=None, sequence=0)
    assert broken() == {"attempts-keep-to-the-rules"}


def test_attempt_long_after_a_regraded_pass_is_seen():
    edition = make_edition()
    attempt = picks_with(edition, 1, wrong=1)
    correct_and_regrade(version_of(edition), 1)
    unguard("assessment_attempt")
    for hours, expected in ((1, set()), (2, {"attempts-keep-to-the-rules"})):
        opened_at = NOW + timedelta(hours=hours)
        copy_row("assessment_attempt", attempt.pk, number=2, submitted_at=None, sequence=0, opened_at=opened_at)
        assert broken() == expected
        run("DELETE FROM assessment_attempt WHERE number = 2")


def test_second_first_marking_is_seen(attempt):
    unguard("assessment_marking")
    copy_row("assessment_marking", Marking.objects.get().pk)
    assert "markings-have-their-attempt-submitted-once" in broken()


def test_changed_source_is_seen(attempt):
    unguard("content_edition")
    run("UPDATE content_edition SET source_hash = 'x'")
    assert broken() == {"edition-is-what-was-hashed"}


def test_changed_dossier_is_seen(attempt):
    unguard("content_dossier")
    run("UPDATE content_dossier SET content = '{}'")
    assert broken() == {"dossier-is-what-was-hashed"}


def test_second_standing_edition_is_seen():
    edition = make_edition(questions=0, pre_test=False)
    unguard("content_edition")
    copy_row("content_edition", edition.pk, correction=1)
    assert broken() == {"one-edition-stands"}


def test_attempt_of_another_release_is_seen(attempt):
    other = make_edition()
    unguard("assessment_attempt")
    run(f"UPDATE assessment_attempt SET release_id = {other.release_id}")
    assert broken() == {"attempt-is-of-its-editions-release"}


def test_pinned_version_that_can_change_is_seen(attempt):
    unguard("content_questionversion")
    run(f"UPDATE content_questionversion SET frozen_at = NULL WHERE id = {version_of(attempt.edition).pk}")
    assert broken() == {"pinned-versions-are-frozen"}


def test_point_that_does_not_divide_is_seen(attempt):
    article = make_article()
    add_question(article)
    unguard("content_questionversion")
    run(f"UPDATE content_questionversion SET denominator = 11 WHERE id = {article.draft_items.get().version_id}")
    assert broken() == {"points-divide-evenly"}


def test_draft_item_without_version_is_seen(attempt):
    unguard("content_draftitem")
    run("UPDATE content_draftitem SET version_id = 0 WHERE position = 1")
    assert broken() == {"drafts-name-versions-that-exist"}


def test_gap_in_the_corrections_is_seen(attempt):
    correct(version_of(attempt.edition), 1)
    unguard("content_keycorrection")
    run("UPDATE content_keycorrection SET number = 2")
    assert broken() == {"corrections-are-of-asked-versions"}


def test_rationale_of_another_question_is_seen():
    edition = make_edition()
    correction = correct(version_of(edition), 1)
    assert broken() == set()
    foreign = option_of(version_of(edition, 1), 0)
    CorrectedRationale.objects.create(correction=correction, option_id=foreign, text="Of another question.")
    assert broken() == {"corrected-rationales-are-of-their-version"}


def test_correction_of_a_version_that_nobody_asks_is_seen(attempt):
    article = make_article()
    add_question(article)
    version = article.draft_items.get().version
    correct(version_of(attempt.edition), 1)
    unguard("content_keycorrection")
    run(f"UPDATE content_keycorrection SET version_id = {version.pk}")
    assert broken() == {"corrections-are-of-asked-versions", "corrected-rationales-are-of-their-version"}


def test_second_evaluation_is_seen(attempt):
    row = Evaluation.objects.create(
        learner=attempt.learner, release=attempt.release, edition=attempt.edition,
        version=InstrumentVersion.objects.get(), submitted_at=NOW, changed_at=NOW,
    )  # fmt: skip
    row.ratings.create(statement=row.version.statements.first(), value=5)
    assert broken() == set()
    unguard("evaluation_evaluation", "evaluation_rating")
    copy_row("evaluation_evaluation", row.pk)
    copy_row("evaluation_rating", row.ratings.get().pk, evaluation_id=10_000)
    assert broken() == {"one-evaluation-a-release"}


@pytest.mark.parametrize(
    "change", ["access_statement SET text = 'I confirm nothing.'", "access_attestation SET statement_id = 0"]
)
def test_attestation_to_other_words_is_seen(change):
    record_attestation(learner=make_learner(), profession="nurse", at=NOW)
    unguard("access_statement", "access_attestation")
    run(f"UPDATE {change}")
    assert broken() == {"attestations-name-their-statement"}


# -- attempt by attempt --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("change", [lambda served: [*served[:3], served[0]], lambda served: [*served[:3], 0]])
def test_items_that_are_not_of_the_test_are_seen(attempt, change):
    unguard("assessment_attempt")
    run(f"UPDATE assessment_attempt SET served = '{json.dumps(change(attempt.served))}'")
    assert "attempt-asks-items-of-its-test" in broken()


def test_attempt_that_asks_nothing_is_seen(attempt):
    unguard("assessment_attempt")
    run("UPDATE assessment_attempt SET served = '[]'")
    assert "attempt-asks-items-of-its-test" in broken()


def test_answer_to_another_tests_item_is_seen(attempt):
    other = EditionItem.objects.filter(edition=attempt.edition, role="pre").first()
    unguard("assessment_answer")
    run(f"UPDATE assessment_answer SET item_id = {other.pk} WHERE item_id = {attempt.served[3]}")
    assert "answers-are-to-items-that-were-asked" in broken()


def test_pick_of_another_versions_option_is_seen(attempt):
    foreign = option_of(version_of(attempt.edition, 1), 1)
    first = attempt.answers.get(item=attempt.served[0])
    unguard("assessment_pick")
    run(f"UPDATE assessment_pick SET option_id = {foreign} WHERE answer_id = {first.pk}")
    assert "answers-are-among-those-offered" in broken()


def test_answers_of_an_open_attempt_are_seen(attempt):
    unguard("assessment_attempt")
    run("UPDATE assessment_attempt SET submitted_at = NULL")
    assert "open-attempt-has-neither-answers-nor-markings" in broken()
    assert "markings-have-their-attempt-submitted-once" in broken()


def test_attempt_without_marking_is_seen(attempt):
    Marking.objects.all().delete()
    assert broken() == {"submitted-attempt-is-marked"}


def test_gap_in_the_markings_is_seen(attempt):
    unguard("assessment_marking")
    run("UPDATE assessment_marking SET number = 2")
    assert "submitted-attempt-is-marked" in broken()


def test_gap_in_the_steps_is_seen(attempt):
    attempt.steps.filter(sequence=1).delete()
    assert "steps-have-no-gap" in broken()


def test_regrade_without_its_step_is_seen():
    edition = make_edition()
    attempt = picks_with(edition, 1)
    correct_and_regrade(version_of(edition), 1)
    attempt.steps.get(kind="regraded").delete()
    assert broken() == {"steps-have-no-gap"}


def test_save_after_the_submission_is_seen(attempt):
    unguard("assessment_attemptstep")
    run("UPDATE assessment_attemptstep SET sequence = 5 - sequence WHERE sequence > 1")
    assert "submitting-is-the-last-step" in broken()


def move_step(sequence: int, by: timedelta) -> None:
    unguard("assessment_attemptstep")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE assessment_attemptstep SET taken_at = %s WHERE sequence = %s",
            [connection.ops.adapt_datetimefield_value(NOW + by), sequence],
        )


@pytest.mark.parametrize("by", [timedelta(hours=-2), timedelta(minutes=2), timedelta(hours=2)])
def test_steps_out_of_order_are_seen(attempt, by):
    move_step(1, by)
    assert broken() == {"steps-are-in-order-of-time"}


@pytest.mark.parametrize(("saved", "is_in_order"), [(timedelta(milliseconds=332), True), (timedelta(minutes=9), False)])
def test_save_of_the_grace_is_in_order_where_an_earlier_version_gave_the_test_its_deadline(saved, is_in_order):
    edition = make_edition(time_limit_minutes=30)
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    late, (item, options) = timedelta(minutes=30, milliseconds=332), next(iter(right_picks(attempt).items()))
    submit_picks(attempt=attempt, picks={item: options}, at=NOW + late)
    assert broken() == set()
    move_step(1, timedelta(minutes=30) + saved)
    unguard("assessment_attempt")
    run("UPDATE assessment_attempt SET submitted_at = deadline_at")
    assert broken() == (set() if is_in_order else {"steps-are-in-order-of-time"})


def test_test_that_bears_its_deadline_and_was_found_later_is_in_order():
    edition = make_edition(time_limit_minutes=30)
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    settle_overdue(attempt=attempt, at=NOW + timedelta(days=1))
    attempt.refresh_from_db()
    assert attempt.submitted_at == NOW + timedelta(minutes=30)
    assert broken() == set()


def test_answer_that_is_not_what_was_submitted_is_seen(attempt):
    last = attempt.answers.get(item=attempt.served[3])
    option = last.picks.get().option
    unguard("assessment_pick")
    other = option.version.options.exclude(pk=option.pk).first()
    run(f"UPDATE assessment_pick SET option_id = {other.pk} WHERE answer_id = {last.pk}")
    assert broken() == {"answers-are-what-was-submitted", "first-marking-is-what-the-answers-are-worth"}


@pytest.mark.parametrize(
    "change", ["points = 4, items_right = 4, item_points = '[1, 1, 1, 1]'", "points = 2", "maximum_points = 5",
               "items_right = 2", "pass_mark_percent = 60"]
)  # fmt: skip
def test_marking_that_the_answers_do_not_give_is_seen(attempt, change):
    unguard("assessment_marking")
    run(f"UPDATE assessment_marking SET {change}")
    assert "first-marking-is-what-the-answers-are-worth" in broken()


@pytest.mark.parametrize(("seconds", "expected"), [(1, set()), (-1, {"first-marking-is-what-the-answers-are-worth"})])
def test_key_that_was_corrected_within_the_minute_before_may_have_waited_for_its_turn(seconds, expected):
    edition = make_edition()
    picks_with(edition, 1)  # marked at NOW and a minute, by the old key
    correct(version_of(edition), 1, at=NOW + timedelta(seconds=seconds))
    assert broken() == expected


def test_key_that_held_before_the_submission_is_no_excuse():
    edition = make_edition()
    correct(version_of(edition), 1, at=NOW)
    attempt = picks_with(edition, 1)
    unguard("assessment_marking")
    run("UPDATE assessment_marking SET points = 3, items_right = 3, item_points = '[0, 1, 1, 1]'")
    assert attempt.markings.get().points == 3
    assert broken() == {"first-marking-is-what-the-answers-are-worth"}


@pytest.mark.parametrize(
    "change", ["correction_id = NULL", "points = 4, items_right = 4, item_points = '[1, 1, 1, 1]'"]
)
def test_later_marking_that_changes_more_is_seen(change):
    edition = make_edition()
    picks_with(edition, 1, wrong=1)
    correct_and_regrade(version_of(edition), 1)
    unguard("assessment_marking")
    run(f"UPDATE assessment_marking SET {change} WHERE number = 2")
    assert broken() == {"later-marking-changes-the-corrected-item-alone"}


def test_pass_that_the_points_do_not_give_is_seen(attempt):
    assert attempt.markings.get().is_passed
    unguard("assessment_marking")
    run(f"UPDATE assessment_marking SET is_passed = {'0' if connection.vendor == 'sqlite' else 'FALSE'}")
    assert broken() == {"pass-agrees-with-the-points"}


def test_row_that_cannot_be_read_is_reported(attempt):
    unguard("assessment_marking")
    run("UPDATE assessment_marking SET item_points = '\"none\"'")
    assert any("cannot be read" in found.row for found in find_broken())


# -- the command ---------------------------------------------------------------------------------------------------
def test_command_says_how_many_hold(attempt):
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue().startswith(f"{len(invariants())} invariants checked in ")


def test_command_prints_what_breaks_and_fails(attempt):
    Marking.objects.all().delete()
    out = StringIO()
    with pytest.raises(CommandError, match=r"^1 row breaks 1 invariant\.$"):
        call_command("check_invariants", stdout=out)
    assert f"submitted-attempt-is-marked: attempt {attempt.pk}: it is submitted and not marked" in out.getvalue()


def test_command_answers_with_json(attempt):
    Marking.objects.all().delete()
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("check_invariants", json=True, stdout=out)
    said = json.loads(out.getvalue())
    assert said["broken"] == {"submitted-attempt-is-marked": 1}
    assert said["rows"][0]["row"] == f"attempt {attempt.pk}: it is submitted and not marked"


def test_reading_takes_as_many_queries_for_ten_attempts_as_for_one():
    edition = make_edition()
    picks_with(edition, 1)
    counts = []
    for number in (0, 9):
        for _ in range(number):
            picks_with(edition, 1)
        with CaptureQueriesContext(connection) as queries:
            assert broken() == set()
        counts.append(len(queries))
    assert counts[0] == counts[1]
