"""The forms of translations: one with a control for each block, and one that withdraws."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from cme.ui.forms import HouseForm
from content.services.editor_translating import BlockState, Credits
from content.translating.languages import Language

LONGEST = 20_000  # characters of a block
ROWS = 90  # characters that stand in a line of a control


class TranslationForm(HouseForm):
    """Who translated, who checked, and the blocks; each goes by its key."""

    translator = forms.CharField(label="Translated by", required=False, max_length=160)
    reviewer = forms.CharField(
        label="Checked by", required=False, max_length=160, help_text="Somebody else, who knows both languages."
    )
    translated_on = forms.DateField(
        label="Translated on",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        error_messages={"invalid": "Write the day as 2026-11-30."},
    )
    has_checked = forms.BooleanField(label="I looked at every number and negation that is marked", required=False)

    def __init__(self, states: Sequence[BlockState], language: Language, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = kwargs.get("initial", {}) | {name_of(row): row.text for row in states}
        super().__init__(*args, **kwargs)
        self.states = states
        for row in states:
            self.fields[name_of(row)] = forms.CharField(
                label=row.block.name,
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(
                    attrs={
                        "rows": 1 + len(row.block.segment.text) // ROWS,
                        "lang": language.code,
                        "dir": language.direction,
                    }
                ),
                error_messages={"max_length": f"{row.block.name}: shorten this to {LONGEST} characters."},
            )

    def clean_translated_on(self) -> Any:
        """Refuse a day that has not come."""
        day = self.cleaned_data["translated_on"]
        if day and day > timezone.now().date():
            raise forms.ValidationError("This day has not come yet.")
        return day

    def rows(self) -> list[dict[str, Any]]:
        """Return each block with its control, and whether another part of the article begins there."""
        found, before = [], ""
        for row in self.states:
            found.append({"state": row, "field": self[name_of(row)], "begins": row.block.part != before})
            before = row.block.part
        return found

    def texts(self) -> dict[str, str]:
        """Return what was written, by the key of the block."""
        return {row.block.key: self.cleaned_data[name_of(row)] for row in self.states}

    def credits(self) -> Credits:
        """Return who did it."""
        values = self.cleaned_data
        return Credits(values["translator"].strip(), values["reviewer"].strip(), values["translated_on"])


def name_of(row: BlockState) -> str:
    """Return the name of the control of a block."""
    return f"block-{row.block.key}"
