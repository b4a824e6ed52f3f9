"""Funders, what they were shown, and the lists that the accreditation lead keeps."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET, require_http_methods

from cme.desk.admin.options import DeskAdmin
from cme.desk.forms.agreements import SignedForm
from cme.desk.pages import actor_of, address_of
from cme.desk.views import funder_reports
from content.models import ActivityFormat, AmountBand, Article, Competency, Funder, Showing, Support
from content.services.agreements import TOLD, AgreementRefused, is_told, remove_agreement, save_agreement
from content.services.funding import record_showing
from content.told_support import untold_agreements


@admin.register(Funder)
class FunderAdmin(DeskAdmin):
    """Organisations that give money or help."""

    change_form_template = "desk/funder.html"
    fields = ["name"]
    list_display = ["name", "articles"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Funder]:
        """Count the articles."""
        return super().get_queryset(request).annotate(article_count=Count("support", distinct=True))

    @admin.display(description="articles", ordering="article_count")
    def articles(self, funder: Any) -> int:
        """Show how many articles it supports."""
        return int(funder.article_count)

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        """Tell the page whether it may lead to reports."""
        may_report = request.user.has_perm("content.add_showing")
        return super().change_view(request, object_id, form_url, (extra_context or {}) | {"may_report": may_report})

    def get_urls(self) -> list[URLPattern]:
        """Add the reports."""
        wrap, kept = self.admin_site.admin_view, "<int:funder_id>/report/<str:since>/<str:until>"
        making = wrap(require_http_methods(["GET", "HEAD", "POST"])(funder_reports.report))
        return [
            path("<int:funder_id>/report/", making, name="content_funder_report"),
            path(f"{kept}.csv", wrap(require_GET(funder_reports.export)), name="content_funder_report_csv"),
            path(f"{kept}/", wrap(require_GET(funder_reports.shown)), name="content_funder_report_shown"),
            *super().get_urls(),
        ]


@admin.register(Support)
class SupportAdmin(DeskAdmin):
    """Agreements with funders, article by article. The accreditation lead writes them, and nobody who writes (S6)."""

    form = SignedForm
    fields = ["article", "funder", "level", "amount_band", "in_kind", "agreement_signed_on", "runs_from", "runs_to"]
    list_display = ["article", "funder", "level", "amount_band", "agreement_signed_on", "runs_from", "runs_to"]
    list_select_related = ["article", "funder", "amount_band"]
    search_fields = ["article__title", "funder__name"]
    search_help_text = "Searches articles and funders."

    def get_readonly_fields(self, request: HttpRequest, obj: Support | None = None) -> list[str]:
        """Fix the article: an agreement about another one is another agreement. So is one with another funder."""
        told = ["funder", "removing"] if obj and is_told(obj, at=timezone.now()) else []
        return ["article", *told] if obj else []

    def get_fields(self, request: HttpRequest, obj: Support | None = None) -> Any:
        """Say why it cannot be removed while readers are told of it."""
        is_fixed = "removing" in self.get_readonly_fields(request, obj)
        return [*self.fields, *(["removing"] if is_fixed else [])]

    @admin.display(description="removing it")
    def removing(self, row: Support) -> str:
        """Say what is to be done first."""
        return TOLD

    def has_delete_permission(self, request: HttpRequest, obj: Support | None = None) -> bool:
        """Keep what readers are told of."""
        return super().has_delete_permission(request, obj) and not (obj and is_told(obj, at=timezone.now()))

    def lock(self, row: Support) -> None:
        """Hold the draft, too, and first: whoever saves it holds it before its agreements."""
        list(Article.objects.select_for_update(no_key=True).filter(pk=row.article_id).values_list("pk"))
        super().lock(row)

    def save_model(self, request: HttpRequest, obj: Support, form: Any, change: bool) -> None:
        """Write it into the draft."""
        save_agreement(support=obj, actor=actor_of(request), at=timezone.now())

    def response_add(self, request: HttpRequest, obj: Support, *args: Any, **kwargs: Any) -> HttpResponse:
        """Say, too, what may not be meant: that readers are not told yet, or that it is over."""
        answer = super().response_add(request, obj, *args, **kwargs)
        self._warn(request, obj)
        return answer

    def response_change(self, request: HttpRequest, obj: Support) -> HttpResponse:
        """Say, too, what may not be meant: that readers are not told yet, or that it is over."""
        answer = super().response_change(request, obj)
        self._warn(request, obj)
        return answer

    def _warn(self, request: HttpRequest, row: Support) -> None:
        now = timezone.now()
        for other, said in untold_agreements(at=now, article_id=row.article_id):
            if other == row:
                self.message_user(request, said, messages.WARNING)
        if row.runs_to and row.runs_to < now.date():
            self.message_user(request, f"This agreement ended on {row.runs_to:%-d %B %Y}.", messages.WARNING)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Say why it stays where an edition named it while the question was open."""
        try:
            return super().delete_view(request, object_id, extra_context)
        except AgreementRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
            return HttpResponseRedirect(reverse("admin:content_support_change", args=[object_id]))

    def delete_model(self, request: HttpRequest, obj: Support) -> None:
        """Take it from the draft."""
        remove_agreement(support=obj, actor=actor_of(request), at=timezone.now())

    def response_post_save_add(self, request: HttpRequest, obj: Support) -> HttpResponseRedirect:
        """Lead back to the article."""
        return HttpResponseRedirect(f"{address_of('accreditation', obj.article_id)}#agreements")

    def response_post_save_change(self, request: HttpRequest, obj: Support) -> HttpResponseRedirect:
        """Lead back to the article."""
        return self.response_post_save_add(request, obj)


