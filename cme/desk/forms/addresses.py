"""Forms of things with a page of their own: an address that is left empty is made from the name."""

from typing import Any, ClassVar

from django import forms

from content.addresses import WRONG, address_from, is_address
from content.models import Series, Topic
from content.services.topics import TopicRefused, check_place

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
            self.fields["slug"].error_messages["invalid"] = WRONG

    def clean_slug(self) -> str:
        """Make an address where none was typed; one that another has is refused like any other."""
        name = self.cleaned_data.get(self.named_by, "")
        address: str = self.cleaned_data["slug"].lower() or address_from(name, longest=LONGEST)
        if not address and self.named_by in self.cleaned_data:
            raise forms.ValidationError("Type an address: the name has no letters that can stand in one.")
        if address and not is_address(address):
            raise forms.ValidationError(WRONG)
        return address


class TopicForm(AddressForm):
    """A topic, and where it stands in the tree."""

    named_by = "name"

    class Meta:
        model = Topic
        fields = ["name", "slug", "parent", "description", "introduction"]

    def clean_parent(self) -> Topic | None:
        """Refuse a place that is no place in a tree; saving follows in the same transaction."""
        parent: Topic | None = self.cleaned_data["parent"]
        self.instance.name = self.cleaned_data.get("name", self.instance.name)
        try:
            check_place(topic=self.instance, parent=parent)
        except TopicRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return parent


class SeriesForm(AddressForm):
    """A series."""

    named_by = "title"

    class Meta:
        model = Series
        fields = ["title", "slug", "description"]
