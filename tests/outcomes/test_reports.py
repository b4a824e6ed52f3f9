"""What is counted of a release, and who counts once."""

from datetime import timedelta

import pytest

from cme.access.services import record_attestation
from cme.assessment.services import open_attempt
from cme.evaluation.models import InstrumentVersion
from cme.evaluation.services import RatingText, submit_evaluation
from cme.outcomes.analyses import analysis_of
from cme.outcomes.answer_counts import Item, items_in
from cme.outcomes.knowledge import scores_of, takers_of
from cme.outcomes.opinion import opinion_of
from cme.outcomes.reach import professions_of, reach_of
from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from content.services.publishing import Correction, publish_article
from tests.answers import save_picks, submit_picks
from tests.factories import (
    BEFORE,
    NOW,
    add_question,
    correct,
    make_alias,
    make_article,
    make_edition,
    make_learner,
    reword,
    take_test,
)

pytestmark = pytest.mark.django_db
ALL = list(OF_THE_PAGE)


def start(learner, edition, *kinds, profession="physician"):
    record_attestation(learner=learner, profession=profession, at=NOW)
    record_steps(learner=learner, edition=edition, kinds=kinds or ALL, at=NOW)
    return learner


def items_of(release) -> list[Item]:
    return items_in(analysis_of(release, choice="first", population="all", at_once=100).report)


def rate(learner, edition, *values, outside=""):
    version = InstrumentVersion.objects.get()
    statements = list(version.statements.all())
    ratings = {statement.pk: RatingText(value=value) for statement, value in zip(statements, values, strict=False)}
    if outside:
        ratings[statements[3].pk] = RatingText(outside=outside)
    return submit_evaluation(learner=learner, edition=edition, version=version, ratings=ratings, at=NOW)


# -- reach ---------------------------------------------------------------------------------------------------------


def test_reach_counts_learners_once_over_all_editions_of_the_release():
    first = make_edition()
    second = correct(first, Correction.MINOR)
    learner = start(make_learner(), first)
    record_steps(learner=learner, edition=second, kinds=ALL, at=NOW)
    start(make_learner(is_simulated=True), second, "disclosure-shown", "started")
    heads = [(head.label, head.n, head.real, head.simulated) for head in reach_of(first.release)]
    assert heads == [("Disclosure shown", 2, 1, 1), ("Started", 2, 1, 1), ("Finished", 1, 1, 0)]


def test_reach_of_another_release_is_its_own():
    first = make_edition()
    start(make_learner(), first)
    second = correct(first, Correction.MATERIAL)
    assert [head.n for head in reach_of(second.release)] == [0, 0, 0]


def test_learners_merged_into_one_are_one():
    edition = make_edition()
    learner = start(make_learner(), edition)
    start(make_alias(learner), edition)
    assert [head.n for head in reach_of(edition.release)] == [1, 1, 1]


def test_professions_are_the_last_stated_of_those_who_started():
    edition = make_edition()
    learner = start(make_learner(), edition, profession="nurse")
    record_attestation(learner=learner, profession="pharmacist", at=NOW + timedelta(days=1))
    start(make_learner(), edition, profession="physician")
    start(make_learner(), edition, profession="physician")
    start(make_learner(), edition, "disclosure-shown", profession="nurse")
    heads = [(head.label, head.n) for head in professions_of(edition.release)]
    assert heads == [("a physician", 2), ("a pharmacist", 1)]


# -- the test ------------------------------------------------------------------------------------------------------


def test_scores_are_of_first_attempts():
    edition = make_edition(questions=4)
    learner = make_learner()
    take_test(edition, learner, wrong=2)
    take_test(edition, learner, wrong=0, at=NOW + timedelta(hours=1))
    take_test(edition, make_learner(is_simulated=True), wrong=0)
    scores = scores_of(edition.release, "post")
    assert (scores.n, scores.simulated, scores.mean_percent.value) == (2, 1, 75.0)
    assert scores.passed.value == 0.5
    assert takers_of(edition.release) == {"attempts": 3, "people": 2, "passed": 2}


def test_open_attempts_do_not_count():
    edition = make_edition()
    open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    assert scores_of(edition.release, "post").n == 0
    assert scores_of(edition.release, "post").mean_percent.reason == "not estimable: n = 0"


