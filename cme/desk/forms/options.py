"""The forms of what a question is answered with: options, accepted answers, vignettes and statements."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from cme.desk.problems import TOO_LONG
from cme.desk.question_rows import QuestionRow
from cme.ui.forms import HouseForm
from content.item_writing import letter_of
from content.numbers import number_of, two_ways
from content.question_text import Kind
from content.services.figures import is_stored
from content.shares import ShareRefused, read_share

MOST_WHOLE, MOST_PLACES = 14, 10  # digits of a tolerance that the database holds
OPTION_GONE = "Choose the right answer again: its option is no longer there."


class _Text(forms.CharField):
    """A text that the browser does not cut off: a text that is too long comes back with its length."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


def text_field(label: str, length: int | None = None, *, rows: int = 0, **attributes: str) -> forms.CharField:
    """Return a field for a text that may stay empty."""
    widget = forms.Textarea({"rows": rows, **attributes}) if rows else forms.TextInput(attributes)
    return _Text(label=label, max_length=length, required=False, widget=widget, error_messages={"max_length": TOO_LONG})


class OptionForm(HouseForm):
    """One option, or one answer that is accepted."""

    text = text_field("Option", 300, rows=2)
    is_key = forms.BooleanField(label="Right", required=False)
    rationale = text_field("Why it is right or wrong", rows=2)
    share = text_field("Share", 20, autocomplete="off")
    tolerance = text_field("Tolerance (±)", 30, autocomplete="off", inputmode="decimal")

    def clean_share(self) -> Fraction | None:
        """Read a share; empty means an even one."""
        text = self.cleaned_data["share"]
        try:
            return read_share(text) if text else None
        except ShareRefused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def clean_tolerance(self) -> Decimal | None:
        """Read a distance."""
        text = self.cleaned_data["tolerance"]
        if not text:
            return None
        number = number_of(text)
        if number is None or number < 0:
            raise ValidationError("Write the tolerance as a number of 0 or more, such as 0.5.")
        doubt = two_ways(text)
        if doubt:
            raise ValidationError(doubt)
        places = -int(number.normalize().as_tuple().exponent)
        if places > MOST_PLACES or number.adjusted() >= MOST_WHOLE:
            raise ValidationError("Write the tolerance with at most 14 digits before the point and 10 after it.")
        return number


class PartForm(HouseForm):
    """One vignette of extended matching, or one statement of K-prim."""

    text = text_field("Text", rows=2)
    key = forms.ChoiceField(
        label="Right answer", required=False, error_messages={"invalid_choice": OPTION_GONE}, choices=[]
    )
    rationale = text_field("Why", rows=2)
    image = forms.CharField(required=False, widget=forms.HiddenInput)
    picture = forms.FileField(
        label="Picture (PNG, JPEG or WebP, up to 2 MB)",
        required=False,
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}),
    )
    no_picture = forms.BooleanField(label="Remove the picture", required=False)
    image_alt = text_field("Alternative text of the picture", 300)
    image_credit = text_field("Source and licence of the picture", 200)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], picture_fault: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picture_fault = picture_fault
        self.fields["key"].choices = choices  # type: ignore[attr-defined]

    @property
    def has_picture_errors(self) -> bool:
        """Something is wrong among what is said of its picture."""
        return any(name in self.errors for name in ("picture", "image_alt", "image_credit"))

    def clean_image(self) -> str:
        """Take a picture that is stored; a page names no other file."""
        return stored_image(self.cleaned_data["image"])

    def clean(self) -> dict[str, Any] | None:
        """Hold a picture that was not taken."""
        cleaned = super().clean()
        if self.picture_fault:
            self.add_error("picture", self.picture_fault)
        return cleaned


def stored_image(name: str) -> str:
    """Return the name of a picture if it is stored, else nothing."""
    return name if is_stored(name=name) else ""


def choices_of(row: QuestionRow) -> list[tuple[str, str]]:
    """Return what can be the right answer of a part: true and false, or the letters of the options."""
    texts = [(option.get("text") or ("",))[0] for option in row.options]
    if row.kind == Kind.KPRIM:
        named = texts if len(texts) == 2 and all(texts) else ["True", "False"]
        return [("", "choose"), *((str(place), text) for place, text in enumerate(named))]
    shown = [f"{letter_of(place)}: {text[:60]}" if text else letter_of(place) for place, text in enumerate(texts)]
    return [("", "choose"), *((str(place), text) for place, text in enumerate(shown))]
