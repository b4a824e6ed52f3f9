"""The gate: every page is behind it unless its view says otherwise (A3). It stores nothing on a GET."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import ResolverMatch, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cme.access.attesting import Wording, is_attested, set_attested, wording_in
from cme.access.forms import NEITHER, PATIENT, GateForm
from cme.access.gate import Question
from cme.access.services import record_attestation
from cme.learners.identity import learner_for_writing, renew_cookie
from cme.ui.languages import language_now, said_in

STAMP_FIELD = "gate_statement"  # present in the gate's own form and nowhere else
NOT_CARRIED = {STAMP_FIELD, "who", "csrfmiddlewaretoken"}
CHANGED = gettext_lazy("The wording below changed while this page was open. Read it and confirm again.")


class GateMiddleware:
    """Asks visitors who have not attested; marks pages behind the gate as never to be stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        renew_cookie(request, response)
        _protect_from_caches(request, response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        """Let the request through, or answer it here."""
        if _is_open(view, request.resolver_match):
            return None
        if request.method == "POST" and STAMP_FIELD in request.POST:
            return _take_answer(request, view, kwargs)
        if is_attested(request):
            return None
        if request.method in {"GET", "HEAD", "POST"}:
            wording, status = _wording(), 403 if request.method == "POST" else 200
            return _ask(request, view, kwargs, GateForm(wording), wording, status=status)
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])


def _is_open(view: Callable[..., Any], match: ResolverMatch | None) -> bool:
    namespaces = match.app_names if match else []
    return getattr(view, "is_open_to_all", False) or any(name in settings.GATE_OPEN_NAMESPACES for name in namespaces)


def _ask(
    request: HttpRequest,
    view: Callable[..., Any],
    kwargs: Mapping[str, Any],
    form: GateForm,
    wording: Wording,
    *,
    status: int,
) -> HttpResponse:
    """Show the teaser of that very page with the question. What was sent is carried along, so that nothing is lost."""
    carried = [
        (name, value) for name in request.POST if name not in NOT_CARRIED for value in request.POST.getlist(name)
    ]
    if status == 403 and "application/json" in request.headers.get("Accept", ""):
        message = _(
            "Please confirm again that you are a healthcare professional. Your answers are kept on this device."
        )
        return JsonResponse({"message": message}, status=403)
    statement = said_in(wording.language, wording.statement)
    question = Question(form, statement, wording.language, wording.stamp, carried, status)
    teaser = getattr(view, "teaser", _plain_question)
    return teaser(request, question, **kwargs)


def _wording() -> Wording:
    return wording_in(language_now().code)


def _plain_question(request: HttpRequest, question: Question, /, **kwargs: Any) -> HttpResponse:
    return render(request, "access/gate.html", question.context(), status=question.status)


def _take_answer(request: HttpRequest, view: Callable[..., Any], kwargs: Mapping[str, Any]) -> HttpResponse | None:
    wording = _wording()
    form = GateForm(wording, request.POST)
    if not form.is_valid():
        return _ask(request, view, kwargs, form, wording, status=400)
    who = form.cleaned_data["who"]
    if who == PATIENT:
        page = reverse("catalogue:for_patients")
        return _see_other(f"{page}?{urlencode({'article': kwargs['slug']})}" if "slug" in kwargs else page)
    if who == NEITHER:
        return _see_other(reverse("catalogue:open_pages"))
    if request.POST[STAMP_FIELD] != wording.stamp:
        form.add_error("who", CHANGED)
        return _ask(request, view, kwargs, form, wording, status=409)
    now = timezone.now()
    record_attestation(learner=learner_for_writing(request, at=now), profession=who, at=now, wording=wording)
    request.has_just_attested = True  # type: ignore[attr-defined]
    if set(request.POST) - NOT_CARRIED:
        return None  # What was carried is what the page behind the gate was sent.
    return _see_other(request.get_full_path())


def _see_other(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response


def _protect_from_caches(request: HttpRequest, response: HttpResponse) -> None:
    """Keep gated and personal pages out of every cache; let open pages be stored and asked for anew."""
    if getattr(request, "has_just_attested", False):
        set_attested(response)
    view = request.resolver_match.func if request.resolver_match else None
    session = getattr(request, "session", None)
    is_personal = response.cookies or "CSRF_COOKIE_NEEDS_UPDATE" in request.META or (session and session.accessed)
    if response.has_header("Cache-Control"):
        return
    if getattr(view, "is_open_to_all", False) and not is_personal and response.status_code in {200, 301, 304}:
        response["Cache-Control"] = "public, max-age=0, must-revalidate"
        return
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Cookie"])
