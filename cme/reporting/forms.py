"""The form that reports a problem with an article."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cme.reporting.models import LONGEST
from cme.ui.forms import HouseForm, MailField
from cme.ui.languages import filled

PLACE = 300  # characters


class ReportForm(HouseForm):
    """What is wrong, where, and where an answer may go."""

    what = forms.CharField(
        label=_("What is wrong?"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("No patient details, please: no names, dates of birth, record numbers or pictures."),
        error_messages={
            "required": _("Say what is wrong."),
            "max_length": filled(_("Shorten this to %(most)s characters."), {"most": LONGEST}),
        },
    )
    place = forms.CharField(
        label=_("Where in the article?"),
        required=False,
        max_length=PLACE,
        help_text=_("A heading, a figure, or the first words of the sentence."),
        error_messages={"max_length": filled(_("Shorten this to %(most)s characters."), {"most": PLACE})},
    )
    email = MailField(
        label=_("Your e-mail address"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Only for the answer; removed 90 days later."),
        error_messages={
            "invalid": _("Write the address as name@example.org, or leave it empty."),
            "max_length": filled(_("Shorten this to %(most)s characters."), {"most": 254}),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)  # the browser would cut a text off without a word
