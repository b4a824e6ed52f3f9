"""The forms of a report of aggregates for one funder."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cme.ui.forms import HouseForm, RowsField
from content.models import Article, Funder
from content.months import months_after

MONTH = forms.TextInput(attrs={"type": "month", "placeholder": "2026-01"})
FIRST = "Enter the first month, such as 2026-01."
LAST = "Enter the last month, such as 2026-01."


class MonthField(forms.CharField):
    """A month, as its first day."""

    widget = MONTH

    def clean(self, value: Any) -> date:
        """Return the first day of the month."""
        text = str(super().clean(value))
        try:
            first = date.fromisoformat(f"{text}-01")
        except ValueError:
            raise ValidationError(self.error_messages["invalid"]) from None
        if first.year == date.max.year:  # there is no month after its last
            raise ValidationError(self.error_messages["invalid"])
        return first


class PeriodForm(HouseForm):
    """Which articles, and whole months, since whose figures would follow from two reports of nearly the same days."""

    since = MonthField(label="From the month", max_length=7, error_messages={"required": FIRST, "invalid": FIRST})
    until = MonthField(label="To the month", max_length=7, error_messages={"required": LAST, "invalid": LAST})
    articles = RowsField(
        queryset=Article.objects.none(),
        label="Articles",
        help_text="Those whose agreement is signed and dated.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Choose an article.",
            "invalid_choice": "Choose articles of this list.",
            "invalid_pk_value": "Choose articles of this list.",
        },
    )

    def __init__(self, funder: Funder, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supported = Article.objects.filter(support__funder=funder, support__agreement_signed_on__lte=on)
        self.fields["articles"].queryset = supported.order_by("title", "pk")  # type: ignore[attr-defined]

    def clean_until(self) -> date:
        """Return the last day of the month."""
        first: date = self.cleaned_data["until"]
        return months_after(first, 1) - timedelta(days=1)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        cleaned = super().clean() or {}
        if "since" in cleaned and "until" in cleaned and cleaned["until"] < cleaned["since"]:
            self.add_error("until", "Choose a month that is not before the first.")
        return cleaned


class HowForm(PeriodForm):
    """The same, and how the funder is shown it."""

    how = forms.CharField(
        label="How it is shown",
        help_text="In a meeting, by e-mail … This is public, on the page Funders.",
        max_length=120,
        error_messages={
            "required": "Say how it is shown.",
            "max_length": "Shorten this to 120 characters.",
        },
    )
