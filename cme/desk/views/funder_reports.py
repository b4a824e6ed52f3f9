"""Reports of aggregates for one funder: looked at by staff, then entered into the log, and only then made (S5, S6)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, LogEntry
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from cme.desk.forms.funder_report import HowForm, PeriodForm
from cme.desk.pages import actor_of
from cme.desk.problems import problems_of
from cme.desk.views.outcomes import require
from cme.outcomes.export import lines_of
from cme.outcomes.funder_report import COLUMNS, Period, figures_of, rows_of
from content.models import Article, Funder, ShownReport
from content.services.funding import ShowingRefused, record_report, why_not


def report(request: HttpRequest, funder_id: int) -> HttpResponse:
    """Show what a report would say; with POST enter it into the log and lead to it."""
    funder = _fetch(request, funder_id)
    require(request, "content.add_showing")
    now = timezone.now()
    if request.method == "POST":
        form = HowForm(funder, request.POST, on=now.date())
        return _record(request, funder, form) if form.is_valid() else _show(request, funder, form, status=400)
    asked = PeriodForm(funder, request.GET if "since" in request.GET else None, on=now.date())
    return _show(request, funder, asked, status=200 if asked.is_valid() or not asked.is_bound else 400)


def shown(request: HttpRequest, funder_id: int, since: str, until: str) -> HttpResponse:
    """Show a report as the funder was shown it, fit to be printed."""
    funder = _fetch(request, funder_id)
    rows = _kept(funder, since, until)
    context = _frame(request, funder) | {
        "title": f"Report for {funder}",
        "subtitle": months(rows[0].from_on, rows[0].to_on),
        "rows": [{"kept": row, "figures": row.figures} for row in _latest(rows)],
        "entries": [row.showing for row in rows],
        "first": rows[0],
        "csv": reverse("admin:content_funder_report_csv", args=[funder.pk, since, until]),
    }
    return render(request, "desk/funder_report_shown.html", context)


def export(request: HttpRequest, funder_id: int, since: str, until: str) -> StreamingHttpResponse:
    """Send a report as the funder was shown it, as CSV."""
    funder = _fetch(request, funder_id)
    rows = _latest(_kept(funder, since, until))
    lines = lines_of(COLUMNS, (line for row in rows for line in rows_of(row.figures)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="report-funder-{funder.pk}-{since}-{until}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _fetch(request: HttpRequest, funder_id: int) -> Funder:
    require(request, "content.view_showing")
    require(request, "content.view_release")
    return get_object_or_404(Funder, pk=funder_id)


def _kept(funder: Funder, since: str, until: str) -> list[ShownReport]:
    """Return the reports of a period that a funder was shown, the earliest first."""
    try:
        days = (date.fromisoformat(since), date.fromisoformat(until))
    except ValueError:
        raise Http404 from None
    reports = ShownReport.objects.filter(showing__funder=funder, from_on=days[0], to_on=days[1])
    rows = list(reports.select_related("showing__article", "showing__shown_by").order_by("pk"))
    if not rows:
        raise Http404
    return rows


def _latest(rows: Iterable[ShownReport]) -> list[ShownReport]:
    """Return one report for each article: one that was shown twice said the same both times."""
    return list({row.showing.article_id: row for row in rows}.values())


def months(since: date, until: date) -> str:
    """Name the months of a period; one of them once."""
    first, last = f"{since:%B %Y}", f"{until:%B %Y}"
    return first if first == last else f"{first} to {last}"


def _frame(request: HttpRequest, funder: Funder) -> dict[str, Any]:
    return {**admin.site.each_context(request), "opts": Funder._meta, "funder": funder}


def _show(
    request: HttpRequest, funder: Funder, form: PeriodForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    chosen: dict[str, Any] = form.cleaned_data if form.is_bound and not form.errors else {}
    refusals = [refusal] if refusal else []
    seen: list[dict[str, Any]] = []
    if chosen and not refusal:
        refusals, seen = _look(funder, chosen["articles"], Period(chosen["since"], chosen["until"]))
    reports = ShownReport.objects.filter(showing__funder=funder).order_by("-from_on", "-to_on")
    context = _frame(request, funder) | {
        "title": "Report for a funder",
        "subtitle": str(funder),
        "form": form,
        "fields": [form[name] for name in ("since", "until", "articles")],
        "how": form["how"] if "how" in form.fields else HowForm(funder, on=timezone.now().date())["how"],
        "problems": list(problems_of(form)) if form.is_bound else [],
        "refusals": refusals,
        "seen": seen,
        "asked": {"since": form["since"].value(), "until": form["until"].value()},
        "smallest": settings.SMALL_CELL,
        "earlier": [(*days, months(*days)) for days in reports.values_list("from_on", "to_on").distinct()],
        "has_articles": form.fields["articles"].queryset.exists(),  # type: ignore[attr-defined]
    }
    return render(request, "desk/funder_report.html", context, status=status)


def _look(funder: Funder, articles: Iterable[Article], period: Period) -> tuple[list[str], list[dict[str, Any]]]:
    """Return why the report may not be made, and what it would say; what was shown before is as it was."""
    now = timezone.now()
    refusals, seen = [], []
    for article in articles:
        why = why_not(funder=funder, article=article, since=period.since, until=period.until, at=now)
        if why:
            refusals.append(f"{article.title}: {why}")
            continue
        kept = ShownReport.objects.filter(
            showing__funder=funder, showing__article=article, from_on=period.since, to_on=period.until
        ).first()
        figures = kept.figures if kept else figures_of(article, period, smallest=settings.SMALL_CELL, at=now)
        seen.append({"article": article, "figures": figures, "is_kept": kept is not None})
    return refusals, seen


def _record(request: HttpRequest, funder: Funder, form: HowForm) -> HttpResponse:
    values, now, actor = form.cleaned_data, timezone.now(), actor_of(request)
    period = Period(values["since"], values["until"])
    try:
        with transaction.atomic():
            for article in values["articles"]:
                record_report(
                    funder=funder,
                    article=article,
                    since=period.since,
                    until=period.until,
                    figures=figures_of(article, period, smallest=settings.SMALL_CELL, at=now),
                    how=values["how"],
                    actor=actor,
                    at=now,
                )
            said = f"Report of {months(period.since, period.until)} made and entered into the independence log."
            LogEntry.objects.log_actions(actor.pk, [funder], ADDITION, said, single_object=True)
    except ShowingRefused as refusal:
        return _show(request, funder, form, refusal=str(refusal), status=409)
    messages.success(request, "The report is entered into the independence log. It can be handed over now.")
    address = reverse("admin:content_funder_report_shown", args=[funder.pk, period.since, period.until])
    return HttpResponseRedirect(address)
