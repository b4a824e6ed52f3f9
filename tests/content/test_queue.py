"""The queue: part of the transaction, nothing twice, nothing lost with a worker."""

import logging
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from content.services.queue import TRIES, enqueue_missing, requeue_lost, retry_task
from content.tasks import encode_picture

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=600)


@pytest.fixture(autouse=True)
def _queue(settings) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    settings.TASK_LEASE_SECONDS = LEASE.total_seconds()


def make_task(*, workers: int = 1, **fields) -> DBTaskResult:
    """Return a task that a worker claimed."""
    enqueue_missing(task=encode_picture, keys=["nothing.png"])
    row = DBTaskResult.objects.get(status=TaskResultStatus.READY)
    for name, value in ({"status": "RUNNING", "worker_ids": ["w"] * workers} | fields).items():
        setattr(row, name, value)
    row.save()
    return row


def test_rolled_back_task_is_not_in_the_queue():
    with transaction.atomic():
        assert enqueue_missing(task=encode_picture, keys=["a.png"]) == 1
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()


def test_key_is_enqueued_once_until_its_task_has_ended():
    assert enqueue_missing(task=encode_picture, keys=["a.png", "b.png", "a.png"]) == 2
    assert enqueue_missing(task=encode_picture, keys=["a.png", "c.png"]) == 1
    DBTaskResult.objects.update(status=TaskResultStatus.SUCCESSFUL)
    assert enqueue_missing(task=encode_picture, keys=["a.png"]) == 1


def test_running_task_is_left_alone_within_its_lease():
    now = timezone.now()
    make_task(started_at=now - LEASE + timedelta(seconds=1))
    assert requeue_lost(at=now) == (0, 0)


def test_task_older_than_its_lease_waits_again_and_twice_changes_nothing():
    now = timezone.now()
    row = make_task(started_at=now - LEASE - timedelta(seconds=1), workers=TRIES - 1)
    assert requeue_lost(at=now) == (1, 0)
    assert requeue_lost(at=now) == (0, 0)
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY


def test_task_that_lost_five_workers_is_given_up_and_logged_as_an_error(caplog):
    now = timezone.now()
    row = make_task(started_at=now - LEASE * 2, workers=TRIES)
    with caplog.at_level(logging.ERROR):
        assert requeue_lost(at=now) == (0, 1)
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
    assert str(row.pk) in caplog.text
    assert row.task_result.errors[0].exception_class.__name__ == "TaskLost"


def test_failed_task_waits_again_with_all_its_tries():
    row = make_task(status="FAILED", workers=TRIES, traceback="why")
    assert retry_task(pk=row.pk)
    assert not retry_task(pk=row.pk)
    row.refresh_from_db()
    assert (row.status, row.worker_ids, row.traceback) == (TaskResultStatus.READY, [], "")


def test_jobs_of_every_minute_may_run_twice_and_one_that_fails_stops_none(capsys):
    now = timezone.now()
    make_task(started_at=now - LEASE * 2)
    for _ in range(2):
        call_command("every_minute")
    said = capsys.readouterr().out
    assert "1 lost tasks wait again" in said
    assert "0 lost tasks wait again" in said
    assert "0 attempts submitted." in said
