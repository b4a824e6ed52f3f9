"""Neutral questions as JSON: exactly, to be kept; and for other programs, with weights in percent."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

from content.formats.neutral import FormatFault, Kind, NeutralOption, NeutralPicture, NeutralQuestion, TextFormat


def kept(question: NeutralQuestion) -> dict[str, Any]:
    """Return a question as JSON that loses nothing: every field of it, of its answers and of its pictures."""
    return _fields_kept(question)


def _fields_kept(row: NeutralQuestion | NeutralOption | NeutralPicture) -> dict[str, Any]:
    return {place.name: _kept(getattr(row, place.name)) for place in fields(row)}


def _kept(value: Any) -> Any:
    """Return the value of a field as JSON has it."""
    match value:
        case NeutralOption() | NeutralPicture():
            return _fields_kept(value)
        case tuple():
            return [_kept(row) for row in value]
        case bytes():
            return b64encode(value).decode()
        case Fraction() | Decimal():
            return str(value)
        case _:
            return value


def restored(values: Mapping[str, Any]) -> NeutralQuestion:
    """Return the question that was kept; a field that was not is as in files that say nothing of it."""
    return NeutralQuestion(**_fields_restored(NeutralQuestion, values))


def _option_restored(values: Mapping[str, Any]) -> NeutralOption:
    return NeutralOption(**_fields_restored(NeutralOption, values))


def _picture_restored(values: Mapping[str, Any]) -> NeutralPicture:
    """Return the picture that was kept; only those that were checked are."""
    return NeutralPicture(**_fields_restored(NeutralPicture, {"is_checked": True} | dict(values)))


RESTORED: dict[str, Callable[[Any], Any]] = {
    "kind": Kind,
    "text_format": TextFormat,
    "options": lambda rows: tuple(map(_option_restored, rows)),
    "picture": _picture_restored,
    "weight": Fraction,
    "tolerance": Decimal,
    "data": b64decode,
}  # of fields that JSON has otherwise, where there is something to read


def _fields_restored(
    of: type[NeutralQuestion | NeutralOption | NeutralPicture], values: Mapping[str, Any]
) -> dict[str, Any]:
    found = {place.name: values[place.name] for place in fields(of) if place.name in values}
    return {name: value if value is None else RESTORED.get(name, _as_it_is)(value) for name, value in found.items()}


def _as_it_is(value: Any) -> Any:
    return value


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
