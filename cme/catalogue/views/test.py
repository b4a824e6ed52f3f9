"""A test: open it, submit it. Pre-test, post-test and self-check go the same way."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from cme.access.gate import gated
from cme.assessment.answered import responses_in
from cme.assessment.forms import AttemptForm
from cme.assessment.models import Attempt
from cme.assessment.services import (
    AttemptRefused,
    AttemptStale,
    open_attempt,
    save_answer,
    settle_overdue,
    submit_attempt,
)
from cme.catalogue.converters import NAMES
from cme.catalogue.screen import edition_on_screen, steps_taken, translation_read
from cme.catalogue.views.article import teaser
from cme.catalogue.views.attempt_page import NO_ATTEMPT, after, kept, named_attempt_of, offer, open_attempt_of, show
from cme.compiled import MOMENT, SLUG, CompiledQuery
from cme.learners.identity import learner_for_writing
from cme.progress.models import Step
from cme.progress.services import record_steps
from content.models import Edition
from content.models.question import Role

_editions = CompiledQuery(
    lambda slug, at: Edition.objects.current_at(at).filter(slug=slug).without_text().order_by(), slug=SLUG, at=MOMENT
)


@gated(teaser=teaser)
@require_safe
def test(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """Show the open attempt; without one, say what the test is and offer to start it."""
    attempt = open_attempt_of(request, slug, role)
    if attempt and attempt.deadline_at:
        attempt = settle_overdue(attempt=attempt, at=timezone.now())
    if attempt and attempt.submitted_at:
        return after(attempt, slug)
    if attempt:
        form = AttemptForm(attempt)
        return show(request, attempt, form, saved_note=_saved_note(form))
    return offer(request, slug, role)


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """Open an attempt. The button at the end of an article also records what lies behind the reader (F5)."""
    if request.method != "POST":  # a browser that was restarted asks again for the address it stood on
        return redirect("catalogue:test", slug, NAMES[Role(role)])
    now = timezone.now()
    edition = _editions.first(slug=slug, at=now)
    if edition is None:
        raise Http404
    learner = learner_for_writing(request, at=now)
    translation = translation_read(request.POST.get("translation"), edition)
    try:
        open_attempt(learner=learner, edition=edition, role=role, at=now, translation=translation)
    except AttemptRefused as refusal:
        return offer(request, slug, role, refusal=str(refusal), status=409)
    read = edition_on_screen(request, slug, at=now)
    if read:
        taken = steps_taken(request)
        kinds = [kind for kind in taken if role != Role.PRE or kind == Step.Kind.DISCLOSURE_SHOWN]
        record_steps(learner=learner, edition=read, kinds=kinds, at=now)
    return redirect("catalogue:test", slug, NAMES[Role(role)])


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """Give a new visitor a code to ask for more time with, before there is an attempt."""
    if request.method == "POST":
        learner_for_writing(request, at=timezone.now())
    return redirect(reverse("catalogue:test", args=[slug, NAMES[Role(role)]]) + "#more-time")


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def submit(request: HttpRequest, slug: str, role: str) -> HttpResponse:
    """Close the attempt and lead to its result; sent twice, it leads there twice."""
    if request.method != "POST":
        return redirect("catalogue:test", slug, NAMES[Role(role)])
    attempt = named_attempt_of(request, slug, role)
    if attempt is None:
        return offer(request, slug, role, refusal=str(NO_ATTEMPT), status=404)
    if attempt.deadline_at:
        attempt = settle_overdue(attempt=attempt, at=timezone.now())
    if attempt.submitted_at is not None:
        return after(attempt, slug, is_other=_is_other(attempt, request))
    form = AttemptForm(attempt, request.POST)
    if not form.is_valid():
        return show(request, attempt, form, status=400)
    try:
        return _take(request, attempt, form)
    except AttemptStale as stale:
        return show(request, attempt, AttemptForm(attempt, request.POST, stale=stale.items), status=409)
    except AttemptRefused as refusal:
        return show(request, attempt, form, refusal=str(refusal), status=409)


def _is_other(attempt: Attempt, request: HttpRequest) -> bool:
    """Tell whether a page that was left open sent answers that are not among those that were submitted."""
    return _differs(attempt, AttemptForm(attempt, request.POST))


def _differs(attempt: Attempt, form: AttemptForm) -> bool:
    """Tell whether a form sent answers that are not among those that were submitted."""
    given = responses_in(attempt)
    return any(not response.is_empty and given.get(item) != response for item, response in form.sent.responses.items())


def _take(request: HttpRequest, attempt: Attempt, form: AttemptForm) -> HttpResponse:
    """Save or submit what a readable form sent."""
    now = timezone.now()
    is_save = "save" in request.POST
    if is_save or (form.unanswered() and "submit_anyway" not in request.POST):
        keep_all(attempt, form, at=now)
        return kept(request, attempt, names_gaps=not is_save)
    sent = form.sent
    closed = submit_attempt(attempt=attempt, responses=sent.responses, at=now, seen=sent.seen, steps=form.steps)
    # Closed at another moment: while this page waited for its turn, another one was faster, perhaps with other answers.
    is_other = closed.submitted_at != now and _differs(closed, form)
    return after(attempt, attempt.edition.slug, is_other=is_other)


def keep_all(attempt: Attempt, form: AttemptForm, *, at: Any, but: int = 0) -> None:
    """Save every answer that a form sent, but one item's."""
    for item_id, response in form.sent.responses.items():
        if item_id != but:
            save_answer(attempt=attempt, item_id=item_id, response=response, at=at, seen=form.sent.seen.get(item_id))


def _saved_note(form: AttemptForm) -> str:
    latest = max((step.taken_at for step in form.steps.values()), default=None)
    if latest is None:
        return ""
    moment = {"day": date_format(latest, "j F"), "time": date_format(latest, "H:i")}
    return gettext("Answers saved on %(day)s at %(time)s UTC are below.") % moment
