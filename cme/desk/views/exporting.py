"""Questions out of the bank: the choice of a format, and the file."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from content.formats.registry import WRITTEN, suffix_of
from content.models import Question
from content.services.exporting import MOST_REASONS, ExportRefused, export_questions

MOST = 1_000  # questions of one file
TYPES = {".xml": "application/xml", ".zip": "application/zip"}


def export(request: HttpRequest) -> HttpResponse:
    """Ask for the format, or answer with the file: ``?id=1&id=2&format=gift``; without ids all that are offered."""
    if not request.user.has_perm("content.view_question"):
        raise PermissionDenied
    ids = [value for value in request.GET.getlist("id")[:MOST] if value.isdecimal() and len(value) < 19]
    questions = _chosen(ids)
    form, reasons = WRITTEN.get(request.GET.get("format", "")), []
    if form is not None:
        try:
            data = export_questions(questions=questions, form=form)
        except ExportRefused as refusal:
            reasons = refusal.reasons
        else:
            suffix = suffix_of(form, data)
            answer = HttpResponse(data, content_type=TYPES.get(suffix, "text/plain; charset=utf-8"))
            answer["Content-Disposition"] = f'attachment; filename="questions-{form.name}{suffix}"'
            return answer
    context = {
        **admin.site.each_context(request),
        "opts": Question._meta,
        "title": "Export questions",
        "count": questions.count(),
        "ids": ids,
        "formats": WRITTEN.values(),
        "format": form,
        "reasons": reasons[:MOST_REASONS],
        "more": max(0, len(reasons) - MOST_REASONS),
    }
    return render(request, "desk/export.html", context)


def _chosen(ids: list[str]) -> QuerySet[Question]:
    return Question.objects.filter(pk__in=ids) if ids else Question.objects.filter(retired_at=None)
