"""Suggestions to decide, grant enquiries to answer, and the records of what individuals gave."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from cme.desk.admin.options import DeskAdmin
from cme.desk.admin.records import Records
from cme.desk.pages import actor_of
from cme.support.models import (
    Contribution,
    ContributionUse,
    GrantEnquiry,
    Payment,
    ProviderEvent,
    Receipt,
    Suggestion,
)
from cme.support.money import money_text
from cme.support.services.owing import retry_receipt
from cme.support.services.suggesting import answer_enquiry, decide_suggestion

IS_CREDITED = "This article already names somebody who suggested it."


class Queue(DeskAdmin):
    """What strangers sent: it comes by their forms alone, is answered here, and stays."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Refuse."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Refuse."""
        return False


class SuggestionForm(forms.ModelForm):  # type: ignore[type-arg]
    """The decision."""

    names = forms.BooleanField(
        label="The article names who suggested it",
        required=False,
        help_text="Take the mark away where the name is that of a company or product, or says more than a name (S3).",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row = self.instance
        self.fields["names"].initial = bool(row.credit_name and (row.credited_in_id or not row.article_id))
        self.fields["names"].disabled = not row.credit_name

    def clean(self) -> dict[str, Any]:
        """Refuse what the service would refuse, beside the field at fault."""
        said: dict[str, Any] = super().clean() or {}
        state, article = said.get("state"), said.get("article")
        if state == Suggestion.State.RECEIVED:
            self.add_error("state", "Choose whether it is taken up.")
        if article and state == Suggestion.State.DECLINED:
            self.add_error("article", "Only what is taken up becomes an article.")
        if article and said.get("names"):
            others = Suggestion.objects.credited().filter(article=article).exclude(pk=self.instance.pk)
            if others.exists():
                raise ValidationError({"article": IS_CREDITED})
        return said


@admin.register(Suggestion)
class SuggestionAdmin(Queue):
    """Ideas of readers. The decision and the answer are what the reader sees."""

    form = SuggestionForm
    fields = ["topic", "reason", "source", "credit_name", "suggested_at", "state", "answer", "article", "names"]
    readonly_fields = ["topic", "reason", "source", "credit_name", "suggested_at"]
    list_display = ["topic", "suggested_at", "state", "article", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["article", "decided_by"]
    search_fields = ["topic", "reason"]
    search_help_text = "Searches topics and reasons."

    def save_model(self, request: HttpRequest, obj: Suggestion, form: Any, change: bool) -> None:
        """Decide."""
        decide_suggestion(
            suggestion=obj,
            state=obj.state,
            answer=obj.answer,
            article=obj.article,
            names=form.cleaned_data["names"],
            actor=actor_of(request),
            at=timezone.now(),
        )


@admin.register(GrantEnquiry)
class GrantEnquiryAdmin(Queue):
    """Organisations that ask how to give. Saving an enquiry notes that it was answered."""

    fields = ["organisation", "kind", "size", "contact_name", "email", "received_at", "answered_at", "note"]
    readonly_fields = ["organisation", "kind", "size", "contact_name", "email", "received_at", "answered_at"]
    list_display = ["organisation", "kind", "size", "received_at", "answered_at", "answered_by"]
    list_filter = ["kind", ("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["answered_by"]
    search_fields = ["organisation", "contact_name"]
    search_help_text = "Searches organisations and people."

    def save_model(self, request: HttpRequest, obj: GrantEnquiry, form: Any, change: bool) -> None:
        """Note who answered."""
        answer_enquiry(enquiry=obj, note=obj.note, actor=actor_of(request), at=timezone.now())


@admin.register(Contribution)
class ContributionAdmin(Records):
    """What individuals offered to give. Nothing here leads to the payment page or to the contributor's own page."""

    fields = ["id", "amount", "rhythm", "state", "email", "provider", "provider_ref", "subscription_ref", "began_at",
              "settled_at"]  # fmt: skip
    readonly_fields = ["amount"]
    list_display = ["id", "amount", "rhythm", "state", "provider", "began_at", "settled_at"]
    list_filter = ["state", "rhythm", "provider"]
    search_fields = ["=id", "=email", "=provider_ref"]
    search_help_text = "Searches numbers, e-mail addresses, and references of the provider, each in full."

    @admin.display(description="amount", ordering="amount_minor")
    def amount(self, row: Contribution) -> str:
        """Show what was offered."""
        return money_text(row.amount_minor, row.currency)


@admin.register(Payment)
class PaymentAdmin(Records):
    """Money that came, and went back."""

    fields = ["contribution", "amount", "refunded", "provider_ref", "paid_at"]
    readonly_fields = ["amount", "refunded"]
    list_display = ["contribution", "amount", "refunded", "paid_at"]
    list_select_related = ["contribution"]
    search_fields = ["=contribution__id", "=provider_ref"]
    search_help_text = "Searches numbers of contributions, and references of the provider, each in full."

    @admin.display(description="amount", ordering="amount_minor")
    def amount(self, row: Payment) -> str:
        """Show what came."""
        return money_text(row.amount_minor, row.currency)

    @admin.display(description="refunded", ordering="refunded_minor")
    def refunded(self, row: Payment) -> str:
        """Show what went back."""
        return money_text(row.refunded_minor, row.currency) if row.refunded_minor else "–"


@admin.register(Receipt)
class ReceiptAdmin(Records):
    """Mails that say that money came, and how far they are."""

    fields = ["payment", "state", "tries", "next_at", "sent_at", "problem"]
    list_display = ["payment", "state", "tries", "next_at", "sent_at", "problem"]
    list_select_related = ["payment"]
    list_filter = ["state"]
    actions = ["try_again"]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Let those try again who look after the money."""
        return request.user.has_perm("support.change_receipt")

    @admin.action(description="Try the chosen ones again that were given up", permissions=["retry"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Receipt]) -> None:
        """Hand receipts that were given up to the worker once more; the others stay as they are."""
        now = timezone.now()
        count = sum(retry_receipt(pk=pk, at=now) for pk in queryset.values_list("pk", flat=True))
        messages.info(request, f"{count} given up before, tried again now.")


@admin.register(ProviderEvent)
class ProviderEventAdmin(Records):
    """What the payment provider told us, each message once."""

    list_display = ["kind", "contribution", "outcome", "received_at"]
    list_select_related = ["contribution"]
    list_filter = ["outcome"]
    search_fields = ["=event_id", "kind"]
    search_help_text = "Searches kinds, and the provider’s names of messages."


@admin.register(ContributionUse)
class ContributionUseAdmin(DeskAdmin):
    """What contributions paid for; readers see it on the page about impact within ten minutes."""

    fields = ["what", "amount_minor", "currency", "spent_on"]
    list_display = ["what", "amount", "spent_on"]
    search_fields = ["what"]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Say of a negative sum what is said of none."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "amount_minor":
            field.error_messages["min_value"] = "Enter an amount above zero."
        return field

    @admin.display(description="amount", ordering="amount_minor")
    def amount(self, row: ContributionUse) -> str:
        """Show the sum."""
        return money_text(row.amount_minor, row.currency)
