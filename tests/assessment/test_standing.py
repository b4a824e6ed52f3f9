"""What a result offers next: by what readers see now, whatever the attempt was opened under."""

import re
from datetime import timedelta

import pytest
import time_machine

from cme.assessment.models import Attempt
from cme.assessment.services import AttemptRefused, open_attempt, regrade
from cme.learners.models import Learner
from content.models import Edition
from content.services.halting import retract_article
from content.services.publishing import Correction, publish_article, retire_article
from tests.answers import submit_picks
from tests.corrections import correct as correct_key
from tests.corrections import correct_and_regrade, version_of
from tests.factories import (
    NOW,
    add_question,
    correct,
    make_article,
    make_edition,
    make_learner,
    retract,
    right_picks,
    shown_after,
    take_test,
)
from tests.pages import parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = NOW + 2 * HOUR


@pytest.fixture
def learner() -> Learner:
    return make_learner()


def result_page(attempt: Attempt, number: int = 1, role: str = "test") -> tuple[str, str]:
    """Return the words of a result, and its markup."""
    answer = client_of(attempt.learner).get(f"/articles/{attempt.edition.slug}/{role}/results/{number}/")
    assert answer.status_code == 200
    return words(parse(answer)), answer.content.decode()


def with_rules(before: int, after: int, learner: Learner) -> tuple[Attempt, Edition]:
    """Fail a test that allows so many attempts, then have another number published."""
    edition = make_edition(attempts_allowed=before)
    attempt = take_test(edition, learner, wrong=4)
    return attempt, correct(edition, Correction.MINOR, at=NOW + HOUR, attempts_allowed=after)


@time_machine.travel(LATER, tick=False)
def test_attempts_left_are_those_of_the_edition_that_readers_see(learner: Learner) -> None:
    attempt, edition = with_rules(2, 1, learner)
    said, markup = result_page(attempt)
    assert "Attempt 1 of 1" in said
    assert "You have used the one attempt at this test." in said
    assert "Try again" not in markup
    with pytest.raises(AttemptRefused, match="You have used the one attempt"):
        open_attempt(learner=learner, edition=edition, role="post", at=LATER)


@time_machine.travel(LATER, tick=False)
def test_attempt_beyond_the_number_of_now_is_told_without_it(learner: Learner) -> None:
    edition = make_edition(attempts_allowed=2)
    for _ in range(2):
        attempt = take_test(edition, learner, wrong=4)
    correct(edition, Correction.MINOR, at=NOW + HOUR, attempts_allowed=1)
    said, _ = result_page(attempt, 2)
    assert "Attempt 2" in said
    assert "of 1" not in said


@time_machine.travel(LATER, tick=False)
def test_attempt_that_was_added_later_is_offered_and_keys_wait_for_it(learner: Learner) -> None:
    attempt, edition = with_rules(1, 3, learner)
    assert shown_after(attempt).shows_keys  # at that time it was the last one
    said, markup = result_page(attempt)
    assert "Attempt 1 of 3" in said
    assert "Try again" in markup
    assert "Your answers" not in said
    assert open_attempt(learner=learner, edition=edition, role="post", at=LATER).number == 2


@time_machine.travel(LATER, tick=False)
def test_no_key_is_shown_while_an_attempt_is_open_whatever_the_number_allows_now(learner: Learner) -> None:
    edition = make_edition(attempts_allowed=2)
    attempt = take_test(edition, learner, wrong=4)
    second = open_attempt(learner=learner, edition=edition, role="post", at=NOW + 10 * MINUTE)
    correct(edition, Correction.MINOR, at=NOW + HOUR, attempts_allowed=1)
    said, markup = result_page(attempt)
    assert "Your answers" not in said
    assert "You have used the one attempt" not in said
    assert "Try again" not in markup
    assert "Go on with the test" in said
    assert open_attempt(learner=learner, edition=edition, role="post", at=LATER) == second
    submit_picks(attempt=second, picks=right_picks(second, wrong=4), at=LATER)
    assert "Your answers" in result_page(attempt)[0]


