"""What changed since this reader read an article: asked by its page's script, or opened as a page of its own."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import gated
from cme.catalogue.notices import changes_of, readings_of, unseen
from cme.catalogue.views.article import teaser
from cme.learners.identity import learner_of
from content.models import Edition


@gated(teaser=teaser)
@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell what changed since this device read the article or took its test; nothing is written."""
    now, learner = timezone.now(), learner_of(request)
    edition = get_object_or_404(Edition.objects.current_at(now).teasers(), slug=slug)
    readings = readings_of(learner, slug) if learner else []
    found = changes_of(slug, at=now)
    told, read_at = unseen(found, readings)
    context = {"changes": told, "read_at": read_at}
    if "application/json" in request.headers.get("Accept", ""):
        html = render_to_string("catalogue/_changes.html", context) if told else ""
        return JsonResponse({"html": html})
    page = {"slug": slug, "source_title": edition.teaser["title"], "all_changes": found, "has_read": bool(readings)}
    return render(request, "catalogue/changes.html", context | page)
