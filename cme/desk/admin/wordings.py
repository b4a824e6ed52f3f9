"""Wordings in other languages: approved by whoever may, beside the English, and then left alone."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cme.desk.admin.options import DeskAdmin
from cme.desk.pages import actor_of
from cme.desk.wordings import groups_in, texts_at
from cme.ui.languages import Language, languages
from content.models import ApprovedWording
from content.services.wordings import WordingRefused, approve_wording

MAY_APPROVE = "content.add_approvedwording"
CHANGED = "The English text changed meanwhile. Look at it again."


@admin.register(ApprovedWording)
class ApprovedWordingAdmin(DeskAdmin):
    """The approvals as they were given. They are given on a page of their own."""

    change_list_template = "desk/wordings.html"
    list_display = ["name", "language", "wording", "approver", "approved_at"]
    list_filter = ["language"]
    fields = ["language", "name", "source", "wording", "approver", "approved_at"]
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse: the page beside the English does it."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: an approval is never changed; the next one takes its place."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse: what was shown stays known."""
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Offer a page for each language."""
        return super().changelist_view(request, (extra_context or {}) | {"languages": languages()[1:]})

    def get_urls(self) -> list[URLPattern]:
        """Add the page of a language."""
        page = require_http_methods(["GET", "HEAD", "POST"])(self.approve)
        wrap = self.admin_site.admin_view
        return [
            path("in/<slug:language>/", wrap(page), name="content_approvedwording_approve"),
            *super().get_urls(),
        ]

    def approve(self, request: HttpRequest, language: str) -> HttpResponse:
        """Show English and wording side by side, and take an approval."""
        chosen = next((row for row in languages()[1:] if row.code == language), None)
        if chosen is None:
            raise Http404
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return self._show(request, chosen)
        if not request.user.has_perm(MAY_APPROVE):
            raise PermissionDenied
        now, sent = timezone.now(), request.POST.get("text", "")
        text = next((text for group in texts_at(now).values() for text in group if text.hash == sent), None)
        try:
            if text is None:
                raise WordingRefused(CHANGED)
            wording = request.POST.get("wording", "")
            approve_wording(text=text, language=language, wording=wording, actor=actor_of(request), at=now)
        except WordingRefused as refusal:
            messages.error(request, str(refusal))
            return self._show(request, chosen, status=409)
        messages.success(request, f"Approved in {chosen.name}: {text.name}.")
        place = reverse("admin:content_approvedwording_approve", args=[language])
        return HttpResponseRedirect(f"{place}#text-{text.hash[:12]}")

    def _show(self, request: HttpRequest, language: Language, *, status: int = 200) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "title": f"Wordings in {language.name}",
            "language": language,
            "groups": list(groups_in(language.code, timezone.now())),
            "may_approve": request.user.has_perm(MAY_APPROVE),
        }
        return render(request, "desk/approve_wordings.html", context, status=status)
