"""Correcting a wrong key: choose the question, see whose result changes, confirm; then the list of them."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from cme.assessment.corrections import with_key
from cme.assessment.services import RegradeRefused, preview_regrade, regrade
from cme.assessment.serving import served_items
from cme.assessment.wording import key_of
from cme.desk.corrections import CHANGES, CHUNK, LISTED, changed_by, effect_of, explained, rows_before, rows_of
from cme.desk.forms.keys import KeyForm
from cme.desk.pages import actor_of, fetch_article, page_context
from cme.desk.problems import problems_of
from cme.outcomes.export import lines_of
from content.models import Article, EditionItem, KeyCorrection, QuestionVersion
from content.services.corrections import (
    CorrectedMeanwhile,
    CorrectionRefused,
    correct_key,
    latest_correction,
    standing_key,
)

PERMISSION = "content.correct_key"
UNREADABLE = "The form did not arrive complete, so nothing was corrected. Look at what holds, and send it again."


def keys(request: HttpRequest, article_id: int) -> HttpResponse:
    """List the questions that editions of the article ask, each with the corrections of its key."""
    article = fetch_article(request, article_id, permission=PERMISSION)
    versions = (
        QuestionVersion.objects.filter(edition_items__edition__release__article=article)
        .exclude(kind=QuestionVersion.Kind.CONFIDENCE)
        .distinct()
        .order_by("question", "-number")
        .prefetch_related("corrections")
    )
    return render(request, "desk/keys.html", _context(request, article) | {"versions": versions})


def key(request: HttpRequest, article_id: int, version_id: int) -> HttpResponse:
    """Show the form; then what it would change; then, confirmed, correct the key and mark anew."""
    article = fetch_article(request, article_id, permission=PERMISSION)
    item = _item(article, version_id)
    version, latest = item.version, latest_correction(item.version)
    is_sent = request.method == "POST"
    form = KeyForm(request.POST if is_sent else None, version=version, standing=standing_key(version, latest))
    number = str(latest.number + 1 if latest else 1)
    if is_sent and request.POST.get("_number") != number:
        return _after_another(request, article, item, form)
    if not is_sent or not form.is_valid():
        return _show(request, article, item, form, status=400 if is_sent else 200)
    if "_back" in request.POST:
        return _show(request, article, item, form)
    if "_confirmed" not in request.POST:
        return _preview(request, article, item, form)
    return _correct(request, article, item, form, int(number))


def changes(request: HttpRequest, article_id: int, version_id: int, number: int) -> HttpResponse:
    """List whose result a correction changed."""
    article = fetch_article(request, article_id, permission=PERMISSION)
    correction = _correction(request, article, version_id, number)
    markings = changed_by(correction)
    context = _context(request, article) | {
        "correction": correction,
        "heads": CHANGES,
        "rows": list(rows_of(islice(markings[:LISTED], LISTED))),
        "total": correction.markings.count(),
    }
    return render(request, "desk/key_changes.html", context)


def export(request: HttpRequest, article_id: int, version_id: int, number: int) -> StreamingHttpResponse:
    """Send the same list as CSV, all of it."""
    article = fetch_article(request, article_id, permission=PERMISSION)
    correction = _correction(request, article, version_id, number)
    rows = rows_of(changed_by(correction).iterator(chunk_size=CHUNK))
    response = StreamingHttpResponse(lines_of(CHANGES, rows), content_type="text/csv; charset=utf-8")
    name = f"{article.slug}-key-{version_id}-{number}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _item(article: Article, version_id: int) -> EditionItem:
    """Return where the article asks a version; one that it never asked is not found."""
    asked = EditionItem.objects.filter(edition__release__article=article, version=version_id)
    item = asked.exclude(version__kind=QuestionVersion.Kind.CONFIDENCE).select_related("version").last()
    if item is None:
        raise Http404
    return item


def _correction(request: HttpRequest, article: Article, version_id: int, number: int) -> KeyCorrection:
    """Return a correction, for somebody who may also see learners' records."""
    if not request.user.has_perm("assessment.view_marking"):
        raise PermissionDenied
    rows = KeyCorrection.objects.filter(version=_item(article, version_id).version_id, number=number)
    correction = rows.select_related("version", "made_by").with_rationales().first()
    if correction is None:
        raise Http404
    return correction


