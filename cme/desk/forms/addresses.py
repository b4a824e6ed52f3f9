"""Forms of things with a page of their own: an address that is left empty is made from the name."""

from typing import Any, ClassVar

from django import forms
from django.utils.text import slugify

from content.models import Series

MADE = "The last part of the address: lower-case letters, digits and hyphens. Empty means that it is made from the {}."

LONGEST = 60  # characters, as the columns take


class AddressForm(forms.ModelForm):  # type: ignore[type-arg]
    """Something that is found under an address.

    Attributes:
        named_by: The field that an empty address is made from.
    """

    named_by: ClassVar[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = MADE.format(self.named_by)

    def clean_slug(self) -> str:
        """Make an address where none was typed; one that another has is refused like any other."""
        address: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get(self.named_by, ""))[:LONGEST].strip(
            "-"
        )
        if not address and self.named_by in self.cleaned_data:
            raise forms.ValidationError("Type an address: the name has no letters that can stand in one.")
        return address


class SeriesForm(AddressForm):
    """A series."""

    named_by = "title"

    class Meta:
        model = Series
        fields = ["title", "slug", "description"]
