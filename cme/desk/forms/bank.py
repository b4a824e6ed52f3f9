"""The forms of the bank: a file to import, a wording to change."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cme.desk.problems import TOO_LONG
from cme.ui.forms import HouseForm
from content.accepted_wordings import said
from content.formats.archives import MOST_ARCHIVE_BYTES, is_archive
from content.formats.neutral import MOST_BYTES
from content.formats.registry import READ
from content.models import QuestionVersion
from content.question_faults import LONGEST_ALT
from content.question_text import TYPED, OptionText, QuestionText
from content.services.describing_uploads import Undescribed

MEGABYTES, WITH_PICTURES = MOST_BYTES // 1_000_000, MOST_ARCHIVE_BYTES // 1_000_000
BLANK = b"\xef\xbb\xbf \t\r\n"  # before the first sign of a text


class UploadForm(HouseForm):
    """A file of questions."""

    file = forms.FileField(
        label="File",
        help_text=(
            f"GIFT, Aiken, Moodle XML, or QTI as an item or a ZIP package; UTF-8, up to {MEGABYTES} MB, and "
            f"{WITH_PICTURES} MB where a file has pictures in it. "
            "Moodle XML and QTI packages bring the pictures of questions with them."
        ),
        error_messages={"required": "Choose a file.", "empty": "The file is empty.", "missing": "Choose a file."},
    )
    format = forms.ChoiceField(
        label="Format",
        required=False,
        choices=[("", "as the file looks"), *((form.name, form.label) for form in READ.values())],
        error_messages={"invalid_choice": "Choose one of these formats."},
    )

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is too large before it is read."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        start = file.read(100)
        file.seek(0)
        most = WITH_PICTURES if is_archive(start) or start.lstrip(BLANK).startswith(b"<") else MEGABYTES
        if (file.size or 0) > most * 1_000_000:
            raise forms.ValidationError(f"The file is larger than {most} MB. Split it into smaller files.")
        return file


class DescribeForm(HouseForm):
    """What pictures of an upload show; whichever is left empty can be described later."""

    def __init__(self, data: Any, *, pictures: Sequence[Undescribed]) -> None:
        super().__init__(data)
        self.pictures = pictures
        for number, row in enumerate(pictures, start=1):
            self.fields[f"alt-{row.key}"] = _text(f"What picture {number} shows", LONGEST_ALT)

    def rows(self) -> list[tuple[Undescribed, forms.BoundField]]:
        """Return each picture with its control."""
        return [(row, self[f"alt-{row.key}"]) for row in self.pictures]

    def alts(self) -> dict[str, str]:
        """Return the alternative texts by the keys of their pictures."""
        return {row.key: self.cleaned_data[f"alt-{row.key}"] for row in self.pictures}


def _text(label: str, length: int | None = None, *, rows: int = 2, is_needed: bool = False) -> forms.CharField:
    field = forms.CharField(
        label=label,
        max_length=length,
        required=is_needed,
        widget=forms.Textarea({"rows": rows}),
        error_messages={"max_length": TOO_LONG, "required": f"Fill in: {label}."},
    )
    field.widget.attrs.pop("maxlength", None)
    return field


def _accepted(option: OptionText, text: QuestionText) -> str:
    """Return a number or wording that is accepted, as labels name it."""
    tolerance = f" ± {option.tolerance.normalize():f}" if option.tolerance else ""
    return f"“{said(text.kind, option.text)[:60]}{tolerance}{f' {text.unit}' if text.unit else ''}”"


class RewordForm(HouseForm):
    """The wording of a question. What is right, and how many answers there are, is changed in an article.

    A number or wording that is accepted is what is right, so that only the reason for it is written here.
    """

    stem = _text("Question", rows=3, is_needed=True)
    hint = _text("Hint")
    level = forms.ChoiceField(
        label="Level",
        choices=QuestionVersion.Level,
        error_messages={"required": "Choose: Level.", "invalid_choice": "Choose one of these levels."},
    )

    def __init__(self, data: Any, *, text: QuestionText) -> None:
        self.text = text
        super().__init__(data, initial=self._initial(text))
        for number, option in enumerate(text.options):
            called = _accepted(option, text) if text.kind in TYPED else f"option {number + 1}"
            if text.kind not in TYPED:
                label = f"Option {number + 1}{', right' if option.is_key else ''}"
                self.fields[f"option-{number}"] = _text(label, 300, is_needed=True)
            self.fields[f"option-{number}-why"] = _text(f"Why {called} is right or wrong")
        for number in range(len(text.parts)):
            self.fields[f"part-{number}"] = _text(f"Part {number + 1}", is_needed=True)
            self.fields[f"part-{number}-why"] = _text(f"Why, for part {number + 1}")

    def groups(self) -> list[list[forms.BoundField]]:
        """Return the controls of each option and part."""
        counts = {"option": len(self.text.options), "part": len(self.text.parts)}
        return [
            [self[name] for name in (f"{kind}-{number}", f"{kind}-{number}-why") if name in self.fields]
            for kind, count in counts.items()
            for number in range(count)
        ]

    def as_text(self) -> QuestionText:
        """Return the question with its new words."""
        values = self.cleaned_data
        return replace(
            self.text,
            stem=values["stem"],
            hint=values["hint"],
            level=values["level"],
            options=[
                replace(row, text=values.get(f"option-{number}", row.text), rationale=values[f"option-{number}-why"])
                for number, row in enumerate(self.text.options)
            ],
            parts=[
                replace(row, text=values[f"part-{number}"], rationale=values[f"part-{number}-why"])
                for number, row in enumerate(self.text.parts)
            ],
        )

    @staticmethod
    def _initial(text: QuestionText) -> dict[str, Any]:
        values: dict[str, Any] = {"stem": text.stem, "hint": text.hint, "level": text.level}
        members: list[tuple[str, Sequence[Any]]] = [("option", text.options), ("part", text.parts)]
        for kind, rows in members:
            for number, row in enumerate(rows):
                values |= {f"{kind}-{number}": row.text, f"{kind}-{number}-why": row.rationale}
        return values
