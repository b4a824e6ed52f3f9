"""Time limits: told, kept by the server, and swept up behind learners who did not come back."""

import json
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command

from cme.assessment.answered import responses_in
from cme.assessment.models import Attempt, AttemptStep
from cme.assessment.responses import Response
from cme.assessment.services import open_attempt, save_answer, submit_attempt
from cme.assessment.services.allowances import AllowanceRefused, grant_time
from cme.assessment.services.sweeping import submit_overdue
from cme.assessment.serving import served_items
from cme.desk.invariants import find_broken
from cme.learners.codes import code_of
from cme.learners.models import Learner
from tests.factories import NOW, make_alias, make_edition, make_learner
from tests.kinds import publish_kinds, right_response
from tests.pages import fields_of, form_to, parse, words
from tests.visitors import client_of

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(minutes=31, seconds=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def begin(*, at=NOW, **rules) -> Attempt:
    edition = publish_kinds("single", "short", time_limit_minutes=30, **rules)
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=at)
    item = next(iter(served_items(edition.pk, "post").values()))
    save_answer(attempt=attempt, item_id=item.id, response=right_response(item), at=at)
    return attempt


def test_page_tells_the_end_and_what_is_left(clock) -> None:
    attempt = begin()
    clock.move_to(NOW + timedelta(minutes=20))
    page = parse(client_of(attempt.learner).get(f"/articles/{attempt.edition.slug}/test/"))
    assert "until 22 November, 12:30:00 UTC" in words(page)
    timer = next(row for row in page.iter("p") if row.get("role") == "timer")
    assert timer.get("data-seconds") == "600"
    assert words(timer) == "10:00 left at 12:20:00 UTC, when this page was loaded."
    assert "hidden" not in timer.attrib  # without scripts it stays


@pytest.mark.parametrize(
    ("limit", "gone", "said"), [(1, 5, "0:55 left at 12:00:05"), (90, 0, "1:30:00 left"), (61, 59, "1:00:01 left")]
)
def test_page_says_without_scripts_what_was_left_when_it_was_loaded(clock, limit: int, gone: int, said: str) -> None:
    edition = make_edition(time_limit_minutes=limit)
    attempt = open_attempt(learner=make_learner(), edition=edition, role="post", at=NOW)
    clock.move_to(NOW + timedelta(seconds=gone))
    page = parse(client_of(attempt.learner).get(f"/articles/{edition.slug}/test/"))
    assert said in words(page)


@pytest.mark.parametrize("limit", [None, 1])
def test_time_that_goes_on_while_the_page_is_closed_is_told(limit: int | None) -> None:
    edition = make_edition(time_limit_minutes=limit)
    client, path = client_of(make_learner()), f"/articles/{edition.slug}/test/"
    begun = words(parse(client.get(path)))
    assert ("come back, but the time goes on meanwhile" in begun) is (limit is not None)
    assert ("so you can stop and come back" in begun) is (limit is None)
    client.post(path + "start/")
    sent = fields_of(form_to(parse(client.get(path)), f"{path}submit/"))
    kept = words(parse(client.post(f"{path}submit/", sent | {"save": "1"})))
    assert ("come back to it on this device; the time goes on meanwhile." in kept) is (limit is not None)
    assert "come back to it on this device" in kept


@pytest.mark.parametrize("verb", ["", "save/", "submit/", "start/", "check/", "results/1/"])
def test_overdue_test_is_submitted_whatever_comes_next(clock, verb: str) -> None:
    attempt = begin(wait_hours=24)
    item = next(iter(served_items(attempt.edition_id, "post").values()))
    clock.move_to(LATE)
    client, path = client_of(attempt.learner), f"/articles/{attempt.edition.slug}/test/{verb}"
    data = {"attempt": attempt.pk, "item": item.id, "check": item.id}
    response = client.get(path) if verb in ("", "results/1/") else client.post(path, data)
    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.deadline_at
    assert AttemptStep.objects.filter(kind="timed_out").count() == 1
    assert attempt.markings.get().points == 1
    if verb == "save/":
        told = json.loads(response.content)
        assert told["is_over"]
        assert "Time was up" in told["message"]
    if verb == "results/1/":
        assert "Time was up. The answers that had reached the site were submitted." in words(parse(response))


