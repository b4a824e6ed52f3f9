"""The form that subscribes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cme.messages.mails import CONSENT, TEXT_VERSION, TEXTS
from cme.ui.forms import HouseForm, MailField
from cme.ui.languages import language_now, said_in
from content.approved_wordings import shown_in

EMAIL = _("Enter an e-mail address, such as name@example.org.")


class SubscribeForm(HouseForm):
    """An address, and consent to one thing, not ticked beforehand (G1)."""

    email = MailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "maxlength": False}),
        error_messages={"required": EMAIL, "invalid": EMAIL, "max_length": EMAIL},
    )
    agrees = forms.BooleanField(
        label=TEXTS[TEXT_VERSION],
        error_messages={"required": _("Tick the box if you want news; without it we send none.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        (self.shown,) = shown_in(language_now().code, [CONSENT])
        self.fields["agrees"].label = said_in(self.shown.language, self.shown.text)
