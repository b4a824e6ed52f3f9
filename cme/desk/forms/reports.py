"""The answer to a report of a reader."""

from django import forms

from cme.reporting.models import LONGEST
from cme.ui.forms import HouseForm


class AnswerForm(HouseForm):
    """What the reporter is told."""

    answer = forms.CharField(
        label="What the reader is told",
        required=False,  # a report may be closed without one; the service asks for it where it is due
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Mailed to whoever left an address; kept with the report.",
        error_messages={"max_length": f"Shorten this to {LONGEST} characters."},
    )
