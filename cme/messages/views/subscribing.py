"""Subscribing to news, confirming it, and leaving it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cme.access.gate import open_to_all
from cme.access.once import form_key_of
from cme.access.thanks import thanked_for, thanking
from cme.messages.forms import SubscribeForm
from cme.messages.links import CONFIRM, LEAVE, key_in, path_of
from cme.messages.models import Consent
from cme.messages.services.subscribing import SubscriptionRefused, ask_subscription, confirm_subscription, leave
from cme.support.senders import TooOften, kept_private, limit_sender, see_other
from cme.ui.addresses import absolute, origin_of
from cme.ui.languages import language_now

ONE_CLICK = "One-Click"  # RFC 8058: what a mail program sends


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask for an address; the answer is the same for every address."""
    if request.method != "POST":
        return _ask(request, SubscribeForm())
    form, now = SubscribeForm(request.POST), timezone.now()
    if not form.is_valid():
        return _ask(request, form, status=400)
    try:
        limit_sender(request, "subscribe", at=now)
        ask_subscription(
            form_key=form_key_of(request, at=now),
            email=form.cleaned_data["email"],
            origin=origin_of(request),
            at=now,
            language=language_now().code,
            wording=form.shown.wording,
        )
    except (TooOften, SubscriptionRefused) as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, form, status=429 if isinstance(refusal, TooOften) else 503)
    return see_other(thanking(reverse("news:asked"), purpose="news", what="asked"))


def _ask(request: HttpRequest, form: SubscribeForm, *, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "is_open": bool(settings.POSTAL_ADDRESS),
        "canonical": absolute(request, request.path),
    }
    return kept_private(render(request, "news/subscribe.html", context, status=status))


@open_to_all
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens now; who asked for nothing is led to the form."""
    if not thanked_for(request, purpose="news"):
        return HttpResponseRedirect(reverse("news:subscribe"))
    return kept_private(render(request, "news/asked.html", {"days": settings.NEWS_REQUEST_DAYS}))


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask to press a button, and subscribe once it was pressed. Opening the link alone changes nothing."""
    if request.method != "POST":
        return kept_private(render(request, "news/confirm.html", {}))
    try:
        subscriber = confirm_subscription(key=key_in(CONFIRM, token), at=timezone.now())
    except SubscriptionRefused as refusal:
        return kept_private(render(request, "news/refused.html", {"refusal": str(refusal)}, status=410))
    return kept_private(render(request, "news/confirmed.html", {"leave": path_of(LEAVE, subscriber.key)}))


@csrf_exempt
@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Unsubscribe by POST, from the page or from a mail program; every address that we made is answered alike.

    A damaged one is told so, which says nothing about anybody's subscription.

    Source:
        RFC 8058: no log-in, no cookie, no redirect; a GET changes nothing. So no token against forged forms can be
        asked for; the secret in the address takes its place.
    """
    if request.method != "POST":
        return kept_private(render(request, "news/leave.html", {}))
    key = key_in(LEAVE, token)
    if not key:
        return kept_private(render(request, "news/incomplete.html", {}, status=400))
    is_one_click = request.POST.get("List-Unsubscribe") == ONE_CLICK
    channel = Consent.Channel.ONE_CLICK if is_one_click else Consent.Channel.PAGE
    for_good = not is_one_click and request.POST.get("for_good") == "yes"
    leave(key=key, channel=channel, at=timezone.now(), for_good=for_good)
    return kept_private(render(request, "news/left.html", {"for_good": for_good}))