@pytest.mark.parametrize("wrong", [0, 4])
@time_machine.travel(LATER, tick=False)
def test_result_of_a_retracted_article_offers_nothing_that_is_refused(learner: Learner, wrong: int) -> None:
    """docs/decisions/0019: test and rating are no longer offered; the text stays."""
    edition = make_edition()
    attempt = take_test(edition, learner, wrong=wrong)
    assert ("Rate the article" in result_page(attempt)[0]) is not wrong
    retract(edition, at=NOW + HOUR)
    said, markup = result_page(attempt)
    assert "Try again" not in markup
    assert "Rate" not in said
    assert "Read again" in said
    assert ("its test can no longer be started" in said) is bool(wrong)


@pytest.mark.parametrize("role", ["test", "self-check"])
@pytest.mark.parametrize("wrong", [0, 4])
@time_machine.travel(LATER, tick=False)
def test_result_of_a_retired_article_leads_nowhere(learner: Learner, wrong: int, role: str) -> None:
    article = make_article()
    add_question(article, in_self_check=True)
    edition = publish_article(article=article, actor=None, at=NOW)
    kind = "self" if role == "self-check" else "post"
    attempt = take_test(edition, learner, role=kind, wrong=wrong)
    retire_article(article=article, at=NOW + HOUR)
    said, markup = result_page(attempt, role=role)
    others = {link for link in re.findall(rf"/articles/{edition.slug}/[^\"#?]*", markup) if "/results/" not in link}
    assert not others
    assert "no longer published" in said


@time_machine.travel(LATER, tick=False)
def test_self_check_can_be_done_again_whatever_it_came_to(learner: Learner) -> None:
    article = make_article()
    add_question(article, in_self_check=True)
    edition = publish_article(article=article, actor=None, at=NOW)
    attempt = take_test(edition, learner, role="self")
    said, markup = result_page(attempt, role="self-check")
    assert "Do it again" in markup
    assert "passed" not in said
    retract(edition, at=NOW + HOUR)
    assert "Do it again" not in result_page(attempt, role="self-check")[1]


@time_machine.travel(LATER, tick=False)
def test_pass_that_a_correction_brought_is_told_on_later_attempts(learner: Learner) -> None:
    edition = make_edition()
    first = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    submit_picks(attempt=first, picks=right_picks(first, wrong=2), at=NOW + MINUTE)
    second = open_attempt(learner=learner, edition=edition, role="post", at=NOW + HOUR)
    page = f"/articles/{edition.slug}/test/"
    assert "attempt 1 is a pass" not in client_of(learner).get(page).content.decode()
    correct_and_regrade(version_of(edition), 1)
    told = "You have passed this test: attempt 1 is a pass, as it is marked now."
    assert told in words(parse(client_of(learner).get(page)))
    second = submit_picks(attempt=second, picks=right_picks(second, wrong=4), at=LATER)
    said, markup = result_page(second, 2)
    assert told in said
    assert "Not passed yet" not in said
    assert "Try again" not in markup
    assert f"/articles/{edition.slug}/test/results/1/?release=1" in markup
    assert "Rate the article" in said
    start = client_of(learner).get(page)
    assert "You passed: 3 of 4" in words(parse(start))
    assert f"/articles/{edition.slug}/test/results/1/" in start.content.decode()


@time_machine.travel(LATER, tick=False)
def test_open_test_says_that_its_article_was_retracted(learner: Learner) -> None:
    edition = make_edition()
    open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    retract_article(article=edition.release.article, actor=None, at=NOW + HOUR, reason="The data were wrong.")
    said = words(parse(client_of(learner).get(f"/articles/{edition.slug}/test/")))
    assert "You can still finish what you began, but no credit comes of it." in said


