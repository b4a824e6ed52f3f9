"""The forms of an article's questions: everything may stay empty while drafting, nothing typed gets lost."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms

from cme.desk.forms.options import OptionForm, PartForm, choices_of, stored_image, text_field
from cme.desk.forms.rows import KEY_LENGTH, short_key
from cme.desk.question_acts import has_left_over
from cme.desk.question_rows import QuestionRow, first_of
from cme.ui.forms import HouseForm
from content.item_writing import warnings_of
from content.models import Article, DraftItem, QuestionVersion
from content.question_text import TYPED, WITH_PARTS, Kind, OptionText, PartText, QuestionText, Scoring
from content.services.questions import text_of

SHARED_OUT = {Kind.SINGLE, Kind.MULTIPLE, *TYPED}  # kinds whose options bring shares of their own
PARTIAL = {*SHARED_OUT, Kind.MATCHING, Kind.ORDERING}  # kinds with partial credit
WITHOUT_KEYS = {*WITH_PARTS, Kind.ORDERING, Kind.CONFIDENCE}  # kinds whose options are neither right nor wrong
FOLDED = ("level", "reference", "key", "hint", "picture", "image_alt", "image_credit")
LEFT_OVER = (
    "This kind cannot keep everything that was typed for another kind. Remove what is left over below, or choose "
    "another kind."
)


ROWS = ("option", "part")


class QuestionForm(HouseForm):
    """One question with its options and parts. Everything may stay empty while drafting."""

    item = forms.CharField(required=False, widget=forms.HiddenInput)
    image = forms.CharField(required=False, widget=forms.HiddenInput)
    stem = text_field("Question", rows=3)
    kind = forms.ChoiceField(label="Kind", choices=QuestionVersion.Kind, required=False)
    scoring = forms.ChoiceField(label="Credit", choices=Scoring, required=False)
    unit = text_field("Unit", 30, autocomplete="off")
    is_case_sensitive = forms.BooleanField(label="Capitals matter", required=False)
    in_post_test = forms.BooleanField(label="Ask in the test", required=False)
    in_pre_test = forms.BooleanField(label="Ask in the pre-test", required=False)
    in_text = forms.BooleanField(label="Ask in the text, at its passage", required=False)
    in_self_check = forms.BooleanField(label="Ask in the self-check", required=False)
    objective = forms.ChoiceField(
        label="Objective it tests",
        required=False,
        error_messages={"invalid_choice": "This objective is no longer there. Choose another."},
    )
    passage = text_field("Passage that teaches it", 60, list="passages", autocomplete="off")
    reference = forms.ChoiceField(
        label="Reference",
        required=False,
        error_messages={"invalid_choice": "This reference is no longer there. Choose another."},
    )
    level = forms.ChoiceField(label="Level (Moore)", choices=QuestionVersion.Level, required=False)
    hint = text_field("Hint, shown on demand", rows=2)
    picture = forms.FileField(
        label="Picture (PNG, JPEG or WebP, up to 2 MB)",
        required=False,
        widget=forms.FileInput({"accept": ".png,.jpg,.jpeg,.webp"}),
    )
    no_picture = forms.BooleanField(label="Remove the picture", required=False)
    image_alt = text_field("Alternative text of the picture", 300)
    image_credit = text_field("Source and licence of the picture", 200)
    key = text_field("Key", 60, autocomplete="off")

    def __init__(self, row: QuestionRow, place: int, choices: "Choices") -> None:
        prefix = f"q-{place}"
        data = row.as_data(prefix)
        super().__init__(data, prefix=prefix)
        self.row, self.place, self.number = row, place, place + 1
        self.is_open = True
        self.standing = choices.standing.get(row.one("item"))
        self.fields["objective"].choices = choices.objectives  # type: ignore[attr-defined]
        self.fields["reference"].choices = choices.references  # type: ignore[attr-defined]
        self.options = [OptionForm(data, prefix=f"{prefix}-o-{number}") for number in range(len(row.options))]
        answers = choices_of(row)
        self.parts = [
            PartForm(
                data,
                prefix=f"{prefix}-p-{number}",
                choices=answers,
                picture_fault=row.part_faults.get(number, ""),
            )
            for number in range(len(row.parts))
        ]

    @property
    def all_forms(self) -> list[HouseForm]:
        """Return the form and those of its rows, in the order of the page."""
        return [self, *self.options, *self.parts]

    @property
    def has_left_over(self) -> bool:
        """Something stands here that the kind cannot keep."""
        return has_left_over(self.row)

    @property
    def has_keys(self) -> bool:
        """Its options are marked as right."""
        return self.row.kind not in WITHOUT_KEYS

    @property
    def has_folded_errors(self) -> bool:
        """Something is wrong among the rare fields, which are folded away."""
        return any(name in self.errors for name in FOLDED)

    @property
    def fault_count(self) -> int:
        """How many things must be mended before it can be saved."""
        return sum(len(errors) for form in self.all_forms for errors in form.errors.values())

    @property
    def kind_label(self) -> str:
        """What is asked, in a word or two."""
        return str(dict(Kind.choices).get(self.row.kind, "")).partition(":")[0]

    def holds(self, target: str) -> bool:
        """Tell whether a control stands in it, by the control's id."""
        return target.startswith(f"id_q-{self.place}-") or target in {f"add-{row}-{self.place}" for row in ROWS}

    @property
    def warnings(self) -> list[str]:
        """Return what is worth a second look in the wording as it stands."""
        if not self.row.one("stem"):
            return []
        options = [
            OptionText(first_of(row, "text"), bool(row["is_key"]), first_of(row, "rationale"))
            for row in self.row.options
        ]
        parts = [PartText(first_of(row, "text"), None, first_of(row, "rationale")) for row in self.row.parts]
        text = QuestionText("", self.row.one("stem"), kind=self.row.kind, options=options, parts=parts)
        return warnings_of(text, f"question {self.number}")

    def clean_image(self) -> str:
        """Take a picture that is stored; a page names no other file."""
        return stored_image(self.cleaned_data["image"])

    def clean_passage(self) -> str:
        """Write a name as passages are named."""
        return short_key(self.cleaned_data["passage"], words=20)

    def clean_key(self) -> str:
        """Write a key as keys are written."""
        return short_key(self.cleaned_data["key"], words=20)

    def clean(self) -> dict[str, Any] | None:
        """Hold what would lose something, and a picture that was not taken."""
        cleaned = super().clean()
        if self.has_left_over:
            self.add_error("kind", LEFT_OVER)
        if self.row.picture_fault:
            self.add_error("picture", self.row.picture_fault)
        return cleaned

    def is_sound(self) -> bool:
        """Tell whether the question and all its rows can be saved."""
        return all([form.is_valid() for form in self.all_forms])  # noqa: C419 (judges every one)

    def is_changed(self) -> bool:
        """Tell whether the question says anything else than the saved one."""
        return self.standing is None or self.row.flat() != QuestionRow.of_item(self.standing).flat()

    def as_text(self, key: str, choices: "Choices") -> QuestionText:
        """Return the question for the service; rows without a word are left out."""
        if self.standing is not None and not self.is_changed():
            return text_of(self.standing)
        values, kind = self.cleaned_data, self.row.kind
        kept = [place for place, row in enumerate(self.row.options) if any(row.values())]
        plain = (
            "stem", "hint", "image", "image_alt", "image_credit", "in_pre_test", "in_post_test", "in_text",
            "in_self_check", "passage",
        )  # fmt: skip
        return QuestionText(
            key=key,
            kind=kind,
            scoring=values["scoring"] if values["scoring"] and kind in PARTIAL else Scoring.ALL,
            level=values["level"] or QuestionVersion.Level.DECLARATIVE,
            unit=values["unit"] if kind == Kind.NUMERIC else "",
            is_case_sensitive=values["is_case_sensitive"] and kind == Kind.SHORT,
            options=self._options(kept),
            parts=self._parts(kept) if kind in WITH_PARTS else [],
            objective=choices.objective_rows.get(values["objective"]),
            reference=choices.reference_rows.get(values["reference"]),
            **{name: values[name] for name in plain},
        )

    def _options(self, kept: Sequence[int]) -> list[OptionText]:
        kind = self.row.kind
        is_partial = kind in SHARED_OUT and self.cleaned_data["scoring"] == Scoring.PARTIAL
        rows = [self.options[place].cleaned_data for place in kept]
        options = [
            OptionText(
                row["text"],
                row["is_key"] and self.has_keys,
                row["rationale"],
                row["share"] if is_partial else None,
                row["tolerance"] if kind == Kind.NUMERIC else None,
            )
            for row in rows
        ]
        if kind not in TYPED:
            return options
        # An answer that is accepted is right, unless the editor tells those apart that are and are not.
        is_told = any(option.is_key or option.share is not None for option in options)
        return [replace(row, is_key=row.is_key or row.share == 1 or not is_told) for row in options]

    def _parts(self, kept: Sequence[int]) -> list[PartText]:
        places = {str(place): number for number, place in enumerate(kept)}
        rows = [part.cleaned_data for part, sent in zip(self.parts, self.row.parts, strict=True) if any(sent.values())]
        return [
            PartText(
                row["text"],
                places.get(row["key"]),
                row["rationale"],
                row["image"],
                row["image_alt"],
                row["image_credit"],
            )
            for row in rows
        ]


