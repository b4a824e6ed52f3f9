"""The paper that a journal-based activity is about: a way to it, and the learner's word to have read it (F4)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cme.access.gate import gated
from cme.catalogue.papers import paper_of
from cme.catalogue.screen import edition_on_screen
from cme.catalogue.views.article import teaser
from cme.learners.identity import learner_for_writing, learner_of
from cme.progress.reading import source_read_at
from cme.progress.services import PaperRefused, record_source_read
from content.halts import why_halted
from content.models import Edition
from content.services.notices import shown_for

OUT_OF_DATE = _("This page was out of date, so nothing was noted. Say it once more.")


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the paper and whether the learner has read it; take the learner's word, once."""
    now = timezone.now()
    edition = get_object_or_404(Edition.objects.current_at(now).defer("html"), slug=slug)
    if not edition.needs_source_read:
        raise Http404
    if request.method != "POST":
        return _page(request, edition)
    read = edition_on_screen(request, slug, at=now)
    if read is None or read.release_id != edition.release_id:
        return _page(request, edition, refusal=str(OUT_OF_DATE), status=409)
    try:
        record_source_read(learner=learner_for_writing(request, at=now), edition=read, at=now)
    except PaperRefused as refusal:
        return _page(request, edition, refusal=str(refusal), status=409)
    return redirect("catalogue:paper", slug)


def _page(request: HttpRequest, edition: Edition, *, refusal: str = "", status: int = 200) -> HttpResponse:
    learner = learner_of(request)
    is_expired = edition.is_expired_on(timezone.now().date())
    context = {
        "edition": edition,
        "source": edition.source,
        "paper": paper_of(edition.source, shown_for(edition.source["references"])),
        "read_at": source_read_at(learner, edition) if learner else None,
        "is_closed": is_expired or bool(why_halted(edition.release_id)),
        "refusal": refusal,
    }
    return render(request, "catalogue/paper.html", context, status=status)
