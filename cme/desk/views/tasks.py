"""Background work: what waits, what failed, and another try."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from cme.desk.unfinished import MAY_RETRY
from content.models import Rendition
from content.services.queue import retry_task
from content.services.renditions import retry_renditions

MAY_SEE = "django_tasks_database.view_dbtaskresult"
SHOWN = 50
LAST_LINE = 300  # characters


def tasks(request: HttpRequest) -> HttpResponse:
    """Show the queues, the tasks that failed and the figures that were given up."""
    _require(request, MAY_SEE)
    failed = list(DBTaskResult.objects.failed().order_by("-finished_at")[:SHOWN])
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": "Background work",
        "queues": _queues(),
        "failed": [{"row": row, "what": _what(row), "why": _last_line(row.traceback)} for row in failed],
        "given_up": _given_up(),
        "waiting_renditions": Rendition.objects.pending().count(),
        "shown": SHOWN,
        "may_retry": request.user.has_perm(MAY_RETRY),
    }
    return render(request, "desk/tasks.html", context)


def retry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Let a task that failed wait again."""
    _require(request, MAY_RETRY)
    if retry_task(pk=pk):
        messages.success(request, "The task waits again. It is run within a minute where a worker is free.")
    else:
        messages.info(request, "This task is not among the failed ones any more, so nothing was changed.")
    return _back()


def retry_picture(request: HttpRequest, picture: str) -> HttpResponse:
    """Try again the renditions of a picture that were given up."""
    _require(request, MAY_RETRY)
    count = retry_renditions(picture=picture)
    if count:
        messages.success(request, f"{count} rendition{'' if count == 1 else 's'} will be tried again.")
    else:
        messages.info(request, "Nothing of this picture is given up any more, so nothing was changed.")
    return _back()


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:django_tasks_database_dbtaskresult_changelist"))


def _require(request: HttpRequest, permission: str) -> None:
    if not request.user.has_perm(permission):
        raise PermissionDenied


def _queues() -> list[dict[str, Any]]:
    waiting = Q(status=TaskResultStatus.READY)
    counts = DBTaskResult.objects.order_by("queue_name").values("queue_name")
    counted = counts.annotate(
        waiting=Count("pk", filter=waiting),
        running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
        failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
        done=Count("pk", filter=Q(status=TaskResultStatus.SUCCESSFUL)),
        oldest=Min("enqueued_at", filter=waiting),
    )
    return [dict(row) for row in counted]


def _given_up() -> list[dict[str, Any]]:
    rows = Rendition.objects.failed().order_by("picture").values("picture")
    return [dict(row) for row in rows.annotate(n=Count("pk"), problem=Min("problem"))[:SHOWN]]


def _what(row: DBTaskResult[Any, Any]) -> str:
    return str(row.task_path).rsplit(".", 1)[-1].replace("_", " ").capitalize()


def _last_line(traceback: str) -> str:
    """Return what an error said; the whole traceback is in the log."""
    lines = traceback.strip().splitlines() or [""]
    return lines[-1][:LAST_LINE]
