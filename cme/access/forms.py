"""The one question at the gate."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cme.access.attesting import Wording
from cme.ui.forms import HouseForm
from cme.ui.languages import said_in

PATIENT = "patient"
NEITHER = "none"


class GateForm(HouseForm):
    """Asks who the visitor is; nothing is chosen beforehand (A3)."""

    who = forms.ChoiceField(
        label=_("I am"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose what describes you: a profession, a patient or carer, or none of these."),
            "invalid_choice": _("Choose one of the answers on this page."),
        },
    )

    def __init__(self, wording: Wording, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *((key, said_in(wording.language, label)) for key, label in wording.professions.items()),
            (PATIENT, _("a patient or carer")),
            (NEITHER, _("none of these")),
        ]
