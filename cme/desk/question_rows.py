"""Questions as a page sends them: rows that can be added, moved, removed and compared before anything is saved."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import QueryDict

from cme.desk.merging import Copy, Row, Values
from cme.desk.sending import tidy
from content.corrected_text import as_next_wording
from content.models import DraftItem, QuestionVersion
from content.numbers import in_one_way
from content.question_text import QuestionText, shares_of
from content.services.questions import text_of
from content.shares import write_share

GROUP = "questions"
NEW_OPTIONS = 4
FLAGS = ("in_post_test", "in_pre_test", "in_text", "in_self_check", "is_case_sensitive")
FIELDS = (
    "item", "stem", "kind", "scoring", "level", "hint", "unit", "image", "image_alt", "image_credit", "objective",
    "passage", "reference", "key", *FLAGS,
)  # fmt: skip
OPTION_FIELDS = ("text", "is_key", "rationale", "share", "tolerance")
PART_FIELDS = ("text", "key", "rationale", "image", "image_alt", "image_credit")
INNER_ROW = re.compile(r"([op])-(\d+)-")
SENT_ROW = re.compile(r"(q-)(\d+)-item|(q-\d+-[op]-)(\d+)-text", re.ASCII)


@dataclass
class QuestionRow:
    """A question as it was sent: values by field, and those of each option and of each vignette or statement.

    Attributes:
        picture_fault: Why a picture that came along was not taken.
        part_faults: The same of pictures of vignettes and statements, by place.
    """

    values: Values
    options: list[Values] = field(default_factory=list)
    parts: list[Values] = field(default_factory=list)
    picture_fault: str = ""
    part_faults: dict[int, str] = field(default_factory=dict)

    def one(self, name: str) -> str:
        """Return the value of a field that has one."""
        return first_of(self.values, name)

    @property
    def kind(self) -> str:
        """Return the kind; the first of all where none was sent."""
        return self.one("kind") or QuestionVersion.Kind.SINGLE.value

    def as_data(self, prefix: str) -> QueryDict:
        """Return request data that says the same under a prefix."""
        data = QueryDict(mutable=True)
        rows = {prefix: self.values}
        rows |= {f"{prefix}-o-{place}": row for place, row in enumerate(self.options)}
        rows |= {f"{prefix}-p-{place}": row for place, row in enumerate(self.parts)}
        for start, row in rows.items():
            for name, values in row.items():
                data.setlist(f"{start}-{name}", list(values))
        return data

    def flat(self) -> Values:
        """Return all values in one mapping, for comparing; the item itself is no text."""
        flat = {name: values for name, values in self.values.items() if name != "item"}
        for letter, rows in (("o", self.options), ("p", self.parts)):
            for place, row in enumerate(rows):
                if any(row.values()):
                    flat |= {f"{letter}-{place}-{name}": values for name, values in row.items()}
        return flat

    @classmethod
    def from_flat(cls, item: str, flat: Values) -> "QuestionRow":
        """Return the row that :meth:`flat` was made from; empty rows in between stay, since parts count options."""
        values = {name: sent for name, sent in flat.items() if not INNER_ROW.match(name)}
        places: dict[str, int] = {"o": 0, "p": 0}
        for match in filter(None, map(INNER_ROW.match, flat)):
            places[match[1]] = max(places[match[1]], int(match[2]) + 1)
        options, parts = (
            [{name: flat.get(f"{letter}-{place}-{name}", ()) for name in names} for place in range(places[letter])]
            for letter, names in (("o", OPTION_FIELDS), ("p", PART_FIELDS))
        )
        return cls(values | {"item": (item,) if item else ()}, options, parts)

    @classmethod
    def of_item(cls, item: DraftItem) -> "QuestionRow":
        """Return a saved question as a browser would send it, with the key that holds where it was corrected.

        Versions come with options, parts, and corrections with their rationales.
        """
        version = item.version
        saved: dict[str, Any] = {name: getattr(version, name, None) for name in FIELDS}
        saved |= {
            "item": item.pk, "objective": item.objective_id, "reference": item.reference_id, "key": item.key,
            "passage": item.passage, "image": version.image.name,
        }  # fmt: skip
        saved |= {name: "on" if getattr(item, name, getattr(version, name, False)) else None for name in FLAGS}
        text = as_next_wording(version, text_of(item), list(version.corrections.all()))
        options = [
            {
                "text": tidy([row.text]),
                "is_key": ("on",) if row.is_key else (),
                "rationale": tidy([row.rationale]),
                "share": tidy([share]),
                "tolerance": tidy([plain_number(row.tolerance)]),
            }
            for row, share in zip(text.options, _shares_shown(text), strict=True)
        ]
        parts = [{name: tidy([getattr(row, name)]) for name in PART_FIELDS} for row in text.parts]
        return cls({name: tidy([value]) for name, value in saved.items()}, options, parts)

    @classmethod
    def new(cls) -> "QuestionRow":
        """Return an empty question with room for a few options."""
        values: Values = dict.fromkeys(FIELDS, ()) | {"in_post_test": ("on",)}
        return cls(values, [new_option() for _ in range(NEW_OPTIONS)])


def first_of(values: Values, name: str) -> str:
    """Return the value of a field that has one; empty where none was sent."""
    return (values.get(name) or ("",))[0]


def new_option() -> Values:
    """Return an empty option."""
    return dict.fromkeys(OPTION_FIELDS, ())


def new_part() -> Values:
    """Return an empty vignette or statement."""
    return dict.fromkeys(PART_FIELDS, ())


def plain_number(number: Decimal | None) -> str | None:
    """Write a number without the zeros that the database adds, so that it is read in one way."""
    return None if number is None else in_one_way(number.normalize())


def _shares_shown(text: QuestionText) -> list[str]:
    """Return shares as the page shows them: none where they are those that empty fields stand for."""
    bare = [Fraction(0) if row.share is None else row.share for row in text.options]
    even = shares_of(without_shares(text))
    if text.scoring != QuestionVersion.Scoring.PARTIAL or bare == even:
        return [""] * len(bare)
    return [write_share(share) if share or row.is_key else "" for share, row in zip(bare, text.options, strict=True)]


def without_shares(text: QuestionText) -> QuestionText:
    """Return a question whose points are shared evenly among the right options."""
    return replace(text, options=[replace(row, share=None) for row in text.options])


class UnreadableRows(ValueError):
    """The questions arrived incomplete, so that reading them would lose some."""


def rows_of_request(data: QueryDict) -> list[QuestionRow]:
    """Read the questions as they were sent, however many: an article that has too many can be mended only here.

    Raises:
        UnreadableRows: A count is missing or makes no sense, or does not fit the rows that were sent.
    """
    places = _places_sent(data)

    def inner(prefix: str, count: str, names: Sequence[str]) -> list[Values]:
        rows = range(_count(data, count, places[f"{prefix}-"]))
        return [{name: tidy(data.getlist(f"{prefix}-{row}-{name}")) for name in names} for row in rows]

    return [
        QuestionRow(
            {name: tidy(data.getlist(f"q-{place}-{name}")) for name in FIELDS},
            inner(f"q-{place}-o", f"q-{place}-options", OPTION_FIELDS),
            inner(f"q-{place}-p", f"q-{place}-parts", PART_FIELDS),
        )
        for place in range(_count(data, "questions", places["q-"]))
    ]


def copy_of_rows(rows: Sequence[QuestionRow]) -> Copy:
    """Return the questions for comparing with another editor's."""
    return Copy({}, {GROUP: [Row(row.one("item"), row.flat()) for row in rows]})


def rows_of_copy(copy: Copy) -> list[QuestionRow]:
    """Return the questions of a merged copy."""
    return [QuestionRow.from_flat(row.pk, row.values) for row in copy.groups[GROUP]]


def _places_sent(data: QueryDict) -> Mapping[str, set[str]]:
    """Return the places of the rows that were sent, by what their names begin with."""
    places: dict[str, set[str]] = defaultdict(set)
    for match in filter(None, map(SENT_ROW.fullmatch, data)):
        start, place = match[1] or match[3], match[2] or match[4]
        places[start].add(place)
    return places


def _count(data: QueryDict, name: str, places: set[str]) -> int:
    """Return how many rows were sent, provided that the count and the rows agree."""
    text = data.get(name, "")
    is_number = text.isascii() and text.isdecimal() and len(text) < 6
    if not is_number or places != {str(place) for place in range(int(text))}:
        raise UnreadableRows(name)
    return int(text)
