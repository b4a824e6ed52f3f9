"""Questions into the bank: a file is uploaded, looked at, and imported by a second press."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from cme.desk.forms.bank import DescribeForm, UploadForm
from cme.desk.pages import actor_of
from cme.desk.problems import problems_of
from content.accepted_wordings import said
from content.formats.neutral import FormatFault, FormatRefused, Kind, Parsed
from content.formats.neutral_json import shown
from content.formats.registry import label_of
from content.looked_questions import Candidate
from content.models import Question, QuestionImport, QuestionVersion
from content.neutral_questions import to_text
from content.question_text import Scoring
from content.services.describing_uploads import describe_pictures, undescribed
from content.services.importing import (
    ImportRefused,
    finish_upload,
    keep_upload,
    look_at,
    names_of,
    parsed_of,
    read_file,
)

KINDS = dict(QuestionVersion.Kind.choices)
OF_KPRIM = "four right bring the mark, three half of it"
COLUMNS = {Kind.MATCHING: "match", Kind.ORDERING: "place", Kind.KPRIM: "truth"}  # what is told of each answer
SHOWN = 200  # questions and faults on the preview; all sound questions are imported


def upload(request: HttpRequest) -> HttpResponse:
    """Take a file and go on to what it holds; nothing of it is in the bank yet."""
    _allow(request)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            found, parsed = read_file(file.read(), file_name=file.name, format_name=form.cleaned_data["format"])
            kept = keep_upload(
                parsed=parsed, form=found, file_name=file.name, at=timezone.now(), actor=actor_of(request)
            )
        except FormatRefused as refusal:
            form.add_error("file", str(refusal))
        else:
            return HttpResponseRedirect(reverse("admin:content_question_import_preview", args=[kept.key]))
    context = _context(request, "Import questions") | {"form": form, "problems": list(problems_of(form))}
    return render(request, "desk/import.html", context)


def preview(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what would be written, to whoever uploaded it; write it when told to."""
    kept = _own(request, key)
    if request.method == "POST":
        return _finish(request, kept)
    parsed = parsed_of(kept)
    return _show(request, kept, parsed, DescribeForm(None, pictures=undescribed(parsed)))


def describe(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take what pictures show of which the file does not say it."""
    kept = _own(request, key)
    there = HttpResponseRedirect(reverse("admin:content_question_import_preview", args=[key]))
    if request.method != "POST":
        return there
    parsed = parsed_of(kept)
    form = DescribeForm(request.POST, pictures=undescribed(parsed))
    if not form.is_valid():
        return _show(request, kept, parsed, form)
    try:
        number = describe_pictures(upload=kept, alts=form.alts())
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Described {number} picture{'' if number == 1 else 's'}.")
    return there


def _own(request: HttpRequest, key: UUID) -> QuestionImport:
    _allow(request)
    return get_object_or_404(QuestionImport, key=key, created_by=actor_of(request))


def _show(request: HttpRequest, kept: QuestionImport, parsed: Parsed, form: DescribeForm) -> HttpResponse:
    look = look_at(parsed)
    context = _context(request, "Look at the questions") | {
        "form": form,
        "problems": list(problems_of(form)),
        "upload": kept,
        "format": label_of(*kept.format.split(" ", 1)),
        "look": look,
        "new": len(look.new),
        "rows": [_row(candidate) for candidate in look.candidates[:SHOWN]],
        "more": max(0, len(look.candidates) - SHOWN),
        "faults": look.faults[:SHOWN],
        "remarks": look.remarks[:SHOWN],
        "more_faults": max(0, len(look.faults) - SHOWN),
    }
    return render(request, "desk/import_preview.html", context)


def _finish(request: HttpRequest, kept: QuestionImport) -> HttpResponse:
    actor, skips = actor_of(request), request.POST.get("skip") == "yes"

    def record(made: list[Question]) -> None:
        LogEntry.objects.log_actions(actor.pk, made, ADDITION, f"Imported from {kept.file_name}.")

    try:
        made = finish_upload(upload=kept, at=timezone.now(), actor=actor, skips_faulty=skips, record=record)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(request.path)
    if made:
        messages.success(request, f"Imported {names_of(made)}.")
    else:
        messages.warning(request, "Nothing was imported: the file holds no question that is sound and new.")
    return HttpResponseRedirect(reverse("admin:content_question_changelist"))


def _row(candidate: Candidate) -> dict[str, Any]:
    asked = shown(candidate.question)
    options = [option | {"text": said(candidate.question.kind, option["text"])} for option in asked["options"]]
    return {
        **asked,
        "options": options,
        "line": candidate.question.line,
        "kind": KINDS.get(candidate.question.kind, candidate.question.kind.value),
        **_marking(candidate),
        "unit": candidate.question.unit,
        "hint": candidate.question.hint,
        "pictures": [picture for picture in candidate.question.pictures if not picture.refusal],
        "faults": candidate.faults or _spoilt(candidate),
        "is_known": candidate.is_known,
        "repeats": candidate.repeats,
    }


def _marking(candidate: Candidate) -> dict[str, str]:
    """Say how a question would be marked, and what is told of each answer; of one that cannot be asked, its shares."""
    kind = candidate.question.kind
    if candidate.faults:
        return {"credit": "", "capitals": "", "column": "share" if kind == Kind.KPRIM else COLUMNS.get(kind, "share")}
    text = to_text(candidate.question)
    capitals = "capitals matter" if text.is_case_sensitive else "capitals do not matter"
    return {
        "credit": OF_KPRIM if kind == Kind.KPRIM else Scoring(text.scoring).label,
        "capitals": capitals if kind == Kind.SHORT else "",
        "column": COLUMNS.get(kind, "share" if text.scoring == Scoring.PARTIAL else "right"),
    }


def _spoilt(candidate: Candidate) -> tuple[FormatFault, ...]:
    """Say of a question that its reader reported a fault of it; which one stands among the faults of the file."""
    said = "The file has a fault here, named above."
    return (FormatFault(candidate.read.line, said),) if candidate.read.is_faulty else ()


def _context(request: HttpRequest, title: str) -> dict[str, Any]:
    return {**admin.site.each_context(request), "opts": Question._meta, "title": title}


def _allow(request: HttpRequest) -> None:
    if not request.user.has_perm("content.add_question"):
        raise PermissionDenied
