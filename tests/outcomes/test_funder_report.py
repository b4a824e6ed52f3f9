"""What a funder may be shown of an article (S5)."""

from datetime import date, timedelta

import pytest

from cme.access.services import record_attestation
from cme.assessment.services import open_attempt
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from cme.outcomes.funder_report import COLUMNS, Period, figures_of, rows_of
from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from tests.answers import submit_picks
from tests.factories import BEFORE, NOW, make_alias, make_edition, make_learner, right_picks, take_test

pytestmark = pytest.mark.django_db
MONTH = Period(date(2026, 11, 1), date(2026, 11, 30))
LATER = NOW + timedelta(days=30)


def visit(edition, *, profession="nurse", wrong=0, value=5, at=NOW, **fields):
    learner = make_learner(**fields)
    record_attestation(learner=learner, profession=profession, at=at)
    record_steps(learner=learner, edition=edition, kinds=OF_THE_PAGE, at=at)
    take_test(edition, learner, wrong=wrong, at=at)
    version = InstrumentVersion.objects.get()
    first = version.statements.all()[0]
    ratings = {first.pk: RatingText(value=value)}
    submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=at)
    return learner


def figures(edition, period=MONTH):
    return figures_of(edition.release.article, period, smallest=5, at=LATER)


def test_aggregates_are_those_of_people_in_the_period():
    edition = make_edition(questions=2, pre_test=False)
    for place in range(12):
        visit(edition, profession="physician" if place < 6 else "nurse", wrong=2 if place < 5 else 0)
    visit(edition, is_simulated=True)
    visit(edition, at=NOW + timedelta(days=20))
    found = figures(edition)["releases"]
    assert [row["n"] for row in found[0]["reach"]] == [12, 12, 12]
    assert sorted(row["n"] for row in found[0]["professions"]) == [6, 6]
    pre, post = found[0]["tests"]
    assert (pre["n"], pre["mean_percent"], pre["passed"]) == (None, None, None)
    assert (post["n"], post["mean_percent"], post["passed"]) == (12, 58, 7)
    assert found[0]["evaluation"]["n"] == 12


def test_small_cells_and_what_would_tell_them_are_withheld():
    edition = make_edition(questions=2, pre_test=False)
    for place in range(10):
        profession = "physician" if place < 8 else "nurse"
        visit(edition, profession=profession, wrong=2 if place < 2 else 0, value=2 if place < 4 else 5)
    release = figures(edition)["releases"][0]
    assert [(row["label"], row["n"]) for row in release["professions"]] == [("all other", 10)]
    assert release["tests"][1]["passed"] is None  # two failed
    assert release["tests"][1]["n"] == 10
    assert all(row["agreed"] is None for row in release["evaluation"]["lines"])  # four did not agree


def test_nothing_is_told_of_fewer_than_five():
    edition = make_edition(questions=2, pre_test=False)
    for _ in range(4):
        visit(edition)
    release = figures(edition)["releases"][0]
    assert [row["n"] for row in release["reach"]] == [None] * 3
    assert not release["professions"]
    assert release["tests"][1] == {"label": "Test", "n": None, "mean_percent": None, "passed": None}
    assert release["evaluation"]["n"] is None
    numbers = [cell for row in rows_of(figures(edition)) for cell in row[6:8]]
    assert set(numbers) == {"withheld (fewer than 5, or it would tell who the others are)"}
    assert all(len(row) == len(COLUMNS) for row in rows_of(figures(edition)))


def test_person_with_two_devices_counts_once():
    edition = make_edition(questions=1, pre_test=False)
    people = [visit(edition) for _ in range(5)]
    record_steps(learner=make_alias(people[0]), edition=edition, kinds=OF_THE_PAGE, at=NOW)
    assert figures(edition)["releases"][0]["reach"][0]["n"] == 5


def test_attempt_before_the_period_keeps_a_later_one_out():
    edition = make_edition(questions=1, pre_test=False)
    for _ in range(5):
        take_test(edition, take_test(edition, wrong=1, at=BEFORE).learner, at=NOW)
    later = Period(date(2026, 11, 20), date(2026, 11, 30))
    assert figures(edition, later)["releases"][0]["tests"][1]["n"] is None
    assert figures(edition)["releases"][0]["tests"][1]["n"] == 5


def test_release_that_came_after_the_period_is_not_in_it():
    edition = make_edition(questions=1)
    assert figures(edition, Period(date(2026, 10, 1), date(2026, 10, 31)))["releases"] == []


def test_pre_tests_submitted_once_the_test_was_opened_are_in_no_mean():
    edition = make_edition(questions=2)
    for place in range(11):
        learner = make_learner()
        pre = open_attempt(learner=learner, edition=edition, role="pre", at=NOW)
        take_test(edition, learner, at=NOW + timedelta(minutes=2))
        at = NOW + timedelta(minutes=1 if place < 6 else 5)
        submit_picks(attempt=pre, picks=right_picks(pre, wrong=2 if place < 6 else 0), at=at)
    pre_test, post_test = figures(edition)["releases"][0]["tests"]
    assert (pre_test["n"], pre_test["mean_percent"], post_test["n"]) == (6, 0, 11)
