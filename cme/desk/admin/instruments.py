"""The instrument that asks for ratings: versions are written, released, and then left alone."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cme.desk.admin.options import DeskAdmin, Rows
from cme.desk.problems import TOO_SMALL
from cme.evaluation.models import InstrumentVersion, Statement
from cme.evaluation.services import begin_version, place_statements, release_version

NO_STATEMENTS = "This version has no statement, so it cannot be released."
ALREADY = "This version is released already."


class StatementForm(forms.ModelForm):  # type: ignore[type-arg]
    """A statement with its place on the page."""

    place = forms.IntegerField(label="Place", required=False, min_value=1, widget=forms.NumberInput(attrs={"min": 1}))

    class Meta:
        model = Statement
        fields = ["text", "kind", "offers_not_applicable", "offers_already_practised"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].error_messages["min_value"] = TOO_SMALL
        self.fields["place"].initial = self.instance.position or 99


class StatementInline(Rows):
    """The statements of a version."""

    model = Statement
    form = StatementForm
    fields = ["place", "text", "kind", "offers_not_applicable", "offers_already_practised"]
    intro = "Nothing is chosen beforehand. Answers outside the scale are counted beside the mean."

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Show places only where they can be changed; the order tells them otherwise."""
        fields = super().get_fields(request, obj)
        return fields if self.has_change_permission(request, obj) else [name for name in fields if name != "place"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while the version is not released."""
        return super().has_add_permission(request, obj) and _is_open(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while the version is not released."""
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while the version is not released."""
        return super().has_delete_permission(request, obj) and _is_open(obj)


@admin.register(InstrumentVersion)
class InstrumentVersionAdmin(DeskAdmin):
    """Versions of the instrument. A new one begins as a copy of the last."""

    change_form_template = "desk/instrument.html"
    change_list_template = "desk/instruments.html"
    inlines = [StatementInline]
    fields = ["introduction"]
    list_display = ["__str__", "released_at", "statements"]
    list_select_related = ["instrument"]
    ordering = ["-number"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Load the statements for the list."""
        return super().get_queryset(request).prefetch_related("statements")

    @admin.display(description="statements")
    def statements(self, version: InstrumentVersion) -> str:
        """Show how it reads."""
        return " · ".join(statement.text for statement in version.statements.all())

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: a version is begun from the last one, by a button of its own."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only while it is not released."""
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: old answers name old versions."""
        return False

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the statements in the order of their places."""
        rows = [row for row in formset.forms if row.instance.text and not row.cleaned_data.get("DELETE")]
        rows.sort(key=lambda row: row.cleaned_data.get("place") or 99)
        place_statements(version=form.instance, statements=[row.instance for row in rows])
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Tell the list whether it may offer a new version."""
        may_begin = request.user.has_perm("evaluation.change_instrumentversion")
        return super().changelist_view(request, (extra_context or {}) | {"may_begin": may_begin})

    def get_urls(self) -> list[URLPattern]:
        """Add the verbs."""
        wrap = self.admin_site.admin_view
        return [
            path("begin/", wrap(require_POST(self.begin)), name="evaluation_instrumentversion_begin"),
            path("<int:pk>/release/", wrap(require_POST(self.release)), name="evaluation_instrumentversion_release"),
            *super().get_urls(),
        ]

    def begin(self, request: HttpRequest) -> HttpResponse:
        """Begin the next version, or go on with the one that is not released."""
        if not request.user.has_perm("evaluation.change_instrumentversion"):
            raise PermissionDenied
        latest = InstrumentVersion.objects.order_by("-number").first()
        version = begin_version(latest=latest) if latest else None
        if version is None:
            return HttpResponseRedirect(reverse("admin:evaluation_instrumentversion_changelist"))
        return HttpResponseRedirect(reverse("admin:evaluation_instrumentversion_change", args=[version.pk]))

    def release(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask once more, then release."""
        version = get_object_or_404(InstrumentVersion, pk=pk)
        if not request.user.has_perm("evaluation.change_instrumentversion"):
            raise PermissionDenied
        back = HttpResponseRedirect(reverse("admin:evaluation_instrumentversion_change", args=[pk]))
        if version.released_at or not version.statements.exists():
            messages.error(request, ALREADY if version.released_at else NO_STATEMENTS)
            return back
        if "_confirmed" not in request.POST:
            context = self.admin_site.each_context(request) | {"version": version, "title": "Release this version?"}
            return render(request, "desk/release.html", context)
        release_version(version=version, at=timezone.now())
        self.log_change(request, version, "Released.")
        messages.success(request, f"{version} is asked from now on.")
        return back


def _is_open(version: InstrumentVersion | None) -> bool:
    return version is None or version.released_at is None
