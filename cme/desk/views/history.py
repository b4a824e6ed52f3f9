"""The history of a draft: its versions, what changed between two, bringing one back, and copying the article."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cme.desk.forms.article import free_slug
from cme.desk.pages import actor_of, address_of, fetch_article, page_context
from content.draft_changes import changes_between
from content.models import Article, DraftVersion
from content.services.drafts import DraftConflict
from content.services.restoring import duplicate_article, restore_version
from content.sittings import marks_of, sittings_of

SHOWN = 100  # versions on one page
BACK = "Version {} is back, as the newest version of the draft."
SAME = "The draft says all that version {} says already."


def history(request: HttpRequest, article_id: int) -> HttpResponse:
    """List the versions, the newest first; compare two that were chosen."""
    article = fetch_article(request, article_id)
    versions = article.draft_versions.select_related("saved_by").defer("draft")
    first = _page(request)
    shown = list(versions[first : first + SHOWN + 1])
    chosen = [_chosen(request, article, name) for name in ("from", "to")]
    context = page_context(request, article, "history") | {
        "lines": _lines(article, shown[:SHOWN], chosen),
        "older": first + SHOWN if len(shown) > SHOWN else None,
        "before": chosen[0],
        "after": chosen[1],
        "changes": changes_between(chosen[0].draft, chosen[1].draft) if chosen[0] and chosen[1] else None,
    }
    return render(request, "desk/history.html", context)


def _lines(article: Article, versions: list[DraftVersion], chosen: list[Any]) -> list[dict[str, Any]]:
    """Return the lines of the list, each with what is folded into it; what is compared is never out of sight."""
    sittings = sittings_of(versions, marks_of(article))
    before, after = (row.number if row else None for row in chosen)
    if before is None and after is None and sittings:
        after = sittings[0].last.number
        first = [*(row.last for row in sittings[1:2]), *sittings[0].earlier[-1:]]
        before = first[0].number if first else None
    return [
        {
            "last": _row(sitting.last, before, after),
            "earlier": [_row(row, before, after) for row in sitting.earlier],
            "marks": sitting.marks,
            "began_at": (sitting.earlier or [sitting.last])[-1].saved_at,
            "is_open": {before, after} & {row.number for row in sitting.earlier},
        }
        for sitting in sittings
    ]


def _row(version: DraftVersion, before: int | None, after: int | None) -> dict[str, Any]:
    return {"version": version, "is_from": version.number == before, "is_to": version.number == after}


def version(request: HttpRequest, article_id: int, number: int) -> HttpResponse:
    """Show what a version changed, and what bringing it back would change; bring it back."""
    article = fetch_article(request, article_id)
    kept = get_object_or_404(article.draft_versions.select_related("saved_by"), number=number)
    if request.method == "POST":
        return _restore(request, article, kept)
    earlier = article.draft_versions.filter(number__lt=number).first()
    latest = article.draft_versions.first()
    if latest is None:
        raise Http404
    context = page_context(request, article, "history") | {
        "kept": kept,
        "earlier": earlier,
        "changes": changes_between(earlier.draft, kept.draft) if earlier else [],
        "latest": latest,
        "since": changes_between(latest.draft, kept.draft) if latest.pk != kept.pk else [],
    }
    return render(request, "desk/version.html", context)


def duplicate(request: HttpRequest, article_id: int) -> HttpResponse:
    """Begin another article with a copy of this one."""
    article = fetch_article(request, article_id)
    if not request.user.has_perm("content.add_article"):
        raise PermissionDenied
    copy = duplicate_article(
        article=article, slug=free_slug(f"Copy of {article.title}"), actor=actor_of(request), at=timezone.now()
    )
    LogEntry.objects.log_actions(actor_of(request).pk, [copy], ADDITION, f"A copy of {article}.", single_object=True)
    messages.success(request, "This is the copy. Change its title and its words; the questions are shared as they are.")
    return HttpResponseRedirect(address_of("change", copy.pk))


def _restore(request: HttpRequest, article: Article, kept: DraftVersion) -> HttpResponse:
    if not request.user.has_perm("content.change_article"):
        raise PermissionDenied
    seen = request.POST.get("_version", "")
    here = address_of("version", article.pk, kept.number)
    if not (seen.isascii() and seen.isdecimal() and len(seen) < 10):
        return HttpResponseRedirect(here)
    try:
        made = restore_version(kept=kept, version=int(seen), actor=actor_of(request), at=timezone.now())
    except DraftConflict as conflict:
        who = str(conflict).partition(".")[0]
        messages.error(request, f"{who}. Nothing was brought back: look at what changes now, and decide again.")
        return HttpResponseRedirect(here)
    said = (BACK if made else SAME).format(kept.number)
    LogEntry.objects.log_actions(actor_of(request).pk, [article], CHANGE, said, single_object=True)
    messages.success(request, said)
    return HttpResponseRedirect(address_of("change", article.pk))


def _page(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _chosen(request: HttpRequest, article: Article, name: str) -> Any:
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return None
    return article.draft_versions.filter(number=int(text)).first()
