"""What every form of an agreement with a funder checks (S3)."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone


class SignedForm(forms.ModelForm):  # type: ignore[type-arg]
    """An agreement. Its signature is an account of what happened, never a plan."""

    def clean_agreement_signed_on(self) -> date | None:
        """Refuse a day to come."""
        day: date | None = self.cleaned_data["agreement_signed_on"]
        if day and day > timezone.now().date():
            raise ValidationError("Enter the day on which it was signed; that cannot be a day to come.")
        return day