def test_earliest_attempt_of_merged_learners_counts():
    edition = make_edition(questions=4)
    learner = make_learner()
    alias = make_alias(learner)
    take_test(edition, alias, wrong=4, at=NOW - timedelta(hours=1))
    take_test(edition, learner, wrong=0)
    take_test(edition, wrong=0)
    scores = scores_of(edition.release, "post")
    assert (scores.n, scores.mean_percent.value) == (2, 50.0)


def test_facility_sets_the_pre_test_beside_the_test():
    edition = make_edition(questions=2)
    for wrong in (1, 1, 0):
        learner = make_learner()
        take_test(edition, learner, role="pre", wrong=2)
        take_test(edition, learner, wrong=wrong, at=NOW + timedelta(hours=1))
    first, second = items_of(edition.release)
    assert (first.before.value, first.after.value, first.after.n) == (0.0, pytest.approx(1 / 3), 3)
    assert second.after.value == 1.0
    counts = [(row.is_key, row.before, row.after) for row in first.tables[0].rows]
    assert counts == [(True, 0, 1), (False, 3, 2), (False, 0, 0), (False, 0, 0)]


def test_unanswered_items_count_as_wrong():
    edition = make_edition(questions=1, pre_test=False)
    for _ in range(2):
        learner = make_learner()
        attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
        save_picks(attempt=attempt, item_id=edition.items.get().pk, option_ids=set(), at=NOW)
        submit_picks(attempt=attempt, picks={}, at=NOW + timedelta(minutes=1))
    (item,) = items_of(edition.release)
    assert (item.after.n, item.after.value, item.before) == (2, 0.0, None)


def test_part_of_the_keys_is_not_right():
    article = make_article()
    add_question(article, rights={0, 1})
    edition = publish_article(article=article, actor=None, at=BEFORE)
    item = edition.items.get()
    options = [option.pk for option in item.version.options.all()]
    for picks in ({options[0]}, set(options[:2]), set(options[:3])):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        submit_picks(attempt=attempt, picks={item.pk: picks}, at=NOW)
    (found,) = items_of(edition.release)
    assert (found.after.n, found.after.value) == (3, pytest.approx(1 / 3))


def test_reworded_question_stays_one_item_with_its_latest_wording():
    edition = make_edition(questions=1, pre_test=False)
    take_test(edition)
    reword(edition)
    second = correct(edition, Correction.MINOR)
    take_test(second, wrong=1)
    (item,) = items_of(edition.release)
    assert (item.stem, item.after.n, item.after.value) == ("Reworded", 2, 0.5)
    latest, old = ([(row.text, row.after) for row in table.rows] for table in item.tables)
    assert latest[:2] == [("New option 0", 0), ("New option 1", 1)]
    assert ("Option 0 of question 1", 1) in old


# -- the evaluation ------------------------------------------------------------------------------------------------


def test_opinion_counts_the_scale_and_what_lies_outside_it():
    edition = make_edition()
    for values in ((5, 4, 4), (4, 4, 2), (1, 4, 3)):
        learner = start(make_learner(), edition)
        rate(learner, edition, *values, outside="already")
    start(make_learner(), edition)
    opinion = opinion_of(edition.release, started=4)
    assert (opinion.n, opinion.simulated, opinion.response.value) == (3, 0, 0.75)
    clear, _, relevant, change = opinion.lines
    assert clear.counts == {1: 1, 2: 0, 3: 0, 4: 1, 5: 1}
    assert (clear.n, clear.mean.value, clear.median.value) == (3, pytest.approx(10 / 3), 4)
    assert clear.outside == {"not-applicable": None, "already": None}
    assert relevant.outside == {"not-applicable": 0, "already": None}
    assert (change.n, change.outside) == (0, {"not-applicable": 0, "already": 3})
    assert change.mean.reason == "not estimable: n = 0"


def test_response_rate_without_a_start_is_not_estimable():
    edition = make_edition()
    rate(make_learner(), edition, 5)
    opinion = opinion_of(edition.release, started=0)
    assert opinion.n == 1
    assert opinion.response.reason == "not estimable: n = 0"
