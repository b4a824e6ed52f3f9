"""The invariants of moments, ratings and merged learners: each is seen when it is broken, and nothing else is."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from cme.assessment.models import Attempt
from cme.assessment.services import open_attempt
from cme.assessment.services.allowances import grant_time
from cme.evaluation.models import InstrumentVersion, Rating
from cme.evaluation.services import RatingText, begin_version, submit_evaluation
from cme.learners.models import Learner
from tests.corrections import correct_and_regrade, version_of
from tests.desk.test_invariants import broken, run, unguard
from tests.factories import BEFORE, NOW, make_alias, make_edition, make_learner, take_test

pytestmark = pytest.mark.django_db
SUBMITTED = NOW + timedelta(minutes=1)
YEARS = timedelta(days=2000)
OLDER = "nothing-is-older-than-its-edition"
ANSWERS = "answers-are-of-the-time-of-their-attempt"
MARKING = "first-marking-is-of-the-submission"
DEADLINE = "deadlines-are-those-of-the-edition"
SCALE = "ratings-are-on-the-scale"


def set_moment(table: str, column: str, moment: datetime, where: str = "TRUE") -> None:
    with connection.cursor() as cursor:
        value = connection.ops.adapt_datetimefield_value(moment)
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {where}", [value])


def rate(*values: int) -> None:
    version = InstrumentVersion.objects.latest("number")
    rows = version.sheet["statements"]
    ratings = {row["id"]: RatingText(value=value) for row, value in zip(rows, values, strict=False)}
    submit_evaluation(learner=make_learner(), edition=make_edition(), version=version, ratings=ratings, at=NOW)


# -- moments -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("before", "expected"), [(timedelta(seconds=50), set()), (YEARS, {OLDER})])
def test_attempt_before_its_edition_is_seen(before, expected):
    open_attempt(learner=make_learner(), edition=make_edition(), role="post", at=NOW)
    unguard("assessment_attempt")
    set_moment("assessment_attempt", "opened_at", BEFORE - before)
    assert broken() == expected


def test_rating_before_its_edition_is_seen():
    rate(5)
    set_moment("evaluation_evaluation", "changed_at", BEFORE - YEARS)
    assert broken() == {OLDER}


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (NOW - YEARS, {ANSWERS}),
        (NOW - timedelta(seconds=50), set()),
        (NOW, set()),
        (SUBMITTED + timedelta(seconds=50), set()),
        (SUBMITTED + YEARS, {ANSWERS}),
    ],
)
def test_answer_outside_the_time_of_its_attempt_is_seen(moment, expected):
    take_test(make_edition())
    unguard("assessment_answer")
    set_moment("assessment_answer", "saved_at", moment)
    assert broken() == expected


@pytest.mark.parametrize("by", [YEARS, -YEARS])
def test_first_marking_at_another_moment_is_seen(by):
    take_test(make_edition())
    unguard("assessment_marking")
    set_moment("assessment_marking", "marked_at", SUBMITTED + by)
    assert broken() == {MARKING}


def test_later_marking_before_the_first_is_seen():
    edition = make_edition()
    take_test(edition, wrong=1)
    correct_and_regrade(version_of(edition), 1)
    assert broken() == set()
    unguard("assessment_marking")
    set_moment("assessment_marking", "marked_at", NOW - YEARS, "number = 2")
    assert MARKING in broken()


def test_deadlines_with_more_time_break_nothing():
    edition, learner = make_edition(time_limit_minutes=31), make_learner()
    grant_time(learner=learner, extra_percent=300, actor=None, at=BEFORE)
    open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    take_test(edition)
    take_test(edition, role="pre")
    assert broken() == set()


@pytest.mark.parametrize("role", ["pre", "post"])
def test_deadline_without_a_limit_is_seen(role):
    open_attempt(learner=make_learner(), edition=make_edition(), role=role, at=NOW)
    unguard("assessment_attempt")
    set_moment("assessment_attempt", "deadline_at", NOW + timedelta(minutes=30))
    assert broken() == {DEADLINE}


@pytest.mark.parametrize("minutes", [None, 29, 121])
def test_deadline_that_the_limit_does_not_give_is_seen(minutes):
    edition = make_edition(time_limit_minutes=30)
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    unguard("assessment_attempt")
    if minutes is None:
        run(f"UPDATE assessment_attempt SET deadline_at = NULL WHERE id = {attempt.pk}")
    else:
        moment = NOW + timedelta(minutes=minutes)
        set_moment("assessment_attempt", "deadline_at", moment, f"id = {attempt.pk}")
    assert broken() == {DEADLINE}


# -- ratings and learners ------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    ["value = 9", "value = 0", "value = NULL", "outside = 'already'", "comment = 'Good.'", "statement_id = {foreign}"],
)
def test_rating_off_the_scale_is_seen(change):
    rate(5, 4)
    foreign = begin_version(latest=InstrumentVersion.objects.latest("number")).statements.first().pk
    unguard("evaluation_rating")
    run(f"UPDATE evaluation_rating SET {change.format(foreign=foreign)} WHERE value = 4")
    assert broken() == {SCALE}


def test_evaluation_without_ratings_is_seen():
    rate(5)
    Rating.objects.all().delete()
    assert broken() == {"evaluations-rate-something"}


def test_learner_merged_into_itself_or_along_a_chain_is_seen():
    first = make_learner()
    second = make_alias(first)
    third = make_learner()
    take_test(make_edition(), third)
    assert broken() == set()
    Learner.objects.filter(pk=third.pk).update(merged_into=second)
    assert broken() == {"learners-are-merged-into-one-who-goes-on"}
    Learner.objects.filter(pk=third.pk).update(merged_into=None)
    unguard("learners_learner")
    run(f"UPDATE learners_learner SET merged_into_id = id WHERE id = {third.pk}")
    assert broken() == {"learners-are-merged-into-one-who-goes-on"}
    assert Attempt.objects.count() == 1
