"""Suggestions of readers, and grant enquiries of organisations: two forms at two addresses (S6)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cme.access.gate import open_to_all
from cme.access.once import form_key_of
from cme.access.thanks import thanked_for, thanking
from cme.support.forms import GrantForm, SuggestionForm
from cme.support.links import SUGGESTION, key_in, path_of
from cme.support.models import Suggestion
from cme.support.senders import TooOften, kept_private, limit_sender, see_other
from cme.support.services.suggesting import take_enquiry, take_suggestion, withdraw_name
from cme.ui.addresses import absolute
from content.models import Edition


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def suggest(request: HttpRequest) -> HttpResponse:
    """Take an idea for an article, and lead to the page that tells what became of it."""
    if request.method != "POST":
        return _ask(request, SuggestionForm(initial=_once(request)), "suggest")
    form, now = SuggestionForm(request.POST), timezone.now()
    if not form.is_valid():
        return _ask(request, form, "suggest", status=400)
    said = {name: value for name, value in form.cleaned_data.items() if name != "is_individual"}
    try:
        limit_sender(request, "suggest", at=now)
    except TooOften as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, form, "suggest", status=429)
    return see_other(path_of(SUGGESTION, take_suggestion(**said, at=now, wording=form.shown.wording).key))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion(request: HttpRequest, token: str) -> HttpResponse:
    """Tell what became of a suggestion, by its secret address; who sends the form there is named no more."""
    row = Suggestion.objects.filter(key=key_in(SUGGESTION, token) or "").first()
    if row is None:
        raise Http404
    if request.method == "POST":
        withdraw_name(suggestion=row)
        return see_other(request.path)
    now = timezone.now()
    context = {"row": row, "address": absolute(request, request.path), "edition": None}
    if row.article_id:
        editions = Edition.objects.filter(release__article=row.article_id)
        context["edition"] = editions.current_at(now).with_notices().without_text().first()
        context["was_published"] = editions.filter(released_at__lte=now).exists()
    return kept_private(render(request, "support/suggestion.html", context))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def grants(request: HttpRequest) -> HttpResponse:
    """Take the enquiry of an organisation. Nothing on the page takes a wish about content."""
    if request.method != "POST":
        return _ask(request, GrantForm(initial=_once(request)), "grants")
    form, now = GrantForm(request.POST), timezone.now()
    if not form.is_valid():
        return _ask(request, form, "grants", status=400)
    said = {name: value for name, value in form.cleaned_data.items() if name != "has_understood"}
    try:
        limit_sender(request, "grants", at=now)
    except TooOften as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, form, "grants", status=429)
    enquiry = take_enquiry(**said, at=now, wording=form.shown.wording)
    return see_other(thanking(reverse("support:grants_sent"), purpose="grants", what=enquiry.form_key))


@open_to_all
@require_safe
def grants_sent(request: HttpRequest) -> HttpResponse:
    """Say that the enquiry was taken; who sent none is led to the form."""
    if not thanked_for(request, purpose="grants"):
        return HttpResponseRedirect(reverse("support:grants"))
    return kept_private(render(request, "support/grants_sent.html", {}))


def _once(request: HttpRequest) -> dict[str, str]:
    return {"form_key": form_key_of(request, at=timezone.now())}


def _ask(request: HttpRequest, form: SuggestionForm | GrantForm, page: str, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "canonical": absolute(request, request.path)}
    return kept_private(render(request, f"support/{page}.html", context, status=status))
