"""The form that corrects a key: one for each kind of question, filled in with the key that holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.text import Truncator

from cme.ui.forms import HouseForm
from content.accepted_wordings import said
from content.corrected_key import VOID, KeyRefused, checked_key, field_of
from content.models import Option, Part, QuestionVersion
from content.rationales import explained_answers, rationales_that_hold
from content.services.corrections import (
    NO_REASON,
    SAME,
    RationaleRefused,
    checked_rationales,
    written_until_now,
)

Kind = QuestionVersion.Kind
ANY = "Several right answers mean that any of them counts."
WHY = "Why: "
UNTIL_NOW = "Until now: {}"
NONE_YET = "No reason was given until now."
ALL = (
    "All of them, and no other, is the right answer. A point that is shared is shared evenly among them, and an answer "
    "that was right and is not costs as much as the other wrong ones."
)
NUMBER = "A number and how far it may be off, such as 4.2 ± 0.1. "
WORDING = "* stands for anything, as in “graft*”; \\* is a star itself, as in “HLA-B\\*57:01”. "
STAYS = (
    "The answers that were accepted until now stay accepted, here and in what learners read. Where one of them is "
    "wrong, let every answer count, and ask the question anew with the right one."
)


class KeyForm(HouseForm):
    """The whole new key, or that every answer counts; why; and the rationales that fit it.

    Attributes:
        key: What was entered, in the form in which it is stored; there once the form is valid.
        rationales: The new rationales by primary key of what they explain; there once the form is valid.
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
        self.rationales = dict[int, str]()
        self.options = list(version.options.all())
        self.parts = list(version.parts.all())
        self.told = field_of(version.kind)
        fields = {"keys": self._keys, "parts": self._parts, "order": self._order, "accepted": self._accepted}
        self.fields = fields[self.told](standing.get(self.told)) | self.fields
        self.fields["is_void"].initial = "is_void" in standing
        self.key_names = [name for name in self.fields if name != "reason"]
        whys = {f"why-{answer.pk}": field for answer, field in self._whys()}
        self.fields = {name: self.fields[name] for name in self.key_names} | whys | {"reason": self.fields["reason"]}

    @property
    def key_fields(self) -> list[BoundField]:
        """Return the fields that say what is right."""
        return [self[name] for name in self.key_names]

    @property
    def rationale_fields(self) -> list[BoundField]:
        """Return the fields of the rationales, one for each answer."""
        return [self[name] for name in self.fields if name.startswith("why-")]

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
            else:
                self._read_rationales()
        reason = " ".join(self.cleaned_data.get("reason", "").split())
        if len(reason) > 400:
            self.add_error("reason", NO_REASON)
        return self.cleaned_data | {"reason": reason}

    def _read_rationales(self) -> None:
        """Read the rationales against the key, and say which are missing."""
        texts = {int(name[4:]): self.cleaned_data.get(name, "") for name in self.fields if name.startswith("why-")}
        try:
            self.rationales = checked_rationales(self.version, self.key, texts)
        except RationaleRefused as refusal:
            for answer in refusal.answers:
                name = str(self.fields[f"why-{answer}"].label).removeprefix(WHY)
                self.add_error(f"why-{answer}", f"“{Truncator(name).chars(60)}”: {refusal}")

    def _whys(self) -> Iterator[tuple[Option | Part, forms.Field]]:
        """Yield each answer with the field of its new rationale, and what is written until now as its hint."""
        held = rationales_that_hold(written_until_now(self.version))
        for answer in explained_answers(self.version):
            hint = UNTIL_NOW.format(held[answer.pk]) if held[answer.pk] else NONE_YET
            yield (
                answer,
                forms.CharField(
                    label=f"{WHY}{Truncator(said(self.version.kind, answer.text)).chars(120)}",
                    widget=forms.Textarea(attrs={"rows": 2}),
                    help_text=hint,
                    required=False,
                ),
            )

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
                help_text=f"{NUMBER if is_number else WORDING}{STAYS}",
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
