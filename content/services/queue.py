"""The queue of tasks: nothing in it twice, nothing lost with a worker. What must be done stands in other rows."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

log = logging.getLogger(__name__)
TRIES = 5


class TaskLost(Exception):
    """A worker ended in the middle of the task, too often to try once more."""


@transaction.atomic
def enqueue_missing(*, task: Task[Any, Any], keys: Sequence[str]) -> int:
    """Enqueue a task that takes one key, for each key that is in no waiting or running task of it.

    Part of the caller's transaction: what is rolled back is never run. Two at once may add a key twice, which only
    makes a task that finds nothing to do.
    """
    live = DBTaskResult.objects.filter(
        task_path=task.module_path, status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING]
    ).values_list("args_kwargs", flat=True)
    known = {row["args"][0] for row in live} if keys else set()
    missing = [key for key in dict.fromkeys(keys) if key not in known]
    for key in missing:
        task.enqueue(key)
    return len(missing)


def requeue_lost(*, at: datetime) -> tuple[int, int]:
    """Return to the queue what has been running longer than its lease; after ``TRIES`` workers, give it up.

    Returns:
        How many wait again, and how many were given up.

    Source:
        django-tasks-db leaves the task of a killed worker RUNNING for ever: docs/decisions/0013.
    """
    before = at - timedelta(seconds=settings.TASK_LEASE_SECONDS)
    again = given_up = 0
    for row in DBTaskResult.objects.running().filter(started_at__lt=before):
        # Its worker may end it, and another sweep may have been here: only the run that was seen is touched.
        seen = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
        if len(row.worker_ids) < TRIES:
            again += seen.update(status=TaskResultStatus.READY)
            continue
        lost = f"Lost with its worker {len(row.worker_ids)} times."
        if seen.update(
            status=TaskResultStatus.FAILED,
            finished_at=at,
            exception_class_path=f"{TaskLost.__module__}.{TaskLost.__qualname__}",
            traceback=lost,
        ):
            given_up += 1
            log.error("Task %s (%s) is given up. %s", row.pk, row.task_path, lost)
    return again, given_up


def retry_task(*, pk: UUID) -> bool:
    """Let a failed task wait again with all its tries; return whether it had failed."""
    return bool(
        DBTaskResult.objects.failed()
        .filter(pk=pk)
        .update(
            status=TaskResultStatus.READY,
            worker_ids=[],
            started_at=None,
            finished_at=None,
            exception_class_path="",
            traceback="",
        )
    )
