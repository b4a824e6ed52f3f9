"""What a learner answers to an item, as values: read from a form, kept in a step, marked."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cme.assessment.serving import ServedItem
from cme.ui.languages import filled
from content.models import QuestionVersion
from content.numbers import readings_of
from content.units import without_unit

Kind = QuestionVersion.Kind
DONT_KNOW = "dont-know"  # what a form sends for "I don't know"
LONGEST = 300  # characters of a typed answer
NUMBERS = {word: number for number, word in enumerate(("two", "three", "four", "five", "six"), start=2)}
# "Choose two", but not "choose two or more": that asks for no number.
_ASKS = re.compile(
    r"\b(?:choose|select|pick|tick|mark|name)\s+(?:the\s+|exactly\s+)?"
    rf"([2-6]|{'|'.join(NUMBERS)})\b(?!\s+(?:or|to)\b)",
    re.IGNORECASE,
)

FOREIGN_OPTION = _("This answer is not one of the answers offered. Reload the page and choose again.")
ONE_ONLY = _("Choose one answer only for this question.")
NOT_BOTH = _("Either answer, or say that you don’t know.")
TOO_LONG = filled(_("Write at most %(most)s characters."), {"most": LONGEST})


class ResponseRefused(ValueError):
    """What was sent is no answer to the item; the message is fit to show to the learner.

    Attributes:
        entered: What stood in the controls, for the page that says why; None where nothing of it can be shown again.
    """

    def __init__(self, message: object, entered: "Response | None" = None) -> None:
        super().__init__(message)
        self.entered = entered


@dataclass(frozen=True)
class Response:
    """An answer. Which fields are used depends on the kind of the item; all empty means not answered.

    Attributes:
        options: Chosen options.
        pairs: Extended matching and K-prim: (part, option). Ordering: (option, place from 1). Sorted.
        text: A number or a short answer, as typed.
        is_dont_know: Said outright, and nothing else; beside an answer only in what is refused.
    """

    options: frozenset[int] = frozenset()
    pairs: tuple[tuple[int, int], ...] = ()
    text: str = ""
    is_dont_know: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing was answered."""
        return not (self.options or self.pairs or self.text or self.is_dont_know)

    def as_json(self) -> dict[str, Any]:
        """Return values that JSON can hold; what is empty is left out."""
        values = {
            "options": sorted(self.options),
            "pairs": [list(pair) for pair in self.pairs],
            "text": self.text,
            "is_dont_know": self.is_dont_know,
        }
        return {name: value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Response":
        """Return the response that :meth:`as_json` was made from."""
        return cls(
            frozenset(values.get("options", ())),
            tuple((left, right) for left, right in values.get("pairs", ())),
            values.get("text", ""),
            values.get("is_dont_know", False),
        )


EMPTY = Response()


def read_response(item: ServedItem, data: Any, *, offers_dont_know: bool = False) -> Response:
    """Read what a form says of one item.

    Fields are named ``item-<item>`` (chosen options, typed text, "I don't know"), ``item-<item>-<part>`` (the option
    that goes with a part) and ``item-<item>-<option>`` (the place of an option).

    Args:
        item: The item.
        data: A QueryDict: anything with ``getlist``.
        offers_dont_know: Whether that could be answered; never where it is asked how sure one is.

    Raises:
        ResponseRefused: It names what the item does not offer, or answers and says that the answer is not known.
    """
    sent = [value for value in data.getlist(item.field) if value]
    is_dont_know = DONT_KNOW in sent and offers_dont_know and item.is_scored
    if is_dont_know:
        sent = [value for value in sent if value != DONT_KNOW]
    response = _read(item, sent, data)
    if is_dont_know and not response.is_empty:
        raise ResponseRefused(NOT_BOTH, replace(response, is_dont_know=True))
    check_response(item, response)
    return replace(response, is_dont_know=is_dont_know)


def _read(item: ServedItem, sent: list[str], data: Any) -> Response:
    """Read the answer in what a form says of one item."""
    if item.is_typed:
        if len(sent) > 1:
            raise ResponseRefused(ONE_ONLY)
        return Response(text=" ".join("".join(sent).split()))
    if item.is_paired:
        return Response(pairs=_pairs(item, data))
    return Response(options=frozenset(_number(value) for value in sent))


def check_response(item: ServedItem, response: Response) -> None:
    """Refuse what the item does not offer, whichever door it came through.

    Raises:
        ResponseRefused: A foreign option, part or place; several answers where one is asked for; a text too long.
    """
    if len(response.text) > LONGEST:
        raise ResponseRefused(TOO_LONG)
    if "\x00" in response.text:
        raise ResponseRefused(_("The answer holds a character that cannot be stored. Type it again."))
    is_other = bool(response.text) > item.is_typed or bool(response.pairs) > item.is_paired
    is_other = is_other or bool(response.options) > (not item.is_typed and not item.is_paired)
    if is_other or not response.options <= item.option_ids or not _are_offered(item, response.pairs):
        raise ResponseRefused(FOREIGN_OPTION)
    if not item.is_multiple and len(response.options) > 1:
        raise ResponseRefused(ONE_ONLY)


def asked_number(item: ServedItem) -> int | None:
    """Return how many answers the stem asks for in so many words ("Choose two"); None where it does not say."""
    found = _ASKS.search(item.stem) if item.is_multiple else None
    if found is None:
        return None
    number = NUMBERS.get(found[1].lower()) or int(found[1])
    return number if number <= len(item.options) else None


def numbers_typed(item: ServedItem, text: str) -> set[Decimal]:
    """Return what a typed number may mean, with or without the item's unit behind it; nothing where it is none."""
    return readings_of(without_unit(text.strip(), item.unit))


def not_a_number(item: ServedItem, text: str) -> str:
    """Say what is wrong with an answer that is no number."""
    if item.unit:
        said = gettext("This question asks for a number in %(unit)s; “%(text)s” is none. Write digits alone.")
    else:
        said = gettext("This question asks for a number; “%(text)s” is none. Write digits alone.")
    return said % {"unit": item.unit, "text": text}


def not_a_number_in(number: int, item: ServedItem, text: str) -> str:
    """Say it of a question by its place on the page, for a list of links."""
    if item.unit:
        said = gettext("Question %(number)s asks for a number in %(unit)s; “%(text)s” is none. Write digits alone")
    else:
        said = gettext("Question %(number)s asks for a number; “%(text)s” is none. Write digits alone")
    return said % {"number": number, "unit": item.unit, "text": text}


def is_complete(item: ServedItem, response: Response) -> bool:
    """Tell whether nothing of the item is left open: each row answered, as many options chosen as it asks for.

    Where a number is asked for, words are none.
    """
    if item.kind == Kind.NUMERIC and response.text:
        return bool(numbers_typed(item, response.text))
    if response.is_dont_know or not item.is_paired:
        asked = None if response.is_dont_know else asked_number(item)
        return len(response.options) == asked if asked else not response.is_empty
    if item.kind == Kind.ORDERING:
        return sorted(place for _, place in response.pairs) == list(range(1, len(item.options) + 1))
    return len(response.pairs) == len(item.parts)


def fields_of(item: ServedItem, response: Response) -> list[tuple[str, str]]:
    """Return names and values that a form sends for an answer: what :func:`read_response` reads."""
    if response.is_dont_know:
        return [(item.field, DONT_KNOW)]
    if item.is_typed:
        return [(item.field, response.text)] if response.text else []
    if item.is_paired:
        return [(f"{item.field}-{left}", str(right)) for left, right in response.pairs]
    return [(item.field, str(option)) for option in sorted(response.options)]


def names_of(item: ServedItem) -> list[str]:
    """Return the names of all fields that a form may send for an item."""
    own = [f"{item.field}-{row}" for row in _rows_of(item)] if item.is_paired else []
    return [item.field, *own]


def _rows_of(item: ServedItem) -> list[int]:
    return [row.id for row in (item.options if item.kind == Kind.ORDERING else item.parts)]


def _are_offered(item: ServedItem, pairs: tuple[tuple[int, int], ...]) -> bool:
    rows = _rows_of(item)
    offered: Collection[int] = range(1, len(rows) + 1) if item.kind == Kind.ORDERING else item.option_ids
    lefts = [left for left, _ in pairs]
    return len(set(lefts)) == len(lefts) and all(left in rows and right in offered for left, right in pairs)


def _pairs(item: ServedItem, data: Any) -> tuple[tuple[int, int], ...]:
    pairs = []
    for row in _rows_of(item):
        sent = [value for value in data.getlist(f"{item.field}-{row}") if value]
        if len(sent) > 1:
            raise ResponseRefused(ONE_ONLY)
        pairs += [(row, _number(value)) for value in sent]
    return tuple(sorted(pairs))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
