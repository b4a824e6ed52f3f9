"""Translations of an article: what there is in each language, and a page on which people translate side by side."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from cme.catalogue.screen import moment_of
from cme.desk.forms.translating import TranslationForm
from cme.desk.pages import actor_of, address_of, fetch_article, page_context
from cme.desk.problems import problems_of
from content.models import Article, Edition, MachineUse, Translation
from content.services.editor_translating import begin_translation, publish_translation, save_translation, states_of
from content.services.translating import (
    TranslationRefused,
    may_be_made,
    request_translation,
    retry_translation,
    withdraw,
)
from content.translating.engines import engine_in_use
from content.translating.languages import language_of, languages_offered

SEE, WRITE = "content.view_translation", "content.change_translation"
State = Translation.State
ASKED = "The machine is asked. Load this page again in a minute or two."
THERE = "A machine’s translation of this edition is there already, or under way: it stands below."


def translations(request: HttpRequest, article_id: int) -> HttpResponse:
    """List the translations of an article; begin one, have a machine make one, try again, or withdraw one."""
    article = fetch_article(request, article_id, permission=SEE)
    now = timezone.now()
    edition = Edition.objects.current_at(now).filter(release__article=article).select_related("release").first()
    if request.method != "POST":
        return _list(request, article, edition)
    if not request.user.has_perm(WRITE):
        raise PermissionDenied
    try:
        with transaction.atomic():
            leads_to = _act(request, article, edition, at=now)
    except TranslationRefused as refusal:
        return _list(request, article, edition, problem=str(refusal), status=409)
    return HttpResponseRedirect(leads_to)


def translation(request: HttpRequest, article_id: int, translation_id: int) -> HttpResponse:
    """Show a translation beside its original; save or publish it while it is a draft."""
    article = fetch_article(request, article_id, permission=SEE)
    rows = Translation.objects.select_related("edition__release").filter(edition__release__article=article)
    row = get_object_or_404(rows, pk=translation_id)
    if request.method != "POST":
        return _show(request, article, row, _form(row))
    if not request.user.has_perm(WRITE):
        raise PermissionDenied
    form = _form(row, request.POST)
    if not form.is_valid():
        return _show(request, article, row, form, status=400)
    try:
        said = _save(request, article, row, form, at=timezone.now())
    except TranslationRefused as refusal:
        row.refresh_from_db()
        form.states = states_of(row, form.texts())  # nothing was saved; what is marked is what was typed
        return _show(request, article, row, form, problem=(_target_of(form, refusal), str(refusal)), status=409)
    messages.success(request, said)
    return HttpResponseRedirect(request.path)


def _act(request: HttpRequest, article: Article, edition: Edition | None, *, at: datetime) -> str:
    """Do what a button of the list says; return where that leads."""
    act, actor = request.POST.get("_act"), actor_of(request)
    language = request.POST.get("language", "")
    here = address_of("translations", article.pk)
    if act in {"begin", "machine"}:
        if edition is None:
            raise TranslationRefused("Readers see no edition of this article, so there is nothing to translate.")
        if act == "machine":
            there = Translation.objects.standing().filter(edition=edition, language=language, origin="machine").exists()
            request_translation(edition=edition, language=language, at=at, actor=actor)
            messages.success(request, THERE if there else ASKED)
            return here
        begun = begin_translation(edition=edition, language=language, actor=actor, at=at)
        return address_of("translation", article.pk, begun.pk)
    number = request.POST.get("translation", "")
    own = Translation.objects.filter(edition__release__article=article)
    row = own.filter(pk=int(number) if number.isdecimal() and len(number) < 18 else 0).first()
    if row is None or act not in {"retry", "withdraw"}:
        raise TranslationRefused("Choose what to do.")
    if act == "retry" and not retry_translation(translation=row, at=at):
        raise TranslationRefused("There is nothing to try again: it is under way, or was made meanwhile.")
    if act == "withdraw":
        withdraw(translation=row, reason=request.POST.get("reason", ""), at=at)
    said = f"Translation into {language_of(row.language).name}: {act}."
    LogEntry.objects.log_actions(actor.pk, [article], CHANGE, said, single_object=True)
    return here


@transaction.atomic
def _save(request: HttpRequest, article: Article, row: Translation, form: TranslationForm, *, at: datetime) -> str:
    seen = moment_of(request.POST.get("_seen"), 1_000_000) or row.requested_at
    save_translation(translation=row, texts=form.texts(), by=form.credits(), seen=seen, at=at)
    if request.POST.get("_act") != "publish":
        return "The translation is saved. Readers do not see it yet."
    actor = actor_of(request)
    if not request.user.has_perm("content.publish_article"):
        raise PermissionDenied
    publish_translation(translation=row, actor=actor, has_checked=form.cleaned_data["has_checked"], at=at)
    said = f"The translation into {language_of(row.language).name} is published."
    LogEntry.objects.log_actions(actor.pk, [article], CHANGE, said, single_object=True)
    return said


def _target_of(form: TranslationForm, refusal: TranslationRefused) -> str:
    """Return the id of the control in which a refusal is mended; empty where there is none."""
    name = next((name for name in (refusal.field, f"block-{refusal.field}") if name in form.fields), "")
    return str(form[name].id_for_label) if name else ""


def _form(row: Translation, data: Any = None) -> TranslationForm:
    initial = {"translator": row.translator, "reviewer": row.reviewer, "translated_on": row.translated_on}
    return TranslationForm(states_of(row), language_of(row.language), data, initial=initial)


def _list(
    request: HttpRequest, article: Article, edition: Edition | None, *, problem: str = "", status: int = 200
) -> HttpResponse:
    rows = Translation.objects.filter(edition__release__article=article).select_related("edition__release")
    rows = rows.defer("edition__source", "edition__html").annotate(done=Count("blocks")).order_by("-pk")
    engine = engine_in_use()
    today = MachineUse.objects.filter(day=timezone.now().date()).values_list("characters", flat=True).first()
    context = page_context(request, article, "translations") | {
        "edition": edition,
        "rows": [(row, language_of(row.language)) for row in rows],
        "languages": [(language, may_be_made(language.code)) for language in languages_offered()],
        "engine": engine.name if engine else "",
        "used": today or 0,
        "most": settings.TRANSLATION_CHARACTERS_A_DAY,
        "may_write": request.user.has_perm(WRITE),
        "problems": [("", problem)] if problem else [],
    }
    return render(request, "desk/translations.html", context, status=status)


def _show(
    request: HttpRequest,
    article: Article,
    row: Translation,
    form: TranslationForm,
    *,
    problem: tuple[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    text = [state for state in form.states if not state.block.is_of_items]
    context = page_context(request, article, "translations") | {
        "translation": row,
        "language": language_of(row.language),
        "form": form,
        "done": sum(bool(state.text) for state in text),
        "count": len(text),
        "has_doubts": any(state.doubts for state in form.states),
        "may_write": request.user.has_perm(WRITE) and row.state == State.DRAFT,
        "seen": int(row.changed_at.timestamp()) * 1_000_000 + row.changed_at.microsecond,
        "problems": ([problem] if problem else []) + list(problems_of(form)),
    }
    return render(request, "desk/translation.html", context, status=status)
