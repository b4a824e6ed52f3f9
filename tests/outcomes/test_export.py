"""Exports: safe in a spreadsheet, complete, and without a learner's key."""

import csv
from datetime import timedelta
from io import StringIO

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cme.assessment.services import open_attempt, submit_attempt
from cme.assessment.services.intext import answer_in_text
from cme.assessment.serving import served_items
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from cme.learners.models import Learner
from cme.outcomes.export import ANSWERS, RATINGS, answers_of, escape, lines_of, ratings_of
from content.models import Option
from tests.factories import NOW, make_alias, make_edition, make_learner, take_test
from tests.kinds import publish_kinds, right_response

TRIGGERS = "=+-@\t\r\n＝＋－＠"  # noqa: RUF001


def read(lines):
    text = "".join(lines).removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(text)))


@given(st.text(max_size=40))
@example("=1+1")
@example("+49")
@example("-5")
@example("@SUM(A1)")
@example("\t=1")
@example("\n=1")
@example(" =1")
@example("＝1")  # noqa: RUF001
@example("\u200b=1")
@example("'=1")
def test_no_text_begins_like_a_formula(text):
    cell = escape(text)
    assert not cell.startswith(tuple(TRIGGERS))
    assert cell in (text, f"'{text}")


@pytest.mark.parametrize(("value", "cell"), [(-5, -5), (0.5, 0.5), (None, None), (True, "yes"), (False, "no")])
def test_numbers_stay_numbers(value, cell):
    assert escape(value) == cell
    assert type(escape(value)) is type(cell)


def test_lines_are_utf8_with_a_mark_and_quoted():
    lines = list(lines_of(["a", "b"], [["≥ 1, or “2”", '=HYPERLINK("x")']]))
    assert lines == ["\ufeffa,b\r\n", '"≥ 1, or “2”","\'=HYPERLINK(""x"")"\r\n']


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["text", "self"])
def test_answers_of_the_text_and_of_self_checks_are_among_them(role):
    where = {"in_text": role == "text", "in_self_check": role == "self", "in_post_test": False}
    edition = publish_kinds("single", where=where)
    item = next(iter(served_items(edition.pk, role).values()))
    if role == "text":
        answer_in_text(learner=make_learner(), edition=edition, item=item, response=right_response(item), at=NOW)
    else:
        attempt = open_attempt(learner=make_learner(), edition=edition, role=role, at=NOW)
        submit_attempt(attempt=attempt, responses={item.id: right_response(item)}, at=NOW)
    (row,) = read(lines_of(ANSWERS, answers_of(edition.release)))
    assert (row["chosen"], row["right"]) == (item.options[0].text, "yes")


@pytest.mark.django_db
def test_answers_have_a_row_for_every_item_of_every_submitted_attempt():
    edition = make_edition(questions=2)
    learner = make_learner()
    take_test(edition, learner, role="pre", wrong=1)
    take_test(edition, learner, wrong=2, at=NOW + timedelta(hours=1))
    take_test(edition, make_learner(is_simulated=True), at=NOW + timedelta(hours=2))
    open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    rows = read(lines_of(ANSWERS, answers_of(edition.release)))
    assert len(rows) == 6
    assert [row["learner"] for row in rows] == ["1"] * 4 + ["2"] * 2
    assert [row["test"] for row in rows] == ["pre-test"] * 2 + ["post-test"] * 4
    assert [row["simulated"] for row in rows] == ["no"] * 4 + ["yes"] * 2
    assert [(row["right"], row["points"]) for row in rows[:2]] == [("no", "0"), ("yes", "1")]
    first = rows[4]
    assert (first["edition"], first["attempt"], first["item"]) == ("1.0", "1", "1")
    assert first["chosen"] == "Option 0 of question 1"
    assert first["submitted at (UTC)"] == "2026-11-22 14:01:00"
    assert first["profession"] == "not recorded"


