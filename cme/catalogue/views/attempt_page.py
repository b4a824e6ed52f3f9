"""What the views of a test share: whose attempt it is, its page, the offer to start it, and where it leads."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cme.access.thanks import thanking
from cme.assessment.asking import QuestionOnPage
from cme.assessment.drawing import number_drawn
from cme.assessment.forms import AttemptForm
from cme.assessment.models import Attempt, AttemptQuerySet
from cme.assessment.pairing import begun_before
from cme.assessment.services import EXPIRED, settle_overdue
from cme.assessment.services.opening import AFTER_TEST, asks, minutes_for, why_not_now
from cme.assessment.serving import policy_of, served_items
from cme.catalogue.converters import NAMES
from cme.catalogue.notices import changes_of, readings_of, unseen
from cme.catalogue.resuming import LABELS
from cme.catalogue.screen import translation_read, whole_number
from cme.catalogue.way import has_read, is_read_by
from cme.compiled import NUMBER, SLUG, CompiledQuery
from cme.learners.codes import code_of
from cme.learners.identity import learner_of
from cme.progress.reading import why_not_read
from content.halts import why_halted, why_without_credit
from content.models import Edition
from content.models.question import Role

NO_ATTEMPT = _("This test is not open on this device. Open it from the article and answer again.")


def _by(learner: int, slug: str, role: str) -> AttemptQuerySet:
    attempts = Attempt.objects.by(learner).of_kind(role).filter(edition__slug=slug)
    return attempts.order_by("-release__number", "-number")


_WHO: dict[str, Any] = {"learner": NUMBER, "slug": SLUG, "role": "r"}
_open = CompiledQuery(lambda **who: _by(**who).open().with_edition()[:1], **_WHO)
_named = CompiledQuery(lambda pk, **who: _by(**who).filter(pk=pk).with_edition(), pk=NUMBER + 1, **_WHO)


def attempts_of(request: HttpRequest, slug: str, role: str) -> Any:
    """Return this learner's attempts at this article's test; a stranger's are not among them."""
    learner = learner_of(request)
    if learner is None:
        return Attempt.objects.none()
    return _by(learner.pk, slug, role)


def open_attempt_of(request: HttpRequest, slug: str, role: str) -> Attempt | None:
    """Return this learner's open attempt with its edition."""
    return _first(_open, request, slug=slug, role=role)


def named_attempt_of(request: HttpRequest, slug: str, role: str) -> Attempt | None:
    """Return the attempt that a form names, open or not, with its edition, if it is this learner's."""
    return _first(_named, request, slug=slug, role=role, pk=whole_number(request.POST.get("attempt")))


def _first(query: CompiledQuery, request: HttpRequest, **values: Any) -> Attempt | None:
    learner = learner_of(request)
    attempt: Attempt | None = query.first(learner=learner.pk, **values) if learner else None
    return attempt


def settle_late(request: HttpRequest, slug: str, role: str, at: datetime) -> None:
    """Submit what of this learner's was left open beyond its time."""
    if role == Role.POST:
        for attempt in attempts_of(request, slug, role).open().filter(deadline_at__lt=at):
            settle_overdue(attempt=attempt, at=at)


def page_context(edition: Edition, role: str) -> dict[str, Any]:
    """Collect what every page of a test shows."""
    return {
        "role": NAMES[Role(role)],
        "role_label": LABELS[Role(role)],
        "edition": edition,
        "slug": edition.slug,
        "source_title": edition.teaser["title"],
    }


