"""The bank: every question there is, found again, looked at, and put to use."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.fields import BLANK_CHOICE_DASH
from django.db.models.functions import Replace
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.views.decorators.http import require_http_methods, require_POST

from cme.desk.admin.bank_filters import FILTERS, article_asked_for
from cme.desk.admin.options import DeskAdmin
from cme.desk.bank_page import page_of
from cme.desk.pages import actor_of, address_of
from cme.desk.views import bank, exporting, importing
from cme.outcomes.difficulty import EASY, HARD, LABELS, band_of, facilities
from cme.outcomes.measures import LEAST
from content.models import DraftItem, Edition, Option, Part, Question, QuestionVersion
from content.services.bank import BankRefused, put_all_into_article

MOST_WORDS = 8  # of a search
NOTHING_CHOSEN = "Nothing was added: the article has what you chose already, or it is retired."


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """What the bank itself says of a question; its wording belongs to its versions."""

    class Meta:
        model = Question
        fields = ["name", "topics", "category"]
        widgets = {"topics": forms.CheckboxSelectMultiple}


@admin.register(Question)
class QuestionAdmin(DeskAdmin):
    """The list of the bank, and the page of a question."""

    form = QuestionForm
    fields = ["name", "topics", "category"]
    change_form_template = "desk/bank_question.html"
    change_list_template = "desk/bank.html"
    list_display = ["wording", "kind", "level", "difficulty", "uses", "author"]
    list_filter = FILTERS
    list_select_related = ["created_by"]
    search_fields = ["name"]
    search_help_text = "Searches wording, options, name and key."
    actions = ["put_into_article", "export"]
    actions_selection_counter = False
    ordering = ["-created_at", "-pk"]

    # -- who may -----------------------------------------------------------------------------------------------------

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: questions are written in articles, or imported."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: a question that is not wanted any more is retired."""
        return False

    # -- the list ----------------------------------------------------------------------------------------------------

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """Load questions with their newest wording and where they are used."""
        newest = QuestionVersion.objects.filter(question=OuterRef("pk")).order_by("-number")
        return (
            super()
            .get_queryset(request)
            .annotate(
                newest_stem=Subquery(newest.values("stem")[:1]),
                newest_kind=Subquery(newest.values("kind")[:1]),
                newest_level=Subquery(newest.values("level")[:1]),
                drafts=_count_of(DraftItem.objects.filter(version__question=OuterRef("pk")), "article"),
                editions=_count_of(
                    Edition.objects.filter(superseded_at=None, items__version__question=OuterRef("pk")), "pk"
                ),
            )
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Question], search_term: str
    ) -> tuple[QuerySet[Question], bool]:
        """Find every word in the name, the key, or what a version says."""
        here = OuterRef("pk")
        versions = QuestionVersion.objects.filter(question=here)
        # Accepted wordings have a star of their own as \*.
        said = Replace("text", Value("\\*"), Value("*"))
        options = Option.objects.filter(version__question=here).annotate(said=said)
        parts = Part.objects.filter(version__question=here)
        items = DraftItem.objects.filter(version__question=here)
        for word in search_term.split()[:MOST_WORDS]:
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(key__icontains=word)
                | Exists(versions.filter(stem__icontains=word))
                | Exists(options.filter(text__icontains=word) | options.filter(said__icontains=word))
                | Exists(parts.filter(text__icontains=word))
                | Exists(items.filter(key__icontains=word))
            )
        return queryset, False

    @admin.display(description="chosen")
    def action_checkbox(self, question: Any) -> SafeString:
        """Show the control that chooses a row, named by its wording; Django's own ticks all rows by a script."""
        return format_html(
            '<input type="checkbox" class="action-select" name="{}" value="{}" aria-label="Choose: {}">',
            ACTION_CHECKBOX_NAME,
            question.pk,
            Truncator(question.newest_stem or str(question)).chars(80),
        )

    @admin.display(description="question", ordering="newest_stem")
    def wording(self, question: Any) -> str:
        """Show what it asks, and its name."""
        stem = Truncator(question.newest_stem or "No wording yet").chars(160)
        mark = format_html('<span class="state is-retired">{}</span>', "retired") if question.retired_at else ""
        name = format_html('<span class="quiet">{}</span>', question.name) if question.name else ""
        return format_html('<span class="stem">{}</span> {}{}', stem, name, mark)

    @admin.display(description="kind", ordering="newest_kind")
    def kind(self, question: Any) -> str:
        """Show what is asked."""
        return str(dict(QuestionVersion.Kind.choices).get(question.newest_kind, "none")).partition(":")[0]

    @admin.display(description="level", ordering="newest_level")
    def level(self, question: Any) -> str:
        """Show Moore's level."""
        return question.newest_level or "none"

    @admin.display(description="difficulty in use")
    def difficulty(self, question: Any) -> str:
        """Show the facility and its band."""
        facility = question.facility
        label = LABELS[band_of(facility)].partition(" (")[0]
        if facility is None or facility.value is None:
            return f"{label} (n = {facility.n if facility else 0})"
        return f"{label}, {facility.value:.2f} (n = {facility.n})"

    @admin.display(description="used in")
    def uses(self, question: Any) -> str:
        """Show how many drafts and editions ask it."""
        counts = [(question.drafts, "draft"), (question.editions, "edition")]
        return ", ".join(f"{n} {what}{'s' if n > 1 else ''}" for n, what in counts if n) or "nothing"

    @admin.display(description="author", ordering="created_by__username")
    def author(self, question: Question) -> str:
        """Show who wrote it and when."""
        who = question.created_by.get_username() if question.created_by else "unknown"
        return f"{who}, {question.created_at:%-d %b %Y}"

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Tell the list which article it is chosen for, and what this user may do."""
        more = {
            "for_article": article_asked_for(request),
            "may_import": request.user.has_perm("content.add_question"),
            "easy": EASY,
            "hard": HARD,
            "least": LEAST,
        }
        return super().changelist_view(request, (extra_context or {}) | more)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Return the list with the facility of each question, read once."""
        rows = super().get_changelist_instance(request)
        questions: list[Any] = list(rows.result_list)
        rows.result_list, known = questions, facilities()
        for question in questions:
            question.facility = known.get(question.pk)
        return rows

    # -- several at once ---------------------------------------------------------------------------------------------

    def get_actions(self, request: HttpRequest) -> Any:
        """Offer to add to an article only where the list was opened for one."""
        actions = super().get_actions(request)
        article, found = article_asked_for(request), actions.pop("put_into_article", None)
        if article is None or found is None:
            return actions
        label = f"Put into “{Truncator(article.title).chars(60)}”"
        return {"put_into_article": (found[0], found[1], label), **actions}

    def get_action_choices(self, request: HttpRequest, default_choices: Any = BLANK_CHOICE_DASH) -> Any:
        """Begin with adding where the list was opened for an article; nothing has to be chosen then."""
        return super().get_action_choices(request, [] if article_asked_for(request) else default_choices)

    @admin.action(permissions=["change"])
    def put_into_article(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse | None:
        """Put the chosen questions into the draft that the list was opened for."""
        article = article_asked_for(request)
        if article is None:
            return None
        now, actor, chosen = timezone.now(), actor_of(request), list(queryset.order_by("pk"))
        if not chosen:
            self.message_user(request, NOTHING_CHOSEN, messages.ERROR)
            return None
        try:
            items = put_all_into_article(questions=chosen, article=article, at=now, actor=actor)
        except BankRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return None
        LogEntry.objects.log_actions(
            actor.pk, [article], CHANGE, f"Put {len(items)} questions of the bank into the draft.", single_object=True
        )
        self.message_user(request, f"Added from the bank: {len(items)}. Tie each to its objective.", messages.SUCCESS)
        return HttpResponseRedirect(f"{address_of('questions', article.pk)}#question-{items[0].key}")

    @admin.action(description="Export as a file …", permissions=["view"])
    def export(self, request: HttpRequest, queryset: QuerySet[Question]) -> HttpResponse:
        """Ask for the format of the chosen questions."""
        return exporting.ask_format(request, queryset)

    # -- one question ------------------------------------------------------------------------------------------------

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the question with its versions and their use."""
        if not (object_id.isdecimal() and len(object_id) < 19):
            return super().change_view(request, object_id, form_url, extra_context)
        question = get_object_or_404(Question.objects.select_related("created_by"), pk=object_id)
        more = page_of(request, question) if self.has_view_or_change_permission(request, question) else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | more)

    def get_urls(self) -> list[URLPattern]:
        """Add the verbs, and questions in and out."""
        wrap = self.admin_site.admin_view
        both = require_http_methods(["GET", "HEAD", "POST"])
        verbs = [
            path(f"<int:pk>/{verb}/", wrap(require_POST(view)), name=f"content_question_{verb.replace('-', '_')}")
            for verb, view in bank.VERBS.items()
        ]
        return [
            path("import/", wrap(both(importing.upload)), name="content_question_import"),
            path("import/<uuid:key>/", wrap(both(importing.preview)), name="content_question_import_preview"),
            path("import/<uuid:key>/describe/", wrap(both(importing.describe)), name="content_question_describe"),
            path("export/", wrap(both(exporting.export)), name="content_question_export"),
            path("<int:pk>/reword/", wrap(both(bank.reword)), name="content_question_reword"),
            *verbs,
            *super().get_urls(),
        ]


def _count_of(rows: QuerySet[Any], what: str) -> Subquery:
    """Return how many different values rows have, as one number of the outer row."""
    counted = rows.order_by().annotate(one=models.Value(1)).values("one").annotate(n=Count(what, distinct=True))
    return Subquery(counted.values("n"), output_field=models.IntegerField())
