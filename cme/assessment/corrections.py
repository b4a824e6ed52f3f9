"""Corrected keys: the items of an attempt as they are marked now."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from math import lcm
from typing import Any

from django.db.models import QuerySet

from cme.assessment.serving import ServedItem, ServedOption
from cme.compiled import NUMBER, CompiledQuery
from content.models import KeyCorrection, QuestionVersion
from content.rationales import Written, rationales_that_hold, written_with


@cache
def _corrections(count: int) -> CompiledQuery:
    """Return the query for the corrections of so many versions, the latest of each last."""

    def build(**versions: int) -> QuerySet[KeyCorrection, Any]:
        rows = KeyCorrection.objects.filter(version__in=list(versions.values()))
        return rows.order_by("number").values_list("version", "key")

    return CompiledQuery(build, **{f"version_{place}": NUMBER + place for place in range(count)})


def corrected_items(items: Iterable[ServedItem]) -> list[ServedItem]:
    """Return the items with the corrections that hold, in one query."""
    listed = list(items)
    if not listed:
        return []
    versions = {f"version_{place}": item.version for place, item in enumerate(listed)}
    keys: dict[int, Any] = dict(_corrections(len(listed)).all(**versions))
    return [with_key(item, keys[item.version]) if item.version in keys else item for item in listed]


def explained_items(items: Iterable[ServedItem]) -> list[ServedItem]:
    """Return the items as they are marked and explained now; two queries more where a key was corrected.

    A rationale that was written for another key is left out.
    """
    listed = list(items)
    corrected = corrected_items(listed)
    versions = [item.version for item in corrected if item.is_corrected]
    if not versions:
        return corrected
    written: dict[int, list[Written]] = {item.version: [_as_served(item)] for item in listed}
    rows = KeyCorrection.objects.filter(version__in=versions).order_by("number").prefetch_related("rationales")
    for correction in rows:
        written[correction.version_id].append(written_with(correction))
    return [
        _with_rationales(item, rationales_that_hold(written[item.version])) if item.is_corrected else item
        for item in corrected
    ]


def _as_served(item: ServedItem) -> Written:
    """Return the key of an item as it was published, and the rationales that were written for it."""
    if item.parts:
        parts = {str(part.id): part.key for part in item.parts}
        return {"parts": parts}, {part.id: part.rationale for part in item.parts}
    rationales = {option.id: option.rationale for option in item.options}
    if item.kind == QuestionVersion.Kind.ORDERING:
        return {"order": list(rationales)}, rationales
    return {"accepted": []} if item.is_typed else {"keys": sorted(item.keys)}, rationales


def _with_rationales(item: ServedItem, held: Mapping[int, str]) -> ServedItem:
    """Put other rationales in place; an accepted answer that a correction brought has none."""
    if item.parts:
        return replace(item, parts=tuple(replace(part, rationale=held[part.id]) for part in item.parts))
    options = (replace(option, rationale=held.get(option.id, "")) for option in item.options)
    return replace(item, options=tuple(options))


def with_key(item: ServedItem, key: Mapping[str, Any]) -> ServedItem:
    """Return an item as it is marked with another key.

    Args:
        item: The item as it was served.
        key: As :class:`~content.models.KeyCorrection` has it.
    """
    item = replace(item, is_corrected=True)
    if key.get("is_void"):
        return replace(item, is_void=True)
    if "parts" in key:
        right = {int(part): option for part, option in key["parts"].items()}
        return replace(item, parts=tuple(replace(part, key=right.get(part.id, part.key)) for part in item.parts))
    if "order" in key:
        places = {option: place for place, option in enumerate(key["order"])}
        return replace(item, options=tuple(sorted(item.options, key=lambda option: places[option.id])))
    if "accepted" in key:
        return replace(item, options=(*item.options, *_accepted(item, key["accepted"])))
    return _with_keys(item, set(key["keys"]), key.get("lost", 0))


def _with_keys(item: ServedItem, keys: set[int], lost: int) -> ServedItem:
    """Give the options their new worth.

    Several keys of a single best answer are worth all each: any of them counts. Those of a multiple response share
    the points evenly, so a point may be divided further than before. Penalties stay, and so does what a single best
    answer gave for a second best. What was right and no longer is brings nothing, and costs what the correction says.
    """
    divisor = lcm(item.denominator, len(keys)) if item.is_multiple and item.is_partial else item.denominator
    factor, right = divisor // item.denominator, divisor // (len(keys) if item.is_multiple else 1)
    options = []
    for option in item.options:
        is_key = option.id in keys
        is_lost = item.is_multiple or option.is_key
        old = (lost if option.is_key else min(0, option.shares)) if is_lost else option.shares
        options.append(replace(option, is_key=is_key, shares=right if is_key else old * factor))
    return replace(item, options=tuple(options), denominator=divisor)


def _accepted(item: ServedItem, rows: Iterable[Mapping[str, Any]]) -> list[ServedOption]:
    """Return further accepted answers; no row of the database stands behind them, so their key is 0."""
    return [
        ServedOption(
            id=0,
            text=row["text"],
            is_key=True,
            rationale="",
            shares=item.denominator,
            tolerance=Decimal(row["tolerance"]) if row.get("tolerance") else None,
        )
        for row in rows
    ]
