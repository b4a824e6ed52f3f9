"""Open pages that say who we are and what we do, and the door for patients."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cme.access.attesting import clear_attested
from cme.access.gate import open_to_all
from cme.catalogue.addresses import absolute
from cme.catalogue.twins import is_explained
from cme.learners.identity import forget_learner
from content.models import Edition, TwinEdition


def _page(template: str) -> Callable[[HttpRequest], HttpResponse]:
    """Return the view of a page that has only text."""

    @open_to_all
    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        return render(request, template, {"canonical": absolute(request, request.path)})

    return view


about = _page("catalogue/about.html")
contact = _page("catalogue/contact.html")
terms = _page("catalogue/terms.html")
editorial_policy = _page("catalogue/editorial_policy.html")
privacy = _page("catalogue/privacy.html")
accessibility = _page("catalogue/accessibility.html")
open_pages = _page("catalogue/open_pages.html")


@open_to_all
@require_safe
def for_patients(request: HttpRequest) -> HttpResponse:
    """Lead patients and carers to pages written for them.

    That is the plain-language page of the article they came from, here or elsewhere, else the list of all such pages.
    Where there is none, or they came from no article, a page names the list and the site for patients.
    """
    now, slug = timezone.now(), request.GET.get("article", "")
    # PostgreSQL refuses to look for control signs.
    teasers = Edition.objects.current_at(now).filter(slug=slug if slug.isprintable() else "").teasers()
    edition: Any = teasers.annotate(has_twin=is_explained(now)).first() if slug else None
    if edition and edition.has_twin:
        return HttpResponseRedirect(reverse("catalogue:twin", args=[edition.slug]))
    teaser = edition.teaser if edition else {"plain_language_url": "", "title": ""}
    has_twins = TwinEdition.objects.shown_at(now).exists()
    if edition and has_twins and not teaser["plain_language_url"]:
        return HttpResponseRedirect(f"{reverse('catalogue:twins')}?missing")
    return render(
        request,
        "catalogue/for_patients.html",
        {
            "plain_language_url": teaser["plain_language_url"],
            "title": teaser["title"],
            "has_twins": has_twins,
            "canonical": absolute(request, request.path),
        },
    )


@open_to_all
@require_POST
def afresh(request: HttpRequest) -> HttpResponse:
    """Begin a new learner on a shared computer: forget the cookies, keep the records."""
    response = HttpResponseRedirect(reverse("catalogue:home"))
    forget_learner(request, response)
    clear_attested(response)
    return response