def show(
    request: HttpRequest,
    attempt: Attempt,
    form: AttemptForm,
    *,
    unanswered: Sequence[QuestionOnPage] = (),
    saved_note: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    """Show an open attempt, with what is wrong with what was sent."""
    now = timezone.now()
    left = (attempt.deadline_at - now).total_seconds() if attempt.deadline_at else 0
    seconds_left = max(0, ceil(left))  # a page that submits by itself at 0 does so once time is up
    context = page_context(attempt.edition, attempt.kind) | {
        "attempt": attempt,
        "form": form,
        "problems": [("", refusal)] if refusal else form.problems,
        "stale": [question for question in form.questions if question.elsewhere],
        "unanswered": unanswered,
        "is_all_blank": all(question.response.is_empty for question in unanswered),
        "question_count": len(form.items),
        "saved_note": saved_note,
        "seconds_left": seconds_left,
        "time_left": _clock(seconds_left),
        "loaded_at": now,
        "came_after": _came_after(attempt),
        "is_read": attempt.kind == Role.POST and has_read(learner_of(request), attempt.release_id),
        "passed": _passed(attempt),
        "is_superseded": _is_superseded(attempt, now),
        "halted": why_without_credit(attempt.release_id),
    }
    return render(request, "catalogue/test.html", context, status=status)


def kept(request: HttpRequest, attempt: Attempt, *, names_gaps: bool) -> HttpResponse:
    """Say that the answers are kept, and which questions are still open."""
    form = AttemptForm(attempt)
    saved = gettext("Your answers are saved.") if form.steps else gettext("You have not answered anything yet.")
    note = f"{saved} {_come_back(is_timed=attempt.deadline_at is not None)}"
    return show(request, attempt, form, unanswered=form.unanswered() if names_gaps else (), saved_note=note)


def after(attempt: Attempt, slug: str, *, is_other: bool = False) -> HttpResponse:
    """Lead on: after a pre-test to the text, or to where it says why it does not count; else to the result.

    Args:
        attempt: The attempt, submitted.
        slug: Of the article.
        is_other: Whether what was sent just now differs from what had been submitted; the result says so.
    """
    if _came_after(attempt):
        return HttpResponseRedirect(reverse("catalogue:test", args=[slug, NAMES[Role.PRE]]))
    if attempt.kind == Role.PRE and attempt.translation_id:
        return HttpResponseRedirect(reverse("catalogue:translated", args=[slug, attempt.language]) + "#text")
    if attempt.kind == Role.PRE:
        return HttpResponseRedirect(reverse("catalogue:article", args=[slug]) + "#text")
    address = reverse("catalogue:result", args=[slug, NAMES[Role(attempt.kind)], attempt.number])
    # Attempts of different releases have the same numbers.
    told = {"release": attempt.release.number} if attempt.edition.superseded_at else {}
    address = f"{address}?{urlencode(told)}" if told else address
    return HttpResponseRedirect(thanking(address, purpose=other_of(attempt), what="other") if is_other else address)


def other_of(attempt: Attempt) -> str:
    """Return under which purpose a result is told that another page sent other answers, too late."""
    return f"attempt.{attempt.pk}"


def offer(request: HttpRequest, slug: str, role: str, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """Say what a test is, and offer to start it where the rules allow."""
    now = timezone.now()
    learner = learner_of(request)
    editions = Edition.objects.current_at(now).without_text().annotate(is_read=is_read_by(learner))
    edition: Any = get_object_or_404(editions, slug=slug)
    refusal = refusal or (str(EXPIRED) if edition.is_expired_on(now.date()) else "")
    refusal = why_halted(edition.release_id) or refusal
    earlier = list(attempts_of(request, slug, role).submitted().filter(release_id=edition.release_id).with_pass())
    last = _told(earlier, role)
    policy, pool = policy_of(edition.pk), served_items(edition.pk, role).values()
    if not asks(edition, role):
        raise Http404
    readings = readings_of(learner, slug) if learner else []
    changes, read_at = unseen(changes_of(slug, at=now), readings) if readings else ([], None)
    unread = why_not_read(learner, edition) if role == Role.POST else ""
    refusal = refusal or why_not_now(policy, role, earlier, now)
    before = _before_test(request, edition, earlier) if role == Role.PRE else {}
    if before.get("test") and not refusal:
        refusal = str(AFTER_TEST)
    context = (
        page_context(edition, role)
        | before
        | {
            "is_paper_unread": unread and refusal in ("", unread),
            "changes": changes,
            "read_at": read_at,
            "question_count": number_drawn(pool, policy.items_drawn if role == Role.POST else None),
            "policy": policy,
            "minutes": minutes_for(learner, policy),
            "last": last,
            "next_number": earlier[0].number + 1 if earlier else 1,
            "last_marking": last.markings.order_by("-number")[0] if last else None,
            "refusal": refusal or unread,
            "learner_code": code_of(learner.root_id) if learner else "",
            "translation": translation_read((request.POST or request.GET).get("translation"), edition),
            "is_read": edition.is_read,
        }
    )
    return render(request, "catalogue/test_start.html", context, status=status)


def _told(earlier: Sequence[Any], role: str) -> Any:
    """Return the attempt whose result is told: of a test the first one that is a pass, else the last one."""
    passes = [attempt for attempt in earlier if role == Role.POST and attempt.has_passed]
    return passes[-1] if passes else next(iter(earlier), None)


def _before_test(request: HttpRequest, edition: Edition, earlier: Sequence[Attempt]) -> dict[str, Any]:
    """Say of a pre-test what it comes after, and which post-test the learner has opened."""
    learner = learner_of(request)
    if learner is None:
        return {"came_after": "", "test": None}
    submitted_at = earlier[0].submitted_at if earlier else None
    tests = attempts_of(request, edition.slug, Role.POST).filter(release_id=edition.release_id)
    return {"came_after": begun_before(learner.pk, edition.release_id, submitted_at), "test": tests.first()}


def _is_superseded(attempt: Attempt, at: datetime) -> bool:
    """Tell whether readers see a later release, whose test waits for this one; mostly without a query."""
    if attempt.kind == Role.PRE or attempt.edition.superseded_at is None:
        return False
    return Edition.objects.current_at(at).filter(slug=attempt.edition.slug).exclude(release=attempt.release_id).exists()


def _passed(attempt: Attempt) -> Attempt | None:
    """Return the earlier attempt that is a pass since its key was corrected; None without one, mostly unasked."""
    if attempt.kind != Role.POST or attempt.number == 1:
        return None
    earlier = Attempt.objects.by(attempt.learner).filter(release_id=attempt.release_id).of_kind(Role.POST)
    return earlier.submitted().with_pass().filter(Q(has_passed=True)).order_by("number").first()


def _came_after(attempt: Attempt) -> str:
    """Return what a pre-test comes after, so that it pairs with nothing; empty for other tests, without a query."""
    if attempt.kind != Role.PRE:
        return ""
    return begun_before(attempt.learner.root_id, attempt.release_id, attempt.submitted_at)


def _clock(seconds: int) -> str:
    """Return a time as the page's script shows it: 9:05, 1:09:05."""
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def _come_back(*, is_timed: bool) -> str:
    if is_timed:
        return gettext("You can close this page and come back to it on this device; the time goes on meanwhile.")
    return gettext("You can close this page and come back to it on this device.")
