"""By what results can be narrowed, and how many each choice leaves. Calculation without a database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from content.kinds import ArticleKind, kind_of
from content.models import AgeGroup

SHORT, LONG = 5, 10  # minutes: up to the first, up to the second, more
LENGTHS = ("short", "medium", "long")
TOPIC = "topic"


@dataclass(frozen=True)
class Facet:
    """Something that results are narrowed by.

    Attributes:
        name: As addresses and forms call it.
        read: Reads values off a teaser and the moment of listing, each with what readers see for it; nothing where
            the page words it itself.
        order: The values in the order of the page; without it, those of most results come first.
        is_newest_first: The highest values come first.
    """

    name: str
    read: Callable[[Mapping[str, Any], datetime], Mapping[str, str]]
    order: Sequence[str] = ()
    is_newest_first: bool = False


def _topics(teaser: Mapping[str, Any], listed_at: datetime) -> Mapping[str, str]:
    return {topic["slug"]: topic["name"] for topic in teaser["topics"]}


def _kind(teaser: Mapping[str, Any], listed_at: datetime) -> Mapping[str, str]:
    return {kind_of(teaser).value: ""}


def _format(teaser: Mapping[str, Any], listed_at: datetime) -> Mapping[str, str]:
    kind = teaser.get("format") or {}
    return {kind["code"]: kind["name"]} if kind else {}


def _year(teaser: Mapping[str, Any], listed_at: datetime) -> Mapping[str, str]:
    return {str(listed_at.astimezone(UTC).year): ""}


def _minutes(teaser: Mapping[str, Any], listed_at: datetime) -> Mapping[str, str]:
    minutes = teaser["minutes"]
    return {LENGTHS[(minutes > SHORT) + (minutes > LONG)]: ""}


def _test(teaser: Mapping[str, Any], listed_at: datetime) -> Mapping[str, str]:
    return {"yes": ""} if teaser["post_test_items"] else {}


def _said(name: str) -> Callable[[Mapping[str, Any], datetime], Mapping[str, str]]:
    """Read a code, or a list of codes, that a teaser may lack."""

    def read(teaser: Mapping[str, Any], listed_at: datetime) -> Mapping[str, str]:
        said = teaser.get(name) or []
        return dict.fromkeys([said] if isinstance(said, str) else said, "")

    return read


# In the order of the page. A facet is a line here and a line with its words in cme/catalogue/views/search.py; where
# editions have it that are in the index already, raise ``analysis.ANALYSIS``.
FACETS = (
    Facet(TOPIC, _topics),
    Facet("kind", _kind),
    Facet("design", _said("study_design")),
    Facet("population", _said("population"), order=AgeGroup.values),
    Facet("format", _format),
    Facet("year", _year, is_newest_first=True),
    Facet("minutes", _minutes, order=LENGTHS),
    Facet("test", _test),
)
NAMES = tuple(facet.name for facet in FACETS)


@dataclass(frozen=True)
class Facets:
    """What an edition can be narrowed by.

    Attributes:
        values: The values under each facet's name; an edition has several of some facets and none of others.
        labels: What readers see for a value, by facet and value; values without one are worded by the page.
    """

    values: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {"values": {name: list(self.values[name]) for name in NAMES}, "labels": self.labels}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Facets":
        """Read what :meth:`as_json` wrote; a document that is older than a facet has no value of it."""
        values = {"kind": [ArticleKind.SUMMARY.value]} | kept["values"]  # written before there were kinds
        return cls({name: tuple(values.get(name, ())) for name in NAMES}, kept["labels"])


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


def facets_of(teaser: Mapping[str, Any], listed_at: datetime, *, is_retracted: bool = False) -> Facets:
    """Read the facets off a teaser; nothing of them is behind the gate. No test of a retracted article can be taken."""
    said = {**teaser, "post_test_items": 0} if is_retracted else teaser
    found = {facet.name: facet.read(said, listed_at) for facet in FACETS}
    labels = {name: {value: label for value, label in values.items() if label} for name, values in found.items()}
    return Facets(
        {name: tuple(values) for name, values in found.items()}, {name: said for name, said in labels.items() if said}
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
    ordered = {facet.name: _ordered(facet, choices[facet.name]) for facet in FACETS}
    return Counted(matched.bit_count(), kept.bit_count(), ordered, kept)


def _having_all(matched: int, masks: Mapping[str, int], *, but: str = "") -> int:
    for name, mask in masks.items():
        if name != but:
            matched &= mask
    return matched


def _ordered(facet: Facet, choices: Sequence[Choice]) -> list[Choice]:
    """Order the choices of a facet as readers see them; a value that is no longer known comes last."""
    if facet.is_newest_first:
        return sorted(choices, key=lambda choice: choice.value, reverse=True)
    if facet.order:
        places = {value: place for place, value in enumerate(facet.order)}
        return sorted(choices, key=lambda choice: places.get(choice.value, len(places)))
    return sorted(choices, key=lambda choice: (-choice.count, choice.label))
