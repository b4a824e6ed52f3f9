"""The questions page: all questions of an article, with their options, saved together."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from cme.desk.forms.options import PartForm
from cme.desk.forms.questions import Choices, QuestionForm, keys_of
from cme.desk.keeping import ACT, burden_at, drop_saved, keeping_of, take_kept
from cme.desk.pages import PAGES, UNCHANGED, actor_of, address_of, fetch_article, page_context
from cme.desk.problems import problems_of
from cme.desk.question_acts import act, fit_to_kind
from cme.desk.question_conflicts import base_of, is_corrected, join
from cme.desk.question_pictures import take_pictures
from cme.desk.question_rows import QuestionRow, UnreadableRows, copy_of_rows, rows_of_request
from cme.desk.question_uses import passages_of, uses_of
from content.models import Article, DraftItem, KeyCorrection
from content.services.drafts import DraftConflict, describe_conflict, touch_article
from content.services.history import keep_version
from content.services.newer_versions import VersionRefused, newer_versions, use_version
from content.services.questions import QuestionRefused, save_questions
from content.services.reviewing import carry_sign_off

NEWER = re.compile(r"(?P<item>\d{1,18})\.(?P<number>\d{1,6})", re.ASCII)
SAVED = "The questions are saved."
TAKEN_OVER = "The questions are saved, and question {} is now version {}."
INCOMPLETE = (
    "The questions did not arrive complete, so nothing was saved and the draft keeps those below. "
    "Go back in your browser to find what you typed, and save again."
)
FEW = 3  # questions that are all shown; more of them are folded


class QuestionsPage:
    """One request for the questions of one article: what is saved, and what was sent."""

    def __init__(self, request: HttpRequest, article: Article) -> None:
        self.request, self.article = request, article
        rows = article.draft_items.select_related("version", "objective", "reference")
        corrections = Prefetch("version__corrections", KeyCorrection.objects.with_rationales().order_by("number"))
        self.items: list[DraftItem] = list(rows.prefetch_related("version__options", "version__parts", corrections))
        self.choices = Choices.of(article, self.items)
        self.saved = [QuestionRow.of_item(item) for item in self.items]

    def show(self, rows: list[QuestionRow], **extra: Any) -> HttpResponse:
        """Show the page with these questions."""
        questions = extra.pop("questions", None) or [
            QuestionForm(row, place, self.choices) for place, row in enumerate(rows)
        ]
        newer = newer_versions(self.items)
        context = page_context(self.request, self.article, "questions") | {
            "questions": questions,
            "used": uses_of(self.items, newer, may_correct=self.request.user.has_perm("content.correct_key")),
            "passages": passages_of(self.article),
            "pattern": PartForm(prefix="q-__q__-p-__p__", choices=[("", "choose")]),
            "version": self.request.POST.get("_version", self.article.version),
            "burden": burden_at(self.article, at=timezone.now()),
            "base": self.request.POST.get("_base") or base_of(self.saved),
            "is_judged": False,
            "is_unsaved": False,
            "problems": [],
            "conflict": None,
            "focus": "",
        }
        context |= extra
        context["keeping"] = (
            keeping_of(self.request, "questions", self.article, version=context["version"])
            if context["may_change"]
            else None
        )
        _focus(questions, context["focus"])
        _unfold(questions, context)
        return render(self.request, "desk/questions.html", context)

    def refuse(self) -> HttpResponse:
        """Show what is saved, since what was sent cannot be read."""
        problems = [("", INCOMPLETE)]
        answer = self.show(self.saved, version=self.article.version, base=base_of(self.saved), problems=problems)
        answer.status_code = 400
        return answer

    def show_kept(self, rows: list[QuestionRow]) -> HttpResponse:
        """Show unsaved words again, beside what somebody else saved since, if anybody did."""
        if self._is_stale():
            return self._tell_conflict(rows)
        return self.show(rows, is_unsaved=True)

    def save(self, rows: list[QuestionRow], *, newer: str = "") -> HttpResponse:
        """Save what was sent, or show it again with what is wrong.

        Args:
            rows: The questions.
            newer: Primary key of an item and number of the version that it shall name afterwards, as ``12.3``.
        """
        if self._is_stale():
            return self._tell_conflict(rows)
        for row in rows:
            fit_to_kind(row)
        questions = [QuestionForm(row, place, self.choices) for place, row in enumerate(rows)]
        is_sound = all([question.is_sound() for question in questions])  # noqa: C419 (judges every one)
        keys = keys_of(questions)
        if not is_sound or any(question.errors for question in questions):
            return self.complain(rows, questions)
        if not newer and copy_of_rows(rows) == copy_of_rows(self.saved):
            drop_saved(self.request, "questions", self.article.pk)
            return self._go_on("")
        try:
            said = self._write(questions, keys, newer)
        except DraftConflict:
            return QuestionsPage(self.request, fetch_article(self.request, self.article.pk)).save(rows, newer=newer)
        except (QuestionRefused, VersionRefused) as refusal:
            return self.show(rows, questions=questions, is_judged=True, problems=[("", str(refusal))])
        return self._go_on(said)

    def _is_saved_meanwhile(self) -> bool:
        return self.request.POST.get("_version", "") != str(self.article.version)

    def _is_stale(self) -> bool:
        """Tell whether the draft was saved, or a key was corrected, after the page was opened."""
        return self._is_saved_meanwhile() or is_corrected(self.saved, self.request.POST.get("_base", ""))

    def _go_on(self, said: str) -> HttpResponse:
        """Go to the page that was asked for; say what was saved, or to whom asked for a save that there was none."""
        page = self.request.POST.get("_go", "")
        if said:
            messages.success(self.request, said)
        elif page not in PAGES:
            messages.info(self.request, UNCHANGED)
        return HttpResponseRedirect(address_of(page if page in PAGES else "questions", self.article.pk))

    def complain(self, rows: list[QuestionRow], questions: Sequence[QuestionForm]) -> HttpResponse:
        """Show the questions with everything that must be mended."""
        problems = [problem for question in questions for form in question.all_forms for problem in problems_of(form)]
        return self.show(rows, questions=questions, is_judged=True, problems=problems)

    @transaction.atomic
    def _write(self, questions: Sequence[QuestionForm], keys: Sequence[str], newer: str) -> str:
        """Save in one go, and return what to tell the editor."""
        texts = [
            (question.standing, question.as_text(key, self.choices))
            for question, key in zip(questions, keys, strict=True)
        ]
        now, actor, said = timezone.now(), actor_of(self.request), SAVED
        touch_article(article_id=self.article.pk, version=self.article.version, actor=actor, at=now)
        save_questions(article=self.article, texts=texts, at=now, actor=actor)
        match = NEWER.fullmatch(newer)
        item = self.choices.standing.get(match["item"]) if match else None
        if match and item and any(question.standing == item for question in questions):
            draft_version = self.article.version + 1  # this very save has counted
            item = use_version(item=item, number=int(match["number"]), draft_version=draft_version, actor=actor, at=now)
            said = TAKEN_OVER.format(item.key, item.version.number)
        carry_sign_off(article=self.article)
        keep_version(article_id=self.article.pk, actor=actor, at=now)
        drop_saved(self.request, "questions", self.article.pk)
        LogEntry.objects.log_actions(actor.pk, [self.article], CHANGE, said, single_object=True)
        return said

    def _tell_conflict(self, rows: list[QuestionRow]) -> HttpResponse:
        """Join both editors' questions, tell where they differ, and save nothing."""
        data = self.request.POST.copy()
        message = describe_conflict(self.article) if self._is_saved_meanwhile() else ""
        joined, conflict = join(rows, self.saved, data.get("_base", ""), message, self.choices)
        data["_version"], data["_base"] = str(self.article.version), base_of(self.saved)
        self.request.POST = data  # type: ignore[assignment]
        return self.show(joined, conflict=conflict, is_unsaved=True)


