"""An item analysis as JSON and back: measures become short lists, moments become text, and nothing else changes."""

from dataclasses import astuple
from datetime import datetime
from typing import Any

from cme.outcomes.measures import Measure

FORM = 4  # of the values; a change of what they hold makes it the next number, and old snapshots are not read
MEASURE = "measure"
MOMENT = "moment"


def pack(value: Any) -> Any:
    """Return plain values that JSON can hold."""
    if isinstance(value, Measure):
        return {MEASURE: list(astuple(value))}
    if isinstance(value, datetime):
        return {MOMENT: value.isoformat()}
    if isinstance(value, dict):
        return {str(key): pack(inner) for key, inner in value.items()}
    return [pack(inner) for inner in value] if isinstance(value, list | tuple) else value


def unpack(value: Any) -> Any:
    """Return what :func:`pack` was given; keys are text."""
    if isinstance(value, dict):
        if value.keys() == {MEASURE}:
            return Measure(*value[MEASURE])
        if value.keys() == {MOMENT}:
            return datetime.fromisoformat(value[MOMENT])
        return {key: unpack(inner) for key, inner in value.items()}
    return [unpack(inner) for inner in value] if isinstance(value, list) else value
