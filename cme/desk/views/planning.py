"""The planning record of an article."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from cme.desk.forms.planning import PlanningForm
from cme.desk.pages import UNCHANGED, actor_of, address_of, fetch_article, page_context
from cme.desk.problems import problems_of
from content.models import Article, Contribution, PlanningRecord
from content.services.planning import TEXTS, PlanningConflict, planning_of, save_planning

SAVED = "The planning record is saved."


def planning(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the planning record; save it for those who may."""
    article = fetch_article(request, article_id, permission="content.view_planningrecord")
    now = timezone.now()
    record = planning_of(article, at=now)
    if request.method != "POST":
        return _show(request, article, record, PlanningForm(record))
    if not request.user.has_perm("content.change_planningrecord"):
        raise PermissionDenied
    form = PlanningForm(record, request.POST)
    if not form.is_valid():
        return _show(request, article, record, form, status=400)
    if not form.has_changed():
        messages.info(request, UNCHANGED)
        return HttpResponseRedirect(address_of("planning", article.pk))
    values, actor, version = form.cleaned_data, actor_of(request), request.POST.get("_version", "")
    try:
        with transaction.atomic():
            save_planning(
                article=article,
                texts={name: values[name] for name in TEXTS},
                competencies=list(values["competencies"]),
                version=int(version) if version.isdecimal() and len(version) < 9 else -1,
                actor=actor,
                at=now,
            )
            LogEntry.objects.log_actions(actor.pk, [article], CHANGE, SAVED, single_object=True)
    except PlanningConflict as conflict:
        return _show(request, article, planning_of(article, at=now), form, conflict=str(conflict), status=409)
    messages.success(request, SAVED)
    return HttpResponseRedirect(address_of("planning", article.pk))


def _show(
    request: HttpRequest,
    article: Article,
    record: PlanningRecord,
    form: PlanningForm,
    *,
    conflict: str = "",
    status: int = 200,
) -> HttpResponse:
    context = page_context(request, article, "planning") | {
        "form": form,
        "problems": list(problems_of(form)),
        "record": record,
        "conflict": conflict,
        "saved": [(form[name].label, getattr(record, name)) for name in TEXTS] if conflict else [],
        "may_plan": request.user.has_perm("content.change_planningrecord"),
        "planners": [
            row.contributor
            for row in article.contributions.filter(role=Contribution.Role.PLANNER).select_related("contributor")
        ],
    }
    return render(request, "desk/planning.html", context, status=status)
