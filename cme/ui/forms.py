"""What every form of the site shares: its layout helper and its behaviour in a browser."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


class HouseForm(forms.Form):
    """A form whose messages come from the server, in our own sentences, with or without scripts."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.helper = FormHelper(self)
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        self.helper.include_media = False
