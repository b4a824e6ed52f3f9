"""Neutral questions as JSON: exactly, to be kept; and for other programs, with weights in percent."""

from base64 import b64decode, b64encode
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from content.formats.neutral import FormatFault, Kind, NeutralOption, NeutralPicture, NeutralQuestion, TextFormat

TEXTS = ("stem", "name", "feedback", "category", "unit", "hint")
PICTURED = ("name", "alt", "credit", "refusal")


def kept(question: NeutralQuestion) -> dict[str, Any]:
    """Return a question as JSON that loses nothing."""
    options = [
        {
            "text": row.text,
            "weight": str(row.weight),
            "feedback": row.feedback,
            "match": row.match,
            "tolerance": None if row.tolerance is None else str(row.tolerance),
            "picture": _picture_kept(row.picture),
        }
        for row in question.options
    ]
    return {
        **{name: getattr(question, name) for name in TEXTS},
        "kind": question.kind.value,
        "text_format": question.text_format.value,
        "is_case_sensitive": question.is_case_sensitive,
        "line": question.line,
        "file": question.file,
        "is_faulty": question.is_faulty,
        "options": options,
        "picture": _picture_kept(question.picture),
    }


def _picture_kept(picture: NeutralPicture | None) -> dict[str, Any] | None:
    """Return a picture that was checked as JSON."""
    if picture is None:
        return None
    return {
        **{name: getattr(picture, name) for name in PICTURED},
        "line": picture.line,
        "data": b64encode(picture.data).decode(),
    }


def _picture_restored(values: Mapping[str, Any] | None) -> NeutralPicture | None:
    """Return the picture that was kept; only those that were checked are."""
    if not values:
        return None
    texts = {name: values[name] for name in PICTURED}
    return NeutralPicture(b64decode(values["data"]), line=values["line"], is_checked=True, **texts)


def restored(values: Mapping[str, Any]) -> NeutralQuestion:
    """Return the question that was kept."""
    options = tuple(
        NeutralOption(
            row["text"],
            Fraction(row["weight"]),
            row["feedback"],
            row["match"],
            None if row["tolerance"] is None else Decimal(row["tolerance"]),
            _picture_restored(row.get("picture")),
        )
        for row in values["options"]
    )
    return NeutralQuestion(
        Kind(values["kind"]),
        options=options,
        text_format=TextFormat(values["text_format"]),
        is_case_sensitive=values["is_case_sensitive"],
        line=values["line"],
        file=values.get("file", ""),
        is_faulty=values.get("is_faulty", False),
        picture=_picture_restored(values.get("picture")),
        **{name: values[name] for name in TEXTS},
    )


def shown(question: NeutralQuestion) -> dict[str, Any]:
    """Return a question for other programs: weights in percent, where 100 is the whole mark."""
    return {
        "type": question.kind.value,
        "name": question.name,
        "stem": question.stem,
        "options": [_option_shown(question.kind, row) for row in question.options],
        "feedback": question.feedback,
        "category": question.category,
    }


def fault_shown(fault: FormatFault) -> dict[str, Any]:
    """Return a fault as JSON."""
    return {"line": fault.line, "message": fault.message}


def number_shown(number: Fraction | Decimal) -> int | float:
    """Return a number as JSON has it: whole if it is whole."""
    return int(number) if number == int(number) else float(number)


def _option_shown(kind: Kind, row: NeutralOption) -> dict[str, Any]:
    values: dict[str, Any] = {"text": row.text, "weight": number_shown(row.weight * 100), "feedback": row.feedback}
    if kind == Kind.MATCHING:
        values["match"] = row.match
    if kind == Kind.NUMERIC:
        values["tolerance"] = number_shown(row.tolerance or Decimal(0))
    return values
