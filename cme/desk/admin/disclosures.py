"""What contributors disclosed, and what was decided about it (S1)."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cme.desk.admin.options import DeskAdmin, Rows
from cme.desk.views import due, own_disclosure
from content.models import Disclosure, Relationship
from content.services.disclosures import record_decision

FIELDS: list[Any] = ["contributor", "disclosed_on", "has_nothing_to_disclose"]
_both = require_http_methods(["GET", "HEAD", "POST"])
SAID = ("company", "kind", "nature", "ended_on")


class RelationshipForm(forms.ModelForm):  # type: ignore[type-arg]
    """A relationship and the decision about it; who decided and when is noted, not typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.help_text = ""  # said once above the rows

    def clean(self) -> dict[str, Any] | None:
        """Ask for the reason of a decision, and for the day of a mitigation."""
        cleaned = super().clean() or {}
        if cleaned.get("decision") and not cleaned.get("reason"):
            self.add_error("reason", "Give the reason for the decision.")
        if cleaned.get("exception") and not cleaned.get("decision"):
            self.add_error("exception", "Decide about the relationship before you record an exception.")
        if cleaned.get("mitigation") and not cleaned.get("mitigated_on"):
            self.add_error("mitigated_on", "Enter the day of the mitigation.")
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        # The constraint asks for who and when, which are noted on saving.
        exclude: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclude | {"decision"} if "decision" in self.fields else exclude


class RelationshipInline(Rows):
    """The relationships of a disclosure."""

    model = Relationship
    form = RelationshipForm
    joined = ("decided_by",)
    fields = [
        "company", "kind", "nature", "ended_on", "decision", "reason", "decided", "mitigation", "mitigated_on",
        "exception",
    ]  # fmt: skip
    readonly_fields = ["decided"]
    verbose_name_plural = "financial relationships"
    intro = "All relationships with ineligible companies in the 24 months before, of any amount."

    def get_readonly_fields(self, request: HttpRequest, obj: Disclosure | None = None) -> list[str]:
        """Fix what the contributor said; what was decided about it can be changed."""
        return ["decided", *SAID] if obj and obj.submitted_at else ["decided"]

    def has_add_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        """Refuse to add to what a contributor sent."""
        return super().has_add_permission(request, obj) and not (obj and obj.submitted_at)

    def has_delete_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        """Refuse to take away from what a contributor sent."""
        return super().has_delete_permission(request, obj) and not (obj and obj.submitted_at)

    @admin.display(description="decided by")
    def decided(self, relationship: Relationship) -> str:
        """Show who decided, and when."""
        if not relationship.decided_by:
            return "not yet decided"
        return f"{relationship.decided_by.get_username()}, {relationship.decided_on:%-d %b %Y}"


@admin.register(Disclosure)
class DisclosureAdmin(DeskAdmin):
    """What contributors disclosed (S1)."""

    change_list_template = "desk/disclosures.html"
    inlines = [RelationshipInline]
    fields = FIELDS
    list_display = ["contributor", "disclosed_on", "has_nothing_to_disclose", "relationships", "sent"]
    list_select_related = ["contributor"]
    search_fields = ["contributor__name", "relationships__company"]
    search_help_text = "Searches contributors and companies."
    linked_lookups = ("contributor__id__exact",)  # from the list of contributors

    def get_queryset(self, request: HttpRequest) -> QuerySet[Disclosure]:
        """Count the relationships."""
        rows = super().get_queryset(request)
        return rows.annotate(ties=Count("relationships", distinct=True))

    @admin.display(description="relationships", ordering="ties")
    def relationships(self, disclosure: Any) -> int:
        """Show how many there are."""
        return int(disclosure.ties)

    @admin.display(description="sent by the contributor", ordering="submitted_at")
    def sent(self, disclosure: Disclosure) -> str:
        """Show when it came in by a link."""
        return f"{disclosure.submitted_at:%-d %b %Y, %H:%M} UTC" if disclosure.submitted_at else "entered at the desk"

    def get_fields(self, request: HttpRequest, obj: Disclosure | None = None) -> list[Any]:
        """Show how it came in, and the wording that was confirmed."""
        return [*FIELDS, "sent", "statement"] if obj and obj.submitted_at else FIELDS

    def get_readonly_fields(self, request: HttpRequest, obj: Disclosure | None = None) -> list[str]:
        """Fix what the contributor said."""
        return [*FIELDS, "sent", "statement"] if obj and obj.submitted_at else []

    def has_delete_permission(self, request: HttpRequest, obj: Disclosure | None = None) -> bool:
        """Refuse to take away what a contributor sent; another disclosure replaces it."""
        return super().has_delete_permission(request, obj) and not (obj and obj.submitted_at)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Tell the list whether it may lead to what is due."""
        may_ask = request.user.has_perm("content.add_disclosurerequest")
        return super().changelist_view(request, (extra_context or {}) | {"may_ask": may_ask})

    def get_urls(self) -> list[URLPattern]:
        """Add the list of what is due, and the way to one's own disclosure."""
        pages = [
            path(f"{name}/", self.admin_site.admin_view(_both(view)), name=f"content_disclosure_{name}")
            for name, view in (("due", due.due), ("own", own_disclosure.own))
        ]
        return [*pages, *super().get_urls()]

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Note who decided."""
        today = timezone.now().date()
        for row in formset.forms:
            if {"decision", "reason", "exception"} & set(row.changed_data):
                record_decision(relationship=row.instance, actor=request.user, on=today)  # type: ignore[arg-type]
        formset.save()
