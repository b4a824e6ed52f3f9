"""The plain-language page of an article at the desk: writing, review, checklist, publication, history."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone

from cme.catalogue.views.twins import twin_context
from cme.desk.forms.twins import TwinForm
from cme.desk.hinting import sentence_of
from cme.desk.keeping import ACT, drop_saved, keeping_of, take_kept
from cme.desk.pages import actor_of, address_of, fetch_article, page_context
from cme.desk.problems import problems_of
from cme.desk.twin_acts import ACTS, TwinAct, reason_forms, version_of
from cme.desk.twin_page import findings_of, standing_context, versions_of
from content.findings import Severity
from content.models import Article, TwinDraft, TwinEdition
from content.rendering import RENDERER_VERSION, RenderRefused, render_text
from content.services.twin_publishing import TwinIncomplete
from content.services.twins import TwinConflict, TwinRefused, draft_of, save_twin
from content.source import hash_of
from content.twin_checks import check_words, measured_of
from content.twins import edition_read_at, sign_off_of, source_of_twin

SAVED = "The plain-language page is saved."
VIEW, WRITE = "content.view_twindraft", "content.change_twindraft"


def twin(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the page with its form; save it, or do one of its acts."""
    article = fetch_article(request, article_id, permission=VIEW)
    now = timezone.now()
    if request.method == "POST" and ACT in request.POST:
        if not request.user.has_perm(WRITE):
            raise PermissionDenied
        answer = take_kept(request, "twin", article.pk)
        return answer or _show(request, article, now, form=TwinForm(draft_of(article, at=now), request.POST))
    if request.method != "POST":
        return _show(request, article, now)
    act = ACTS.get(request.POST.get("_act", ""))
    if act is not None:
        return _act(request, article, act, now)
    if not request.user.has_perm(WRITE):
        raise PermissionDenied
    return _save(request, article, now)


def _save(request: HttpRequest, article: Article, now: datetime) -> HttpResponse:
    form = TwinForm(draft_of(article, at=now), request.POST)
    if not form.is_valid():
        return _show(request, article, now, form=form, status=400)
    actor = actor_of(request)
    try:
        with transaction.atomic():
            save_twin(article=article, values=form.cleaned_data, version=version_of(request), actor=actor, at=now)
            drop_saved(request, "twin", article.pk)
            LogEntry.objects.log_actions(actor.pk, [article], CHANGE, SAVED, single_object=True)
    except TwinConflict as conflict:
        return _show(request, article, now, form=form, conflict=str(conflict), status=409)
    except TwinRefused as refusal:
        return _show(request, article, now, form=form, refusal=str(refusal), status=400)
    messages.success(request, SAVED)
    return HttpResponseRedirect(address_of("twin_preview" if "_preview" in request.POST else "twin", article.pk))


def _act(request: HttpRequest, article: Article, act: TwinAct, now: datetime) -> HttpResponse:
    if not request.user.has_perm(act.permission):
        raise PermissionDenied
    forms = reason_forms(request)
    form = forms.get(request.POST["_act"])
    if form is not None and not form.is_valid():
        return _show(request, article, now, forms=forms, status=400)
    if "_back" in request.POST:
        return _show(request, article, now, forms=forms)
    if act.question and "_confirmed" not in request.POST:
        return _confirm(request, article, act)
    try:
        with transaction.atomic():
            said = act.do(request, article, form.said if form else "", now)
            LogEntry.objects.log_actions(actor_of(request).pk, [article], CHANGE, said, single_object=True)
    except TwinIncomplete as refusal:
        return _show(request, article, now, forms=forms, refusal=str(refusal), status=409)
    except TwinRefused as refusal:
        return _show(request, article, now, forms=forms, refusal=str(refusal), status=409)
    messages.success(request, said)
    return HttpResponseRedirect(address_of("twin", article.pk))


def _confirm(request: HttpRequest, article: Article, act: TwinAct) -> HttpResponse:
    carried = {name: value for name, value in request.POST.items() if name != "csrfmiddlewaretoken"}
    context = page_context(request, article, "twin") | {
        "carried": carried,
        "question": act.question,
        "consequence": act.consequence,
        "button": act.button,
        "is_grave": request.POST["_act"] == "withdraw",
    }
    return render(request, "desk/confirm.html", context)


def _show(
    request: HttpRequest,
    article: Article,
    now: datetime,
    *,
    form: TwinForm | None = None,
    forms: dict[str, Any] | None = None,
    conflict: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    draft, forms = draft_of(article, at=now), forms or reason_forms()
    version = draft.version if form is None or conflict else version_of(request)
    may_write = request.user.has_perm(WRITE)
    bound = [*([form] if form is not None else []), *forms.values()]
    context = page_context(request, article, "twin") | {
        "draft": draft,
        "version": version,
        "form": form or TwinForm(draft),
        "forms": forms,
        "problems": [problem for one in bound for problem in problems_of(one)],
        "conflict": conflict,
        "refusal": refusal,
        "may_write": may_write,
        "keeping": keeping_of(request, "twin", article, version=version) if may_write else None,
        "is_unsaved": form is not None,
        "findings": findings_of(draft, article, at=now),
        "versions": versions_of(draft, request.GET.get("version", "")),
        **standing_context(request, draft, article, at=now),
    }
    return render(request, "desk/twin.html", context, status=status)


def twin_preview(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the saved page exactly as everybody would read it; only headers tell that it is not published."""
    article, now = fetch_article(request, article_id, permission=VIEW), timezone.now()
    draft, edition = draft_of(article, at=now), edition_read_at(article, now)
    message = "Save a plain-language page first, and publish the article that it is made from."
    try:
        if draft.pk is None or edition is None:
            raise RenderRefused(message)
        html = render_text(draft.body)[0]
    except RenderRefused as refusal:
        return render(request, "desk/no_preview.html", page_context(request, article, "twin") | {"message": refusal})
    source = source_of_twin(draft, edition, sign_off_of(draft, edition))
    made = TwinEdition(
        slug=edition.slug,
        source=source,
        source_hash=hash_of(source),
        html=html,
        renderer_version=RENDERER_VERSION,
        released_at=now,
        is_demonstration=edition.is_demonstration,
    )
    response = render(request, "catalogue/twin.html", twin_context(request, made, support=source["support"]))
    response["X-Robots-Tag"] = "noindex"
    response["X-Preview"] = f"plain-language page of {article.pk}, version {draft.version}"
    return response


def twin_parts(request: HttpRequest, article_id: int) -> JsonResponse:
    """Render what is typed as publishing would, and say what does not fit."""
    article = fetch_article(request, article_id, permission=WRITE)
    draft = TwinDraft(article=article, **{name: request.POST.get(name, "") for name in ("title", "summary", "body")})
    try:
        html, _ = render_text(draft.body)
    except RenderRefused as refusal:
        return JsonResponse({"html": None, "problems": [str(refusal)]})
    found = list(check_words(draft, edition_read_at(article, timezone.now())))
    return JsonResponse(
        {
            "html": {"body": html},
            "problems": [row.message for row in found if row.severity is Severity.MUST],
            "measure": sentence_of(measured_of(html)),
            "hints": [row.message for row in found if row.severity is Severity.SHOULD],
        }
    )
