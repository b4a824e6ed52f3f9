"""By what results can be narrowed, and how many each choice leaves. Calculation without a database."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

SHORT, LONG = 5, 10  # minutes: up to the first, up to the second, more
NAMES = ("topic", "format", "year", "minutes", "test")  # as addresses and forms call them


@dataclass(frozen=True)
class Facets:
    """What an edition can be narrowed by.

    Attributes:
        values: The values under each facet's name; an edition has several topics and at most one of the others.
        labels: What readers see for a value, by facet and value; values without one are worded by the template.
    """

    values: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {"values": {name: list(self.values[name]) for name in NAMES}, "labels": self.labels}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Facets":
        """Read what :meth:`as_json` wrote."""
        return cls({name: tuple(kept["values"][name]) for name in NAMES}, kept["labels"])


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen, with how many results it would leave."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class Counted:
    """What matched, counted.

    Attributes:
        matched: All matches, whatever was chosen.
        total: The matches that have all chosen values.
        choices: The values of each facet among the matches that have what was chosen of the other facets.
        kept: Numbers of the signatures that have all chosen values.
    """

    matched: int
    total: int
    choices: Mapping[str, tuple[Choice, ...]]
    kept: tuple[int, ...]


def facets_of(teaser: Mapping[str, Any], listed_at: datetime) -> Facets:
    """Read the facets off a teaser; nothing of them is behind the gate."""
    minutes = teaser["minutes"]
    kind = teaser.get("format") or {}
    topics = {topic["slug"]: topic["name"] for topic in teaser["topics"]}
    return Facets(
        {
            "topic": tuple(topics),
            "format": (kind["code"],) if kind else (),
            "year": (str(listed_at.astimezone(UTC).year),),
            "minutes": ("short" if minutes <= SHORT else "medium" if minutes <= LONG else "long",),
            "test": ("yes",) if teaser["post_test_items"] else (),
        },
        {"topic": topics, "format": {kind["code"]: kind["name"]} if kind else {}},
    )


def number_of(facets: Facets) -> int:
    """Return the number of a combination: the same for the same facets, below 2**63."""
    canonical = json.dumps(facets.as_json(), sort_keys=True, ensure_ascii=False)
    return int.from_bytes(hashlib.sha256(canonical.encode()).digest()[:8], "big") >> 1


def count_facets(rows: Iterable[tuple[int, Facets, int]], chosen: Mapping[str, str]) -> Counted:
    """Count matches for every choice, from how many documents there are of each signature.

    Args:
        rows: Number, facets and documents of each signature among the matches.
        chosen: The value chosen of some facets.
    """
    counts: dict[str, Counter[str]] = {name: Counter() for name in NAMES}
    labels: dict[str, dict[str, str]] = {name: {} for name in NAMES}
    matched = total = 0
    kept = []
    for number, facets, documents in rows:
        matched += documents
        missing = [name for name, value in chosen.items() if value not in facets.values[name]]
        if not missing:
            total += documents
            kept.append(number)
        if len(missing) > 1:
            continue
        for name in missing or NAMES:
            for value in facets.values[name]:
                counts[name][value] += documents
            labels[name].update(facets.labels.get(name, {}))
    choices = {name: _ordered(name, counts[name], labels[name]) for name in NAMES}
    return Counted(matched, total, choices, tuple(kept))


def _ordered(name: str, counts: Counter[str], labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """Order the newest years and the shortest times first, the rest by how many there are."""
    choices = [Choice(value, labels.get(value, value), count) for value, count in counts.items()]
    if name == "year":
        return tuple(sorted(choices, key=lambda choice: choice.value, reverse=True))
    if name == "minutes":
        return tuple(sorted(choices, key=lambda choice: ("short", "medium", "long").index(choice.value)))
    return tuple(sorted(choices, key=lambda choice: (-choice.count, choice.label)))
