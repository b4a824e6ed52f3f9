"""What a result shows, and from when: keys, objectives, the pre-test beside it, how peers chose."""

from datetime import datetime, timedelta

import pytest

from cme.assessment.models import Attempt
from cme.assessment.pairing import paired_pre_test
from cme.assessment.results import has_passed
from cme.assessment.services import open_attempt
from cme.learners.models import Learner
from cme.progress.models import Step
from cme.progress.services import record_steps
from content.models import Edition, Objective
from content.services.publishing import Correction, publish_article
from tests.answers import submit_picks
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
    right_picks,
    shown_after,
    take_test,
)
from tests.kinds import publish_kinds
from tests.visitors import client_of

MINUTE = timedelta(minutes=1)


def begin_reading(learner: Learner, edition: Edition, at: datetime) -> None:
    record_steps(learner=learner, edition=edition, kinds=[Step.Kind.STARTED], at=at)


# -- keys --------------------------------------------------------------------------------------------------------------
def test_keys_are_shown_once_passed(edition: Edition) -> None:
    shown = shown_after(take_test(edition, wrong=1))
    assert shown.shows_keys
    assert (shown.marking.points, shown.needed) == (3, 3)
    assert [row["is_right"] for row in shown.items] == [False, True, True, True]
    wrong = shown.items[0]
    assert [option["is_key"] for option in wrong["options"]] == [True, False, False, False]
    assert [option["is_picked"] for option in wrong["options"]] == [False, True, False, False]
    assert all(option["rationale"] for option in wrong["options"])
    assert "A paper" in wrong["reference_text"]
    assert wrong["item"].passage == "who-did-worse"


def test_self_check_shows_its_answers_whatever_the_test_does(learner: Learner) -> None:
    edition = publish_kinds("single", where={"in_post_test": True, "in_self_check": True}, feedback="never")
    shown = shown_after(take_test(edition, learner, role="self", wrong=1))
    assert (shown.shows_keys, len(shown.items)) == (True, 1)
    assert not shown_after(take_test(edition, learner)).shows_keys


def test_failed_attempt_shows_no_item_even_after_another_one_passed(edition: Edition, learner: Learner) -> None:
    failed = take_test(edition, learner, wrong=2)
    take_test(edition, learner, at=NOW + MINUTE)
    shown = shown_after(failed)
    assert (shown.shows_keys, shown.items, shown.peers) == (False, [], {})


def test_objectives_that_fell_short_point_to_their_passages(db: None) -> None:
    article = make_article()
    other = Objective.objects.create(article=article, key="relapse", text="Name the risk of relapse.")
    Objective.objects.create(article=article, key="untested", text="Never asked.")
    for number in range(4):
        add_question(article, objective=article.objectives.get(key="survival") if number < 2 else other)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    shown = shown_after(take_test(edition, wrong=2))
    assert [(row.key, row.points, row.maximum, row.is_met) for row in shown.objectives] == [
        ("survival", 0, 2, False),
        ("relapse", 2, 2, True),
    ]
    assert [row.passages for row in shown.objectives] == [["who-did-worse"], []]


def test_result_is_that_of_the_edition_taken_after_a_correction(edition: Edition) -> None:
    attempt = take_test(edition)
    reword(edition)
    correct(edition, Correction.MINOR)
    shown = shown_after(Attempt.objects.get(pk=attempt.pk))
    assert shown.items[0]["item"].stem == "Question 1: which is right?"


# -- the pre-test beside it --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("minutes", "is_paired"), [(None, True), (2, True), (1, True), (0.5, False), (0, False), (-60, False)]
)
def test_pre_test_pairs_only_if_submitted_before_the_start(
    edition: Edition, learner: Learner, minutes: float | None, is_paired: bool
) -> None:
    """F5. ``minutes``: when the core content was begun, after the pre-test was opened; it is submitted at 1."""
    pre = take_test(edition, learner, role="pre", wrong=3)
    if minutes is not None:
        begin_reading(learner, edition, NOW + minutes * MINUTE)
    post = take_test(edition, learner, at=NOW + timedelta(hours=1))
    assert paired_pre_test(post) == (pre if is_paired else None)
    shown = shown_after(post)
    assert (shown.pre and (shown.pre.points, shown.pre.maximum_points)) == ((1, 4) if is_paired else None)
    assert (shown.items[0]["before"] is not None) is is_paired


def test_pre_test_that_is_only_open_does_not_pair(edition: Edition, learner: Learner) -> None:
    open_attempt(learner=learner, edition=edition, role="pre", at=NOW)
    assert paired_pre_test(take_test(edition, learner, at=NOW + MINUTE)) is None


