"""Letters to people without an account: in the queue with their row, once, again after a failure, and not for ever."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from cme.desk.delivery import deliver
from cme.desk.posting import post_letter, sweep_letters
from content.models import Contributor, DisclosureRequest, Letter
from content.services.disclosing import ask_for_disclosure, submit_disclosure, withdraw_request
from content.services.letters import TRIES, plan_reminders, take_letter
from tests.factories import NOW
from tests.racing import faults, race

pytestmark = pytest.mark.django_db
DAY, LEASE = timedelta(days=1), timedelta(seconds=600)
SITE = "https://cme.example.org"


@pytest.fixture(autouse=True)
def _queue(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


def post(at=NOW) -> Letter:
    someone, _ = Contributor.objects.get_or_create(name="Ada Writer", email="ada@example.org")
    asked = ask_for_disclosure(contributor=someone, actor=None, at=at)
    return post_letter(kind=Letter.Kind.DISCLOSE, about=asked.pk, origin=SITE, at=at)


def sent(at=NOW) -> DisclosureRequest:
    letter = post(at)
    assert deliver(pk=letter.pk, at=at)
    return DisclosureRequest.objects.get(pk=letter.about)


def state(letter: Letter) -> tuple[str, int]:
    letter.refresh_from_db()
    return letter.state, letter.tries


def test_letter_waits_in_the_queue_and_goes_out_once() -> None:
    letter = post()
    assert post_letter(kind=letter.kind, about=letter.about, origin=SITE, at=NOW) == letter
    assert mail.outbox == []
    (task,) = DBTaskResult.objects.all()
    run = import_string(task.task_path).func
    assert [run(*task.args_kwargs["args"]) for _ in range(2)] == [True, False]
    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    assert f"{SITE}/disclose/" in message.body
    assert message.extra_headers["Message-ID"].startswith(f"<letter.{letter.pk}.")
    assert state(letter) == ("sent", 1)
    assert DisclosureRequest.objects.get().sent_at == Letter.objects.get().sent_at
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Letter.objects.update(state="waiting", sent_at=None)


def test_what_is_rolled_back_is_never_sent() -> None:
    with transaction.atomic():
        post()
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()
    assert not Letter.objects.exists()


def test_letter_of_a_killed_worker_is_due_again_after_the_lease(settings) -> None:
    settings.TASK_LEASE_SECONDS = LEASE.seconds
    letter = post()
    assert take_letter(pk=letter.pk, at=NOW)  # and then the worker is no more
    DBTaskResult.objects.all().delete()
    assert sweep_letters(at=NOW + LEASE - timedelta(seconds=1)) == 0
    assert not deliver(pk=letter.pk, at=NOW + LEASE - timedelta(seconds=1))
    assert sweep_letters(at=NOW + LEASE) == 1
    assert sweep_letters(at=NOW + LEASE) == 0
    assert deliver(pk=letter.pk, at=NOW + LEASE)
    assert len(mail.outbox) == 1


def test_letter_that_loses_every_worker_is_given_up() -> None:
    letter, at = post(), NOW
    for _ in range(TRIES):
        assert take_letter(pk=letter.pk, at=at)
        at += LEASE
    assert not deliver(pk=letter.pk, at=at)
    assert state(letter) == ("failed", TRIES)


def test_server_that_is_away_is_tried_again_ever_later_and_then_no_more(settings) -> None:
    settings.EMAIL_BACKEND = "tests.desk.mailing.Failing"
    letter, at, pauses = post(), NOW, []
    while Letter.objects.due_at(at).exists():
        assert not deliver(pk=letter.pk, at=at)
        letter.refresh_from_db()
        pauses.append(letter.due_at - at)
        at = letter.due_at
    assert state(letter) == ("failed", TRIES)
    assert pauses[:3] == [timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=8)]
    assert "Connection unexpectedly closed" in letter.problem
    assert DisclosureRequest.objects.get().sent_at is None


@pytest.mark.parametrize("end", ["answer", "withdraw", "lapse"])
def test_letter_about_a_link_that_has_ended_is_not_sent(end: str) -> None:
    letter = post()
    asked, at = DisclosureRequest.objects.get(), NOW
    if end == "answer":
        submit_disclosure(request=asked, ties=[], at=NOW)
    elif end == "withdraw":
        withdraw_request(request=asked, at=NOW)
    else:
        at = asked.expires_at
    assert not deliver(pk=letter.pk, at=at)
    assert state(letter) == ("needless", 1)
    assert mail.outbox == []


def test_reminders_come_once_a_week_until_the_answer_or_the_end() -> None:
    asked = sent()
    for _ in range(2):
        sweep_letters(at=NOW + 7 * DAY - timedelta(seconds=1))
    assert Letter.objects.count() == 1
    for day in (7, 8, 13, 14, 20, 21, 22, 30):  # the link can be used for 21 days
        for _ in range(2):
            sweep_letters(at=NOW + day * DAY)
        for letter in Letter.objects.due_at(NOW + day * DAY):
            deliver(pk=letter.pk, at=NOW + day * DAY)
    reminders = [letter for letter in mail.outbox if letter.subject.startswith("Still to come")]
    assert len(reminders) == 2
    assert all(f"{SITE}/disclose/" in letter.body for letter in reminders)
    assert list(Letter.objects.about("remind", asked.pk).values_list("number", flat=True)) == [2, 1]


def test_nobody_is_reminded_who_answered_or_was_only_given_a_link() -> None:
    submit_disclosure(request=sent(), ties=[], at=NOW + DAY)
    someone = Contributor.objects.create(name="Eve", email="eve@example.org")
    ask_for_disclosure(contributor=someone, actor=None, at=NOW)
    assert plan_reminders(at=NOW + 8 * DAY, origin=SITE) == []


@pytest.mark.django_db(transaction=True)
def test_sweeps_and_workers_at_once_plan_and_send_once() -> None:
    asked = sent()
    at = NOW + 8 * DAY
    assert faults(race(*[lambda: plan_reminders(at=at, origin=SITE)] * 6)) == []
    letter = Letter.objects.get(kind="remind", about=asked.pk)
    mail.outbox.clear()
    results = race(*[lambda: deliver(pk=letter.pk, at=at)] * 6)
    assert sorted(results) == [False] * 5 + [True]
    assert len(mail.outbox) == 1
