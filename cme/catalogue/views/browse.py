"""Open pages that lead to articles: home, lists, topics, sitemap. They show teasers only."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from cme.catalogue.addresses import absolute
from cme.catalogue.counting import counts_at
from content.models import Edition, Topic

PER_PAGE = 20
ON_HOME = 6
MOST_IN_SITEMAP = 50_000  # sitemaps.org


def _current() -> QuerySet[Edition]:
    return Edition.objects.listed(timezone.now()).teasers()


def _address_of(request: HttpRequest, page: Page[Edition]) -> str:
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
    page = Paginator(_current(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "catalogue/listing.html", {"page": page, "canonical": _address_of(request, page)})


@open_to_all
@require_safe
def topics(request: HttpRequest) -> HttpResponse:
    """List the topics that have articles."""
    context = {"topics": counts_at(timezone.now()).topics, "canonical": absolute(request, request.path)}
    return render(request, "catalogue/topics.html", context)


@open_to_all
@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """List the articles on one topic, newest first."""
    chosen = get_object_or_404(Topic, slug=slug)
    page = Paginator(_current().filter(topics=chosen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"topic": chosen, "page": page, "canonical": _address_of(request, page)}
    return render(request, "catalogue/topic.html", context)


@open_to_all
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the addresses that search engines may know. Demonstration articles are left out (noindex)."""
    rows = (
        Edition.objects.listed(timezone.now())
        .filter(is_demonstration=False)
        .values_list("slug", "released_at", "release__retraction__retracted_at")[:MOST_IN_SITEMAP]
    )
    entries = [
        (absolute(request, f"/articles/{slug}/"), max(released_at, retracted_at or released_at).date().isoformat())
        for slug, released_at, retracted_at in rows
    ]
    pages = [
        absolute(request, path)
        for path in (
            "/",
            "/articles/",
            "/topics/",
            "/about/",
            "/editorial-policy/",
            "/funders/",
            "/support/",
            "/impact/",
        )
    ]
    return render(
        request, "catalogue/sitemap.xml", {"entries": entries, "pages": pages}, content_type="application/xml"
    )
