"""The evaluation of an article: four statements at its end."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cme.access.gate import gated
from cme.assessment.models import Attempt
from cme.catalogue.screen import edition_on_screen, steps_taken, translation_read, whole_number
from cme.catalogue.views.article import teaser
from cme.catalogue.way import has_read
from cme.evaluation.forms import EvaluationForm
from cme.evaluation.models import Evaluation, InstrumentVersion
from cme.evaluation.services import EvaluationRefused, changeable_until, submit_evaluation
from cme.learners.identity import learner_for_writing, learner_of
from cme.progress.services import record_steps
from content.halts import why_unrated
from content.models import Edition
from content.models.question import Role

SHOWN = "shown"  # of a form in which an earlier rating stood, so that what it leaves out is taken back


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for the rating, or take it."""
    now = timezone.now()
    edition = get_object_or_404(Edition.objects.current_at(now).without_text(), slug=slug)
    version = InstrumentVersion.objects.in_use_at(now).first()
    if version is None:
        raise Http404
    standing = _standing(request, edition)
    if request.method != "POST":
        refusal = why_unrated(edition.release_id)
        if refusal and not standing:
            return _ask(request, edition, EvaluationForm(version.sheet), None, refusal=refusal)
        if standing and (refusal or "change" not in request.GET or changeable_until(standing) < now):
            return _thank(request, edition, standing, refusal=refusal)
        return _ask(request, edition, EvaluationForm(version.sheet, initial=_given(standing)), standing)
    form = EvaluationForm(version.sheet, request.POST)
    if not form.is_valid():
        return _ask(request, edition, form, standing, status=400)
    try:
        _take(request, edition, version, form, now)
    except EvaluationRefused as refusal:
        return _ask(request, edition, form, standing, refusal=str(refusal), status=409)
    return redirect("catalogue:rate", slug)


def _take(
    request: HttpRequest, current: Edition, version: InstrumentVersion, form: EvaluationForm, at: datetime
) -> None:
    """Record the rating, of the edition that was on the screen, and what lies behind the reader (F5)."""
    read = edition_on_screen(request, current.slug, at=at)
    learner = learner_for_writing(request, at=at)
    submit_evaluation(
        learner=learner,
        edition=read or current,
        version=version,
        ratings=form.ratings(),
        at=at,
        asked_in=form.language,
        translation=translation_read(request.POST.get("translation"), current),
        keeps=SHOWN not in request.POST,
    )
    if read:
        record_steps(learner=learner, edition=read, kinds=steps_taken(request), at=at)


def _standing(request: HttpRequest, edition: Edition) -> Evaluation | None:
    learner = learner_of(request)
    if learner is None:
        return None
    return Evaluation.objects.by(learner).filter(release_id=edition.release_id).order_by("submitted_at").first()


def _given(evaluation: Evaluation | None) -> dict[str, str]:
    """Return what was rated before, so that a change begins from there."""
    if evaluation is None:
        return {}
    return {
        f"s-{row.statement_id}": str(row.value) if row.value else row.outside or row.comment
        for row in evaluation.ratings.all()
    }


def _ask(
    request: HttpRequest,
    edition: Edition,
    form: EvaluationForm,
    standing: Evaluation | None,
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    context = _context(request, edition, standing) | {
        "form": form,
        "introduction": form.sheet["introduction"],
        "on_screen": whole_number(request.POST.get("edition")),
        "taken": steps_taken(request),
        "translation": translation_read((request.POST or request.GET).get("translation"), edition),
        "shows_earlier": bool(standing) if request.method != "POST" else SHOWN in request.POST,
        "refusal": refusal,
        "is_retracted": bool(refusal and why_unrated(edition.release_id)),
    }
    return render(request, "catalogue/rate.html", context, status=status)


def _thank(request: HttpRequest, edition: Edition, standing: Evaluation, *, refusal: str = "") -> HttpResponse:
    attempts = Attempt.objects.by(standing.learner).filter(release_id=edition.release_id).of_kind(Role.POST)
    context = _context(request, edition, standing) | {
        "is_tested": attempts.submitted().exists(),
        "refusal": refusal,
    }
    return render(request, "catalogue/rated.html", context)


def _context(request: HttpRequest, edition: Edition, standing: Evaluation | None) -> dict[str, Any]:
    until = changeable_until(standing) if standing else None
    return {
        "edition": edition,
        "slug": edition.slug,
        "source_title": edition.teaser["title"],
        "is_read": has_read(learner_of(request), edition.release_id),
        "is_change": standing is not None,
        "changeable_until": until if until and until >= timezone.now() else None,
    }
