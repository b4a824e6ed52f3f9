"""Report a problem with an article. Open to all: who cannot pass the gate may still see what is wrong in a teaser."""

import re
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cme.access.attesting import is_attested
from cme.access.gate import open_to_all
from cme.access.once import form_key_of
from cme.access.senders import network_of_sender
from cme.access.thanks import thanked_for, thanking
from cme.catalogue.places import place_in
from cme.catalogue.screen import edition_on_screen, translation_read, whole_number
from cme.reporting.forms import PLACE, ReportForm
from cme.reporting.models import LONGEST
from cme.reporting.services.reporting import ReportRefused, take_report
from cme.ui.languages import language_now
from content.models import Edition, Translation

PLAIN = _("The page in plain language")
FORM_KEY = re.compile(r"[a-zA-Z0-9]{32}")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def problem(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask what is wrong, or take it; nothing is shown but the title."""
    now = timezone.now()
    edition = get_object_or_404(Edition.objects.current_at(now).teasers(), slug=slug)
    if request.method != "POST":
        if thanked_for(request, purpose=f"problem.{slug}"):
            context = {"edition": edition, "translation": _read_in(request, edition)}
            return render(request, "catalogue/problem_sent.html", context)
        place = PLAIN if "plain" in request.GET else _place_of(request, edition)
        return _ask(request, edition, ReportForm(initial={"place": place}))
    form = ReportForm(request.POST)
    if not form.is_valid():
        return _ask(request, edition, form, status=400)
    seen = edition_on_screen(request, slug, at=now) or edition
    try:
        report = take_report(
            form_key=_key_of(request),
            edition=seen,
            sender=network_of_sender(request),
            at=now,
            language=language_now().code,
            **form.cleaned_data | _with_place(form.cleaned_data, _place_of(request, seen)),
        )
    except ReportRefused as refusal:
        form.add_error(None, str(refusal))
        return _ask(request, edition, form, status=429)
    translation = _read_in(request, edition)
    page = reverse("catalogue:problem", args=[slug], query={"translation": translation.pk} if translation else None)
    return HttpResponseRedirect(thanking(page, purpose=f"problem.{slug}", what=report.form_key))


def _ask(request: HttpRequest, edition: Edition, form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "edition": edition,
        "form": form,
        "form_key": _key_of(request),
        "translation": _read_in(request, edition),
        "chosen_block": _block_of(request),
        "on_screen": whole_number(request.POST.get("edition")) or edition.pk,
    }
    return render(request, "catalogue/problem.html", context, status=status)


def _place_of(request: HttpRequest, edition: Edition) -> str:
    """Return the place in a translation that a reader chose on its page; which places there are, the gate keeps."""
    translation = _read_in(request, edition) if is_attested(request) else None
    return place_in(edition, translation, _block_of(request)) if translation else ""


def _block_of(request: HttpRequest) -> str:
    return (request.POST or request.GET).get("block", "")


def _with_place(said: Mapping[str, str], chosen: str) -> dict[str, str]:
    """Return where and what, with the place that was chosen before what was typed over it: editors find it by that."""
    typed = said["place"]
    if not chosen or " ".join(typed.split()).startswith(chosen):
        return {}
    whole = f"{chosen}: {typed}" if typed else chosen
    if len(whole) <= PLACE:
        return {"place": whole}
    room = max(0, LONGEST - len(said["what"]) - 2)
    return {"place": chosen, "what": f"{typed[:room]}\n\n{said['what']}".strip()}


def _read_in(request: HttpRequest, edition: Edition) -> Translation | None:
    """Return the translation from which the reader came, and to which the page leads back."""
    return translation_read((request.POST or request.GET).get("translation"), edition)


def _key_of(request: HttpRequest) -> str:
    """Return the key that the form came with, or that of this browser."""
    sent = request.POST.get("form_key", "")
    return sent if FORM_KEY.fullmatch(sent) else form_key_of(request, at=timezone.now())
