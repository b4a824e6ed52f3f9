"""By what results can be narrowed, and how many each choice leaves. Calculation without a database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from content.kinds import ArticleKind, kind_of

SHORT, LONG = 5, 10  # minutes: up to the first, up to the second, more
LENGTHS = ("short", "medium", "long")
NAMES = ("topic", "kind", "format", "year", "minutes", "test")  # as addresses and forms call them


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
        values = {"kind": [ArticleKind.SUMMARY.value]} | kept["values"]  # written before there were kinds
        return cls({name: tuple(values[name]) for name in NAMES}, kept["labels"])


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
        kept: The matches that have all chosen values, as a bit set.
    """

    matched: int
    total: int
    choices: Mapping[str, Sequence[Choice]]
    kept: int = 0


def facets_of(teaser: Mapping[str, Any], listed_at: datetime) -> Facets:
    """Read the facets off a teaser; nothing of them is behind the gate."""
    minutes = teaser["minutes"]
    format_ = teaser.get("format") or {}
    topics = {topic["slug"]: topic["name"] for topic in teaser["topics"]}
    return Facets(
        {
            "topic": tuple(topics),
            "kind": (kind_of(teaser).value,),
            "format": (format_["code"],) if format_ else (),
            "year": (str(listed_at.astimezone(UTC).year),),
            "minutes": (LENGTHS[(minutes > SHORT) + (minutes > LONG)],),
            "test": ("yes",) if teaser["post_test_items"] else (),
        },
        {"topic": topics, "format": {format_["code"]: format_["name"]} if format_ else {}},
    )


def count_facets(
    matched: int,
    having: Mapping[tuple[str, str], int],
    labels: Mapping[tuple[str, str], str],
    chosen: Mapping[str, str],
) -> Counted:
    """Count matches for every choice.

    Args:
        matched: The matches, as a bit set over the numbers of documents.
        having: The documents that have a value, by facet and value, as bit sets.
        labels: What readers see for a value.
        chosen: The value chosen of some facets.
    """
    masks = {name: having.get((name, value), 0) for name, value in chosen.items()}
    leaving = {name: _having_all(matched, masks, but=name) for name in NAMES}
    choices: dict[str, list[Choice]] = {name: [] for name in NAMES}
    for (name, value), documents in having.items():
        count = (documents & leaving[name]).bit_count()
        if count:
            choices[name].append(Choice(value, labels[name, value], count))
    kept = _having_all(matched, masks)
    ordered = {name: _ordered(name, choices[name]) for name in NAMES}
    return Counted(matched.bit_count(), kept.bit_count(), ordered, kept)


def _having_all(matched: int, masks: Mapping[str, int], *, but: str = "") -> int:
    for name, mask in masks.items():
        if name != but:
            matched &= mask
    return matched


def _ordered(name: str, choices: Sequence[Choice]) -> list[Choice]:
    """Order the newest years and the shortest times first, the rest by how many there are."""
    if name == "year":
        return sorted(choices, key=lambda choice: choice.value, reverse=True)
    if name == "minutes":
        return sorted(choices, key=lambda choice: LENGTHS.index(choice.value))
    return sorted(choices, key=lambda choice: (-choice.count, choice.label))
