"""The way of somebody with a log-in to disclosing: the page that a link leads to, of the link that is theirs."""

from datetime import datetime

from django.contrib import admin
from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cme.desk.disclosure_links import token_of
from cme.desk.pages import actor_of
from cme.learners.models import User
from content.models import Contributor, Disclosure, DisclosureRequest
from content.services.disclosing import begin_own_disclosure

MADE = "Made a link to disclose for themselves."


def own(request: HttpRequest) -> HttpResponse:
    """Lead contributors to their link where one can be used, else let them begin; nobody to another's."""
    actor, now = actor_of(request), timezone.now()
    contributor = Contributor.objects.filter(user=actor).first()
    if contributor is None:
        raise PermissionDenied
    if request.method == "POST":
        return _lead_to(_begin(actor, now))
    asked = DisclosureRequest.objects.open_at(now).filter(contributor=contributor).first()
    if asked:
        return _lead_to(asked)
    context = admin.site.each_context(request) | {
        "opts": Disclosure._meta,
        "title": "Your disclosure",
        "contributor": contributor,
        "latest": contributor.disclosures.order_by("-disclosed_on", "-pk").first(),
    }
    return render(request, "desk/own_disclosure.html", context)


@transaction.atomic
def _begin(actor: User, at: datetime) -> DisclosureRequest:
    asked, is_new = begin_own_disclosure(actor=actor, at=at)
    if is_new:
        LogEntry.objects.log_actions(actor.pk, [asked.contributor], ADDITION, MADE, single_object=True)
    return asked


def _lead_to(asked: DisclosureRequest) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:disclose", args=[token_of(asked)]))
