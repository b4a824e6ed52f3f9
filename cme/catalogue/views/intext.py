"""A question in the text: answered from the article's page, its key shown at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cme.access.gate import gated
from cme.assessment.corrections import explained_items
from cme.assessment.models import Attempt
from cme.assessment.responses import EMPTY, Response, ResponseRefused, read_response
from cme.assessment.results import shown_item
from cme.assessment.services import AttemptRefused
from cme.assessment.services.intext import answer_in_text, answers_in_text, checked_response
from cme.assessment.serving import ServedItem, served_items
from cme.catalogue.intext import asked_item, asked_question
from cme.catalogue.screen import edition_on_screen, whole_number
from cme.catalogue.views.article import UNKNOWN_STEP, teaser
from cme.learners.identity import learner_for_writing, learner_of
from content.models import Edition
from content.models.question import Role

FIRST_STANDS = _("You answered this question before. Your first answer stands.")


@gated(teaser=teaser)
@require_http_methods(["GET", "HEAD", "POST"])
def in_text(request: HttpRequest, slug: str) -> HttpResponse:
    """Take an answer and show its key; asked without one, show the answers that stand. That writes nothing."""
    now = timezone.now()
    if request.method != "POST":
        return _standing(request, slug, at=now)
    edition = edition_on_screen(request, slug, at=now)
    version = whole_number(request.POST.get("item"))
    item = _item_of(edition, version) if edition else None
    if edition is None or item is None:
        return _refused(request, slug, None, str(UNKNOWN_STEP), 404)
    response = EMPTY
    try:
        response = read_response(replace(item, id=version), request.POST)
        learner = learner_for_writing(request, at=now)
        attempt, asked = answer_in_text(learner=learner, edition=edition, item=item, response=response, at=now)
    except (AttemptRefused, ResponseRefused) as refusal:
        return _refused(request, slug, (edition, item, response), str(refusal), 409)
    shown = _shown(attempt, asked)
    note = FIRST_STANDS if shown["response"] != response else ""
    if not _is_script(request):
        address, told = reverse("catalogue:in_text", args=[slug]), {"stands": "first"} if note else {}
        return redirect(f"{address}?{urlencode({'item': str(version)} | told)}")
    return JsonResponse({"message": note, "html": _html(shown, slug)})


def _standing(request: HttpRequest, slug: str, *, at: datetime) -> HttpResponse:
    """Show the answers that stand, or one of them, to the learner who gave them; lead all others back to the text."""
    edition = get_object_or_404(Edition.objects.current_at(at).without_text(), slug=slug)
    learner, version = learner_of(request), whole_number(request.GET.get("item"))
    given = answers_in_text(learner=learner, edition=edition) if learner else []
    asked = [pair for pair in given if pair[0].version == version or "item" not in request.GET]
    items = _marked(asked)
    if _is_script(request):
        return JsonResponse({"answers": [{"item": row["number"], "html": _html(row, slug)} for row in items]})
    if not items:
        place = f"#in-text-{version}" if version else "#text"
        return HttpResponseRedirect(reverse("catalogue:article", args=[slug]) + place)
    passage = items[0]["item"].passage if len(items) == 1 else ""
    note = FIRST_STANDS if request.GET.get("stands") == "first" else ""
    return _page(request, edition, {"items": items, "question": None, "passage": passage, "note": note})


def _marked(given: Sequence[tuple[ServedItem, Response]]) -> list[dict[str, Any]]:
    """Return fixed answers with their keys, as a page shows them."""
    items = explained_items(item for item, _ in given)
    return [
        shown_item(item, response) | {"number": item.version, "response": response}
        for item, (_, response) in zip(items, given, strict=True)
    ]


def _html(row: dict[str, Any], slug: str) -> str:
    """Return a marked answer as it takes the place of its form."""
    return render_to_string("catalogue/_item.html", {"item": row, "count": 0, "peers": None, "slug": slug, "level": 3})


def _shown(attempt: Attempt, item: ServedItem) -> dict[str, Any]:
    """Return the marked item.

    Raises:
        Http404: It was not checked; its key is not shown.
    """
    response = checked_response(attempt, item)
    if response is None:
        raise Http404
    return _marked([(item, response)])[0]


def _refused(
    request: HttpRequest, slug: str, asked: tuple[Edition, ServedItem, Response] | None, message: str, status: int
) -> HttpResponse:
    if _is_script(request):
        return JsonResponse({"message": message}, status=status)
    if asked is None:
        raise Http404
    edition, item, response = asked
    source = Edition.objects.values_list("source", flat=True).get(pk=edition.pk)
    frozen = next(row for row in source["in_text"] if row["version"] == item.version)
    question = asked_question(asked_item(frozen), response=response, error=message)
    return _page(
        request, edition, {"items": [], "question": question, "passage": item.passage, "note": ""}, status=status
    )


def _page(request: HttpRequest, edition: Edition, more: dict[str, Any], status: int = 200) -> HttpResponse:
    context = {"edition": edition, "slug": edition.slug, "source_title": edition.teaser["title"]} | more
    return render(request, "catalogue/in_text.html", context, status=status)


def _item_of(edition: Edition, version: int) -> ServedItem | None:
    items = served_items(edition.pk, Role.TEXT).values()
    return next((item for item in items if item.version == version), None)


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
