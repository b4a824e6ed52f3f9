"""What a learner keeps of an article or topic: saved for later, the place last seen, a topic followed."""

from typing import Any

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from cme.access.gate import gated
from cme.catalogue.screen import edition_on_screen, moment_of, translation_read, wants_json
from cme.catalogue.views.article import teaser
from cme.catalogue.views.yours import show
from cme.learners.identity import learner_for_writing, learner_of
from cme.progress.following import followed_by
from cme.progress.services import (
    ReadingRefused,
    follow_topic,
    keep_place,
    remove_article,
    save_article,
    unfollow_topic,
)
from content.models import Article, Edition, Topic

SAVED, REMOVED = _("Saved to your reading list."), _("Removed from your reading list.")


def _is_wanted(request: HttpRequest) -> bool:
    """Return what the pressed button says: ``yes`` or ``no``. Sent twice, either changes nothing more."""
    wanted = request.POST.get("keep")
    if wanted not in {"yes", "no"}:
        raise BadRequest
    return wanted == "yes"


def _told(request: HttpRequest, template: str, context: dict[str, Any], message: str) -> HttpResponse:
    html = render_to_string(template, context | {"token": get_token(request)})
    return JsonResponse({"html": html, "message": message})


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def keep(request: HttpRequest, slug: str) -> HttpResponse:
    """Save an article that readers see for later, or take one off the list, withdrawn or not."""
    if request.method != "POST":  # a browser that was restarted asks again for the address it stood on
        return redirect("catalogue:article", slug)
    now, is_wanted = timezone.now(), _is_wanted(request)
    article = get_object_or_404(Article, slug=slug)
    if is_wanted:
        if not Edition.objects.current_at(now).filter(slug=slug).exists():
            raise Http404
        try:
            save_article(learner=learner_for_writing(request, at=now), article=article, at=now)
        except ReadingRefused as refusal:
            return _refused(request, str(refusal))
    elif learner := learner_of(request):
        remove_article(learner=learner, article=article)
    if wants_json(request):
        context = {"slug": slug, "is_kept": is_wanted}
        return _told(request, "catalogue/_keep.html", context, str(SAVED if is_wanted else REMOVED))
    return HttpResponseRedirect(reverse("catalogue:reading") + "#reading-list")


def _refused(request: HttpRequest, refusal: str) -> HttpResponse:
    """Say why nothing was kept, to a script or on the page of what is kept."""
    if wants_json(request):
        return JsonResponse({"html": "", "message": refusal}, status=409)
    return show(request, refusal=refusal, status=409)


@gated(teaser=teaser)
@require_POST
def place(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep how far the learner came. It comes as a beacon, which nobody waits for; whoever is new stays unknown."""
    now = timezone.now()
    edition, learner = edition_on_screen(request, slug, at=now), learner_of(request)
    if edition is None:
        raise Http404
    if learner:
        seen_at = moment_of(request.POST.get("seen"), unit=1000) or now
        read = translation_read(request.POST.get("translation"), edition)
        place = {"anchor": request.POST.get("place", ""), "language": read.language if read else ""}
        try:
            keep_place(learner=learner, edition=edition, seen_at=seen_at, at=now, **place)
        except ReadingRefused:
            raise BadRequest from None
    return HttpResponse(status=204)


@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Say whether the learner follows a topic, and let it be changed."""
    now, topic = timezone.now(), get_object_or_404(Topic, slug=slug)
    if request.method == "POST":
        is_wanted = _is_wanted(request)
        try:
            if is_wanted:
                follow_topic(learner=learner_for_writing(request, at=now), topic=topic, at=now)
            elif learner := learner_of(request):
                unfollow_topic(learner=learner, topic=topic)
        except ReadingRefused as refusal:
            return _refused(request, str(refusal))
        if wants_json(request):
            said = gettext("You now follow %(topic)s.") if is_wanted else gettext("You no longer follow %(topic)s.")
            message = said % {"topic": topic.name}
            return _told(request, "catalogue/_follow.html", {"topic": topic, "is_followed": is_wanted}, message)
        return redirect("catalogue:follow", slug)
    known = learner_of(request)
    is_followed = known is not None and followed_by(known).filter(pk=topic.pk).exists()
    return render(request, "catalogue/follow.html", {"topic": topic, "is_followed": is_followed})
