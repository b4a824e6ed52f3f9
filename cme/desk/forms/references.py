"""The form that takes pasted references: text, or a file of it."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cme.ui.forms import HouseForm
from content.citing.pasting import PasteRefused, decode
from content.citing.work import MOST_BYTES

MEGABYTES = MOST_BYTES // 1_000_000


class PasteForm(HouseForm):
    """What to add, pasted or as a file."""

    text = forms.CharField(
        label="Paste references",
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 8, "spellcheck": "false"}),
        help_text="DOIs, PubMed ids or PMCIDs, one a line; or BibTeX, RIS or CSL-JSON. Several kinds at once are fine.",
    )
    file = forms.FileField(
        label="Or choose a file",
        required=False,
        help_text=f"BibTeX, RIS or CSL-JSON in UTF-8, up to {MEGABYTES} MB.",
        error_messages={"empty": "The file is empty.", "missing": "Choose a file."},
    )

    def clean_file(self) -> str:
        """Return the text of the file; refuse what is too large before it is read."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return ""
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(f"The file is larger than {MEGABYTES} MB. Split it into smaller files.")
        try:
            return decode(file.read())
        except PasteRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two."""
        values = super().clean() or self.cleaned_data
        if not self.errors and not (values.get("text") or "").strip() and not (values.get("file") or "").strip():
            self.add_error("text", "Paste at least one reference, or choose a file.")
        return values

    @property
    def pasted(self) -> str:
        """What to read: the text, and the file after it."""
        parts = (self.cleaned_data["text"].strip("\r\n"), self.cleaned_data["file"])
        return "\n".join(part for part in parts if part.strip())
