"""Corrections and retractions of an article, and for each who completed what came before: those to be told."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone

from cme.catalogue.notices import Change, Kind, changes_of
from cme.desk.pages import fetch_article, page_context
from cme.desk.views.outcomes import require
from cme.outcomes.completers import COMPLETERS, Completer, completers_of, editions_before
from cme.outcomes.export import lines_of
from content.models import Article

# Whoever may look at single learners' records.
RECORDS = ("learners.view_learner", "progress.view_step", "assessment.view_marking")
SHOWN = 200  # rows on the page; the file has all


def notices(request: HttpRequest, article_id: int) -> HttpResponse:
    """List corrections and retractions; of the one asked for, or the latest, those who completed what it changed."""
    article = fetch_article(request, article_id)
    require(request, "content.view_release")
    rows = _rows(article)
    may_look = all(request.user.has_perm(permission) for permission in RECORDS)
    chosen = _chosen(rows, request.GET.get("notice", "")) if rows else None
    people = _completers(article, chosen["change"]) if chosen and may_look else []
    context = page_context(request, article, "notices") | {
        "rows": rows,
        "chosen": chosen,
        "may_look": may_look,
        "people": people[:SHOWN],
        "count": len(people),
    }
    return render(request, "desk/notices.html", context)


def export(request: HttpRequest, article_id: int, notice: str) -> StreamingHttpResponse:
    """Send as CSV those who completed what a notice changed."""
    article = fetch_article(request, article_id)
    require(request, "content.view_release")
    for permission in RECORDS:
        require(request, permission)
    chosen = _chosen(_rows(article), notice)
    lines = lines_of(COMPLETERS, (row.row() for row in _completers(article, chosen["change"])))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{article.slug}-{notice}-to-be-told.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _rows(article: Article) -> list[dict[str, Any]]:
    """Return the notices, latest first, each with its name in addresses."""
    changes = changes_of(article.slug, at=timezone.now())
    return [{"name": _name(change), "change": change} for change in reversed(changes)]


def _name(change: Change) -> str:
    if change.notice.kind == Kind.RETRACTED:
        return f"retraction-{change.release}"
    return f"edition-{change.release}-{change.correction}"


def _chosen(rows: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found = next((row for row in rows if row["name"] == name), None if name else next(iter(rows), None))
    if found is None:
        raise Http404
    return found


def _completers(article: Article, change: Change) -> list[Completer]:
    correction = None if change.notice.kind == Kind.RETRACTED else change.correction
    return completers_of(editions_before(article.slug, change.release, correction))