@time_machine.travel(LATER, tick=False)
@pytest.mark.parametrize(("role", "name"), [("post", "test"), ("self", "self-check")])
def test_attempt_that_is_open_is_finished_before_the_test_of_a_corrected_article_begins(
    learner: Learner, role: str, name: str
) -> None:
    """Beside it a second one would hide what was saved, and its keys would tell the answers."""
    article = make_article()
    add_question(article, in_post_test=role == "post", in_self_check=role == "self")
    begun = open_attempt(
        learner=learner, edition=publish_article(article=article, actor=None, at=NOW), role=role, at=NOW
    )
    reader = client_of(learner)
    page = f"/articles/{article.slug}/{name}/"
    assert "The article was corrected after you began" not in words(parse(reader.get(page)))
    corrected = correct(begun.edition, Correction.MATERIAL, at=NOW + HOUR)
    assert reader.post(f"{page}start/").status_code == 302
    assert Attempt.objects.get() == begun
    assert "The article was corrected after you began this attempt." in words(parse(reader.get(page)))
    submit_picks(attempt=begun, picks=right_picks(begun), at=LATER)
    assert open_attempt(learner=learner, edition=corrected, role=role, at=LATER).release == corrected.release


def test_attempt_at_an_earlier_release_whose_time_is_up_is_submitted_before_the_next_begins(learner: Learner) -> None:
    edition = make_edition(time_limit_minutes=10)
    begun = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    corrected = correct(edition, Correction.MATERIAL, at=NOW)
    following = open_attempt(learner=learner, edition=corrected, role="post", at=NOW + HOUR)
    begun.refresh_from_db()
    assert (begun.submitted_at, following.release) == (begun.deadline_at, corrected.release)


@time_machine.travel(LATER, tick=False)
def test_attempt_at_a_retracted_release_holds_nobody_up(learner: Learner) -> None:
    edition = make_edition()
    begun = open_attempt(learner=learner, edition=edition, role="post", at=NOW)
    retract(edition, at=NOW)
    article = edition.release.article
    article.key_learning = "Written anew."
    article.save()
    anew = publish_article(article=article, actor=None, at=LATER, what_changed="All of it.", ends_retraction=True)
    assert open_attempt(learner=learner, edition=anew, role="post", at=LATER) != begun


def test_next_attempt_is_told_in_whole_minutes_of_which_none_is_too_early(learner: Learner) -> None:
    edition = make_edition(wait_hours=1)
    at = NOW.replace(minute=0, second=49)
    take_test(edition, learner, wrong=4, at=at)
    with pytest.raises(AttemptRefused, match=f"at {at + HOUR + 2 * MINUTE:%H:%M} UTC"):
        open_attempt(learner=learner, edition=edition, role="post", at=at + HOUR + MINUTE - timedelta(seconds=1))
    assert open_attempt(learner=learner, edition=edition, role="post", at=at + HOUR + MINUTE).number == 2


@time_machine.travel(LATER, tick=False)
def test_every_correction_that_marked_an_attempt_anew_is_told(learner: Learner) -> None:
    edition = make_edition()
    attempt = take_test(edition, learner, wrong=2)
    for place, reason in enumerate(("The first key was wrong.", "The second key was wrong.")):
        correction = correct_key(version_of(edition, place), 1, reason=reason)
        regrade(correction=correction, actor=None, at=NOW + HOUR)
    said = result_page(attempt)[0]
    assert said.index("The first key was wrong.") < said.index("The second key was wrong.")


@time_machine.travel(LATER, tick=False)
def test_objective_counts_what_keeps_its_points_although_the_key_was_corrected(learner: Learner) -> None:
    """C4: results only improve, and a page does not say both "4 of 4 points" and "not yet met"."""
    edition = make_edition()
    attempt = take_test(edition, learner)
    correct_and_regrade(version_of(edition), 1)
    shown = shown_after(attempt)
    assert shown.marking.points == shown.marking.maximum_points
    assert all(objective.is_met for objective in shown.objectives)