def questions(request: HttpRequest, article_id: int) -> HttpResponse:
    """Show the questions; take an action that saves nothing; or save and go on."""
    page = QuestionsPage(request, fetch_article(request, article_id))
    if request.method != "POST":
        return page.show(page.saved)
    if not request.user.has_perm("content.change_article"):
        raise PermissionDenied
    is_kept = ACT in request.POST
    if is_kept:
        answer = take_kept(request, "questions", article_id)
        if answer:
            return answer
    try:
        rows = rows_of_request(request.POST)
    except UnreadableRows:
        return page.refuse()
    if is_kept:
        return page.show_kept(rows)
    take_pictures(rows, request.POST, request.FILES)
    if "_act" not in request.POST:
        return page.save(rows, newer=request.POST.get("_use", ""))
    if any(row.picture_fault for row in rows):
        forms = [QuestionForm(row, place, page.choices) for place, row in enumerate(rows)]
        return page.complain(rows, forms)
    focus = act(rows, request.POST["_act"])
    return page.show(rows, focus=focus, is_unsaved=True)


def _unfold(questions: Sequence[QuestionForm], context: Mapping[str, Any]) -> None:
    """Open the questions in which something is to be looked at, and all of them where they are few."""
    places = context["conflict"].places if context["conflict"] else ()
    targets = [context["focus"], *(place.target for place in places)]
    for question in questions:
        is_at_fault = context["is_judged"] and question.fault_count > 0
        is_asked_for = any(question.holds(target) for target in targets)
        question.is_open = len(questions) <= FEW or not question.row.one("stem") or is_at_fault or is_asked_for


def _focus(questions: Sequence[QuestionForm], target: str) -> None:
    """Let the browser begin at the control that an action led to."""
    for question in questions:
        for form in question.all_forms:
            for field in form:
                if field.id_for_label == target:
                    field.field.widget.attrs["autofocus"] = True
