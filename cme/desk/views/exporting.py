"""Questions out of the bank: the choice of a format, what it cannot hold, and the file."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from content.formats.registry import WRITTEN, FileFormat, suffix_of
from content.models import Question
from content.services.exporting import MOST_REASONS, Exported, ExportRefused, export_questions

MOST = 5_000  # questions of one file; it is written while the browser waits
MOST_IN_ADDRESS = 100
TYPES = {".xml": "application/xml", ".zip": "application/zip"}
TOO_MANY = (
    f"These are more than {MOST:,} questions, the most of one file here. Narrow the list, or use “manage.py "
    "export_questions”, which has no limit."
)
UNREADABLE = "The choice of questions did not arrive complete, so nothing was exported. Choose them again in the list."
NO_FORMAT = "Choose a format."


def export(request: HttpRequest) -> HttpResponse:
    """Ask for the format of all questions that are offered, or of those that are sent; answer with the file."""
    if not request.user.has_perm("content.view_question"):
        raise PermissionDenied
    is_sent = request.method == "POST"
    ids = _ids(request.POST.get("ids")) if is_sent else _ids(",".join(request.GET.getlist("id")), MOST_IN_ADDRESS)
    if ids is None:
        return _page(request, [], problem=UNREADABLE, status=400)
    if not is_sent:
        return _page(request, ids)
    form = WRITTEN.get(request.POST.get("format", ""))
    return _file(request, ids, form) if form else _page(request, ids, problem=NO_FORMAT, status=400)


def ask_format(request: HttpRequest, questions: QuerySet[Question]) -> HttpResponse:
    """Ask for the format of the questions that were chosen in the list; all of them are sent along."""
    ids = list(questions.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        return _page(request, [], problem=TOO_MANY, status=400)
    return _page(request, ids)


def _file(request: HttpRequest, ids: list[int], form: FileFormat) -> HttpResponse:
    """Answer with the file; where something would be left out, first say what."""
    questions = _chosen(ids)
    if questions.count() > MOST:
        return _page(request, ids, problem=TOO_MANY, status=400)
    try:
        exported = export_questions(questions=questions, form=form, skips_faulty=True)
    except ExportRefused as refusal:
        return _page(request, ids, form=form, reasons=refusal.reasons)
    if exported.left_out and "_skip" not in request.POST:
        return _page(request, ids, form=form, reasons=exported.left_out, exported=exported)
    suffix = suffix_of(form, exported.data)
    answer = HttpResponse(exported.data, content_type=TYPES.get(suffix, "text/plain; charset=utf-8"))
    answer["Content-Disposition"] = f'attachment; filename="questions-{form.name}{suffix}"'
    return answer


def _page(
    request: HttpRequest,
    ids: list[int],
    *,
    form: FileFormat | None = None,
    reasons: list[str] | None = None,
    exported: Exported | None = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    reasons = reasons or []
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": Question._meta,
        "title": "Export questions",
        "count": _chosen(ids).count(),
        "ids": ",".join(map(str, ids)),
        "formats": WRITTEN.values(),
        "format": form,
        "reasons": reasons[:MOST_REASONS],
        "more": max(0, len(reasons) - MOST_REASONS),
        "others": exported.count if exported else 0,
        "problem": problem,
    }
    return render(request, "desk/export.html", context, status=status)


def _ids(text: str | None, most: int = MOST) -> list[int] | None:
    """Return the numbers of a list with commas; none for the empty text, None where it is no such list."""
    parts = text.split(",") if text else []
    if text is None or len(parts) > most or not all(part.isascii() and part.isdecimal() for part in parts):
        return None
    return [int(part) for part in parts] if all(len(part) < 19 for part in parts) else None


def _chosen(ids: list[int]) -> QuerySet[Question]:
    return Question.objects.filter(pk__in=ids) if ids else Question.objects.filter(retired_at=None)
