"""Pages in plain language, for patients and carers. Open to all; nothing of the gated text is on them."""

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from cme.catalogue.addresses import absolute
from cme.catalogue.lists import page_of
from cme.catalogue.twins import on_topic, standing_of, structured_data, support_of, topics_with_twins, why_gone
from content.models import Topic, TwinEdition
from content.models.twin import TwinEditionQuerySet
from content.rendering import trusted
from content.spoken_labels import with_spoken_labels


@open_to_all
@require_safe
def twins(request: HttpRequest) -> HttpResponse:
    """List the plain-language pages, newest first."""
    return _list(request, TwinEdition.objects.shown_at(timezone.now()))


@open_to_all
@require_safe
def twins_on_topic(request: HttpRequest, slug: str) -> HttpResponse:
    """List the plain-language pages of the articles that are on a topic."""
    now = timezone.now()
    topic = get_object_or_404(Topic, slug=slug)
    return _list(request, on_topic(TwinEdition.objects.shown_at(now), topic, now), topic)


def _list(request: HttpRequest, shown: TwinEditionQuerySet, topic: Topic | None = None) -> HttpResponse:
    page: Page[TwinEdition] = page_of(shown.newest_first().defer("html"), request.GET.get("page"))
    context = {
        "page": page,
        "topics": list(topics_with_twins(timezone.now())),
        "topic": topic,
        "is_missing": "missing" in request.GET,
        "canonical": absolute(request, request.path + (f"?page={page.number}" if page.number > 1 else "")),
    }
    return render(request, "catalogue/twins.html", context)


@open_to_all
@require_safe
def twin(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plain-language page of an article; where it was taken back, say why, at its own address."""
    now = timezone.now()
    standing = standing_of(slug, at=now)
    if standing is None:
        raise Http404
    if standing.gone:
        context = {"standing": standing, "title": standing.twin.source["title"], "why": why_gone(standing)}
        return render(request, "catalogue/twin_gone.html", context, status=410)
    found = twin_context(request, standing.twin, support=support_of(slug, at=now))
    return render(request, "catalogue/twin.html", found | {"notices": standing.notices})


def twin_context(request: HttpRequest, shown: TwinEdition, *, support: list[dict[str, str]]) -> dict[str, object]:
    """Collect what the page shows.

    Args:
        request: What is asked.
        shown: The page, stored or not.
        support: Who supports its article.
    """
    canonical = absolute(request, reverse("catalogue:twin", args=[shown.slug]))
    article = absolute(request, reverse("catalogue:article", args=[shown.slug]))
    return {
        "twin": shown,
        "source": shown.source,
        "body": trusted(with_spoken_labels(shown.html, within=shown.source["language"])),
        "support": support,
        "canonical": canonical,
        "structured_data": structured_data(shown, canonical, article),
    }
