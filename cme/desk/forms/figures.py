"""The form of a picture that is dropped or pasted onto a text: nothing of it may be missing."""

from typing import Any

from django import forms

from cme.desk.forms.rows import taken_in


class PictureForm(forms.Form):
    """A picture with what readers need beside it (W1)."""

    image = forms.FileField(error_messages={"required": "Choose a picture.", "empty": "The file is empty."})
    alt = forms.CharField(
        max_length=300,
        error_messages={"required": "Write what the picture says to who cannot see it.", "max_length": "Shorten it."},
    )
    caption = forms.CharField(
        max_length=300, error_messages={"required": "Write the caption.", "max_length": "Shorten the caption."}
    )
    credit = forms.CharField(
        max_length=200,
        error_messages={"required": "Write where the picture is from and its licence.", "max_length": "Shorten it."},
    )

    def clean_image(self) -> Any:
        """Take the picture in."""
        return taken_in(self.cleaned_data["image"])
