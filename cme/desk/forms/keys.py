"""The form that corrects a key: one for each kind of question, filled in with the key that holds."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cme.ui.forms import HouseForm
from content.corrected_key import VOID, KeyRefused, checked_key, field_of
from content.models import QuestionVersion
from content.services.corrections import NO_REASON, SAME

Kind = QuestionVersion.Kind
ANY = "Several right answers mean that any of them counts."
ALL = "All of them, and no other, is the right answer. A point that is shared is shared evenly among them."


class KeyForm(HouseForm):
    """The whole new key, or that every answer counts; and why.

    Attributes:
        key: What was entered, in the form in which it is stored; there once the form is valid.
    """

    is_void = forms.BooleanField(
        label="Every answer counts: the question has no right answer",
        required=False,
        help_text="Everybody who was asked gets the points, also those who left it open.",
    )
    reason = forms.CharField(
        label="Why the key was wrong",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Learners whose result changes read it.",
        error_messages={"required": NO_REASON},
    )

    def __init__(self, *args: Any, version: QuestionVersion, standing: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.standing, self.key = version, standing, dict[str, Any]()
        self.options = list(version.options.all())
        self.parts = list(version.parts.all())
        self.told = field_of(version.kind)
        fields = {"keys": self._keys, "parts": self._parts, "order": self._order, "accepted": self._accepted}
        self.fields = fields[self.told](standing.get(self.told)) | self.fields
        self.fields["is_void"].initial = "is_void" in standing

    def clean(self) -> dict[str, Any]:
        """Read the key, and refuse what is none, or the one that holds."""
        key = VOID if self.cleaned_data.get("is_void") else self._read()
        first = next(iter(self.fields))
        try:
            self.key = checked_key(self.version, key)
        except KeyRefused as refusal:
            self.add_error(first, str(refusal))
        else:
            if self.key == self.standing:
                self.add_error(first, SAME)
        reason = " ".join(self.cleaned_data.get("reason", "").split())
        if len(reason) > 400:
            self.add_error("reason", NO_REASON)
        return self.cleaned_data | {"reason": reason}

    def _keys(self, keys: Any) -> dict[str, forms.Field]:
        choices = [(option.pk, option.text) for option in self.options]
        if self.version.kind == Kind.TRUE_FALSE:
            widget, hint = forms.RadioSelect, ""
            field: Any = forms.ChoiceField
        else:
            widget, hint = forms.CheckboxSelectMultiple, ALL if self.version.kind == Kind.MULTIPLE else ANY
            field = forms.MultipleChoiceField
        initial = keys if field is forms.MultipleChoiceField else next(iter(keys or ()), None)
        return {
            "keys": field(
                label="Right answer", choices=choices, widget=widget, help_text=hint, initial=initial, required=False
            )
        }

    def _parts(self, keys: Any) -> dict[str, forms.Field]:
        choices = [(option.pk, option.text) for option in self.options]
        return {
            f"part-{part.pk}": forms.ChoiceField(
                label=part.text, choices=choices, initial=(keys or {}).get(str(part.pk), part.key_id), required=False
            )
            for part in self.parts
        }

    def _order(self, order: Any) -> dict[str, forms.Field]:
        places = {pk: place for place, pk in enumerate(order or [option.pk for option in self.options], start=1)}
        choices = [(place, place) for place in range(1, len(places) + 1)]
        return {
            f"place-{option.pk}": forms.ChoiceField(
                label=option.text, choices=choices, initial=places[option.pk], required=False
            )
            for option in self.options
        }

    def _accepted(self, rows: Any) -> dict[str, forms.Field]:
        is_number = self.version.kind == Kind.NUMERIC
        lines = [" ± ".join(filter(None, (row["text"], row.get("tolerance")))) for row in rows or ()]
        return {
            "accepted": forms.CharField(
                label="Answers that are accepted too, one a line",
                widget=forms.Textarea(attrs={"rows": 3}),
                help_text="A number and how far it may be off, such as 4.2 ± 0.1." if is_number else "",
                initial="\n".join(lines),
                required=False,
            )
        }

    def _read(self) -> dict[str, Any]:
        values = self.cleaned_data
        if self.told == "keys":
            chosen = values.get("keys") or []
            return {"keys": [int(pk) for pk in ([chosen] if isinstance(chosen, str) else chosen)]}
        if self.told == "parts":
            return {"parts": {str(part.pk): int(values.get(f"part-{part.pk}") or 0) for part in self.parts}}
        if self.told == "order":
            places = {option.pk: int(values.get(f"place-{option.pk}") or 0) for option in self.options}
            # Places that are given twice leave a gap, and are refused for what they are: no order.
            is_order = sorted(places.values()) == list(range(1, len(places) + 1))
            return {"order": sorted(places, key=lambda pk: places[pk]) if is_order else []}
        return {"accepted": [self._row(line) for line in values.get("accepted", "").splitlines() if line.strip()]}

    def _row(self, line: str) -> dict[str, str]:
        if self.version.kind != Kind.NUMERIC:
            return {"text": line}
        text, _, tolerance = line.replace("+-", "±").replace("+/-", "±").partition("±")
        return {"text": text.strip(), "tolerance": tolerance.strip()}
