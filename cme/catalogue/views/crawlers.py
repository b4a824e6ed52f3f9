"""What crawlers read: the sitemap in parts, and the file that names it."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import open_to_all
from cme.catalogue.addresses import absolute
from cme.catalogue.sitemaps import Entry, entries_of, files_at


@open_to_all
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name the files of the sitemap."""
    return _answer(request, "catalogue/sitemap_index.xml", files_at(timezone.now()))


@open_to_all
@require_safe
def sitemap_part(request: HttpRequest, section: str, number: int) -> HttpResponse:
    """List the addresses of one file that search engines may know."""
    entries = entries_of(section, number, timezone.now())
    if not entries:
        raise Http404
    return _answer(request, "catalogue/sitemap.xml", entries)


@open_to_all
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell crawlers where the sitemap is and what is of no use to them."""
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {absolute(request, '/sitemap.xml')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _answer(request: HttpRequest, template: str, entries: Iterable[Entry]) -> HttpResponse:
    rows = [(absolute(request, entry.path), entry.day) for entry in entries]
    return render(request, template, {"entries": rows}, content_type="application/xml")
