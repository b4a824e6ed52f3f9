"""Reports of readers: a list, and a page for each where it is answered."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from cme.desk.admin.options import DeskAdmin
from cme.desk.views import reports
from cme.reporting.models import ProblemReport


@admin.register(ProblemReport)
class ProblemReportAdmin(DeskAdmin):
    """What readers say is wrong. It is answered on a page of its own, and never written or removed here."""

    list_display = ["article", "state", "reported_at", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["edition", "decided_by"]
    search_fields = ["edition__slug", "what"]
    search_help_text = "Searches addresses of articles, and what was said."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Leave the texts of editions in the database."""
        return super().get_queryset(request).defer("edition__source", "edition__html")

    @admin.display(description="article", ordering="edition__slug")
    def article(self, report: ProblemReport) -> str:
        """Name the article as it was when the problem was seen."""
        return str(report.edition.teaser["title"])

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the page of a report instead of a form with all its fields."""
        return reports.report(request, object_id)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: readers write reports."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was said and answered stays on record."""
        return False
