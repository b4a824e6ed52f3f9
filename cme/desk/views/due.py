"""Disclosures that are due, and the links that ask for them."""

from collections import defaultdict
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cme.catalogue.addresses import absolute
from cme.desk.disclosure_links import link_of
from cme.desk.pages import actor_of
from cme.desk.posting import post_letter
from content.due import decisions_due, disclosures_due
from content.models import Contributor, Disclosure, DisclosureRequest, Letter
from content.services.disclosing import ask_for_disclosure, withdraw_request


def due(request: HttpRequest) -> HttpResponse:
    """Show who has to disclose; make, send and withdraw links."""
    if not request.user.has_perm("content.add_disclosurerequest"):
        raise PermissionDenied
    if request.method == "POST":
        return _act(request)
    now = timezone.now()
    rows = disclosures_due(at=now)
    listed = {row.contributor.pk for row in rows}
    letters = _letters()
    others = DisclosureRequest.objects.waiting().exclude(contributor__in=listed).select_related("contributor")
    context: dict[str, Any] = {
        **admin.site.each_context(request),
        "opts": Disclosure._meta,
        "title": "Disclosures due",
        "rows": [{"due": row, "waiting": _waiting(request, row.request, letters)} for row in rows],
        "others": [{"contributor": row.contributor, "waiting": _waiting(request, row, letters)} for row in others],
        "ties": decisions_due(),
        "today": now.date(),
        "now": now,
    }
    return render(request, "desk/due.html", context)


def _letters() -> dict[int, list[Letter]]:
    """Return the letters about the links that wait, by their requests, the latest first; in one query."""
    found: dict[int, list[Letter]] = defaultdict(list)
    waiting = DisclosureRequest.objects.waiting().values("pk")
    for row in Letter.objects.filter(kind__in=[Letter.Kind.DISCLOSE, Letter.Kind.REMIND], about__in=waiting):
        found[row.about].append(row)
    return found


def _waiting(
    request: HttpRequest, asked: DisclosureRequest | None, letters: dict[int, list[Letter]]
) -> dict[str, Any] | None:
    if asked is None:
        return None
    own = letters.get(asked.pk, [])
    return {
        "asked": asked,
        "link": link_of(request, asked),
        "has_lapsed": asked.expires_at <= timezone.now(),
        "letter": own[-1] if own and own[-1].kind == Letter.Kind.DISCLOSE else None,
        "reminded_at": next((row.sent_at for row in own if row.kind == Letter.Kind.REMIND and row.sent_at), None),
    }


def _act(request: HttpRequest) -> HttpResponse:
    number = request.POST.get("contributor", "")
    contributor = get_object_or_404(Contributor, pk=int(number) if number.isdecimal() and len(number) < 18 else 0)
    act = request.POST.get("_act", "")
    with transaction.atomic():
        if act == "withdraw":
            said = _withdraw(contributor)
        elif act == "send" and contributor.email:
            said = _ask(request, contributor, is_sent=True)
        elif act == "ask":
            said = _ask(request, contributor, is_sent=False)
        else:
            said = ""
        if said:
            flag = CHANGE if act == "withdraw" else ADDITION
            LogEntry.objects.log_actions(actor_of(request).pk, [contributor], flag, said, single_object=True)
    if said:
        messages.success(request, said)
    else:
        messages.error(request, f"Nothing was done. Does {contributor} have an e-mail address here?")
    return HttpResponseRedirect(request.path)


def _withdraw(contributor: Contributor) -> str:
    asked = DisclosureRequest.objects.waiting().filter(contributor=contributor).first()
    done = asked is not None and withdraw_request(request=asked, at=timezone.now())
    return f"The link of {contributor} is withdrawn." if done else ""


def _ask(request: HttpRequest, contributor: Contributor, *, is_sent: bool) -> str:
    asked = ask_for_disclosure(contributor=contributor, actor=actor_of(request), at=timezone.now())
    if not is_sent:
        return f"There is a new link for {contributor}; copy it from the list. Older ones are withdrawn."
    post_letter(kind=Letter.Kind.DISCLOSE, about=asked.pk, origin=absolute(request, "/").rstrip("/"), at=asked.asked_at)
    return f"A new link for {contributor} goes to {contributor.email}. Older ones are withdrawn."