@dataclass(frozen=True)
class Choices:
    """What the questions of an article can be tied to, and the items that its draft has."""

    objective_rows: Mapping[str, Any]
    reference_rows: Mapping[str, Any]
    standing: Mapping[str, DraftItem]

    @classmethod
    def of(cls, article: Article, items: Sequence[DraftItem]) -> "Choices":
        """Read objectives and references of an article."""
        return cls(
            {str(row.pk): row for row in article.objectives.all()},
            {str(row.pk): row for row in article.references.all()},
            {str(item.pk): item for item in items},
        )

    @property
    def objectives(self) -> list[tuple[str, str]]:
        """Choices of the field."""
        return [("", "none yet"), *((pk, row.text) for pk, row in self.objective_rows.items())]

    @property
    def references(self) -> list[tuple[str, str]]:
        """Choices of the field."""
        return [("", "none"), *((pk, str(row)) for pk, row in self.reference_rows.items())]


def keys_of(questions: Sequence[QuestionForm]) -> list[str]:
    """Return a key for each question: the typed one, or one made from its words.

    A key typed twice is an error of the later question. Call it when all forms have been cleaned.
    """
    typed = [form.cleaned_data.get("key", "") for form in questions]
    taken = Counter(key for key in typed if key)
    seen: set[str] = set()
    keys = []
    for form, key in zip(questions, typed, strict=True):
        if key and key in seen:
            form.add_error("key", "Another question of this article has this key. Choose another word.")
        if not key:
            key = _free(short_key(form.cleaned_data.get("stem", ""), words=5) or f"question-{form.number}", taken)
            taken[key] += 1
        seen.add(key)
        keys.append(key)
    return keys


def _free(stem: str, taken: Mapping[str, int]) -> str:
    number, key = 1, stem
    while taken.get(key):
        number += 1
        key = f"{stem[: KEY_LENGTH - 4]}-{number}"
    return key