@pytest.mark.parametrize(("late", "is_late"), [(-1, False), (0, True), (1, True), (59, True)])
def test_test_that_its_page_submits_when_time_is_up_is_called_as_one_that_the_site_submits(clock, late, is_late):
    """docs/decisions/0011: what was typed last is in it, and every record says that time was up."""
    attempt = begin()
    first, second = served_items(attempt.edition_id, "post").values()
    client, path = client_of(attempt.learner), f"/articles/{attempt.edition.slug}/test/"
    sent = fields_of(form_to(parse(client.get(path)), f"{path}submit/"))
    sent |= {first.field: [str(min(first.option_ids - first.keys))], second.field: [second.options[0].text]}
    clock.move_to(attempt.deadline_at + timedelta(seconds=late))
    result = client.post(f"{path}submit/", sent | {"submit_anyway": "1"}, follow=True)
    assert ("Time was up. The answers that had reached the site were submitted." in words(parse(result))) is is_late
    attempt.refresh_from_db()
    assert attempt.submitted_at == attempt.deadline_at + timedelta(seconds=late)
    closing = AttemptStep.objects.get(attempt=attempt, sequence=attempt.sequence)
    assert (closing.kind, closing.taken_at) == ("timed_out" if is_late else "submitted", attempt.submitted_at)
    moments = [step.taken_at for step in attempt.steps.order_by("sequence")]
    assert moments == sorted(moments)
    assert responses_in(attempt) == {
        first.id: Response(options=frozenset({min(first.option_ids - first.keys)})),
        second.id: right_response(second),
    }
    assert list(find_broken()) == []


@pytest.mark.parametrize("door", ["sweep", "visit", "form"])
def test_test_that_is_found_late_ends_with_the_last_save_of_the_grace(clock, door: str) -> None:
    """docs/decisions/0011: it is not submitted before what was saved, nor as late as it was found."""
    attempt = begin()
    second = list(served_items(attempt.edition_id, "post").values())[1]
    saved_at = NOW + timedelta(minutes=30, seconds=7)
    save_answer(attempt=attempt, item_id=second.id, response=right_response(second), at=saved_at)
    clock.move_to(NOW + timedelta(days=3))
    client, path = client_of(attempt.learner), f"/articles/{attempt.edition.slug}/test/"
    if door == "sweep":
        call_command("submit_overdue", stdout=StringIO())
    elif door == "visit":
        client.get(path)
    else:
        client.post(f"{path}submit/", {"attempt": attempt.pk})
    attempt.refresh_from_db()
    assert attempt.submitted_at == saved_at
    assert [(step.kind, step.taken_at) for step in attempt.steps.order_by("sequence")] == [
        ("saved", NOW),
        ("saved", saved_at),
        ("timed_out", saved_at),
    ]
    assert attempt.markings.get().points == 2
    assert "Time was up." in words(parse(client.get(f"{path}results/1/")))
    assert list(find_broken()) == []


def test_steps_of_requests_that_waited_for_their_turn_are_in_order_of_time() -> None:
    """Each reads its clock before it waits for the attempt: whoever was overtaken bears the moment of the other."""
    attempt = begin(at=NOW)
    first, second = served_items(attempt.edition_id, "post").values()
    early, late = NOW - timedelta(seconds=1), NOW + timedelta(seconds=2)
    save_answer(attempt=attempt, item_id=second.id, response=right_response(second), at=early)
    save_answer(attempt=attempt, item_id=second.id, response=Response(text="another"), at=late)
    save_answer(attempt=attempt, item_id=first.id, response=Response(), at=NOW + timedelta(seconds=1))
    closed = submit_attempt(attempt=attempt, responses={}, at=NOW + timedelta(seconds=1))
    assert [step.taken_at for step in attempt.steps.order_by("sequence")] == [NOW, NOW, late, late, late]
    assert closed.submitted_at == late
    assert list(find_broken()) == []


def test_page_does_not_run_out_of_time_before_the_site_does(clock) -> None:
    attempt = begin()
    clock.move_to(attempt.deadline_at - timedelta(seconds=10, milliseconds=400))
    page = parse(client_of(attempt.learner).get(f"/articles/{attempt.edition.slug}/test/"))
    assert next(row for row in page.iter("p") if row.get("role") == "timer").get("data-seconds") == "11"