class ShowingForm(forms.ModelForm):  # type: ignore[type-arg]
    """An entry of the log. It is an account of what happened, never a plan."""

    latest: datetime
    shown_at = forms.DateTimeField(
        label="Shown at (UTC)",
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        error_messages={"required": "Fill in: shown at.", "invalid": "Enter the moment as 2026-12-31 06:30."},
    )

    def clean_shown_at(self) -> datetime:
        """Refuse a moment to come."""
        moment: datetime = self.cleaned_data["shown_at"]
        if moment > self.latest:
            raise ValidationError("Enter when it was shown; that cannot be a moment to come.")
        return moment


@admin.register(Showing)
class ShowingAdmin(DeskAdmin):
    """The independence log: entries are added, never changed."""

    form = ShowingForm
    fields = ["funder", "article", "what", "description", "how", "shown_at"]
    list_display = ["funder", "shown_at", "what", "description", "how", "shown_by", "figures"]
    list_select_related = ["funder", "shown_by", "report"]
    search_fields = ["funder__name", "description"]
    search_help_text = "Searches funders and descriptions."

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Tell the form what time it is."""
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.latest = timezone.now()
        return form

    @admin.display(description="figures")
    def figures(self, showing: Showing) -> str:
        """Lead to what exactly was shown."""
        kept = getattr(showing, "report", None)
        if kept is None:
            return "–"
        address = reverse("admin:content_funder_report_shown", args=[showing.funder_id, kept.from_on, kept.to_on])
        return format_html('<a href="{}">as shown</a>', address)

    def save_model(self, request: HttpRequest, obj: Showing, form: Any, change: bool) -> None:
        """Note who showed it."""
        obj.shown_by = actor_of(request)
        record_showing(showing=obj, at=timezone.now())


class ListAdmin(DeskAdmin):
    """A list whose entries retire and never go."""

    fields = ["name", "code", "description", "position", "retired_on"]
    list_display = ["name", "description", "position", "retired_on"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Fix the code: editions carry it."""
        return ["code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


@admin.register(ActivityFormat)
class ActivityFormatAdmin(ListAdmin):
    """Formats of activities."""

    fields = ["name", "code", "description", "needs_source_read", "position", "retired_on"]


admin.site.register([Competency, AmountBand], ListAdmin)
