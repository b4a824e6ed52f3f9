"""Rating an article: once per learner and release, changeable for a day, and only with answers that were offered."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from cme.evaluation.models import Evaluation, InstrumentVersion, Rating
from cme.evaluation.services import EvaluationRefused, RatingText, changeable_until, submit_evaluation
from cme.learners.models import Learner
from content.models import Edition
from content.services.publishing import Correction, publish_article
from tests.factories import NOW, correct, make_alias, make_edition, make_learner, retract

pytestmark = pytest.mark.django_db
DAY = timedelta(hours=24)


@pytest.fixture
def edition() -> Edition:
    return make_edition(questions=1)


@pytest.fixture
def learner() -> Learner:
    return make_learner()


def rate(learner: Learner, edition: Edition, *values: int, at=NOW, version: InstrumentVersion | None = None):
    version = version or InstrumentVersion.objects.latest("number")
    rows = version.sheet["statements"]
    ratings = {row["id"]: RatingText(value=value) for row, value in zip(rows, values, strict=False)}
    return submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=at)


def values() -> list[int | None]:
    return list(Rating.objects.order_by("statement__position").values_list("value", flat=True))


def test_rating_is_recorded_with_edition_version_and_moment(edition: Edition, learner: Learner) -> None:
    """F3."""
    evaluation = rate(learner, edition, 5, 4, 3, 2)
    assert (evaluation.edition, evaluation.release, evaluation.learner) == (edition, edition.release, learner)
    assert evaluation.version == InstrumentVersion.objects.get()
    assert (evaluation.submitted_at, evaluation.changed_at) == (NOW, NOW)
    assert values() == [5, 4, 3, 2]


def test_statements_may_be_left_out(edition: Edition, learner: Learner) -> None:
    rate(learner, edition, 5)
    assert values() == [5]


def test_answers_outside_the_scale_have_no_value(edition: Edition, learner: Learner) -> None:
    version = InstrumentVersion.objects.get()
    *_, third, fourth = (row["id"] for row in version.sheet["statements"])
    ratings = {third: RatingText(outside="not-applicable"), fourth: RatingText(outside="already")}
    submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=NOW)
    assert values() == [None, None]
    assert set(Rating.objects.values_list("outside", flat=True)) == {"not-applicable", "already"}


@pytest.mark.parametrize(
    ("after", "is_taken"),
    [(timedelta(0), True), (DAY - timedelta(seconds=1), True), (DAY, True), (DAY + timedelta(microseconds=1), False)],
)
def test_rating_can_be_changed_for_a_day(edition: Edition, learner: Learner, after: timedelta, is_taken: bool) -> None:
    first = rate(learner, edition, 5, 5, 5, 5)
    assert changeable_until(first) == NOW + DAY
    if not is_taken:
        with pytest.raises(EvaluationRefused, match="24 hours"):
            rate(learner, edition, 1, at=NOW + after)
        assert values() == [5, 5, 5, 5]
        return
    changed = rate(learner, edition, 1, at=NOW + after)
    assert changed.pk == first.pk
    assert (changed.submitted_at, changed.changed_at) == (NOW, NOW + after)
    assert values() == [1]


def test_day_counts_from_the_first_rating_however_often_it_was_changed(edition: Edition, learner: Learner) -> None:
    rate(learner, edition, 5)
    rate(learner, edition, 4, at=NOW + DAY)
    with pytest.raises(EvaluationRefused):
        rate(learner, edition, 3, at=NOW + DAY + timedelta(seconds=1))
    assert values() == [4]


def test_hours_are_a_setting(edition: Edition, learner: Learner, settings) -> None:
    settings.EVALUATION_HOURS = 1
    rate(learner, edition, 5)
    with pytest.raises(EvaluationRefused, match="1 hour"):
        rate(learner, edition, 4, at=NOW + timedelta(hours=1, seconds=1))


def test_one_rating_a_learner_and_release(edition: Edition, learner: Learner) -> None:
    rate(learner, edition, 5)
    rate(learner, correct(edition, Correction.MINOR, at=NOW), 4, at=NOW)
    assert Evaluation.objects.count() == 1
    rate(make_learner(), edition, 3)
    rate(learner, correct(edition, Correction.MATERIAL, at=NOW + DAY), 2, at=NOW + DAY)
    assert Evaluation.objects.count() == 3


def test_database_refuses_a_second_rating(edition: Edition, learner: Learner) -> None:
    first = rate(learner, edition, 5)
    twin = Evaluation(
        learner=learner,
        release=edition.release,
        edition=edition,
        version=first.version,
        submitted_at=NOW,
        changed_at=NOW,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


@pytest.mark.parametrize("text", [RatingText(value=0), RatingText(value=6), RatingText(), RatingText(3, "already")])
def test_database_refuses_what_is_no_answer(edition: Edition, learner: Learner, text: RatingText) -> None:
    version = InstrumentVersion.objects.get()
    first = version.sheet["statements"][0]["id"]
    with pytest.raises(IntegrityError), transaction.atomic():
        submit_evaluation(learner=learner, edition=edition, version=version, ratings={first: text}, at=NOW)
    assert not Evaluation.objects.exists()


def test_rating_of_nothing_is_refused(edition: Edition, learner: Learner) -> None:
    with pytest.raises(EvaluationRefused, match="at least one"):
        rate(learner, edition)
    assert not Evaluation.objects.exists()


def test_statement_of_another_version_is_refused(edition: Edition, learner: Learner) -> None:
    version = InstrumentVersion.objects.get()
    foreign = {0: RatingText(value=3)}
    with pytest.raises(EvaluationRefused, match="out of date"):
        submit_evaluation(learner=learner, edition=edition, version=version, ratings=foreign, at=NOW)
    assert not Evaluation.objects.exists()


def test_rating_of_an_alias_is_changed_and_not_doubled(edition: Edition, learner: Learner) -> None:
    """The earliest submission counts, and it is the one that the page shows."""
    alias = make_alias(learner)
    first = rate(alias, edition, 5)
    assert rate(learner, edition, 4, at=NOW + timedelta(hours=1)) == first
    assert values() == [4]
    with pytest.raises(EvaluationRefused):
        rate(learner, edition, 3, at=NOW + DAY + timedelta(seconds=1))
    assert Evaluation.objects.count() == 1


def test_retracted_release_takes_no_rating_and_keeps_those_given(edition: Edition, learner: Learner) -> None:
    """S1: not even a change within the day; a new release is rated anew."""
    rate(learner, edition, 5)
    retract(edition)
    for person in (learner, make_learner()):
        with pytest.raises(EvaluationRefused, match="retracted on 22 November 2026, so it takes no more ratings"):
            rate(person, edition, 1)
    assert values() == [5]
    article = edition.release.article
    anew = publish_article(article=article, actor=None, at=NOW, what_changed="A mistake.", ends_retraction=True)
    assert rate(learner, anew, 2).release.number == 2
