"""A report of a reader: read, answered or closed once."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cme.catalogue.screen import whole_number
from cme.desk.forms.reports import AnswerForm
from cme.desk.pages import actor_of
from cme.desk.problems import problems_of
from cme.desk.reported_blocks import reported_blocks
from cme.reporting.models import ProblemReport
from cme.reporting.services.reporting import ReportRefused, answer_report, close_report
from cme.ui.languages import language_of

VIEW, CHANGE_IT = "reporting.view_problemreport", "reporting.change_problemreport"
TYPED = "You typed an answer. Send it, or take it out to close the report without one."
ANSWERED, MAILED, CLOSED = "The report is answered.", " The answer goes out by e-mail.", "The report is closed."


def report(request: HttpRequest, number: str) -> HttpResponse:
    """Show a report with what was decided; take the answer of those who may."""
    may_answer = request.user.has_perm(CHANGE_IT)
    if not (may_answer or request.user.has_perm(VIEW)) or (request.method == "POST" and not may_answer):
        raise PermissionDenied
    rows = ProblemReport.objects.select_related("edition__release", "decided_by")
    row = get_object_or_404(rows.defer("edition__source", "edition__html"), pk=whole_number(number))
    if request.method != "POST":
        return _show(request, row, AnswerForm())
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form, status=400)
    if row.state == ProblemReport.State.OPEN and _drops(request, form):
        form.add_error("answer", TYPED)
        return _show(request, row, form, status=400)
    try:
        said = _decide(request, row, form.cleaned_data["answer"])
    except ReportRefused as refusal:
        row.refresh_from_db()
        if row.state != ProblemReport.State.OPEN:
            messages.error(request, str(refusal))
            return _show(request, row, form, status=409)
        form.add_error("answer", str(refusal))
        return _show(request, row, form, status=400)
    messages.success(request, said)
    return HttpResponseRedirect(request.path)


def _drops(request: HttpRequest, form: AnswerForm) -> bool:
    """Tell whether closing the report would throw a typed answer away."""
    return request.POST.get("_act") == "close" and bool(form.cleaned_data["answer"].strip())


@transaction.atomic
def _decide(request: HttpRequest, row: ProblemReport, answer: str) -> str:
    actor, now = actor_of(request), timezone.now()
    if request.POST.get("_act") == "close":
        close_report(report=row, actor=actor, at=now)
        said = CLOSED
    else:
        answer_report(report=row, answer=answer, actor=actor, at=now)
        said = ANSWERED + (MAILED if row.email else "")
    LogEntry.objects.log_actions(actor.pk, [row], CHANGE, said, single_object=True)
    return said


def _show(request: HttpRequest, row: ProblemReport, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = admin.site.each_context(request) | {
        "opts": ProblemReport._meta,
        "title": "Report of a reader",
        "report": row,
        "tongue": language_of(row.language),
        "reported": reported_blocks(row),
        "form": form,
        "unsent": request.POST.get("answer", "").strip() if status == 409 else "",
        "problems": list(problems_of(form)),
        "may_answer": request.user.has_perm(CHANGE_IT) and row.state == ProblemReport.State.OPEN,
    }
    return render(request, "desk/report.html", context, status=status)
