"""What every form of the site shares: its layout helper and its behaviour in a browser."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.encoding import punycode

LARGEST_KEY = 2**63 - 1  # of any row
# Controls, marks that turn the direction of all that follows them on a page, and blanks of no width.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]+")


class LineField(forms.CharField):
    """A text of one line, such as a name that others will read: nothing unseen in it, and single blanks."""

    def to_python(self, value: Any) -> Any:
        """Return the line."""
        text = super().to_python(value)
        return " ".join(UNSEEN.sub(" ", text).split()) if isinstance(text, str) else text


def _can_be_written_to(address: str) -> None:
    """Refuse an address whose host no mail can name: a name in letters beyond ASCII may be too long once encoded."""
    try:
        punycode(address.rpartition("@")[2])
    except UnicodeError as error:
        raise ValidationError(EmailValidator.message, code="invalid") from error


class MailField(forms.EmailField):
    """An e-mail address that mail can be sent to, over the internet."""

    default_validators = [EmailValidator(allowlist=[]), _can_be_written_to]


class RowsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # no generic at run time
    """Some rows of a list, by their keys; a key that no database holds is none of the list, and no error of ours."""

    def clean(self, value: Any) -> Any:
        """Return the rows."""
        for key in value or ():
            if len(str(key)) >= len(str(LARGEST_KEY)):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": str(key)[:20]}
                )
        return super().clean(value)


class TextArea(forms.Textarea):
    """A text of many lines with the line ends that files have: browsers send others, though nothing was changed."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the text as it is kept."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value


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
