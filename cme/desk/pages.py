"""The pages of one article at the desk: their addresses, their tabs, and what they all show."""

from typing import Any, cast

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone

from cme.desk.states import with_state
from cme.learners.models import User
from content.models import Article

UNCHANGED = "Nothing was changed, so nothing was saved."
PAGES = {
    "planning": "Planning",
    "change": "Article",
    "references": "References",
    "questions": "Questions",
    "preview": "Preview",
    "review": "Review",
    "publish": "Publish",
    "translations": "Translations",
    "twin": "Plain language",
    "notices": "Notices",
    "outcomes": "Outcomes",
    "items": "Item analysis",
    "history": "Versions",
    "accreditation": "Accreditation",
}

# Pages that not everybody who may see an article may open.
NEEDS = {
    "planning": "content.view_planningrecord",
    "translations": "content.view_translation",
    "twin": "content.view_twindraft",
    "notices": "content.view_release",
    "outcomes": "content.view_release",
    "items": "content.view_release",
    "accreditation": "content.make_accreditationfile",
}
ADDRESSES = {"history": "versions"}  # Django's admin has an address called history, of its log


def address_of(page: str, article_id: int, *more: object) -> str:
    """Return the address of a page of an article."""
    return reverse(f"admin:content_article_{ADDRESSES.get(page, page)}", args=[article_id, *more])


def address_of_picture(stored: object) -> str:
    """Return the address at which the desk shows a stored picture, such as ``figures/0a1b.png``."""
    return reverse("admin:content_article_picture", args=[str(stored).rpartition("/")[2] or "-"])


def actor_of(request: HttpRequest) -> User:
    """Return who works at the desk; its pages let nobody else in."""
    return cast(User, request.user)


def fetch_article(request: HttpRequest, article_id: int, *, permission: str = "content.view_article") -> Article:
    """Load an article with its state, for somebody who may see it.

    Raises:
        PermissionDenied: This user lacks the permission.
        Http404: There is no such article.
    """
    may_change = permission == "content.view_article" and request.user.has_perm("content.change_article")
    if not (may_change or request.user.has_perm(permission)):
        raise PermissionDenied
    articles = with_state(Article.objects.select_related("updated_by"), timezone.now())
    article = articles.filter(pk=article_id).first()
    if article is None:
        raise Http404
    return article


def page_context(request: HttpRequest, article: Article, here: str) -> dict[str, Any]:
    """Collect what every page of an article shows: the site's frame, the tabs and the state."""
    return {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "article": article,
        "title": PAGES[here],
        "subtitle": article.title,
        "tabs": tabs_of(request, article.pk, here),
        "here": here,
        "may_change": request.user.has_perm("content.change_article"),
        "may_publish": request.user.has_perm("content.publish_article"),
    }


def tabs_of(request: HttpRequest, article_id: int, here: str) -> list[dict[str, Any]]:
    """Return the pages of an article that this user may open."""
    hidden = {name for name, permission in NEEDS.items() if not request.user.has_perm(permission)}
    return [
        {"name": name, "label": label, "href": address_of(name, article_id), "is_here": name == here}
        for name, label in PAGES.items()
        if name not in hidden
    ]
