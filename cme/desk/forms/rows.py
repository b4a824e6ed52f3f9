"""The forms of an article's rows: objectives, key figures, people, support, figures, references."""

from collections import Counter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.models import BaseInlineFormSet
from django.utils import timezone
from django.utils.text import slugify

from cme.desk.forms.agreements import SignedForm
from cme.desk.forms.inputs import PictureInput
from content.pictures import PictureRefused, take_picture
from content.services.agreements import TOLD, is_told

KEY_LENGTH = 60
RARE_REFERENCE_FIELDS = (
    "pmcid", "container", "editors", "edition", "publisher", "place", "number", "published_on", "updated_on",
    "accessed_on", "retracted_reason",
)  # fmt: skip


def short_key(text: str, words: int = 4) -> str:
    """Return a short word for a text, such as ``who-did-worse``."""
    return "-".join(slugify(text).split("-")[:words])[:KEY_LENGTH].strip("-")


class RowForm(forms.ModelForm):  # type: ignore[type-arg]
    """A row of an article. While drafting nothing is asked for but what the database cannot do without.

    Attributes:
        needed: Fields without which a row cannot be saved.
        key_from: Fields from whose words a key is made where none was typed.
    """

    needed: tuple[str, ...] = ()
    key_from: tuple[str, ...] = ()
    is_key_made = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = name in self.needed
            field.help_text = ""  # said once above the rows

    def has_changed(self) -> bool:
        """Take a new row that has nothing but a place for an empty one."""
        if self.instance.pk is None:
            return bool(set(self.changed_data) - {"position"})
        return super().has_changed()

    def clean_key(self) -> str:
        """Make a key from what the row says where none was typed."""
        typed = str(self.cleaned_data["key"])
        self.is_key_made = not typed
        words = " ".join(str(self.data.get(self.add_prefix(name), "")) for name in self.key_from)
        return typed or short_key(words) or short_key(str(self.prefix).replace("_", "-"))

    def clean_position(self) -> int:
        """Take an empty number for the last place."""
        place = self.cleaned_data["position"]
        return 999 if place is None else int(place)


class ObjectiveForm(RowForm):
    """A learning objective."""

    key_from = ("text",)


class ReferenceForm(RowForm):
    """A reference; its key reads like ``litzow-2024``."""

    key_from = ("authors", "year", "journal")

    @property
    def is_more_open(self) -> bool:
        """Whether one of the fields that are folded away says something, or is at fault."""
        return any(self[name].value() or name in self.errors for name in RARE_REFERENCE_FIELDS if name in self.fields)

    def clean_key(self) -> str:
        """Make the key from the first author's name and the year."""
        key = super().clean_key()
        first = slugify(str(self.data.get(self.add_prefix("authors"), "")).split(" ")[0].strip(","))
        year = str(self.data.get(self.add_prefix("year"), "")).strip()
        return (f"{first}{year}" if first and year.isdecimal() else key) if self.is_key_made else key


class ContributionForm(RowForm):
    """What somebody did for the article."""

    needed = ("contributor", "role")


class SupportForm(SignedForm, RowForm):
    """What a funder gave."""

    needed = ("funder", "level")


class FigureForm(RowForm):
    """A picture; the file is checked and re-encoded."""

    needed = ("image",)
    key_from = ("alt",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "image" in self.fields:
            self.fields["image"].widget = PictureInput({"accept": "image/*"})

    def clean_image(self) -> Any:
        """Take a new file in; leave one that is there."""
        image = self.cleaned_data["image"]
        return taken_in(image) if isinstance(image, UploadedFile) else image


def taken_in(image: "UploadedFile[Any]") -> Any:
    """Check and re-encode a picture that was sent.

    Raises:
        ValidationError: It is none that can be taken.
    """
    image.seek(0)
    try:
        return take_picture(image, size=image.size or 0)
    except PictureRefused as refusal:
        raise ValidationError(str(refusal)) from refusal


class RowFormSet(BaseInlineFormSet):  # type: ignore[type-arg]
    """Rows of one kind. New ones come last; keys that were made, not typed, give way to others."""

    def add_fields(self, form: Any, index: int | None) -> None:
        """Let a new row stand last."""
        super().add_fields(form, index)
        if "position" in form.fields and (index is None or index >= self.initial_form_count()):
            form.fields["position"].initial = self.initial_form_count() + 1

    def clean(self) -> None:
        """Tell made keys apart before typed ones are compared."""
        rows: list[Any] = [form for form in self.forms if "key" in getattr(form, "cleaned_data", {})]
        taken = Counter(form.cleaned_data["key"] for form in rows if not form.is_key_made)
        for form in (form for form in rows if form.is_key_made):
            stem, number = form.cleaned_data["key"], 1
            while taken[form.cleaned_data["key"]]:
                number += 1
                form.cleaned_data["key"] = f"{stem[: KEY_LENGTH - 4]}-{number}"
            taken[form.cleaned_data["key"]] += 1
            form.instance.key = form.cleaned_data["key"]
        super().clean()

    def get_unique_error_message(self, unique_check: Any) -> str:
        """Say what stands twice."""
        if "key" in unique_check:
            return "Two rows have the same key. Choose another word for one of them."
        return "Two rows name the same. Remove one of them."

    def get_form_error(self) -> str:
        """Mark the row that stands twice."""
        return "Another row says the same."


class SupportFormSet(RowFormSet):
    """Agreements. One that readers are told of stays, and stays with its funder."""

    def clean(self) -> None:
        """Refuse to remove it, or to make it another funder's."""
        super().clean()
        for form in self.initial_forms:
            is_other = "funder" in form.changed_data or getattr(form, "cleaned_data", {}).get("DELETE")
            if is_other and is_told(form.instance, at=timezone.now()):
                raise ValidationError(TOLD)


class ReferenceFormSet(RowFormSet):
    """References; one of them may be the paper summarised."""

    def clean(self) -> None:
        """Let one reference at most be the paper summarised."""
        super().clean()
        marked = [
            form
            for form in self.forms
            if getattr(form, "cleaned_data", {}).get("is_source") and not form.cleaned_data.get("DELETE")
        ]
        if len(marked) > 1:
            raise ValidationError("Only one reference can be the paper summarised; unmark the other.")