@pytest.mark.django_db
def test_pre_test_that_came_too_late_is_told_from_one_that_counts():
    """As in Outcomes, an alias is the person, and of two pre-tests of one person the first counts."""
    edition, learner, twice, other = make_edition(questions=1), *(make_learner() for _ in range(3))
    late = open_attempt(learner=make_alias(learner), edition=edition, role="pre", at=NOW)
    take_test(edition, learner, at=NOW + timedelta(hours=1))
    submit_attempt(attempt=late, responses={}, at=NOW + timedelta(hours=2))
    for person, hours in ((twice, 3), (other, 4)):
        take_test(edition, person, role="pre", at=NOW + timedelta(hours=hours))
    Learner.objects.filter(pk=other.pk).update(merged_into=twice)
    rows = read(lines_of(ANSWERS, answers_of(edition.release)))
    assert [(row["test"], row["opened at (UTC)"][11:], row["counts as before"]) for row in rows] == [
        ("post-test", "13:00:00", ""),
        ("pre-test", "12:00:00", "no"),
        ("pre-test", "15:00:00", "yes"),
        ("pre-test", "16:00:00", "no"),
    ]


@pytest.mark.django_db
def test_answer_to_a_question_without_points_is_neither_right_nor_wrong():
    edition = publish_kinds("confidence", "single")
    pool = served_items(edition.pk, "post")
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    submit_attempt(attempt=attempt, responses={pk: right_response(item) for pk, item in pool.items()}, at=NOW)
    rows = read(lines_of(ANSWERS, answers_of(edition.release)))
    assert sorted((row["right"], row["maximum points"]) for row in rows) == [("", "0"), ("yes", "1")]


@pytest.mark.django_db
def test_options_that_look_like_formulas_are_harmless():
    edition = make_edition(questions=1, pre_test=False, at=NOW)
    version = edition.items.get().version
    assert version.options.count() == 4
    rows = [escape(option.text) for option in Option.objects.all()]
    assert all(not row.startswith("=") for row in rows)


@pytest.mark.django_db
def test_exports_carry_no_key_and_no_number_of_a_learner():
    edition = make_edition(questions=1)
    for _ in range(30):
        make_learner()
    learner = make_learner()
    take_test(edition, learner)
    text = "".join(lines_of(ANSWERS, answers_of(edition.release)))
    assert learner.key not in text
    assert {row["learner"] for row in read([text])} == {"1"}


@pytest.mark.django_db
def test_merged_learners_share_a_number():
    edition = make_edition(questions=1, pre_test=False)
    learner = make_learner()
    take_test(edition, learner, wrong=1)
    take_test(edition, make_alias(learner), at=NOW + timedelta(hours=1))
    assert {row["learner"] for row in read(lines_of(ANSWERS, answers_of(edition.release)))} == {"1"}


@pytest.mark.django_db
def test_ratings_have_a_row_for_every_answer():
    edition = make_edition()
    version = InstrumentVersion.objects.get()
    statements = list(version.statements.all())
    ratings = {
        statements[0].pk: RatingText(value=5),
        statements[2].pk: RatingText(outside="not-applicable"),
        statements[3].pk: RatingText(comment="=cmd|' /C calc'!A0"),
    }
    submit_evaluation(learner=make_learner(), edition=edition, version=version, ratings=ratings, at=NOW)
    rows = read(lines_of(RATINGS, ratings_of(edition.release)))
    assert [(row["value (1 to 5)"], row["outside the scale"], row["comment"]) for row in rows] == [
        ("5", "", ""),
        ("", "Not applicable", ""),
        ("", "", "'=cmd|' /C calc'!A0"),
    ]
    assert rows[0]["statement"] == "The content was clear and easy to understand"


@pytest.mark.django_db
@pytest.mark.parametrize("rows_of", [answers_of, ratings_of])
def test_export_takes_as_many_queries_for_many_learners_as_for_few(rows_of, django_assert_num_queries):
    edition = make_edition(questions=2)
    version = InstrumentVersion.objects.get()
    counts = []
    list(rows_of(edition.release))  # the wordings are read once
    for learners in (1, 20):
        for _ in range(learners):
            learner = make_learner()
            take_test(edition, learner)
            ratings = {statement.pk: RatingText(value=4) for statement in version.statements.all()}
            submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=NOW)
        with django_assert_num_queries(8 if rows_of is answers_of else 2):
            counts.append(len(list(rows_of(edition.release))))
    assert counts[1] > counts[0]
