"""The consent ledger of the news, and addresses that get none."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from cme.desk.admin.options import DeskAdmin
from cme.desk.admin.records import Records
from cme.messages.models import Consent, Suppression
from cme.messages.services.subscribing import suppress


@admin.register(Consent)
class ConsentAdmin(Records):
    """Who agreed to what, when and how, and withdrew it (G1)."""

    list_display = ["subscriber", "purpose", "text_version", "given_at", "given_by", "withdrawn_at", "withdrawn_by"]
    list_filter = [("withdrawn_at", admin.EmptyFieldListFilter), "withdrawn_by"]
    list_select_related = ["subscriber"]
    search_fields = ["=subscriber__email"]
    search_help_text = "Searches an e-mail address, in full."
    fields = ["address", "purpose", "text_version", "given_at", "given_by", "withdrawn_at", "withdrawn_by"]
    readonly_fields = ["address"]

    @admin.display(description="address")
    def address(self, row: Consent) -> str:
        """Show whose it is."""
        return row.subscriber.email


@admin.register(Suppression)
class SuppressionAdmin(DeskAdmin):
    """Addresses that get no news any more. Entries are added, never changed or taken away (E4)."""

    fields = ["email", "reason"]
    list_display = ["email", "reason", "suppressed_at"]
    list_filter = ["reason"]
    search_fields = ["=email"]
    search_help_text = "Searches an e-mail address, in full."

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False

    def save_model(self, request: HttpRequest, obj: Suppression, form: Any, change: bool) -> None:
        """Suppress the address, and withdraw the consent that it gave."""
        suppress(email=obj.email, reason=obj.reason, at=timezone.now())
        obj.pk = Suppression.objects.get(email=obj.email.lower()).pk
