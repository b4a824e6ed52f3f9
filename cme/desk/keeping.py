"""Unsaved words of open forms: what a page shows of them, and how they come back into its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string, salted_hmac

from cme.desk.pages import actor_of
from cme.evaluation.models import InstrumentVersion
from content.burden import Burden, asked_of, burden_of
from content.models import Article, FormDraft, Presence
from content.services.open_forms import FormKey, drop_form, kept_form, kept_new, others_at

CSRF = "csrfmiddlewaretoken"
ACT = "_kept"  # the button that was pressed: restore or discard
RESTORED = "Your unsaved work stands in the form again. It is not saved yet."
GONE = "Nothing unsaved of yours is kept here any more."
DISCARDED = "Your unsaved work is discarded."


@dataclass(frozen=True)
class Keeping:
    """What a page with a form tells its script, and its reader.

    Attributes:
        name: The form's name in this browser; the same for every new article.
        token: What tells one new article from another; empty for a saved one.
        address: Where the script sends unsaved words.
        number: Number of the kept words that the form follows.
        owner: Whose words a browser keeps, for telling people apart who share it; no identity (V14).
        offer: Kept words that do not stand in the form.
        others: Who else has the article open.
        version: The version of the article that stands in the form.
    """

    name: str
    token: str
    address: str
    number: int
    owner: str
    offer: FormDraft | None
    others: Sequence[Presence]
    version: str

    @property
    def offered_token(self) -> str:
        """Return the token of what is offered; of several new articles kept, it is not the page's own."""
        return self.offer.form.rpartition(":")[2] if self.offer and self.token else self.token


def key_of(request: HttpRequest, page: str, article_id: int | None) -> FormKey:
    """Return the key of the form that a request is about."""
    token = "".join(sign for sign in request.POST.get("_form", "") if sign.isalnum())[:40]
    return FormKey.of(page, article_id, token or get_random_string(20))


def keeping_of(request: HttpRequest, page: str, article: Article | None, *, version: object) -> Keeping:
    """Return what a page needs for keeping its form."""
    user, is_fresh = actor_of(request), request.method != "POST"
    key = key_of(request, page, article.pk if article else None)
    kept = kept_form(user, key) if article or not is_fresh else kept_new(user).first()
    token = "" if article else key.name.rpartition(":")[2]
    return Keeping(
        name=key.name if article else f"{page}:new",
        token=token,
        address=address_of_keep(page, article, token),
        number=0 if is_fresh or kept is None else kept.number,
        owner=salted_hmac("cme.desk.keeping", str(user.pk)).hexdigest()[:16],
        offer=kept if is_fresh else None,
        others=others_at(user=user, article_id=article.pk, at=timezone.now()) if article else [],
        version=str(version),
    )


def address_of_keep(page: str, article: Article | None, token: str) -> str:
    """Return where unsaved words of a form go."""
    if article:
        return reverse("admin:content_article_keep", args=[article.pk, page])
    return reverse("admin:content_article_keep_new", args=[token])


def take_kept(request: HttpRequest, page: str, article_id: int | None) -> HttpResponse | None:
    """Discard kept words, or put them into the request as if they were sent; returns where to go then, if anywhere."""
    user, key = actor_of(request), key_of(request, page, article_id)
    kept = kept_form(user, key)
    if request.POST[ACT] == "discard" or kept is None:
        drop_form(user=user, form=key)
        messages.info(request, DISCARDED if kept else GONE)
        return HttpResponseRedirect(request.path)
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    data[CSRF] = request.POST[CSRF]
    if article_id is None:
        data["_form"] = key.name.rpartition(":")[2]
    request.POST = data  # type: ignore[assignment]
    messages.info(request, RESTORED)
    return None


def drop_saved(request: HttpRequest, page: str, article_id: int | None) -> None:
    """Forget the kept words of a form that is being saved; call it in the transaction of the save."""
    if article_id or request.POST.get("_form"):
        drop_form(user=actor_of(request), form=key_of(request, page, article_id))


def fields_of(data: QueryDict) -> dict[str, list[str]]:
    """Return what is kept of sent data: no token, no password, no button."""
    return {
        name: values
        for name, values in data.lists()
        if name not in {CSRF, "_go", "_act", "_use", "_number", "_changed", ACT} and "password" not in name.lower()
    }


def burden_at(article: Article, *, at: datetime) -> Burden:
    """Return what an article asks of its readers with the statements that are asked now."""
    items = article.draft_items.select_related("version").prefetch_related("version__options", "version__parts")
    sheet: Any = InstrumentVersion.objects.in_use_at(at).values_list("sheet", flat=True).first() or {}
    statements = [row["text"] for row in sheet.get("statements", []) if row["kind"] == "agreement"]
    return burden_of(asked_of(items), statements, has_pre_test=article.has_pre_test, drawn=article.items_drawn)
