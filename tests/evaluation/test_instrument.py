"""The instrument as it comes with the site, and how its versions follow each other."""

from datetime import timedelta

import pytest

from cme.evaluation.forms import EvaluationForm
from cme.evaluation.models import Evaluation, Instrument, InstrumentVersion, Rating, Statement
from cme.evaluation.services import (
    InstrumentRefused,
    RatingText,
    begin_version,
    place_statements,
    release_version,
    submit_evaluation,
)
from tests.factories import NOW, make_edition, make_learner

pytestmark = pytest.mark.django_db
INTRODUCTION = "Please indicate your level of agreement with the following statements:"
STATEMENTS = [
    "The content was clear and easy to understand",
    "The content addressed the learning objectives",
    "The content was relevant to my practice",
    "I will change my clinical practice as a result of this content",
]
AGREEMENT = ["Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree", "Strongly agree"]


def with_comment_box(*, at=NOW) -> InstrumentVersion:
    """Release a next version that has a comment box beside the statements."""
    version = begin_version(latest=InstrumentVersion.objects.latest("number"))
    rows = [*version.statements.all(), Statement(kind=Statement.Kind.COMMENT, text="What should we do better?")]
    place_statements(version=version, statements=rows)
    return release_version(version=version, at=at)


def test_four_statements_stand_word_for_word() -> None:
    version = InstrumentVersion.objects.get()
    assert version.introduction == INTRODUCTION
    assert [row.text for row in version.statements.all()] == STATEMENTS
    assert {row.kind for row in version.statements.all()} == {"agreement"}


def test_answers_outside_the_scale_are_offered_where_they_make_sense() -> None:
    offers = [(row.offers_not_applicable, row.offers_already_practised) for row in Statement.objects.all()]
    assert offers == [(False, False), (False, False), (True, False), (True, True)]


def test_sheet_is_what_the_rows_say() -> None:
    """What pages show was written by a migration; releasing the same rows writes the same."""
    version = InstrumentVersion.objects.get()
    scale = [[str(value), label] for value, label in enumerate(AGREEMENT, start=1)]
    outside = [[], [], ["not-applicable"], ["not-applicable", "already"]]
    labels = {"not-applicable": "Not applicable", "already": "I already practise this way"}
    assert version.sheet["introduction"] == INTRODUCTION
    assert [row["text"] for row in version.sheet["statements"]] == STATEMENTS
    assert [row["id"] for row in version.sheet["statements"]] == [row.pk for row in version.statements.all()]
    assert [row["choices"] for row in version.sheet["statements"]] == [
        scale + [[value, labels[value]] for value in values] for values in outside
    ]


def test_sheet_of_the_migration_is_what_releasing_writes() -> None:
    seeded = InstrumentVersion.objects.get()
    copy = begin_version(latest=seeded)
    release_version(version=copy, at=NOW)
    copy.refresh_from_db()
    seeded_rows = [{key: row[key] for key in ("kind", "text", "choices")} for row in seeded.sheet["statements"]]
    assert [{key: row[key] for key in ("kind", "text", "choices")} for row in copy.sheet["statements"]] == seeded_rows


def test_nothing_is_chosen_beforehand() -> None:
    form = EvaluationForm(InstrumentVersion.objects.get().sheet)
    assert [bound.value() for bound in form] == [None] * 4
    assert "checked" not in form.as_p()


def test_new_version_with_a_comment_box_leaves_old_answers_untouched() -> None:
    seeded = InstrumentVersion.objects.get()
    ratings = {row["id"]: RatingText(value=4) for row in seeded.sheet["statements"]}
    old = submit_evaluation(
        learner=make_learner(), edition=make_edition(), version=seeded, ratings=ratings, at=NOW - timedelta(days=2)
    )
    before = list(Rating.objects.values_list()), seeded.sheet, list(seeded.statements.values_list())
    version = with_comment_box()
    old.refresh_from_db()
    seeded.refresh_from_db()
    assert (list(Rating.objects.values_list()), seeded.sheet, list(seeded.statements.values_list())) == before
    assert old.version == seeded
    assert InstrumentVersion.objects.in_use_at(NOW)[0] == version
    assert [row["kind"] for row in version.sheet["statements"]] == ["agreement"] * 4 + ["comment"]


def test_comment_is_kept_as_written() -> None:
    version = with_comment_box()
    box = version.sheet["statements"][-1]["id"]
    form = EvaluationForm(version.sheet, {f"s-{box}": "  More on late effects <b>please</b>.  "})
    assert form.is_valid()
    assert form.ratings() == {box: RatingText(comment="More on late effects <b>please</b>.")}
    assert "No patient details" in form.as_p()  # G6


@pytest.mark.parametrize(("length", "is_good"), [(2_000, True), (2_001, False)])
def test_comment_has_a_greatest_length(length: int, is_good: bool) -> None:
    version = with_comment_box()
    box = version.sheet["statements"][-1]["id"]
    assert EvaluationForm(version.sheet, {f"s-{box}": "x" * length}).is_valid() is is_good


def test_version_is_asked_from_its_release_on() -> None:
    seeded = InstrumentVersion.objects.get()
    version = with_comment_box(at=NOW)
    just_before = NOW - timedelta(microseconds=1)
    assert InstrumentVersion.objects.in_use_at(just_before)[0] == seeded
    assert InstrumentVersion.objects.in_use_at(NOW)[0] == version


def test_version_that_is_not_released_is_never_asked() -> None:
    begin_version(latest=InstrumentVersion.objects.get())
    assert InstrumentVersion.objects.in_use_at(NOW + timedelta(days=999)).count() == 1


def test_released_version_is_never_changed_nor_released_again() -> None:
    seeded = InstrumentVersion.objects.get()
    released_at, statements = seeded.released_at, list(seeded.statements.all())
    with pytest.raises(InstrumentRefused):
        place_statements(version=seeded, statements=statements)
    with pytest.raises(InstrumentRefused):
        release_version(version=seeded, at=NOW)
    seeded.refresh_from_db()
    assert seeded.released_at == released_at
    assert seeded.statements.count() == 4


def test_version_begun_twice_is_one() -> None:
    seeded = InstrumentVersion.objects.get()
    first = begin_version(latest=seeded)
    assert begin_version(latest=first) == first
    assert Instrument.objects.get().versions.count() == 2
    assert not Evaluation.objects.exists()
