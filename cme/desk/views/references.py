"""References of an article: pasted, looked at, added by a second press; duplicates made one; notices told."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from cme.desk.cited_works import queue_context
from cme.desk.forms.references import PasteForm
from cme.desk.pages import actor_of, address_of, fetch_article, page_context
from cme.desk.problems import problems_of
from content.asking import manners_of_a_page
from content.citations import links_of
from content.citing.pasting import PasteRefused
from content.models import Article, Reference, ReferenceKind, ReferencePaste
from content.reference_notices import notes_of
from content.rendering import cited
from content.services.drafts import DraftConflict
from content.services.notices import shown_for
from content.services.references import (
    ReferenceRefused,
    add_references,
    duplicates_of,
    judged,
    keep_paste,
    merge_references,
)
from content.source import frozen_reference


def references(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the references as readers will see them; read what was pasted and go on to what it holds."""
    article = fetch_article(request, article_id)
    form = PasteForm()
    if request.method == "POST":
        _allow(request, "add")
        form = PasteForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                kept = keep_paste(
                    article=article,
                    text=form.pasted,
                    at=timezone.now(),
                    actor=actor_of(request),
                    manners=manners_of_a_page(),
                )
            except PasteRefused as refusal:
                form.add_error("text", str(refusal))
            else:
                return HttpResponseRedirect(reverse("admin:content_article_paste", args=[article.pk, kept.key]))
    rows = list(article.references.all())
    context = page_context(request, article, "references") | {
        "form": form,
        "problems": list(problems_of(form)),
        "rows": _shown(rows),
        "pairs": [{"kept": kept, "gone": gone} for kept, gone in duplicates_of(rows)],
        "may_add": _may(request, "add"),
        "may_merge": _may(request, "delete"),
        "style": {"vancouver": "Vancouver", "ama": "AMA"}[settings.REFERENCE_STYLE],
    }
    return render(request, "desk/references.html", context)


def paste(request: HttpRequest, article_id: int, key: UUID) -> HttpResponse:
    """Show what would be added, to whoever pasted it; add it when told to."""
    article = fetch_article(request, article_id)
    _allow(request, "add")
    kept = get_object_or_404(ReferencePaste, key=key, article=article, created_by=actor_of(request))
    if request.method == "POST":
        return _add(request, article, kept)
    rows = [
        row | {"text": cited(row["values"], settings.REFERENCE_STYLE), "links": links_of(row["values"])}
        | {"kind": ReferenceKind(row["values"]["kind"]).label}
        for row in judged(article, kept.works)
    ]  # fmt: skip
    again = [fault["text"] for fault in kept.faults]
    context = page_context(request, article, "references") | {
        "paste": kept,
        "new": [row for row in rows if not row["twin"] and not row["is_bare"]],
        "bare": [row for row in rows if not row["twin"] and row["is_bare"]],
        "known": [row for row in rows if row["twin"]],
        "form": PasteForm(initial={"text": "\n".join(again)}) if again else None,
    }
    return render(request, "desk/references_paste.html", context)


def _add(request: HttpRequest, article: Article, kept: ReferencePaste) -> HttpResponse:
    actor = actor_of(request)
    chosen = {
        int(place) for place in request.POST.getlist("take") if place.isascii() and place.isdecimal() and len(place) < 5
    }
    try:
        with transaction.atomic():
            made = add_references(paste=kept, chosen=chosen, at=timezone.now(), actor=actor)
            said = f"Added {_counted(made)} to the draft."
            LogEntry.objects.log_actions(actor.pk, [article], CHANGE, said, single_object=True)
    except ReferenceRefused as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(request.path)
    messages.success(request, f"{said} Cite them in the text by the keys that stand beside them.")
    return HttpResponseRedirect(address_of("references", article.pk))


def merge(request: HttpRequest, article_id: int) -> HttpResponse:
    """Make one reference of two."""
    article = fetch_article(request, article_id)
    _allow(request, "delete")
    data, actor = request.POST, actor_of(request)
    version = data.get("version", "")
    try:
        with transaction.atomic():
            stays = merge_references(
                article=article,
                kept=data.get("kept", ""),
                gone=data.get("gone", ""),
                version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0,
                actor=actor,
                at=timezone.now(),
            )
            said = f"[@{data.get('gone', '')}] is now [@{stays.key}], also in the text and the questions."
            LogEntry.objects.log_actions(actor.pk, [article], CHANGE, said, single_object=True)
    except DraftConflict:
        messages.error(request, "Somebody saved this draft meanwhile. Nothing was merged: look again.")
    except ReferenceRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(address_of("references", article.pk))


def works(request: HttpRequest) -> HttpResponse:
    """Show which cited works were retracted, corrected or put in doubt, and what cites them."""
    if not request.user.has_perm("content.view_worknotice"):
        raise PermissionDenied
    return render(request, "desk/work_notices.html", queue_context(request, at=timezone.now()))


def _shown(rows: list[Reference]) -> list[dict[str, Any]]:
    frozen = [frozen_reference(row) for row in rows]
    told = shown_for(frozen)
    return [
        {
            "key": row.key,
            "is_source": row.is_source,
            "kind": row.get_kind_display(),
            "text": cited(values, settings.REFERENCE_STYLE),
            "links": links_of(values),
            "notices": notes_of([notice for notice in told if notice["reference"] == row.key]),
        }
        for row, values in zip(rows, frozen, strict=True)
    ]


def _counted(rows: list[Reference]) -> str:
    return "1 reference" if len(rows) == 1 else f"{len(rows)} references"


def _may(request: HttpRequest, verb: str) -> bool:
    return request.user.has_perms(["content.change_article", f"content.{verb}_reference"])


def _allow(request: HttpRequest, verb: str) -> None:
    if not _may(request, verb):
        raise PermissionDenied
