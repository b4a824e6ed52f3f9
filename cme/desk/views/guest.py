"""The pages of a reviewer without an account: whoever holds the signed link may read, and do what the editor allowed.

They are open to the gate, since the link says who its holder is. They are never stored and never indexed, and the
article's own forms lead nowhere.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from csp.constants import NONE
from csp.decorators import csp_replace
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from cme.access.gate import open_to_all
from cme.access.thanks import thanked_for, thanking
from cme.catalogue.kinds import page_template
from cme.catalogue.reading import TOKEN
from cme.catalogue.views import figures, videos
from cme.desk.forms.review import CodeForm, CommentForm, ReturnForm, ReviewForm, SignByLinkForm, SignForm
from cme.desk.posting import post_letter
from cme.desk.previewing import preview_context, shown_from
from cme.desk.review_links import link_of
from cme.desk.reviews import Review
from cme.desk.turns import TOO_OFTEN, take_page
from cme.ui.languages import ENGLISH, language_now, said_in
from content.models import Letter, Rendition, ReviewLink
from content.rendering import RenderRefused
from content.services import reviewing
from content.services.confirming import HOLDS, NO_ADDRESS, ask_code, check_code, needs_code
from content.services.refusals import ReviewRefused
from content.services.reviewing import Voice

Page = Callable[..., HttpResponseBase]
DONE = {"comment": _("Your comment is saved.")}


def by_link(page: Callable[Concatenate[HttpRequest, ReviewLink, ...], HttpResponseBase]) -> Page:
    """Hand the page its link; a link that ended gets a page that says so, and one that is none gets 404."""

    @wraps(page)
    def view(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        link = link_of(token)
        if link is None:
            raise Http404
        is_over = link.round.closed_at is not None or not link.is_good_at(timezone.now())
        response = _over(request, link) if is_over else page(request, link, token=token, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Cookie"])
        # The address is the key, so no other site is told of it. Not no-referrer: forms would lose their origin.
        response["Referrer-Policy"] = "same-origin"
        return response

    return view


def _over(request: HttpRequest, link: ReviewLink) -> HttpResponse:
    is_closed = link.round.closed_at is not None
    status = 409 if request.method == "POST" else 200 if is_closed else 410
    return render(request, "review/over.html", {"round": link.round, "message": ""}, status=status)


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def review(request: HttpRequest, link: ReviewLink, *, token: str) -> HttpResponse:
    """Show what is asked and what was said; take a comment, a sign-off, or the draft back."""
    page = Review(link.round.article, link.round)
    act = request.POST.get("_act", "")
    if request.method != "POST" or act not in ACTS:
        return _show(request, link, token, page)
    form = _form(request, page, act)
    if not form.is_valid():
        return _show(request, link, token, page, form)
    try:
        ACTS[act](link, page, form.cleaned_data)
    except ReviewRefused as refusal:
        again = Review(link.round.article, link.round)
        return _show(request, link, token, again, form if act != "sign" else None, refusal=str(refusal))
    here = thanking(request.path, purpose=_purpose(link), what=act)
    return HttpResponseRedirect(f"{here}#{'sign' if act == 'code' else 'comments'}")


def _purpose(link: ReviewLink) -> str:
    return f"review.{link.pk}"


def _form(request: HttpRequest, page: Review, act: str) -> ReviewForm:
    if act == "comment":
        return CommentForm(request.POST, passages=page.passages)
    others: dict[str, type[ReviewForm]] = {"sign": _sign_form(), "return": ReturnForm, "code": CodeForm}
    return others[act](request.POST)


def _sign_form() -> type[SignForm]:
    return SignByLinkForm if needs_code() else SignForm


def _show(
    request: HttpRequest,
    link: ReviewLink,
    token: str,
    page: Review,
    bound: ReviewForm | None = None,
    *,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "article": page.article,
        "round": link.round,
        "link": link,
        "token": token,
        "forms": page.forms(bound, sign=_sign_form()),
        "code": _code_of(request, link),
        "bound": bound,
        "questions": page.questions(),
        "comments": page.comments(only_round=True),
        "is_changed": page.is_changed,
        "refusal": refusal,
        "done": DONE.get(thanked_for(request, purpose=_purpose(link)), ""),
    }
    return render(request, "review/review.html", context, status=409 if refusal else 200)


def _code_of(request: HttpRequest, link: ReviewLink) -> dict[str, str] | None:
    """Return what the page says of the code that a sign-off needs; None where it needs none."""
    if not needs_code():
        return None
    address = link.round.reviewer.email
    if not address:
        return {"missing": str(NO_ADDRESS), "address": "", "sent": ""}
    masked = f"{address[0]}•••@{address.rpartition('@')[2]}"
    is_sent = thanked_for(request, purpose=_purpose(link)) == "code"
    return {"missing": "", "address": masked, "sent": _sent_to(masked) if is_sent else ""}


def _sent_to(address: str) -> str:
    minutes = HOLDS.seconds // 60
    return ngettext(
        "A code goes to %(address)s now. It is there within a minute or two, and holds for %(n)s minute.",
        "A code goes to %(address)s now. It is there within a minute or two, and holds for %(n)s minutes.",
        minutes,
    ) % {"address": address, "n": minutes}


def _voice(link: ReviewLink) -> Voice:
    return Voice(name=link.round.reviewer.name, link=link)


def _comment(link: ReviewLink, page: Review, values: dict[str, Any]) -> None:
    reviewing.comment(article=page.article, review_round=link.round, voice=_voice(link), at=timezone.now(), **values)


def _sign(link: ReviewLink, page: Review, values: dict[str, Any]) -> None:
    now = timezone.now()
    code = check_code(link=link, typed=values["code"], at=now) if needs_code() else None
    reviewing.sign_off(review_round=link.round, voice=_voice(link), seen=values["seen"], at=now, code=code)


def _send_code(link: ReviewLink, page: Review, values: dict[str, Any]) -> None:
    now = timezone.now()
    with transaction.atomic():
        code = ask_code(link=link, at=now)
        post_letter(kind=Letter.Kind.CONFIRM, about=code.pk, origin="", at=now, language=language_now().code)


def _return(link: ReviewLink, page: Review, values: dict[str, Any]) -> None:
    reviewing.return_review(review_round=link.round, voice=_voice(link), text=values["text"], at=timezone.now())


ACTS: dict[str, Callable[[ReviewLink, Review, dict[str, Any]], None]] = {
    "comment": _comment, "sign": _sign, "return": _return, "code": _send_code,
}  # fmt: skip


@open_to_all
@require_safe
@csp_replace({"form-action": [NONE], "connect-src": [NONE]})
@by_link
def article(request: HttpRequest, link: ReviewLink, *, token: str) -> HttpResponse:
    """Show the draft as readers would see it; its forms have no token and no edition, so that they lead nowhere."""
    if not take_page(f"link:{link.pk}", timezone.now()):
        return render(request, "review/over.html", {"round": link.round, "message": TOO_OFTEN}, status=429)
    try:
        context = preview_context(request, link.round.article, at=timezone.now())
    except RenderRefused as refusal:
        return render(request, "review/over.html", {"round": link.round, "message": said_in(ENGLISH, str(refusal))})
    context["edition"].pk = None
    context["is_stored"] = False  # so that the page in another language is this one, and not the readers'
    html = render_to_string(page_template(context["source"]), context, request).replace(TOKEN, "")
    figures_at, videos_at = (reverse(f"review:{name}", args=[token, "-"])[:-1] for name in ("figure", "video"))
    return HttpResponse(shown_from(html, figures=figures_at, videos=videos_at))


@open_to_all
@require_safe
@by_link
def figure(request: HttpRequest, link: ReviewLink, *, token: str, name: str) -> HttpResponseBase:
    """Send a figure of the draft or of its questions, in any size, to whom the gate would not."""
    draft = link.round.article
    images = {row.image.name for row in draft.figures.all()}
    items = draft.draft_items.select_related("version").prefetch_related("version__parts")
    for item in items:
        images |= {item.version.image.name, *(part.image.name for part in item.version.parts.all())}
    pictures = {image.removeprefix("figures/") for image in images if image}
    if name not in pictures and not Rendition.objects.filter(picture__in=pictures, file=name).exists():
        raise Http404
    return figures.figure(request, name)


@open_to_all
@require_safe
@by_link
def video(request: HttpRequest, link: ReviewLink, *, token: str, name: str) -> HttpResponseBase:
    """Send the video of the draft or its captions, to whom the gate would not."""
    files = {str(file.name) for row in link.round.article.videos.all() for file in (row.file, row.captions) if file}
    if f"videos/{name}" not in files:
        raise Http404
    return videos.video(request, name)