def test_sweep_submits_what_is_overdue_and_nothing_else(clock) -> None:
    late, other = begin(), begin(at=NOW + timedelta(minutes=5))
    unlimited = open_attempt(learner=make_learner(), edition=make_edition(), role="post", at=NOW)
    assert list(submit_overdue(at=late.deadline_at + timedelta(seconds=60))) == []
    clock.move_to(LATE)
    out = StringIO()
    for _ in range(2):
        call_command("submit_overdue", stdout=out)
    assert out.getvalue().splitlines() == ["1 attempt submitted.", "0 attempts submitted."]
    states = {row.pk: row.submitted_at is not None for row in Attempt.objects.all()}
    assert states == {late.pk: True, other.pk: False, unlimited.pk: False}


def test_sweep_goes_through_several_batches(monkeypatch) -> None:
    monkeypatch.setattr("cme.assessment.services.sweeping.BATCH", 2)
    attempts = [begin() for _ in range(5)]
    assert list(submit_overdue(at=LATE)) == [attempt.pk for attempt in attempts]


def test_start_page_gives_a_code_to_ask_with() -> None:
    edition = make_edition(time_limit_minutes=30)
    client, path = client_of(), f"/articles/{edition.slug}/test/"
    page = words(parse(client.get(path)))
    assert "Need more time?" in page
    assert "from your next attempt" in page
    assert not Learner.objects.exists()
    client.post(path + "code/")
    learner = Learner.objects.get()
    page = client.get(path)
    assert code_of(learner.pk) in words(parse(page))
    assert learner.key not in page.content.decode()


def test_start_page_says_nothing_of_time_without_a_limit() -> None:
    edition = make_edition()
    page = words(parse(client_of(make_learner()).get(f"/articles/{edition.slug}/test/")))
    assert "Need more time?" not in page
    assert "No time limit." in page


def test_time_is_granted_to_the_learner_who_goes_on() -> None:
    learner = make_learner()
    alias = make_alias(learner)
    assert grant_time(learner=alias, extra_percent=10, actor=None, at=NOW).learner == learner
    for percent in (0, 301):
        with pytest.raises(AllowanceRefused):
            grant_time(learner=learner, extra_percent=percent, actor=None, at=NOW)


@pytest.mark.parametrize(
    ("questions", "limit", "extra", "said"),
    [
        (2, 1, None, "2 questions. 1 minute."),
        (1, 30, None, "1 question. 30 minutes."),
        (2, 30, 50, "2 questions. 45 minutes."),
        (2, 1, 50, "2 questions. 2 minutes."),  # and a half: less is promised than given
    ],
)
def test_start_page_counts_questions_and_the_minutes_of_this_learner(questions, limit, extra, said) -> None:
    edition, learner = make_edition(questions=questions, time_limit_minutes=limit), make_learner()
    if extra:
        grant_time(learner=learner, extra_percent=extra, actor=None, at=NOW)
    page = words(parse(client_of(learner).get(f"/articles/{edition.slug}/test/")))
    assert said in page
    minutes = said.split(". ")[1].strip(".")
    assert f"{minutes}; what is saved then is submitted." in page


def test_start_page_says_each_number_in_its_own_form_in_german() -> None:
    edition = make_edition(time_limit_minutes=1, attempts_allowed=1, wait_hours=1)
    page = words(parse(client_of(make_learner()).get(f"/de/articles/{edition.slug}/test/")))
    assert "4 Fragen. 1 Minute." in page
    assert "1 Versuch." in page
    assert "Zwischen zwei Versuchen" not in page


# -- rules before the start (F1) ---------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (
            {},
            ["75% of the points to pass.", "As many attempts as you need.", "once you have passed.", "No time limit."],
        ),
        ({"pass_mark_items": 3}, ["3 questions right to pass."]),
        (
            {"attempts_allowed": 2, "wait_hours": 24},
            ["2 attempts. Between two attempts: 24 hours.", "after the last attempt"],
        ),
        ({"feedback": "item", "time_limit_minutes": 30}, ["You can check each answer", "30 minutes;"]),
        ({"feedback": "never"}, ["Answers are not shown."]),
    ],
)
def test_rules_stand_before_the_start_for_everybody(rules, said) -> None:
    """F1: on the teaser, in the front matter, at the button and on the page that starts the test."""
    edition = make_edition(**rules)
    for client, rest in ((client_of(is_attested=False), ""), (client_of(), ""), (client_of(), "test/")):
        page = words(parse(client.get(f"/articles/{edition.slug}/{rest}")))
        assert [text for text in said if text not in page] == []
