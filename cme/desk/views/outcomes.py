"""The outcomes of an article: reach, test and evaluation of one release, and their export."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from cme.desk.bars import WIDTH, diverging
from cme.desk.pages import fetch_article, page_context
from cme.evaluation.scale import AGREEMENT
from cme.outcomes.analyses import analysis_of
from cme.outcomes.answer_counts import items_in
from cme.outcomes.export import ANSWERS, RATINGS, answers_of, lines_of, ratings_of
from cme.outcomes.knowledge import scores_of, takers_of
from cme.outcomes.marks import Choice, Population
from cme.outcomes.opinion import opinion_of
from cme.outcomes.reach import professions_of, reach_of
from content.models import Article, Release
from content.models.question import Role

EXPORTS = {
    "answers": ("assessment.view_answer", ANSWERS, answers_of),
    "ratings": ("evaluation.view_rating", RATINGS, ratings_of),
}


def outcomes(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show what came of a release: the one asked for, or the one that readers see."""
    article = fetch_article(request, article_id)
    require(request, "content.view_release")
    releases = list(article.releases.numbered().order_by("-number"))
    context = page_context(request, article, "outcomes") | {"releases": releases, "release": None}
    if releases:
        context |= _outcomes_of(chosen_release(request, article, releases))
    context["may_export"] = all(request.user.has_perm(permission) for permission, _, _ in EXPORTS.values())
    context["may_correct"] = request.user.has_perm("content.correct_key")
    return render(request, "desk/outcomes.html", context)


def export(request: HttpRequest, article_id: int, kind: str) -> StreamingHttpResponse:
    """Send answers or ratings of a release as CSV."""
    article = fetch_article(request, article_id)
    if kind not in EXPORTS:
        raise Http404
    permission, head, rows = EXPORTS[kind]
    require(request, "content.view_release")
    require(request, permission)
    releases = list(article.releases.numbered().order_by("-number"))
    if not releases:
        raise Http404
    release = chosen_release(request, article, releases)
    response = StreamingHttpResponse(lines_of(head, rows(release)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{article.slug}-release-{release.number}-{kind}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def require(request: HttpRequest, permission: str) -> None:
    """Stop a user who lacks a permission.

    Raises:
        PermissionDenied: This user lacks it.
    """
    if not request.user.has_perm(permission):
        raise PermissionDenied


def chosen_release(request: HttpRequest, article: Article, releases: list[Release]) -> Release:
    """Return the release of the address; without one, the release that readers see, or the newest that opened."""
    asked = request.GET.get("release", "")
    if asked:
        found = [release for release in releases if str(release.number) == asked]
        if not found:
            raise Http404
        return found[0]
    live = article.release_number  # type: ignore[attr-defined]
    now = timezone.now()
    return next(
        (release for release in releases if release.number == live),
        next((release for release in releases if release.opened_at <= now), releases[-1]),
    )


def _outcomes_of(release: Release) -> dict[str, Any]:
    reach = reach_of(release)
    started = reach[1].n
    opinion = opinion_of(release, started=started)
    analysis = analysis_of(release, choice=Choice.FIRST, population=Population.ALL, at_once=settings.ANALYSED_AT_ONCE)
    items = items_in(analysis.report) if analysis.report else []
    before = scores_of(release, Role.PRE)
    return {
        "release": release,
        "reach": reach,
        "professions": professions_of(release),
        "before": before,
        "after": scores_of(release, Role.POST),
        "takers": takers_of(release),
        "items": items,
        "analysis": analysis,
        "has_pre_test": bool(before.n) or any(item.is_asked_before for item in items),
        "is_corrected": any(table.corrected_at for item in items for table in item.tables),
        "opinion": opinion,
        "bars": [{"line": line, "pieces": diverging(line.shares)} for line in opinion.lines],
        "bar_width": WIDTH,
        "scale": [label for _, label in AGREEMENT],
    }