def test_pre_test_of_another_release_does_not_pair(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, role="pre")
    corrected = correct(edition, Correction.MATERIAL, at=NOW + MINUTE)
    assert paired_pre_test(take_test(corrected, learner, at=NOW + timedelta(hours=1))) is None


def test_pre_test_pairs_across_a_minor_correction_and_by_the_question(edition: Edition, learner: Learner) -> None:
    """A start in the older edition of the release counts as well."""
    take_test(edition, learner, role="pre", wrong=4)
    reword(edition)
    corrected = correct(edition, Correction.MINOR, at=NOW + MINUTE)
    shown = shown_after(take_test(corrected, learner, at=NOW + timedelta(hours=1)))
    assert shown.items[0]["item"].stem == "Reworded"
    assert shown.items[0]["before"] == "Option 1 of question 1"
    begin_reading(learner, edition, NOW)
    assert paired_pre_test(Attempt.objects.get(kind="post")) is None


def test_question_left_out_before_reading_is_told_from_one_not_asked(learner: Learner) -> None:
    article = make_article(has_pre_test=True)
    for key in ("asked-before", "left-out", "not-asked"):
        add_question(article, key, in_pre_test=key != "not-asked")
    edition = publish_article(article=article, actor=None, at=BEFORE)
    pre = open_attempt(learner=learner, edition=edition, role="pre", at=NOW)
    item, options = next(iter(right_picks(pre).items()))
    submit_picks(attempt=pre, picks={item: options}, at=NOW)
    shown = shown_after(take_test(edition, learner, at=NOW + MINUTE))
    assert [row["before"] for row in shown.items] == ["Option 0 of question 1", "", None]


def test_pre_test_of_an_alias_pairs_and_so_does_its_start(edition: Edition, learner: Learner) -> None:
    alias = make_alias(learner)
    pre = take_test(edition, alias, role="pre")
    post = take_test(edition, learner, at=NOW + timedelta(hours=1))
    assert paired_pre_test(post) == pre
    begin_reading(alias, edition, NOW)
    assert paired_pre_test(post) is None


# -- peers -------------------------------------------------------------------------------------------------------------
def peers_in(attempt: Attempt) -> dict[str, int] | None:
    """Return how peers chose in the first item, by the text of the option."""
    row = shown_after(attempt).items[0]
    return {option["text"]: option["peers_percent"] for option in row["options"]} if row["peers"] else None


def test_peers_are_shown_from_five_on_not_counting_oneself(edition: Edition, learner: Learner) -> None:
    own = take_test(edition, learner)
    for wrong in (1, 1, 1, 0):
        take_test(edition, wrong=wrong)
    assert peers_in(own) is None
    take_test(edition, wrong=0)
    assert peers_in(own) == {f"Option {n} of question 1": share for n, share in enumerate((40, 60, 0, 0))}
    assert shown_after(own).items[0]["peers"].n == 5


def test_peers_count_the_first_attempt_alone(edition: Edition, learner: Learner) -> None:
    for _ in range(5):
        peer = make_learner()
        take_test(edition, peer, wrong=4)
        take_test(edition, peer, at=NOW + MINUTE)
    assert peers_in(take_test(edition, learner))["Option 0 of question 1"] == 0


def test_peers_are_none_whose_attempt_is_open_or_a_pre_test(edition: Edition, learner: Learner) -> None:
    for _ in range(5):
        peer = make_learner()
        take_test(edition, peer, role="pre")
        open_attempt(learner=peer, edition=edition, role="post", at=NOW)
    assert peers_in(take_test(edition, learner)) is None


def test_simulated_peers_are_counted_and_marked(edition: Edition, learner: Learner) -> None:
    for is_simulated in (True, True, True, False, False):
        take_test(edition, make_learner(is_simulated=is_simulated))
    peers = shown_after(take_test(edition, learner)).items[0]["peers"]
    assert (peers.n, peers.simulated) == (5, 3)


def test_alias_is_no_peer_of_oneself(edition: Edition, learner: Learner) -> None:
    alias = make_alias(learner)
    own = take_test(edition, alias)
    take_test(edition, make_alias(learner), wrong=2)
    for _ in range(4):
        take_test(edition)
    assert peers_in(own) is None


