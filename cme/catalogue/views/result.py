"""The result of a submitted test or self-check."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cme.access.gate import gated
from cme.access.thanks import thanked_for
from cme.assessment.models import Attempt
from cme.assessment.results import result_of
from cme.catalogue.notices import changes_since
from cme.catalogue.screen import whole_number
from cme.catalogue.views.article import teaser
from cme.catalogue.views.attempt_page import after, other_of, page_context, settle_late
from cme.catalogue.way import is_read_by
from cme.compiled import NUMBER, SLUG, CompiledQuery
from cme.evaluation.models import Evaluation
from cme.learners.identity import learner_of
from content.models.question import Role


def _submitted(learner: int, slug: str, role: str, number: int) -> QuerySet[Attempt]:
    attempts = Attempt.objects.by(learner).of_kind(role).submitted().filter(edition__slug=slug, number=number)
    attempts = attempts.annotate(is_read=is_read_by(learner))
    return attempts.select_related("edition", "learner", "release").defer("edition__html").order_by("-release__number")


_attempts = CompiledQuery(_submitted, learner=NUMBER, slug=SLUG, role="r", number=NUMBER + 1)
_evaluations = CompiledQuery(
    lambda learner, release: Evaluation.objects.by(learner).filter(release=release).order_by().values_list("pk")[:1],
    learner=NUMBER,
    release=NUMBER + 1,
)


@gated(teaser=teaser)
@require_safe
def result(request: HttpRequest, slug: str, role: str, number: int) -> HttpResponse:
    """Show a submitted attempt. A pre-test shows no result: it leads on to the text."""
    attempt: Any = _wanted(request, slug, role, number)
    if attempt is None:  # not submitted, unless its time is up
        settle_late(request, slug, role, timezone.now())
        attempt = _wanted(request, slug, role, number)
    if attempt is None:
        raise Http404
    if attempt.kind == Role.PRE:
        return after(attempt, slug)
    now, learner = timezone.now(), learner_of(request) or attempt.learner
    shown = result_of(attempt, learner=learner, at=now)
    is_other = bool(thanked_for(request, purpose=other_of(attempt)))
    context = page_context(attempt.edition, role) | vars(shown) | {"attempt": attempt, "is_other": is_other}
    context |= {
        "changes": changes_since(attempt.edition, attempt.release.number, at=now),
        "to_article": slug if shown.standing.edition else "",
    }
    if attempt.kind == Role.SELF:
        return render(request, "catalogue/self_check.html", context)
    return render(
        request,
        "catalogue/result.html",
        context
        | {
            "is_rateable": shown.standing.is_rateable,
            "is_read": attempt.is_read,
            "is_rated": bool(_evaluations.first(learner=attempt.learner_id, release=attempt.release_id)),
        },
    )


def _wanted(request: HttpRequest, slug: str, role: str, number: int) -> Attempt | None:
    """Return the submitted attempt of this number; of several releases the one asked for, or the latest."""
    learner, release = learner_of(request), whole_number(request.GET.get("release"))
    found: list[Attempt] = _attempts.all(learner=learner.pk, slug=slug, role=role, number=number) if learner else []
    return next((attempt for attempt in found if release in {0, attempt.release.number}), None)
