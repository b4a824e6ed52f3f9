"""Item analysis at the desk: a page for the test of a release, a page for each of its questions, and two files."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cme.desk.pages import fetch_article, page_context
from cme.desk.traces import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, lines_of, x_of, y_of
from cme.desk.views.outcomes import chosen_release, require
from cme.outcomes.analyses import analysis_of, kept_analysis, kept_facilities
from cme.outcomes.export import lines_of as csv_lines
from cme.outcomes.item_files import TABLE, marks_rows, table_rows
from cme.outcomes.marks import Choice, Population
from cme.outcomes.services import has_more
from content.models import Article, DraftItem, EditionItem, QuestionVersion, Release
from content.models.question import Role

# Statistics of the totals: label, decimal places, and whether they are in the unit of the totals.
SCORES = {
    "mean": ("Mean", 2, True),
    "median": ("Median", 2, True),
    "sd": ("Standard deviation", 2, True),
    "skewness": ("Skewness", 2, False),
    "kurtosis": ("Excess kurtosis", 2, False),
    "alpha": ("Cronbach’s alpha", 2, False),
    "error_ratio": ("Error ratio, %", 1, False),
    "standard_error": ("Standard error of measurement", 2, True),
}
FILES = {"table": "content.view_release", "marks": "assessment.view_marking"}


@dataclass(frozen=True)
class Asked:
    """What the address asks for.

    Attributes:
        release: Which release.
        choice: Which attempts of a person count.
        population: Whose attempts count.
    """

    release: Release
    choice: Choice
    population: Population

    @property
    def query(self) -> str:
        """The same as the end of an address."""
        asked = {"release": self.release.number, "attempts": self.choice.value, "people": self.population.value}
        return f"?{urlencode(asked)}"


def items(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the statistics of a release's tests and a row for each of its questions."""
    article = fetch_article(request, article_id)
    require(request, "content.view_release")
    releases = list(article.releases.numbered().order_by("-number"))
    context = page_context(request, article, "items") | {"releases": releases, "release": None}
    if releases:
        asked = _asked(request, article, releases)
        context |= _choices(asked) | _analysis(asked)
        report = context["report"]
        context |= {"scores": _scores(report) if report else [], "may_export": request.user.has_perm(FILES["marks"])}
    return render(request, "desk/items.html", context)


def item(request: HttpRequest, article_id: int, question_id: int) -> HttpResponse:
    """Show one question: its options, its trace lines, what changed, and where it is used."""
    article = fetch_article(request, article_id)
    require(request, "content.view_release")
    releases = list(article.releases.numbered().order_by("-number"))
    asked = _asked(request, article, releases)
    uses = _uses(question_id, asked)
    if not any(use["item"].edition.release_id == asked.release.pk for use in uses):
        raise Http404
    context = page_context(request, article, "items") | {"releases": releases} | _choices(asked) | _analysis(asked)
    found = [row for row in context["report"]["items"] if row["question"] == question_id] if context["report"] else []
    versions = {version.pk: version for version in QuestionVersion.objects.filter(question=question_id)}
    context |= {
        "item": found[0] if found else None,
        "stem": found[0]["stem"] if found else max(versions.values(), key=lambda version: version.number).stem,
        "wordings": [_drawn(wording, versions) for wording in found[0]["wordings"]] if found else [],
        "uses": uses,
        "drafts": DraftItem.objects.filter(version__question=question_id).select_related("article", "version"),
        "frame": {"width": WIDTH, "height": HEIGHT, "left": LEFT, "right": RIGHT, "top": TOP, "bottom": BOTTOM},
        "ticks": [(share, y_of(share / 100)) for share in (0, 25, 50, 75, 100)],
        "fifths": [(place, x_of(place - 1)) for place in range(1, 6)],
    }
    return render(request, "desk/item.html", context)


def export(request: HttpRequest, article_id: int, kind: str) -> StreamingHttpResponse:
    """Send the table of items, or the marks as ``manage.py item_analysis --marks`` reads them."""
    article = fetch_article(request, article_id)
    if kind not in FILES:
        raise Http404
    require(request, "content.view_release")
    require(request, FILES[kind])
    asked = _asked(request, article, list(article.releases.numbered().order_by("-number")))
    rows, at = _marks(asked) if kind == "marks" else _table(asked)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    moment = f"{at or timezone.now():%Y-%m-%d-%H%M}"
    name = f"{article.slug}-release-{asked.release.number}-{asked.choice}-{asked.population}-{kind}-{moment}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _asked(request: HttpRequest, article: Article, releases: list[Release]) -> Asked:
    if not releases:
        raise Http404
    try:
        choice = Choice(request.GET.get("attempts") or Choice.FIRST)
        population = Population(request.GET.get("people") or Population.ALL)
    except ValueError:
        raise Http404 from None
    return Asked(chosen_release(request, article, releases), choice, population)