def test_peers_who_met_other_words_are_counted_out(edition: Edition, learner: Learner) -> None:
    """Within a release the other questions go on counting; shares of one question add up to 100 %."""
    for _ in range(5):
        take_test(edition, wrong=1)
    reword(edition)
    corrected = correct(edition, Correction.MINOR, at=NOW + MINUTE)
    own = take_test(corrected, learner, at=NOW + timedelta(hours=1))
    rows = shown_after(own).items
    assert [row["peers"] is not None for row in rows] == [False, True, True, True]
    for _ in range(5):
        take_test(corrected, at=NOW + timedelta(hours=1))
    rows = shown_after(own).items
    assert [row["peers"].n for row in rows] == [5, 10, 10, 10]
    assert [sum(option["peers_percent"] for option in row["options"]) for row in rows] == [100] * 4


@pytest.mark.parametrize(("setting", "is_shown"), [(1, True), (2, False)])
def test_number_of_peers_is_a_setting(edition: Edition, settings, setting: int, is_shown: bool) -> None:
    settings.PEERS_SHOWN_FROM = setting
    take_test(edition)
    assert (peers_in(take_test(edition)) is not None) is is_shown


# -- having passed -----------------------------------------------------------------------------------------------------
def test_passing_holds_for_its_release_and_its_test(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, role="pre")
    assert not has_passed(learner, edition.release_id)
    take_test(edition, learner, wrong=2)
    assert not has_passed(learner, edition.release_id)
    take_test(edition, learner, at=NOW + MINUTE)
    assert has_passed(learner, edition.release_id)
    assert not has_passed(make_learner(), edition.release_id)
    assert not has_passed(learner, make_edition().release_id)
    assert not has_passed(learner, correct(edition, Correction.MATERIAL, at=NOW + MINUTE).release_id)


@pytest.mark.parametrize("questions", [1, 3])
def test_result_takes_the_same_queries_with_one_question_and_with_three(
    django_assert_num_queries, learner: Learner, questions: int
) -> None:
    edition = make_edition(questions=questions)
    for _ in range(5):
        take_test(edition)
    take_test(edition, learner, role="pre", at=NOW - timedelta(hours=1))
    attempt = Attempt.objects.select_related("edition", "learner").get(pk=take_test(edition, learner).pk)
    with django_assert_num_queries(10):  # corrections of keys are one of them, what readers see now is another
        shown_after(attempt)


def test_pre_test_taken_after_reading_is_said_to_be_left_out(edition: Edition, learner: Learner) -> None:
    """F5, docs/decisions/0007: the comparison is not dropped in silence."""
    begin_reading(learner, edition, NOW)
    take_test(edition, learner, role="pre", at=NOW + MINUTE)
    shown = shown_after(take_test(edition, learner, at=NOW + timedelta(hours=1)))
    assert (shown.pre, shown.pre_came_after) == (None, "text")
    page = client_of(learner).get(f"/articles/{edition.slug}/test/results/1/").content.decode()
    assert "Your pre-test is not set beside this result" in page


@pytest.mark.parametrize(("opened", "is_paired"), [(0, False), (0.5, False), (1, False), (1.5, True)])
def test_pre_test_pairs_only_if_submitted_before_the_test_was_opened(
    edition: Edition, learner: Learner, opened: float, is_paired: bool
) -> None:
    """docs/decisions/0007. ``opened``: minutes after the pre-test was opened; it is submitted at 1."""
    pre = open_attempt(learner=learner, edition=edition, role="pre", at=NOW)
    post = open_attempt(learner=learner, edition=edition, role="post", at=NOW + opened * MINUTE)
    submit_picks(attempt=pre, picks=right_picks(pre), at=NOW + MINUTE)
    submit_picks(attempt=post, picks=right_picks(post, wrong=4), at=NOW + 2 * MINUTE)
    again = take_test(edition, learner, at=NOW + timedelta(hours=1))
    for attempt in (post, again):
        assert (paired_pre_test(attempt) is not None) is is_paired
        assert shown_after(attempt).pre_came_after == ("" if is_paired else "test")
    page = client_of(learner).get(f"/articles/{edition.slug}/test/results/2/").content.decode()
    assert ("before reading" in page) is is_paired
    assert ("you had opened the test before you submitted it" in page) is not is_paired


def test_nothing_is_said_of_a_pre_test_in_time_or_none(edition: Edition, learner: Learner) -> None:
    other = make_learner()
    take_test(edition, learner, role="pre", at=NOW)
    for person, has_pre in ((learner, True), (other, False)):
        shown = shown_after(take_test(edition, person, at=NOW + timedelta(hours=1)))
        assert (shown.pre is not None, shown.pre_came_after) == (has_pre, "")


def test_result_leads_to_the_passage_of_each_question(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, at=NOW)
    page = client_of(learner).get(f"/articles/{edition.slug}/test/results/1/").content.decode()
    assert page.count("See the passage: Who did worse") == 4
