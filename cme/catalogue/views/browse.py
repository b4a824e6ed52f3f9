"""Open pages that lead to articles: home, lists, topics. They show teasers only."""

from typing import Any

from django.core.paginator import Page
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from cme.catalogue.addresses import absolute
from cme.catalogue.counting import counts_at, tree_of
from cme.catalogue.lists import page_of, page_of_articles
from cme.catalogue.topic_page import breadcrumb_data, crumbs_of, topics_below
from content.models import Edition, Series, Topic
from content.models.edition import EditionQuerySet

ON_HOME = 6


def _current() -> EditionQuerySet:
    return Edition.objects.listed(timezone.now()).teasers()


def _address_of(request: HttpRequest, page: Page[Any]) -> str:
    """Return the canonical address of a page of a list; the first one is that of the list."""
    return absolute(request, request.path + (f"?page={page.number}" if page.number > 1 else ""))


@open_to_all
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the newest articles and all topics."""
    counts = counts_at(timezone.now())
    context = {
        "editions": list(_current()[:ON_HOME]),
        "topics": counts.topics,
        "article_count": counts.articles,
        "canonical": absolute(request, request.path),
    }
    return render(request, "catalogue/home.html", context)


@open_to_all
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List all articles, newest first."""
    page = page_of_articles(request.GET.get("page"), at=timezone.now())
    return render(request, "catalogue/listing.html", {"page": page, "canonical": _address_of(request, page)})


@open_to_all
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """Show the tree of topics that have articles."""
    tree = tree_of(counts_at(timezone.now()).topics)
    return render(request, "catalogue/topics.html", {"tree": tree, "canonical": absolute(request, request.path)})


@open_to_all
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a topic: the way to it, those below it, and the articles of all of them, newest first."""
    now = timezone.now()
    chosen = get_object_or_404(Topic.objects.select_related("parent__parent__parent"), slug=slug)
    page = page_of_articles(request.GET.get("page"), at=now, topic=chosen)
    crumbs = crumbs_of(chosen)
    way = [*crumbs, (chosen.name, chosen.get_absolute_url())]
    context = {
        "topic": chosen,
        "page": page,
        "below": list(topics_below(chosen, at=now)),
        "crumbs": crumbs,
        "breadcrumb_data": breadcrumb_data(way, absolute(request, "/").removesuffix("/")),
        "canonical": _address_of(request, page),
    }
    return render(request, "catalogue/topic.html", context)


@open_to_all
@require_safe
def all_series(request: HttpRequest) -> HttpResponse:
    """List the series of which readers see articles, by title."""
    found = Series.objects.read_at(timezone.now()).order_by("title", "pk")
    page: Page[Series] = page_of(found, request.GET.get("page"))
    return render(request, "catalogue/all_series.html", {"page": page, "canonical": _address_of(request, page)})


@open_to_all
@require_safe
def series(request: HttpRequest, slug: str) -> HttpResponse:
    """List the articles of a series in their order; one of which readers see nothing is not found."""
    chosen = get_object_or_404(Series, slug=slug)
    editions = list(Edition.objects.current_at(timezone.now()).teasers().in_series(chosen))
    if not editions:
        raise Http404
    context = {"series": chosen, "editions": editions, "canonical": absolute(request, request.path)}
    return render(request, "catalogue/series.html", context)
