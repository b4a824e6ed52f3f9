"""The verbs on attempts: what they let through, what they refuse, and that a refusal writes nothing."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from cme.assessment.drawing import order_of
from cme.assessment.models import Answer, Attempt, AttemptStep, Marking, Pick
from cme.assessment.services import AttemptRefused, AttemptStale, open_attempt
from cme.assessment.serving import served_items
from cme.learners.models import Learner
from content.models import Edition
from content.services.publishing import Correction, publish_article
from content.services.questions import OptionText, QuestionText, save_question
from tests.answers import kept_options, save_picks, submit_picks
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
    take_test,
)
from tests.visitors import client_of

LATER = NOW + timedelta(hours=1)


def rows() -> tuple[object, ...]:
    """Return everything that attempts consist of."""
    return tuple(
        tuple(model.objects.order_by("pk").values_list()) for model in (Attempt, AttemptStep, Answer, Pick, Marking)
    )


# -- opening -----------------------------------------------------------------------------------------------------------
def test_opening_again_returns_the_open_attempt(edition: Edition, learner: Learner) -> None:
    first = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    again = open_attempt(learner=learner, edition=edition, role="post", at=LATER)
    assert again == first
    assert again.opened_at == NOW
    assert Attempt.objects.count() == 1


def test_attempts_are_numbered_and_unlimited_until_passed(edition: Edition, learner: Learner) -> None:
    numbers = [take_test(edition, learner, wrong=2, at=NOW + timedelta(minutes=turn)).number for turn in range(7)]
    assert numbers == [1, 2, 3, 4, 5, 6, 7]
    assert take_test(edition, learner, wrong=1, at=LATER).markings.get().is_passed


def test_opening_is_refused_after_passing(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner)
    before = rows()
    with pytest.raises(AttemptRefused, match="already passed"):
        open_attempt(learner=learner, edition=edition, role="post", at=LATER)
    assert rows() == before


def test_pre_test_is_asked_once(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, role="pre", wrong=4)
    before = rows()
    with pytest.raises(AttemptRefused, match="already taken the pre-test"):
        open_attempt(learner=learner, edition=edition, role="pre", at=LATER)
    assert rows() == before


def test_tests_are_independent_of_each_other_and_of_other_learners(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, role="pre", wrong=4)
    take_test(edition, make_learner())
    assert open_attempt(learner=learner, edition=edition, role="post", at=LATER).number == 1


@pytest.mark.parametrize("is_submitted", [True, False])
def test_pre_test_is_refused_once_the_test_was_opened(edition: Edition, learner: Learner, is_submitted: bool) -> None:
    """docs/decisions/0007: opened is enough, by an alias as well; one that was open before is finished."""
    post = open_attempt(learner=make_alias(learner), edition=edition, role="post", at=NOW)
    if is_submitted:
        submit_picks(attempt=post, picks=right_picks(post), at=NOW)
    with pytest.raises(AttemptRefused, match="it asks what you knew before"):
        open_attempt(learner=learner, edition=edition, role="pre", at=LATER)
    other = make_learner()
    pre = open_attempt(learner=other, edition=edition, role="pre", at=NOW)
    open_attempt(learner=other, edition=edition, role="post", at=NOW)
    assert open_attempt(learner=other, edition=edition, role="pre", at=LATER) == pre


def test_pre_test_that_the_article_does_not_offer_is_refused(learner: Learner) -> None:
    article = make_article(has_pre_test=False)
    add_question(article, in_pre_test=True)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    with pytest.raises(AttemptRefused, match="no such test"):
        open_attempt(learner=learner, edition=edition, role="pre", at=NOW)


def test_opening_is_refused_where_the_article_has_no_such_test(learner: Learner) -> None:
    edition = make_edition(pre_test=False)
    with pytest.raises(AttemptRefused, match="no such test"):
        open_attempt(learner=learner, edition=edition, role="pre", at=NOW)
    assert not Attempt.objects.exists()


def test_edition_can_be_started_until_the_end_of_its_last_day(learner: Learner) -> None:
    """F2: after expiry nothing can be started; what is open can be finished."""
    last = NOW.date() + timedelta(days=3)
    edition = make_edition(expires_on=last)
    end = datetime.combine(last, time(23, 59, 59, 999_999), UTC)
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=end)
    after = end + timedelta(microseconds=1)
    with pytest.raises(AttemptRefused, match="expired"):
        open_attempt(learner=make_learner(), edition=edition, role="post", at=after)
    assert open_attempt(learner=learner, edition=edition, role="post", at=after) == attempt
    assert submit_picks(attempt=attempt, picks=right_picks(attempt), at=after).submitted_at == after
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("field", ["number", "open", "pre"])
def test_database_refuses_what_the_service_would_not_do(edition: Edition, learner: Learner, field: str) -> None:
    role = "pre" if field == "pre" else "post"
    open_attempt(learner=learner, edition=edition, role=role, at=NOW)
    closed = NOW if field != "open" else None
    twin = Attempt(
        learner=learner, release=edition.release, edition=edition, kind=role, number=1 if field == "number" else 2,
        opened_at=NOW, submitted_at=closed, served=[],
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()


# -- drawing from a pool -----------------------------------------------------------------------------------------------
def questions_of(attempt: Attempt) -> list[int]:
    items = served_items(attempt.edition_id, attempt.kind)
    return [items[pk].question for pk in attempt.served]


def leave_blank(edition: Edition, learner: Learner, at: datetime = NOW) -> Attempt:
    return submit_picks(attempt=open_attempt(learner=learner, edition=edition, role="post", at=at), picks={}, at=at)


def page_of(edition: Edition, learner: Learner) -> str:
    return client_of(learner).get(f"/articles/{edition.slug}/test/").content.decode()


def test_as_many_are_asked_as_are_drawn_where_no_pre_test_is_offered(learner: Learner) -> None:
    """Whatever the questions are marked for; the first attempt and a further one."""
    article = make_article(items_drawn=3, pass_mark_items=2, has_pre_test=False)
    for _ in range(9):
        add_question(article, in_pre_test=True)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    assert "3 questions." in page_of(edition, learner)
    first = leave_blank(edition, learner)
    assert (len(first.served), first.markings.get().maximum_points) == (3, 3)
    assert len(open_attempt(learner=learner, edition=edition, role="post", at=LATER).served) == 3


def test_questions_of_a_pre_test_are_asked_again_where_it_was_begun(learner: Learner) -> None:
    article = make_article(items_drawn=3, has_pre_test=True)
    for place in range(9):
        add_question(article, in_pre_test=place in (2, 5, 7))
    edition = publish_article(article=article, actor=None, at=BEFORE)
    pre = open_attempt(learner=learner, edition=edition, role="pre", at=NOW)
    first = leave_blank(edition, learner, LATER)
    assert questions_of(first) == questions_of(pre)
    again = open_attempt(learner=learner, edition=edition, role="post", at=LATER + timedelta(hours=1))
    assert not set(questions_of(again)) & set(questions_of(pre))
    others = [open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW) for _ in range(20)]
    assert len({tuple(questions_of(other)) for other in others}) > 1


def test_confidence_takes_no_drawn_place(learner: Learner) -> None:
    """docs/decisions/0007: it is asked besides, so that "2 of 3" is never "2 of 2"."""
    article = make_article(items_drawn=3, pass_mark_items=2)
    for _ in range(6):
        add_question(article)
    offered = [OptionText("Sure", False, ""), OptionText("Unsure", False, "")]
    text = QuestionText(key="sure", stem="How sure are you?", kind="confidence", options=offered, position=7)
    save_question(article=article, text=text, at=BEFORE)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    assert edition.source["post_test_items"] == 4
    assert "4 questions." in page_of(edition, learner)
    for _ in range(10):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        worths = [served_items(edition.pk, "post")[pk].worth for pk in attempt.served]
        assert sorted(worths) == [0, 1, 1, 1]


# -- order of options --------------------------------------------------------------------------------------------------
def orders(attempt: Attempt) -> tuple[tuple[int, ...], ...]:
    items = served_items(attempt.edition_id, attempt.kind).values()
    return tuple(
        tuple(option.id for option in order_of(item.options, seed=attempt.seed, item_id=item.id)) for item in items
    )


def test_order_of_options_is_fixed_for_an_attempt_and_loses_none(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    first = orders(attempt)
    assert orders(Attempt.objects.get(pk=attempt.pk)) == first
    for order, item in zip(first, served_items(edition.pk, "post").values(), strict=True):
        assert set(order) == item.option_ids


def test_order_of_options_differs_between_attempts_and_items(edition: Edition) -> None:
    """Of 4! to the fourth orders, two of ten are the same once in 7,000 runs; of 24, ten are all the same never."""
    seen = [orders(open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)) for _ in range(10)]
    assert len(set(seen)) >= 9
    places = {order.index(min(order)) for attempt in seen for order in attempt}
    assert places == {0, 1, 2, 3}


# -- saving ------------------------------------------------------------------------------------------------------------
def test_saving_replaces_and_saving_again_changes_nothing(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    item = next(iter(served_items(edition.pk, "post").values()))
    one, two, *_ = (option.id for option in item.options)
    for chosen in ({one}, {two}, {two}):
        save_picks(attempt=attempt, item_id=item.id, option_ids=chosen, at=NOW)
    assert kept_options() == {two}
    assert attempt.steps.count() == 2
    save_picks(attempt=attempt, item_id=item.id, option_ids=set(), at=LATER)
    assert kept_options() == set()
    assert [step.taken_at for step in attempt.steps.all()] == [NOW, NOW, LATER]


def test_page_that_claims_to_know_a_later_step_overwrites_nothing(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    item = next(iter(served_items(edition.pk, "post").values()))
    one, two, *_ = (option.id for option in item.options)
    save_picks(attempt=attempt, item_id=item.id, option_ids={one}, at=NOW)
    with pytest.raises(AttemptStale):
        save_picks(attempt=attempt, item_id=item.id, option_ids={two}, at=LATER, seen=2**31)
    assert kept_options() == {one}


@pytest.mark.parametrize("forgery", ["option of another item", "item of the other test", "item of another edition",
                                     "unknown item", "unknown option", "two of a single answer"])  # fmt: skip
@pytest.mark.parametrize("verb", ["save", "submit"])
def test_forged_answer_is_refused_and_writes_nothing(
    edition: Edition, learner: Learner, forgery: str, verb: str
) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    mine, other, *_ = served_items(edition.pk, "post").values()
    elsewhere = next(iter(served_items(make_edition().pk, "post").values()))
    pre = next(iter(served_items(edition.pk, "pre").values()))
    save_picks(attempt=attempt, item_id=mine.id, option_ids={mine.options[0].id}, at=NOW)
    item, options = {
        "option of another item": (mine.id, {other.options[0].id}),
        "item of the other test": (pre.id, {pre.options[0].id}),
        "item of another edition": (elsewhere.id, {elsewhere.options[0].id}),
        "unknown item": (0, set()),
        "unknown option": (mine.id, {mine.options[0].id, 0}),
        "two of a single answer": (mine.id, {mine.options[0].id, mine.options[1].id}),
    }[forgery]
    forged = {
        "save": lambda: save_picks(attempt=attempt, item_id=item, option_ids=options, at=LATER),
        "submit": lambda: submit_picks(attempt=attempt, picks=right_picks(attempt) | {item: options}, at=LATER),
    }[verb]
    before = rows()
    with pytest.raises(AttemptRefused) as refusal:
        forged()
    assert str(refusal.value).endswith(".")
    assert rows() == before


def test_late_answer_is_refused_and_writes_nothing(edition: Edition, learner: Learner) -> None:
    attempt = take_test(edition, learner, wrong=2)
    item, options = next(iter(right_picks(attempt).items()))
    before = rows()
    with pytest.raises(AttemptRefused, match="already submitted"):
        save_picks(attempt=attempt, item_id=item, option_ids=options, at=LATER)
    assert rows() == before


# -- submitting --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("wrong", "points", "passed"), [(0, 4, True), (1, 3, True), (2, 2, False), (4, 0, False)])
def test_submitting_marks_and_closes(edition: Edition, wrong: int, points: int, passed: bool) -> None:
    marking = take_test(edition, wrong=wrong).markings.get()
    assert (marking.points, marking.maximum_points, marking.pass_mark_percent) == (points, 4, 75)
    assert (marking.is_passed, marking.number) == (passed, 1)


def test_unanswered_items_count_in_the_denominator(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    item, options = next(iter(right_picks(attempt).items()))
    marking = submit_picks(attempt=attempt, picks={item: options}, at=LATER).markings.get()
    assert (marking.points, marking.maximum_points) == (1, 4)
    assert not marking.is_passed


def test_submitting_twice_closes_once_and_the_first_counts(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    closed = submit_picks(attempt=attempt, picks=right_picks(attempt, wrong=4), at=NOW)
    before = rows()
    again = submit_picks(attempt=attempt, picks=right_picks(attempt), at=LATER)
    assert (again.pk, again.submitted_at) == (closed.pk, NOW)
    assert rows() == before


def test_submitting_keeps_saved_answers_that_the_form_did_not_carry(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    picks = right_picks(attempt)
    first = next(iter(picks))
    save_picks(attempt=attempt, item_id=first, option_ids=picks.pop(first), at=NOW)
    assert submit_picks(attempt=attempt, picks=picks, at=LATER).markings.get().points == 4


def test_multiple_response_is_all_or_nothing(learner: Learner) -> None:
    article = make_article()
    add_question(article, rights={0, 2})
    add_question(article)
    edition = publish_article(article=article, actor=None, at=BEFORE)
    several = next(item for item in served_items(edition.pk, "post").values() if item.is_multiple)
    for chosen, points in (({0}, 0), ({0, 1, 2}, 0), ({0, 1, 2, 3}, 0), ({0, 2}, 1)):
        attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
        picks = {several.id: {several.options[place].id for place in chosen}}
        assert submit_picks(attempt=attempt, picks=picks, at=NOW).markings.get().points == points


def test_items_are_worth_their_own_points(learner: Learner) -> None:
    article = make_article(pass_mark_percent=60)
    add_question(article)
    add_question(article)
    heavy = article.draft_items.first().version
    heavy.points = 3
    heavy.save()
    edition = publish_article(article=article, actor=None, at=BEFORE)
    attempt = take_test(edition, learner, wrong=1)
    assert [(row.points, row.maximum_points, row.is_passed) for row in attempt.markings.all()] == [(1, 4, False)]


def test_pass_mark_is_that_of_the_edition(learner: Learner) -> None:
    edition = make_edition(pass_mark_percent=100)
    assert not take_test(edition, learner, wrong=1).markings.get().is_passed


# -- corrections -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", list(Correction))
def test_attempt_finishes_on_its_own_edition_when_corrected_meanwhile(
    edition: Edition, learner: Learner, kind: Correction
) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    picks = right_picks(attempt)
    reword(edition)
    corrected = correct(edition, kind)
    closed = submit_picks(attempt=attempt, picks=picks, at=LATER)
    assert (closed.edition, closed.markings.get().points) == (edition, 4)
    newest = next(iter(served_items(corrected.pk, "post")))
    with pytest.raises(AttemptRefused):
        save_picks(attempt=attempt, item_id=newest, option_ids=set(), at=LATER)


def test_minor_correction_keeps_attempts_and_limits(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, role="pre", wrong=2)
    take_test(edition, learner, wrong=2)
    corrected = correct(edition, Correction.MINOR)
    assert open_attempt(learner=learner, edition=corrected, role="post", at=LATER).number == 2
    with pytest.raises(AttemptRefused):
        open_attempt(learner=learner, edition=corrected, role="pre", at=LATER)


def test_minor_correction_leaves_an_open_attempt_open(edition: Edition, learner: Learner) -> None:
    attempt = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    corrected = correct(edition, Correction.MINOR)
    assert open_attempt(learner=learner, edition=corrected, role="post", at=LATER) == attempt


def test_minor_correction_does_not_ask_those_who_passed_again(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner)
    with pytest.raises(AttemptRefused):
        open_attempt(learner=learner, edition=correct(edition, Correction.MINOR), role="post", at=LATER)


def test_material_correction_opens_everything_anew(edition: Edition, learner: Learner) -> None:
    take_test(edition, learner, role="pre")
    take_test(edition, learner)
    corrected = correct(edition, Correction.MATERIAL)
    assert open_attempt(learner=learner, edition=corrected, role="pre", at=LATER).number == 1
    assert open_attempt(learner=learner, edition=corrected, role="post", at=LATER).number == 1


# -- aliases -----------------------------------------------------------------------------------------------------------
def test_attempts_of_an_alias_count_as_ones_own(edition: Edition, learner: Learner) -> None:
    alias = make_alias(learner)
    take_test(edition, alias, wrong=2)
    assert open_attempt(learner=learner, edition=edition, role="post", at=LATER).number == 2


def test_passed_alias_is_not_asked_again(edition: Edition, learner: Learner) -> None:
    take_test(edition, make_alias(learner))
    with pytest.raises(AttemptRefused):
        open_attempt(learner=learner, edition=edition, role="post", at=LATER)