def _choices(asked: Asked) -> dict[str, Any]:
    return {
        "asked": asked,
        "release": asked.release,
        "query": asked.query,
        "choices": [(one.value, str(one.label).capitalize(), one == asked.choice) for one in Choice],
        "populations": [(one.value, str(one.label).capitalize(), one == asked.population) for one in Population],
    }


def _analysis(asked: Asked) -> dict[str, Any]:
    limit = settings.ANALYSED_AT_ONCE
    found = analysis_of(asked.release, choice=asked.choice, population=asked.population, at_once=limit)
    tests, rows = (found.report["tests"], found.report["items"]) if found.report else ({}, [])
    return {
        "analysis": found,
        "report": found.report,
        "limit": limit,
        "after": tests.get(Role.POST),
        "before": tests.get(Role.PRE),
        "is_corrected": any(row["corrected_at"] for row in rows),
        "is_same_for_all": all(test["is_same_for_all"] for test in tests.values()),
    }


def _scores(report: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of the table of statistics, for each test a measure or None."""
    tests = [report["tests"].get(role) for role in (Role.POST, Role.PRE)]
    units = {test["unit"] for test in tests if test}
    unit = units.pop() if len(units) == 1 else "points or %"
    return [
        {
            "label": f"{label}, {unit}" if has_unit else label,
            "places": places,
            "cells": [test["scores"][name] for test in tests if test],
        }
        for name, (label, places, has_unit) in SCORES.items()
    ]


def _drawn(wording: dict[str, Any], versions: dict[int, QuestionVersion]) -> dict[str, Any]:
    """Add to a wording its version and its drawing."""
    lines = lines_of(wording["options"], wording["fifths"]) if "options" in wording and wording["n"] else []
    rows = [
        {"option": option, "shares": [fifth["shares"][place] for fifth in wording["fifths"]]}
        for place, option in enumerate(wording.get("options", ()))
    ]
    return wording | {"pinned": versions[wording["version"]], "lines": lines, "rows": rows}


def _uses(question_id: int, asked: Asked) -> list[dict[str, Any]]:
    """Return every edition's item that asks a question, with what is kept of it for that release."""
    found = (
        EditionItem.objects.filter(version__question=question_id)
        .select_related("edition__release__article", "version")
        .defer("edition__source", "edition__html", "edition__teaser")
        .order_by("-edition__released_at", "role")
    )
    kept = kept_facilities(question_id, choice=asked.choice, population=asked.population)
    uses = []
    for row in found:
        own, made_at = kept.get(row.edition.release_id, ({}, None))
        measures = (
            own.get("after" if row.role == Role.POST else "before") if row.role in (Role.POST, Role.PRE) else None
        )
        href = reverse("admin:content_article_item", args=[row.edition.release.article_id, question_id])
        query = urlencode({"release": row.edition.release.number})
        uses.append({"item": row, "measures": measures, "made_at": made_at, "href": f"{href}?{query}"})
    return uses


def _table(asked: Asked) -> tuple[Iterator[str], datetime | None]:
    """Return the lines of the table that the page shows, and when it was kept."""
    found = _analysis(asked)["analysis"]
    if found.report is None:
        raise Http404
    return csv_lines(TABLE, table_rows(found.report)), found.made_at


def _marks(asked: Asked) -> tuple[Iterator[str], datetime | None]:
    """Return the lines of the marks that the page rests on, and when its analysis was kept."""
    newest, made_at = None, None
    if has_more(asked.release, settings.ANALYSED_AT_ONCE):
        kept = kept_analysis(asked.release, choice=asked.choice, population=asked.population)
        if kept is None or kept.has_other_questions:
            raise Http404
        newest, made_at = kept.newest, kept.made_at
    rows = marks_rows(asked.release, Role.POST, asked.choice, asked.population, newest)
    if rows is None:
        raise Http404
    head, lines = rows
    return csv_lines(head, lines), made_at
