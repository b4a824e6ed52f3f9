"""The article: read behind the gate, its teaser before it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from cme.access.gate import Question, gated
from cme.catalogue.addresses import absolute, path_in_english
from cme.catalogue.citing import RETRACTED
from cme.catalogue.link_pictures import link_picture_of
from cme.catalogue.notices import notices_of
from cme.catalogue.reading import page_of, stamp_of
from cme.catalogue.reading_list import is_saved
from cme.catalogue.resuming import place_in, words_of_place
from cme.catalogue.reviewed import teaser_with_review
from cme.catalogue.screen import edition_on_screen
from cme.catalogue.series import place_of
from cme.catalogue.structured import structured_data
from cme.catalogue.twins import is_explained
from cme.catalogue.way import way_of
from cme.learners.identity import learner_for_writing
from cme.learners.models import Learner
from cme.progress.models import OF_THE_PAGE
from cme.progress.services import record_steps
from content.models import Edition

UNKNOWN_STEP = _("This page is out of date. Reload it.")


def teaser(request: HttpRequest, question: Question, /, **kwargs: Any) -> HttpResponse:
    """Show what the public may see of an article, and the gate's question, at the article's own address."""
    now, slug = timezone.now(), kwargs["slug"]
    edition: Any = get_object_or_404(
        Edition.objects.current_at(now)
        .teasers()
        .with_link_picture()
        .with_late_review()
        .with_series(now)
        .annotate(has_twin=is_explained(now)),
        slug=slug,
    )
    canonical = absolute(request, path_in_english("catalogue:article", slug))
    notices = notices_of(edition)
    context = {
        "edition": edition,
        "teaser": teaser_with_review(edition),
        "canonical": canonical,
        "structured_data": structured_data(edition, canonical, notices),
        "notices": notices,
        "series": place_of(edition),
        "has_twin": edition.has_twin,
        "shared_title": f"{RETRACTED if edition.retracted_at else ''}{edition.teaser['title']}",
        "picture": link_picture_of(edition, canonical),
        "is_expired": edition.is_expired_on(now.date()),
    }
    return render(request, "catalogue/teaser.html", context | question.context(), status=question.status)


@gated(teaser=teaser)
@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the edition that readers see now. At most two queries, one of them when the page is stored."""
    now = timezone.now()
    stamp = stamp_of(slug, at=now)
    if stamp is None:
        raise Http404
    return HttpResponse(page_of(request, stamp, at=now))


@gated(teaser=teaser)
@require_POST
def steps(request: HttpRequest, slug: str) -> HttpResponse:
    """Record steps that the page's script saw, and answer where the learner stands."""
    now = timezone.now()
    kinds = set(request.POST.getlist("kind"))
    if not kinds <= set(OF_THE_PAGE):
        return JsonResponse({"message": UNKNOWN_STEP}, status=400)
    edition = edition_on_screen(request, slug, at=now)
    if edition is None:
        return JsonResponse({"message": UNKNOWN_STEP}, status=404)
    learner = learner_for_writing(request, at=now)
    record_steps(learner=learner, edition=edition, kinds=kinds, at=now)
    return JsonResponse({"way": way_of(learner, edition)} | _kept(request, learner, edition))


def _kept(request: HttpRequest, learner: Learner, edition: Edition) -> dict[str, Any]:
    """Return what the learner keeps of the article: the form that takes it off the list, and the place last seen."""
    anchor = place_in(learner, edition)
    kept = {"slug": edition.slug, "is_kept": True, "token": get_token(request)}
    return {
        "keep": render_to_string("catalogue/_keep.html", kept) if is_saved(learner, edition.release.article_id) else "",
        "place": {"anchor": anchor, "words": words_of_place(anchor)} if anchor else None,
    }
