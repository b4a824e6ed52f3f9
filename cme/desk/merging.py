"""Two editors, one draft: what each of three copies says, and one copy made of them.

The first copy is what both had opened (known by its digests alone), the second what the other editor saved, the third
what this editor typed. Values are kept as a browser sends them, so that a merged copy can be shown in the form again.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Values = dict[str, tuple[str, ...]]
MADE = frozenset({"position"})  # numbered anew on saving


@dataclass(frozen=True)
class Row:
    """One row of a group, such as a reference: its primary key (empty for a new one) and what it says."""

    pk: str
    values: Values


@dataclass(frozen=True)
class Copy:
    """A draft as one editor has it: its own fields, and its rows by the name of their group."""

    fields: Values = field(default_factory=dict)
    groups: dict[str, list[Row]] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """A place that both editors changed.

    Attributes:
        place: Name of the field, or of the group and the row: ``references/12``.
        theirs: What the other editor saved; None if that editor removed the row.
        mine: What this editor typed; None if this editor removed the row.
    """

    place: str
    theirs: Values | None
    mine: Values | None


@dataclass(frozen=True)
class Merge:
    """One copy out of two.

    Attributes:
        copy: Mine, with what only the other editor changed taken over.
        differences: What both changed; the copy holds my text.
        taken: Places where the other editor's text was taken over.
    """

    copy: Copy
    differences: list[Difference]
    taken: list[str]


def digest_of(values: Values | tuple[str, ...]) -> str:
    """Return a short hash that tells whether a place still says what it said."""
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:12]


def digests_of(copy: Copy) -> dict[str, str]:
    """Return a digest for every place of a copy."""
    digests = {name: digest_of(values) for name, values in copy.fields.items()}
    for group, rows in copy.groups.items():
        digests |= {f"{group}/{row.pk}": digest_of(row.values) for row in rows if row.pk}
    return digests


def merge(*, mine: Copy, theirs: Copy, base: Mapping[str, str]) -> Merge:
    """Join what two editors did to the same draft; where both changed a place, mine stays and theirs is told.

    Args:
        mine: What was typed.
        theirs: What is saved.
        base: Digests of what was opened. A place it does not know counts as changed by both.
    """
    fields: Values = {}
    differences: list[Difference] = []
    taken: list[str] = []
    for name, their_values in theirs.fields.items():
        my_values = mine.fields.get(name, their_values)
        is_theirs = my_values != their_values and digest_of(my_values) == base.get(name)
        fields[name] = their_values if is_theirs else my_values
        if is_theirs:
            taken.append(name)
        elif my_values != their_values and digest_of(their_values) != base.get(name):
            differences.append(Difference(name, {name: their_values}, {name: my_values}))
    groups = {}
    for group in theirs.groups:
        rows = _RowMerge(group, base, differences, taken)
        groups[group] = rows.merge(mine.groups.get(group, []), theirs.groups[group])
    return Merge(Copy(fields, groups), differences, taken)


@dataclass(frozen=True)
class _RowMerge:
    group: str
    base: Mapping[str, str]
    differences: list[Difference]
    taken: list[str]

    def merge(self, mine: Sequence[Row], theirs: Sequence[Row]) -> list[Row]:
        saved = {row.pk: row for row in theirs}
        kept: list[Row] = []
        for row in mine:
            if row.pk:
                kept += self._both(row, saved.pop(row.pk, None))
            else:
                kept.append(self._sent_before(row, saved) or row)
        for row in saved.values():
            kept += self._only_theirs(row)
        return kept

    def _sent_before(self, mine: Row, saved: dict[str, Row]) -> Row | None:
        """Take the saved row that a new one of mine became when the same form was sent before, by a second press."""
        words = {name: sent for name, sent in mine.values.items() if sent and name not in MADE}
        for pk, row in saved.items():
            is_new = f"{self.group}/{pk}" not in self.base
            if is_new and words and all(row.values.get(name) == sent for name, sent in words.items()):
                return saved.pop(pk)
        return None

    def _both(self, mine: Row, theirs: Row | None) -> list[Row]:
        place = f"{self.group}/{mine.pk}"
        is_changed_by_me = digest_of(mine.values) != self.base.get(place)
        if theirs is None:
            if not is_changed_by_me:
                self.taken.append(place)
                return []
            self.differences.append(Difference(place, None, mine.values))
            return [Row("", mine.values)]
        if theirs.values == mine.values:
            return [mine]
        if not is_changed_by_me:
            self.taken.append(place)
            return [theirs]
        if digest_of(theirs.values) != self.base.get(place):
            self.differences.append(Difference(place, theirs.values, mine.values))
        return [mine]

    def _only_theirs(self, row: Row) -> list[Row]:
        """A row that I do not have: the other editor added it, or I removed it."""
        place = f"{self.group}/{row.pk}"
        if place not in self.base:
            self.taken.append(place)
            return [row]
        if digest_of(row.values) == self.base[place]:
            return []
        self.differences.append(Difference(place, row.values, None))
        return [row]
