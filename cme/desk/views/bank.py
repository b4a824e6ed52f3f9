"""What is done to a question of the bank, each by a button of its page."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from cme.desk.bank_page import WROTE
from cme.desk.bank_rewording import Rewording, newest_of
from cme.desk.pages import UNCHANGED, actor_of, address_of
from cme.desk.problems import problems_of
from content.models import Article, Question
from content.services.bank import (
    BankRefused,
    bring_back_question,
    hold_question,
    keep_question,
    put_into_article,
    retire_question,
    reword_question,
)
from content.services.questions import QuestionRefused

CHOOSE = "Choose an article first."
NO_WORDING = "This question has no wording yet. Write it in its article."


def put(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the newest version into a draft."""
    question = _fetch(request, pk)
    if not request.user.has_perm("content.change_article"):
        raise PermissionDenied
    asked = request.POST.get("article", "")
    article = Article.objects.filter(pk=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if article is None:
        messages.error(request, CHOOSE)
        return _back(question)
    actor = actor_of(request)
    try:
        with transaction.atomic():
            item = put_into_article(question=question, article=article, at=timezone.now(), actor=actor)
            LogEntry.objects.log_actions(
                actor.pk, [article], CHANGE, f"Put question {item.key} of the bank into the draft.", single_object=True
            )
    except BankRefused as refusal:
        messages.error(request, str(refusal))
        return _back(question)
    href = f"{address_of('questions', article.pk)}#question-{item.key}"
    said = 'Added to “{}” as {}. <a href="{}">Tie it to its objective</a>.'
    messages.success(request, format_html(said, article.title, item.key, href))
    return _back(question)


def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep it, whatever articles do."""
    question = _fetch(request, pk)
    return _act(request, question, lambda: keep_question(question=question, at=timezone.now()), "Kept in the bank.")


def retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it no more."""
    question = _fetch(request, pk)
    said = "Retired. It stays where it is asked, and is offered for no further article."
    return _act(request, question, lambda: retire_question(question=question, at=timezone.now()), said)


def bring_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Offer it again."""
    question = _fetch(request, pk)
    return _act(request, question, lambda: bring_back_question(question=question), "Offered again.")


VERBS: dict[str, Callable[..., HttpResponse]] = {
    "put": put,
    "keep": keep,
    "retire": retire,
    "bring-back": bring_back,
}


def reword(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the wording of the newest version; save it as the next one, or tell what somebody else saved meanwhile."""
    question, refusal = _fetch(request, pk), ""
    with transaction.atomic():
        if request.method == "POST":
            hold_question(question=question)
        newest = newest_of(question)
        if newest is None:
            messages.error(request, NO_WORDING)
            return _back(question)
        page = Rewording(request, question, newest)
        if request.method == "POST" and page.is_stale():
            if not page.join():
                messages.info(request, UNCHANGED)
                return _back(question)
        elif request.method == "POST" and page.form.is_valid():
            refusal = _write(request, page)
            if not refusal:
                return _back(question)
    context = {
        **admin.site.each_context(request),
        **page.notes(),
        "opts": Question._meta,
        "question": question,
        "version": newest,
        "form": page.form,
        "opened": page.opened,
        "conflict": page.conflict,
        "problems": [("", refusal)] if refusal else [] if page.conflict else list(problems_of(page.form)),
        "title": "Write a new version",
    }
    return render(request, "desk/bank_reword.html", context)


def _write(request: HttpRequest, page: Rewording) -> str:
    """Write the next version; return why not, or nothing."""
    actor = actor_of(request)
    try:
        with transaction.atomic():
            version = reword_question(version=page.version, text=page.form.as_text(), at=timezone.now())
            said = WROTE.format(version.number)
            LogEntry.objects.log_actions(actor.pk, [page.question], CHANGE, said, single_object=True)
    except (BankRefused, QuestionRefused) as reason:
        return str(reason)
    messages.success(request, f"{said} Articles keep the version that they name.")
    return ""


def _fetch(request: HttpRequest, pk: int) -> Question:
    if not request.user.has_perm("content.change_question"):
        raise PermissionDenied
    return get_object_or_404(Question, pk=pk)


def _act(request: HttpRequest, question: Question, service: Callable[[], Question], said: str) -> HttpResponse:
    try:
        with transaction.atomic():
            service()
            LogEntry.objects.log_actions(actor_of(request).pk, [question], CHANGE, said, single_object=True)
    except BankRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return _back(question)


def _back(question: Question) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:content_question_change", args=[question.pk]))
