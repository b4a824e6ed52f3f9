"""The review page of an article at the desk: who is asked, what was said, and the sign-off."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cme.catalogue.addresses import absolute
from cme.desk.forms.review import AskForm, CommentForm, LinkForm, ReturnForm, ReviewForm, SignForm
from cme.desk.pages import actor_of, address_of, fetch_article, page_context
from cme.desk.problems import problems_of
from cme.desk.review_links import token_of
from cme.desk.reviews import Review, rounds_of
from content.models import ReviewRound, SignOff
from content.services import reviewing
from content.services.refusals import ReviewRefused
from content.services.reviewing import Voice
from content.signoffs import capture_of, reviewers_of, sign_offs_of

NO_ROUND = "No review is under way any more."
RIGHTS = {
    "ask": "content.ask_review",
    "withdraw": "content.ask_review",
    "link": "content.ask_review",
    "revoke": "content.ask_review",
    "comment": "content.add_reviewcomment",
    "resolve": "content.change_reviewcomment",
    "reopen": "content.change_reviewcomment",
    "sign": "content.sign_off",
    "return": "content.sign_off",
}
LOGGED = {"ask", "withdraw", "link", "revoke", "sign", "return"}


def review(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show how far the review is; ask, comment, settle, sign off, give back."""
    page = Review(fetch_article(request, article_id))
    if request.method != "POST":
        return _show(request, page)
    act, _, number = request.POST.get("_act", "").partition(" ")
    if act not in RIGHTS:
        return _show(request, page)
    if not request.user.has_perm(RIGHTS[act]):
        raise PermissionDenied
    form = _form(request, page, act)
    if form is not None and not form.is_valid():
        return _show(request, page, form)
    try:
        with transaction.atomic():
            said = ACTS[act](request, page, form, int(number) if number.isdecimal() and len(number) < 18 else 0)
            if act in LOGGED:
                LogEntry.objects.log_actions(actor_of(request).pk, [page.article], CHANGE, said, single_object=True)
    except ReviewRefused as refusal:
        return _show(request, Review(page.article), form if act != "sign" else None, refusal=str(refusal))
    messages.success(request, said)
    return HttpResponseRedirect(address_of("review", page.article.pk))


def _form(request: HttpRequest, page: Review, act: str) -> ReviewForm | None:
    data = request.POST
    match act:
        case "ask":
            return AskForm(data, reviewers=reviewers_of(page.article))
        case "link":
            return LinkForm(data)
        case "comment":
            return CommentForm(data, passages=page.passages)
        case "sign":
            return SignForm(data)
        case "return":
            return ReturnForm(data)
    return None


def _show(request: HttpRequest, page: Review, bound: ReviewForm | None = None, *, refusal: str = "") -> HttpResponse:
    user, article = request.user, page.article
    reviewers = reviewers_of(article)
    forms = {"ask": AskForm(reviewers=reviewers), "link": LinkForm()} | page.forms(bound)
    signed = sign_offs_of(article)
    context = page_context(request, article, "review") | {
        "forms": forms,
        "problems": list(problems_of(bound)) if bound is not None else [],
        "refusal": refusal,
        "round": page.round,
        "is_changed": page.is_changed,
        "reviewers": reviewers,
        "comments": page.comments(),
        "links": _links(request, page),
        "signed": signed[0] if signed else None,
        "captured": capture_of(signed[0]) if signed else "",
        "lapsed": None if signed else SignOff.objects.unused().filter(article=article).first(),
        "rounds": [row for row in rounds_of(article) if row.closed_at],
        "may_ask": user.has_perm("content.ask_review"),
        "may_comment": user.has_perm("content.add_reviewcomment"),
        "may_settle": user.has_perm("content.change_reviewcomment"),
        "is_asked": bool(page.round and page.round.reviewer.user_id == user.pk and user.has_perm("content.sign_off")),
    }
    return render(request, "desk/review.html", context)


def _links(request: HttpRequest, page: Review) -> list[dict[str, Any]]:
    if page.round is None or not request.user.has_perm("content.ask_review"):
        return []
    now = timezone.now()
    return [
        {
            "link": link,
            "is_good": link.is_good_at(now),
            "address": absolute(request, reverse("review:review", args=[token_of(link)])),
        }
        for link in page.round.links.select_related("made_by")
    ]


# -- the acts: each does one thing and returns what to tell --------------------------------------------------------


def _voice(request: HttpRequest) -> Voice:
    user = actor_of(request)
    return Voice(name=user.get_full_name() or user.get_username(), user=user)


def _round(page: Review) -> ReviewRound:
    if page.round is None:
        raise ReviewRefused(NO_ROUND)
    return page.round


def _ask(request: HttpRequest, page: Review, form: Any, _: int) -> str:
    values = form.cleaned_data
    asked = reviewing.ask_review(
        article=page.article,
        reviewer_id=int(values["reviewer"]),
        actor=actor_of(request),
        at=timezone.now(),
        note=values["note"],
        due_on=values["due_on"],
    )
    return f"{asked.reviewer.name} is asked for a review."


def _withdraw(request: HttpRequest, page: Review, *_: Any) -> str:
    reviewing.withdraw_review(review_round=_round(page), actor=actor_of(request), at=timezone.now())
    return "The review is withdrawn."


def _link(request: HttpRequest, page: Review, form: Any, _: int) -> str:
    actor, values = actor_of(request), form.cleaned_data
    reviewing.make_link(review_round=_round(page), actor=actor, at=timezone.now(), **values)
    return "The link is made. Send its address to the reviewer and to nobody else."


def _revoke(request: HttpRequest, page: Review, _: Any, number: int) -> str:
    reviewing.revoke_link(link_id=number, article=page.article, at=timezone.now())
    return "The link is revoked."


def _comment(request: HttpRequest, page: Review, form: Any, _: int) -> str:
    reviewing.comment(
        article=page.article, review_round=page.round, voice=_voice(request), at=timezone.now(), **form.cleaned_data
    )
    return "The comment is saved."


def _resolve(request: HttpRequest, page: Review, _: Any, number: int) -> str:
    reviewing.resolve_comment(comment_id=number, article=page.article, actor=actor_of(request), at=timezone.now())
    return "The comment is resolved."


def _reopen(request: HttpRequest, page: Review, _: Any, number: int) -> str:
    reviewing.reopen_comment(comment_id=number, article=page.article)
    return "The comment is open again."


def _sign(request: HttpRequest, page: Review, form: Any, _: int) -> str:
    seen = form.cleaned_data["seen"]
    signed = reviewing.sign_off(review_round=_round(page), voice=_voice(request), seen=seen, at=timezone.now())
    return f"Signed off by {signed.name}."


def _return(request: HttpRequest, page: Review, form: Any, _: int) -> str:
    text = form.cleaned_data["text"]
    reviewing.return_review(review_round=_round(page), voice=_voice(request), text=text, at=timezone.now())
    return "The draft is given back with your comment."


ACTS: dict[str, Callable[[HttpRequest, Review, Any, int], str]] = {
    "ask": _ask, "withdraw": _withdraw, "link": _link, "revoke": _revoke, "comment": _comment, "resolve": _resolve,
    "reopen": _reopen, "sign": _sign, "return": _return,
}  # fmt: skip
