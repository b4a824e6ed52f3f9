"""Filters for what the desk's templates cannot say themselves: shares as percentages, letters of options."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.utils.html import format_html

from cme.desk.pages import address_of_picture
from cme.desk.question_uses import Use
from cme.desk.states import State
from cme.desk.toolbar import BUTTONS, Button
from cme.outcomes.measures import Measure

register = template.Library()


@register.filter
def state_label(state: str) -> str:
    """Return what a state of an article is called."""
    return State(state).label


@register.filter
def percent(share: float) -> str:
    """Return a share (0 to 1) in whole percent; halves go up."""
    return f"{int(share * 100 + 0.5)}%"


@register.filter
def share_of(measure: Measure) -> str:
    """Return a share with its 95 % interval, or why there is none."""
    if measure.value is None:
        return measure.reason
    text = percent(measure.value)
    if measure.low is None or measure.high is None:
        return text
    return f"{text} (95% CI {percent(measure.low)} to {percent(measure.high)})"


@register.filter
def number_of(measure: Measure, places: int = 1) -> str:
    """Return a number with a few decimal places, or why there is none."""
    return measure.reason if measure.value is None else _signed(measure.value, places)


@register.filter
def interval_of(measure: Measure, places: int = 1) -> str:
    """Return the 95 % interval of a measure, or nothing where it has none."""
    if measure.value is None or measure.low is None or measure.high is None:
        return ""
    return f"{_signed(measure.low, places)} to {_signed(measure.high, places)}"


def _signed(value: float, places: int) -> str:
    """Return a number, halves rounded up, with the sign that is read out as minus; what rounds to 0 has none."""
    shown = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{shown:z.{places}f}".replace("-", "−")


@register.filter
def of_places(share: float, places: int) -> str:
    """Return how many places of a group a share is; ties at the edge of the group make fractions."""
    return f"{share * places:.1f}".removesuffix(".0")


@register.filter
def p_text(p_value: float | None) -> str:
    """Return a p-value as it is printed, never as 0."""
    if p_value is None:
        return "–"
    return "< 0.001" if p_value < 0.001 else f"{p_value:.3f}"


@register.simple_tag
def toolbar() -> tuple[Button, ...]:
    """Return the buttons above a text."""
    return BUTTONS


@register.filter
def sentence(label: str) -> str:
    """Return a label with a capital; a sign such as n keeps its own."""
    return label if len(label) == 1 else label[:1].upper() + label[1:]


@register.filter
def letter(number: int) -> str:
    """Return the letter of an option: 1 is A."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[number - 1] if 0 < number <= 26 else str(number)


@register.filter
def use_of(used: Mapping[int, Use], question: Any) -> Use | None:
    """Return what is to be told beside a question; nothing beside a new one."""
    return used.get(question.standing.pk) if question.standing else None


@register.simple_tag
def only(question: Any, kinds: str, scoring: str = "") -> str:
    """Return the attributes of an element that belongs to some kinds of question: hidden where it does not fit.

    Args:
        question: A form of the questions page.
        kinds: The kinds, with blanks between.
        scoring: The credit that it belongs to, besides.
    """
    is_fitting = question.row.kind in kinds.split() and scoring in {"", question.row.one("scoring") or "all"}
    credit = format_html(' data-credit="{}"', scoring) if scoring else ""
    return format_html('data-kinds="{}"{}{}', kinds, credit, "" if is_fitting else " hidden")


register.filter("at_desk", address_of_picture)
