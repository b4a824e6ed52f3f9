"""The one question at the gate."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cme.ui.forms import HouseForm

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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [  # type: ignore[attr-defined]
            *settings.GATE_PROFESSIONS.items(),
            (PATIENT, _("a patient or carer")),
            (NEITHER, _("none of these")),
        ]
