"""Where open forms tell that they are open, and what stands in them unsaved."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.views.decorators.cache import never_cache

from cme.desk.keeping import fields_of
from cme.desk.pages import actor_of, fetch_article
from content.models import Article, TwinDraft
from content.services.drafts import describe_conflict
from content.services.open_forms import (
    FormKey,
    KeepRefused,
    KeptMeanwhile,
    KeptTooOften,
    keep_form,
    note_presence,
    others_at,
)

PAGES = ("article", "questions", "twin")
REFUSALS: dict[type[KeepRefused], int] = {KeptMeanwhile: 409, KeptTooOften: 429}


@never_cache
def keep(request: HttpRequest, article_id: int, page: str) -> JsonResponse:
    """Keep what stands in the form of an article or of its questions, and tell who else is there.

    Asked with GET it says nothing but the token of the session, for a page that is older than the session.
    """
    article = fetch_article(request, article_id, permission="content.change_article")
    if page not in PAGES:
        return JsonResponse({"problem": "There is no such form."}, status=404)
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    now, user = timezone.now(), actor_of(request)
    note_presence(user=user, article_id=article.pk, at=now)
    answer = _keep(request, FormKey.of(page, article.pk), article)
    others = others_at(user=user, article_id=article.pk, at=now)
    version, newer = request.POST.get("_version", ""), article.version
    if page == "twin":
        newer = TwinDraft.objects.filter(article=article).values_list("version", flat=True).first() or 0
    answer["others"] = [f"{row.user.get_username()}, since {row.since:%H:%M} UTC" for row in others]
    answer["newer"] = describe_newer(article, page) if version != str(newer) else ""
    return JsonResponse(answer, status=answer.pop("status"))


@never_cache
def keep_new(request: HttpRequest, token: str) -> JsonResponse:
    """Keep what stands in the form of an article that is not saved yet."""
    if not request.user.has_perm("content.add_article"):
        raise PermissionDenied
    if request.method != "POST":
        return JsonResponse({"token": get_token(request)})
    answer = _keep(request, FormKey.of("article", None, token[:40]), None)
    return JsonResponse(answer | {"others": [], "newer": ""}, status=answer.pop("status"))


def describe_newer(article: Article, page: str = "article") -> str:
    """Say that somebody saved the draft after this page was opened."""
    saved = "Somebody saved this page after you opened it"
    if page != "twin":
        saved = describe_conflict(article).partition(".")[0]
    return f"{saved}. When you save, you see both texts, and nothing is overwritten."


def _keep(request: HttpRequest, form: FormKey, article: Article | None) -> dict[str, Any]:
    """Keep the words if they changed; return what to tell, with the status of the answer."""
    now = timezone.now()
    if "_changed" not in request.POST:
        return {"status": 200}
    try:
        kept = keep_form(
            user=actor_of(request),
            form=form,
            fields=fields_of(request.POST),
            base_version=_number(request, "_version"),
            number=_number(request, "_number"),
            at=now,
        )
    except KeepRefused as refusal:
        return {"problem": str(refusal), "status": REFUSALS.get(type(refusal), 413)}
    return {"number": kept.number, "at": f"{now:%H:%M}", "status": 200}


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
