"""What is said of answers on a page of results: in part right, and accepted."""

from decimal import Decimal

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from cme.assessment.responses import Response
from cme.assessment.results import shown_item
from cme.assessment.serving import ServedItem, ServedOption
from cme.assessment.wording import key_of
from cme.ui.points import points_shown, points_text


def item_of(kind: str, *options: ServedOption, **fields) -> ServedItem:
    values = {
        "id": 7, "version": 7, "question": 7, "stem": "?", "kind": kind, "is_partial": True, "worth": 1,
        "denominator": 2, "objective": "", "passage": "", "reference": "", "options": options,
    }  # fmt: skip
    return ServedItem(**values | fields)


def page(item: ServedItem, response: Response) -> str:
    row = shown_item(item, response) | {"number": 1}
    values = {"item": row, "count": 1, "peers": None, "slug": "arms", "level": 3}
    return " ".join(render_to_string("catalogue/_item.html", values).split())


PARTS = (ServedOption(1, "A", True, "", 2), ServedOption(2, "B", False, "", 1), ServedOption(3, "C", False, "", 0))
DOSE = (
    ServedOption(1, "2.5", True, "", 2, Decimal("0.1")),
    ServedOption(2, "2.5", False, "", 1, Decimal("0.5")),
)


@pytest.mark.parametrize(
    ("language", "partly"),
    [("en", "Your answer, partly right"), ("de", "Ihre Antwort, teilweise richtig"), ("ar", "إجابتكم، صحيحة جزئيًا")],
)
def test_answer_that_brings_a_part_is_partly_right(language: str, partly: str) -> None:
    chosen = page_in(language, item_of("multiple", *PARTS), Response(options=frozenset({2})))
    typed = page_in(language, item_of("numeric", *DOSE, unit="mg"), Response(text="2.9"))
    for shown in (chosen, typed):
        assert partly in shown
        assert "is-bad" not in shown
    wrong = page_in(language, item_of("multiple", *PARTS), Response(options=frozenset({3})))
    assert partly not in wrong
    assert "is-bad" in wrong


def page_in(language: str, item: ServedItem, response: Response) -> str:
    with translation.override(language):
        return page(item, response)


def test_all_or_nothing_has_no_part() -> None:
    shown = page(item_of("multiple", *PARTS, is_partial=False), Response(options=frozenset({2})))
    assert "Your answer, not correct" in shown


def test_accepted_names_what_brings_half() -> None:
    assert key_of(item_of("numeric", *DOSE, unit="mg")) == "2.5 ± 0.1 mg; partly right: 2.5 ± 0.5 mg"
    assert key_of(item_of("numeric", *DOSE, unit="mg", is_partial=False)) == "2.5 ± 0.1 mg"


@pytest.mark.parametrize(
    ("accepted", "said"),
    [("blina*", "anything that begins with “blina…”"), ("*mab", "anything that ends with “…mab”"),
     ("a*b", "anything like “a…b”"),
     ("*", "any answer"), ("blina", "blina")],
)  # fmt: skip
def test_wildcard_is_said_in_words(accepted: str, said: str) -> None:
    item = item_of("short", ServedOption(1, accepted, True, "Because.", 2))
    assert key_of(item) == said
    shown = page(item, Response(text="x"))
    assert said in shown
    assert "*" not in shown


@pytest.mark.parametrize(
    ("accepted", "said"),
    [("HLA-B\\*57:01", "HLA-B*57:01"), ("HLA-A\\*02*", "anything that begins with “HLA-A*02…”"), ("\\*", "*")],
)
def test_star_of_a_wording_is_said_as_one(accepted: str, said: str) -> None:
    item = item_of("short", ServedOption(1, accepted, True, "Because.", 2))
    assert key_of(item) == said
    shown = page(item, Response(text="x"))
    assert said in shown
    assert "\\" not in shown


@pytest.mark.parametrize(("language", "shown"), [("en", "4.58"), ("de", "4,58"), ("ar", "4.58")])
def test_points_are_written_as_in_the_language_of_the_page(language: str, shown: str) -> None:
    with translation.override(language):
        assert points_shown(55, 12) == shown
        assert points_text(55, 12) == "4.58"


def test_percent_in_german_stands_apart() -> None:
    with translation.override("de"):
        assert translation.gettext("%(percent)s%%") % {"percent": 80} == "80\N{NO-BREAK SPACE}%"
