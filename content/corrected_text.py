"""A question as written, with the key that holds since it was corrected."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from content.formats.neutral import FormatRefused
from content.models import KeyCorrection, QuestionVersion
from content.question_text import CHOSEN, Kind, OptionText, PartText, QuestionText
from content.rationales import rationales_that_hold, written_of

VOID = (
    "“{}”: its key was corrected so that every answer counts, which no format holds. "
    "Write a new version with a right answer, or leave the question out."
)
SEVERAL = (
    "“{}”: its key was corrected so that any of {} answers counts, which no format holds for one best answer. "
    "Write a new version with one right answer, or leave the question out."
)
ONE_RIGHT = {Kind.SINGLE, Kind.TRUE_FALSE}


class NoKeyLeft(FormatRefused):
    """The corrected key of a question is none that could be written; that is no fault of the question."""


def as_corrected(version: QuestionVersion, text: QuestionText, corrections: Sequence[KeyCorrection]) -> QuestionText:
    """Return what a version says, with the key that holds and the rationales that explain it.

    Args:
        version: The version, with its options and parts.
        text: What it says.
        corrections: All corrections of its key in their order, each with its rationales.

    Raises:
        NoKeyLeft: Every answer counts, or several of one best answer, so there is no key to write.
    """
    if not corrections:
        return text
    corrected = with_corrected_key(version, _explained(version, text, corrections), corrections[-1].key)
    keys = sum(option.is_key for option in corrected.options)
    if text.kind in ONE_RIGHT and keys > 1:
        raise NoKeyLeft(SEVERAL.format(text.stem[:60], keys))
    return corrected


def as_next_wording(version: QuestionVersion, text: QuestionText, corrections: Sequence[KeyCorrection]) -> QuestionText:
    """Return what the next wording of a version begins with: the key that holds, and the rationales that explain it.

    Where every answer counts, none is marked as right, and the rationales stay; an order and accepted answers stay,
    too. Where several of one best answer count, all are marked. Either way the editor has to choose.

    Args:
        version: The version, with its options and parts.
        text: What it says.
        corrections: All corrections of its key in their order, each with its rationales.
    """
    if not corrections:
        return text
    explained = _explained(version, text, corrections)
    try:
        return with_corrected_key(version, explained, corrections[-1].key)
    except NoKeyLeft:
        return _without_key(explained)


def _explained(version: QuestionVersion, text: QuestionText, corrections: Sequence[KeyCorrection]) -> QuestionText:
    """Put the rationales that hold in place; where every answer counts, those of another key stay until others come."""
    held = list(rationales_that_hold(written_of(version, corrections)).values())  # in the order of the answers
    is_void = bool(corrections[-1].key.get("is_void"))

    def whys(rows: Sequence[OptionText | PartText]) -> list[str]:
        return [why or (row.rationale if is_void else "") for row, why in zip(rows, held, strict=True)]

    if text.parts:
        pairs = zip(text.parts, whys(text.parts), strict=True)
        return replace(text, parts=[replace(part, rationale=why) for part, why in pairs])
    rows = zip(text.options, whys(text.options), strict=True)
    return replace(text, options=[replace(option, rationale=why) for option, why in rows])


def _without_key(text: QuestionText) -> QuestionText:
    if text.parts:
        return replace(text, parts=[replace(part, key=None) for part in text.parts])
    if text.kind not in CHOSEN:
        return text
    return replace(text, options=[_judged(text, row, None) for row in text.options])


def with_corrected_key(version: QuestionVersion, text: QuestionText, key: Mapping[str, Any]) -> QuestionText:
    """Return what a version says, with a corrected key in place of its own.

    Args:
        version: The version, with its options and parts.
        text: What it says.
        key: As KeyCorrection has it.

    Raises:
        NoKeyLeft: Every answer counts, so there is no key to write.
    """
    options = list(version.options.all())
    places = {option.pk: place for place, option in enumerate(options)}
    if key.get("is_void"):
        raise NoKeyLeft(VOID.format(text.stem[:60]))
    if "parts" in key:
        rights = [places[key["parts"][str(part.pk)]] for part in version.parts.all()]
        parts = [replace(part, key=right) for part, right in zip(text.parts, rights, strict=True)]
        return replace(text, parts=parts)
    if "order" in key:
        return replace(text, options=[text.options[places[pk]] for pk in key["order"]])
    if "accepted" in key:
        return replace(text, options=[*text.options, *map(_accepted, key["accepted"])])
    keys = {places[pk] for pk in key["keys"]}
    right = Fraction(1, len(keys) if text.kind == Kind.MULTIPLE else 1)
    lost = Fraction(key.get("lost", 0), version.denominator)
    judged = [_judged(text, row, right if place in keys else None, lost) for place, row in enumerate(text.options)]
    return replace(text, options=judged)


def _judged(text: QuestionText, row: OptionText, right: Fraction | None, lost: Fraction = Fraction(0)) -> OptionText:
    """Return an option with its new worth; penalties stay, and so does what was given for a second best."""
    if row.share is None:
        return replace(row, is_key=right is not None)
    is_lost = text.kind == Kind.MULTIPLE or row.is_key
    old = (lost if row.is_key else min(Fraction(0), row.share)) if is_lost else row.share
    return replace(row, is_key=right is not None, share=old if right is None else right)


def _accepted(row: Mapping[str, Any]) -> OptionText:
    tolerance = Decimal(row["tolerance"]) if row.get("tolerance") else None
    return OptionText(row["text"], is_key=True, share=Fraction(1), tolerance=tolerance)