def _context(request: HttpRequest, article: Article) -> dict[str, Any]:
    return page_context(request, article, "outcomes") | {"title": "Correct a key"}


def _words(item: EditionItem, key: Any) -> str:
    """Return a key as a line of text."""
    return key_of(with_key(served_items(item.edition_id, item.role)[item.pk], key))


def _shown(request: HttpRequest, article: Article, item: EditionItem, form: KeyForm) -> dict[str, Any]:
    latest = latest_correction(item.version)
    served = served_items(item.edition_id, item.role)[item.pk]
    return _context(request, article) | {
        "version": item.version,
        "form": form,
        "corrections": list(item.version.corrections.select_related("made_by").with_rationales().order_by("-number")),
        "holds": _words(item, latest.key) if latest else key_of(served),
        "number": latest.number + 1 if latest else 1,
    }


def _show(
    request: HttpRequest, article: Article, item: EditionItem, form: KeyForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = _shown(request, article, item, form) | {"problems": list(problems_of(form)), "refusal": refusal}
    return render(request, "desk/key.html", context, status=status)


def _preview(request: HttpRequest, article: Article, item: EditionItem, form: KeyForm) -> HttpResponse:
    """Show what the key would change, with what was entered carried along; nothing is written."""
    found = preview_regrade(version=item.version, key=form.key, at=timezone.now())
    carried = [(name, value) for name, values in request.POST.lists() for value in values]
    asking = EditionItem.objects.filter(version=item.version)
    effect = effect_of(found)
    may_see = request.user.has_perm("assessment.view_marking")
    context = _shown(request, article, item, form) | {
        "effect": effect,
        "heads": CHANGES,
        "rows": rows_before(effect.first) if may_see else [],
        "becomes": _words(item, form.key),
        "answers": explained(item.version, form.key, form.rationales),
        "carried": [pair for pair in carried if pair[0] != "csrfmiddlewaretoken"],
        "articles": asking.values("edition__release__article").distinct().count(),
    }
    return render(request, "desk/key_preview.html", context)


def _correct(request: HttpRequest, article: Article, item: EditionItem, form: KeyForm, number: int) -> HttpResponse:
    """Write the correction with its log entry, then mark anew; what is killed here, ``manage.py regrade`` finishes."""
    now, reason = timezone.now(), form.cleaned_data["reason"]
    try:
        with transaction.atomic():
            correction = correct_key(
                version=item.version,
                key=form.key,
                reason=reason,
                actor=actor_of(request),
                at=now,
                number=number,
                rationales=form.rationales,
            )
            said = f"Corrected the key of version {item.version_id} (correction {number}): {reason}"
            LogEntry.objects.log_actions(actor_of(request).pk, [article], CHANGE, said, single_object=True)
    except CorrectedMeanwhile:
        return _after_another(request, article, item, form)
    except CorrectionRefused as refusal:
        return _show(request, article, item, form, refusal=str(refusal), status=400)
    return _mark_anew(request, article, correction)


def _after_another(request: HttpRequest, article: Article, item: EditionItem, form: KeyForm) -> HttpResponse:
    """Lead whoever pressed twice to what the first press did; tell whoever came second that another was first."""
    sent = request.POST.get("_number", "")
    number = int(sent) if sent.isascii() and sent.isdecimal() and len(sent) < 10 else 0
    correction = item.version.corrections.filter(number=number, made_by=actor_of(request)).first()
    is_holding = correction is not None and correction == latest_correction(item.version)
    form.is_valid()
    if not number:
        return _show(request, article, item, form, refusal=UNREADABLE, status=400)
    if correction and is_holding and "_confirmed" in request.POST and form.key == correction.key:
        return _mark_anew(request, article, correction)  # what the first press did not finish
    return _show(request, article, item, form, refusal=str(CorrectedMeanwhile()), status=409)


def _mark_anew(request: HttpRequest, article: Article, correction: KeyCorrection) -> HttpResponse:
    """Mark anew, and lead to the list of those whose result changed."""
    try:
        marked = regrade(correction=correction, actor=actor_of(request), at=timezone.now())
        messages.success(request, f"The key is corrected. Attempts marked anew: {marked}.")
    except RegradeRefused as refusal:
        messages.warning(request, str(refusal))
    place = [article.pk, correction.version_id, correction.number]
    return HttpResponseRedirect(reverse("admin:content_article_key_changes", args=place))
