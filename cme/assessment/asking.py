"""A question as a page shows it: its controls, what stands in them, and what is wrong with that."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from cme.assessment.responses import DONT_KNOW, EMPTY, Response, asked_number, is_complete, not_a_number_in
from cme.assessment.serving import ServedItem, ServedOption, ServedPart
from content.models import QuestionVersion

Kind = QuestionVersion.Kind


@dataclass(frozen=True)
class Choice:
    """One control: a radio, a box, or an entry of a list."""

    value: int | str
    text: str
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One of several things asked at once, with its own choices."""

    name: str
    text: str
    choices: list[Choice]
    picture: dict[str, Any] | None = None


@dataclass
class QuestionOnPage:
    """One item as a page shows it.

    Attributes:
        item: The item.
        number: Its place on the page.
        response: What is answered now.
        choices: Its options, as radios or boxes.
        rows: What it asks at once.
        offers_dont_know: Whether that can be answered.
        sequence: Number of the last step of the item, which the page knows of.
        may_check: Whether the learner may ask for its key.
        shown: The marked item with its key, once that was asked for.
        error: What is wrong with what was sent.
        elsewhere: What this page had, where another one saved another answer.
    """

    item: ServedItem
    number: int
    response: Response
    choices: list[Choice]
    rows: list[Row]
    offers_dont_know: bool = False
    sequence: int = 0
    may_check: bool = False
    shown: dict[str, Any] | None = None
    error: str = ""
    elsewhere: str = ""

    @property
    def target(self) -> str:
        """Id of its first control, where a link to it leads."""
        return f"id_{self.item.field}_typed" if self.item.is_typed else f"id_{self.item.field}_0"

    @property
    def asks(self) -> int | None:
        """How many answers it asks for, where it says so."""
        return asked_number(self.item)

    @property
    def gap(self) -> str:
        """What to do about what was left open; empty where nothing was."""
        if is_complete(self.item, self.response):
            return ""
        if self.response.is_empty:
            return gettext("Answer question %(number)s") % {"number": self.number}
        if self.item.kind == Kind.NUMERIC:
            return not_a_number_in(self.number, self.item, self.response.text)
        if self.asks:
            return ngettext(
                "Question %(number)s asks for %(asks)s answer; you chose %(chosen)s",
                "Question %(number)s asks for %(asks)s answers; you chose %(chosen)s",
                self.asks,
            ) % {
                "number": self.number,
                "asks": self.asks,
                "chosen": len(self.response.options),
            }
        if self.item.kind == Kind.ORDERING:
            return gettext("Give everything in question %(number)s a place of its own") % {"number": self.number}
        return gettext("Answer all parts of question %(number)s") % {"number": self.number}


def question_on_page(
    item: ServedItem,
    *,
    number: int,
    options: Sequence[ServedOption],
    response: Response = EMPTY,
    offers_dont_know: bool = False,
    **more: Any,
) -> QuestionOnPage:
    """Return an item with its controls.

    Args:
        item: The item.
        number: Its place on the page.
        options: Its options in the order they are shown.
        response: What is answered now.
        offers_dont_know: Whether that can be answered; never where it is asked how sure one is.
        more: Further values of :class:`QuestionOnPage`.
    """
    offers_dont_know = offers_dont_know and item.is_scored
    choices = [] if item.is_paired or item.is_typed else _choices(options, response)
    if choices and offers_dont_know:
        choices.append(Choice(DONT_KNOW, gettext("I don’t know"), response.is_dont_know))
    rows = _rows(item, options, response)
    return QuestionOnPage(item, number, response, choices, rows, offers_dont_know, **more)


def _choices(options: Sequence[ServedOption], response: Response) -> list[Choice]:
    return [Choice(option.id, option.text, option.id in response.options) for option in options]


def _rows(item: ServedItem, options: Sequence[ServedOption], response: Response) -> list[Row]:
    pairs = dict(response.pairs)
    if item.kind == Kind.ORDERING:
        places = range(1, len(options) + 1)
        return [
            Row(
                f"{item.field}-{option.id}",
                option.text,
                [Choice(place, str(place), pairs.get(option.id) == place) for place in places],
            )
            for option in options
        ]
    return [_part(item, part, options, pairs.get(part.id)) for part in item.parts] if item.is_paired else []


def _part(item: ServedItem, part: ServedPart, options: Sequence[ServedOption], chosen: int | None) -> Row:
    choices = [Choice(option.id, option.text, option.id == chosen) for option in options]
    return Row(f"{item.field}-{part.id}", part.text, choices, part.picture)
