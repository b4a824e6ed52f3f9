"""One answer of an open test: kept as it is made, and checked where the rules show keys after each item."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from cme.access.gate import gated
from cme.assessment.forms import AttemptForm, offers_dont_know
from cme.assessment.models import Attempt
from cme.assessment.responses import EMPTY, Response, fields_of, read_response
from cme.assessment.services import AttemptRefused, AttemptStale, save_answer, settle_overdue, take_answer
from cme.assessment.services.answering import kept_steps
from cme.assessment.services.refusals import TIME_IS_UP
from cme.assessment.services.submitting import is_timed_out
from cme.assessment.serving import ServedItem, policy_of, served_items
from cme.assessment.wording import words_of
from cme.catalogue.converters import NAMES
from cme.catalogue.screen import whole_number
from cme.catalogue.views.article import teaser
from cme.catalogue.views.attempt_page import NO_ATTEMPT, after, named_attempt_of, offer, show
from cme.catalogue.views.test import keep_all
from cme.learners.identity import key_of
from content.models.question import Role


@gated(teaser=teaser)
@require_POST
def save(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """Keep one answer as it is made."""
    now, data = timezone.now(), request.POST
    named = {"attempt_id": whole_number(data.get("attempt")), "item_id": whole_number(data.get("item"))}

    def read(attempt: Attempt, item: ServedItem) -> Response:
        offers = offers_dont_know(policy_of(attempt.edition_id), role)
        return read_response(item, data, offers_dont_know=offers)

    seen = whole_number(data.get("seen"))
    try:
        sequence = take_answer(key=key_of(request), slug=slug, role=role, **named, read=read, at=now, seen=seen)
    except Attempt.DoesNotExist:
        return JsonResponse({"message": NO_ATTEMPT}, status=404)
    except AttemptRefused as refusal:
        return _not_kept(Attempt.objects.get(pk=named["attempt_id"]), named["item_id"], refusal, read, at=now)
    return JsonResponse({"message": gettext("Saved"), "saved_at": now.isoformat(), "sequence": sequence})


def _not_kept(
    attempt: Attempt,
    item_id: int,
    refusal: AttemptRefused,
    read: Callable[[Attempt, ServedItem], Response],
    *,
    at: datetime,
) -> HttpResponse:
    """Say why an answer was not kept; submit the attempt if its time is up."""
    if attempt.deadline_at:
        attempt = settle_overdue(attempt=attempt, at=at)
    told: dict[str, Any] = {"message": TIME_IS_UP if is_timed_out(attempt) else str(refusal)}
    if isinstance(refusal, AttemptStale):
        item = served_items(attempt.edition_id, attempt.kind)[item_id]
        return JsonResponse(told | _both(attempt, item, read(attempt, item)), status=409)
    return JsonResponse(told | {"is_over": attempt.submitted_at is not None}, status=409)


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """Fix one answer and show its key. The form carries all answers; the others are kept as well."""
    if request.method != "POST":
        return redirect("catalogue:test", slug, NAMES[Role(role)])
    now = timezone.now()
    attempt = _attempt(request, slug, role, at=now)
    if attempt is None:
        return _refused(request, slug, role, str(NO_ATTEMPT), 404)
    if attempt.submitted_at is not None:
        return _refused(request, slug, role, str(TIME_IS_UP), 409) if _is_script(request) else after(attempt, slug)
    form, item_id = AttemptForm(attempt, request.POST), whole_number(request.POST.get("check"))
    if not form.is_valid():
        return _unchecked(request, attempt, form, item_id, next(iter(form.sent.errors.values()), form.sent.fault), 400)
    try:
        response = form.sent.responses.get(item_id) or _saved(attempt, item_id)
        save_answer(
            attempt=attempt, item_id=item_id, response=response, at=now, seen=form.sent.seen.get(item_id), checks=True
        )
        keep_all(attempt, form, at=now, but=item_id)
    except AttemptStale as stale:
        form = AttemptForm(attempt, request.POST, stale=stale.items)
        return _unchecked(request, attempt, form, item_id, str(stale), 409)
    except AttemptRefused as refusal:
        return _unchecked(request, attempt, form, item_id, str(refusal), 409)
    return _checked(request, attempt, item_id)


def _checked(request: HttpRequest, attempt: Attempt, item_id: int) -> HttpResponse:
    form = AttemptForm(attempt)
    question = form.question_of(item_id)
    slug = attempt.edition.slug
    if not _is_script(request) or question is None:
        address = reverse("catalogue:test", args=[slug, NAMES[Role(attempt.kind)]])
        return HttpResponseRedirect(f"{address}#question-{question.number if question else 1}")
    context = {"item": question.shown, "count": len(form.items), "peers": None, "slug": slug, "level": 2}
    html = render_to_string("catalogue/_item.html", context)
    return JsonResponse({"message": gettext("Checked"), "html": html, "sequence": question.sequence})


def _unchecked(
    request: HttpRequest, attempt: Attempt, form: AttemptForm, item_id: int, message: str, status: int
) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"message": message}, status=status)
    if not form.stale:
        form.mark_error(item_id, message)
    return show(request, attempt, form, refusal="" if form.stale or form.problems else message, status=status)


def _refused(request: HttpRequest, slug: str, role: str, message: str, status: int) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"message": message}, status=status)
    return offer(request, slug, role, refusal=message, status=status)


def _attempt(request: HttpRequest, slug: str, role: str, *, at: datetime) -> Attempt | None:
    """Return the attempt that a form names, submitted by now if its time is up."""
    attempt = named_attempt_of(request, slug, role)
    return settle_overdue(attempt=attempt, at=at) if attempt and attempt.deadline_at else attempt


def _saved(attempt: Attempt, item_id: int) -> Response:
    step = kept_steps(attempt).get(item_id)
    return Response.from_json(step.response or {}) if step else EMPTY


def _both(attempt: Attempt, item: ServedItem, mine: Response) -> dict[str, Any]:
    """Return both answers to an item that two pages answered, in words, and the saved one as a form has it."""
    saved = _saved(attempt, item.id)
    return {
        "is_stale": True,
        "saved": words_of(item, saved) or gettext("no answer"),
        "mine": words_of(item, mine) or gettext("no answer"),
        "pairs": fields_of(item, saved),
        "sequence": kept_steps(attempt)[item.id].sequence,
    }


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
