"""The form that reports a problem with an article."""

from typing import Any

from django import forms

from cme.reporting.models import LONGEST
from cme.ui.forms import HouseForm

PLACE = 300  # characters


class ReportForm(HouseForm):
    """What is wrong, where, and where an answer may go."""

    what = forms.CharField(
        label="What is wrong?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="No patient details, please: no names, dates of birth, record numbers or pictures.",
        error_messages={
            "required": "Say what is wrong.",
            "max_length": f"Shorten this to {LONGEST} characters.",
        },
    )
    place = forms.CharField(
        label="Where in the article?",
        required=False,
        max_length=PLACE,
        help_text="A heading, a figure, or the first words of the sentence.",
        error_messages={"max_length": f"Shorten this to {PLACE} characters."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text="Only for the answer; removed 90 days later.",
        error_messages={
            "invalid": "Write the address as name@example.org, or leave it empty.",
            "max_length": "Shorten this to 254 characters.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # the browser would cut a text off without a word
