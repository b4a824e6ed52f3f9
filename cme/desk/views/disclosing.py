"""The page on which a contributor discloses, by a signed link and without an account."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from cme.access.gate import open_to_all
from cme.desk.disclosure_links import request_of
from cme.desk.forms.disclosing import DisclosureForm, initial_of, rows_in
from content.models import DisclosureRequest, Relationship
from content.services.disclosing import STATEMENT, DisclosureRefused, submit_disclosure, what_refuses


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def disclose(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, show what would be sent, take it, and say that it was taken."""
    asked = request_of(token)
    if asked is None:
        raise Http404
    refusal = what_refuses(asked, at=timezone.now())
    if asked.disclosure:
        response = _show(request, asked, "done")
    elif refusal:
        response = _show(request, asked, "refused", status=410, refusal=refusal)
    elif request.method == "POST":
        response = _take(request, asked)
    else:
        response = _ask(request, asked, DisclosureForm())
    return _kept_private(response)


def _take(request: HttpRequest, asked: DisclosureRequest) -> HttpResponse:
    """Add a row, go back to the form, look at it once more, or send it."""
    act, rows = request.POST.get("_act", ""), rows_in(request.POST)
    if act in {"add", "change"}:
        form = DisclosureForm(initial=initial_of(request.POST), rows=rows + (act == "add"))
        return _ask(request, asked, form)
    form = DisclosureForm(request.POST, rows=rows)
    if not form.is_valid():
        return _ask(request, asked, form, status=400)
    if act != "send":
        return _show(request, asked, "confirm", form=form, ties=_said(form), statement=STATEMENT)
    try:
        submit_disclosure(request=asked, ties=form.ties(), at=timezone.now())
    except DisclosureRefused as refusal:
        return _show(request, asked, "refused", status=410, refusal=str(refusal))
    answer = HttpResponseRedirect(request.path)
    answer.status_code = 303
    return answer


def _ask(request: HttpRequest, asked: DisclosureRequest, form: DisclosureForm, *, status: int = 200) -> HttpResponse:
    return _show(request, asked, "ask", status=status, form=form)


def _said(form: DisclosureForm) -> list[dict[str, Any]]:
    kinds = dict(Relationship.Kind.choices)
    return [
        {"company": tie.company, "kind": kinds[tie.kind], "nature": tie.nature, "ended_on": tie.ended_on}
        for tie in form.ties()
    ]


def _show(
    request: HttpRequest, asked: DisclosureRequest, page: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    context |= {"asked": asked, "contributor": asked.contributor}
    return render(request, f"contributors/{page}.html", context, status=status)


def _kept_private(response: HttpResponse) -> HttpResponse:
    """Keep the page out of caches and search engines; the site tells no other one its addresses."""
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
