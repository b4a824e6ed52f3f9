"""Marking from values alone. C3: whole numbers are compared, nothing is divided, nothing is rounded."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.assessment.asking import question_on_page
from cme.assessment.responses import EMPTY, Response, is_complete
from cme.assessment.scoring import (
    Score,
    is_pass,
    points_needed,
    score_of,
    shares_for,
)
from cme.assessment.serving import ServedItem, ServedOption, ServedPart
from cme.assessment.wording import words_of
from content.models.question import DENOMINATORS
from content.numbers import number_of
from content.plain_text import INVISIBLE
from content.units import unit_key

MARKS = st.integers(1, 100)


def item_of(kind: str, keys: set[int], count: int = 4, **fields) -> ServedItem:
    """Return an item with options 1 to ``count``, of which ``keys`` are right."""
    shares = fields.pop("shares", {})
    texts = fields.pop("texts", {})
    options = tuple(
        ServedOption(pk, texts.get(pk, f"option {pk}"), pk in keys, "", shares.get(pk, 0)) for pk in range(1, count + 1)
    )
    defaults = {
        "id": 7, "version": 7, "question": 7, "stem": "?", "kind": kind, "is_partial": bool(shares), "worth": 1,
        "denominator": 1, "objective": "", "passage": "", "reference": "", "options": options,
    }  # fmt: skip
    return ServedItem(**defaults | fields)


def chosen(*options: int) -> Response:
    return Response(options=frozenset(options))


def score(points: int, maximum: int, items_right: int = 0) -> Score:
    return Score(points, maximum, 1, (), items_right)


# -- passing -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("points", "maximum", "mark", "expected"),
    [
        (3, 4, 75, True),
        (2, 4, 75, False),
        (2, 3, 66, True),  # 66.67 %
        (2, 3, 67, False),
        (7, 10, 70, True),
        (69, 100, 70, False),
        (4, 5, 80, True),
        (7, 9, 78, False),  # 77.78 % would round up
        (5, 5, 100, True),
        (999_999, 1_000_000, 100, False),
        (0, 4, 1, False),
        (1, 100, 1, True),
        (0, 0, 75, False),  # a test of nothing is not passed
    ],
)
def test_pass_compares_whole_numbers(points: int, maximum: int, mark: int, expected: bool) -> None:
    assert is_pass(score(points, maximum), mark_percent=mark) is expected


@given(st.integers(0, 10**12), st.integers(1, 10**12), MARKS)
def test_pass_is_what_exact_fractions_say(points: int, maximum: int, mark: int) -> None:
    """Oracle: rational arithmetic."""
    exact = Fraction(points, maximum) >= Fraction(mark, 100)
    assert is_pass(score(points, maximum), mark_percent=mark) is exact


@given(st.integers(1, 10**6), MARKS)
def test_points_needed_pass_and_one_less_fails(maximum: int, mark: int) -> None:
    needed = points_needed(maximum=maximum, mark_percent=mark)
    assert 1 <= needed <= maximum
    assert is_pass(score(needed, maximum), mark_percent=mark)
    assert not is_pass(score(needed - 1, maximum), mark_percent=mark)


@pytest.mark.parametrize(("maximum", "mark", "needed"), [(4, 75, 3), (5, 75, 4), (3, 70, 3), (10, 70, 7), (7, 100, 7)])
def test_points_needed_is_the_least_whole_number(maximum: int, mark: int, needed: int) -> None:
    assert points_needed(maximum=maximum, mark_percent=mark) == needed


@pytest.mark.parametrize(("right", "wanted", "expected"), [(2, 3, False), (3, 3, True), (4, 3, True)])
def test_k_of_n_counts_items_whatever_the_percentage(right: int, wanted: int, expected: bool) -> None:
    """C3: a scheme may say k of n."""
    assert is_pass(score(0, 10, right), mark_percent=100, mark_items=wanted) is expected


# -- one item ------------------------------------------------------------------------------------------------------
@given(st.sets(st.integers(1, 8)), st.sets(st.integers(1, 8)))
def test_multiple_response_is_all_or_nothing_unless_partial(keys: set[int], picks: set[int]) -> None:
    item = item_of("multiple", keys, 8)
    assert shares_for(item, chosen(*picks)) == (1 if picks == keys and keys else 0)


def test_partial_credit_adds_shares_and_penalties_and_never_falls_below_0() -> None:
    item = item_of("multiple", {1, 2}, shares={1: 3, 2: 3, 3: -2, 4: -6}, denominator=6)
    taken = {(1,): 3, (1, 2): 6, (1, 3): 1, (1, 2, 3): 4, (3,): 0, (1, 4): 0, (1, 2, 3, 4): 0, (): 0}
    assert {picks: shares_for(item, chosen(*picks)) for picks in taken} == taken


@given(st.dictionaries(st.integers(1, 6), st.integers(-60, 60), min_size=6, max_size=6), st.sets(st.integers(1, 6)))
def test_shares_stay_between_0_and_the_denominator(shares: dict[int, int], picks: set[int]) -> None:
    item = item_of("multiple", {1}, 6, shares=shares, is_partial=True, denominator=60)
    assert 0 <= shares_for(item, chosen(*picks)) <= 60


def statements(kind: str, keys: list[int], **fields) -> ServedItem:
    parts = tuple(ServedPart(10 + place, f"part {place}", key, "") for place, key in enumerate(keys))
    return item_of(kind, set(), 2, parts=parts, **fields)


@pytest.mark.parametrize(("right", "shares"), [(4, 2), (3, 1), (2, 0), (1, 0), (0, 0)])
def test_kprim_gives_half_for_three_of_four(right: int, shares: int) -> None:
    item = statements("kprim", [1, 2, 1, 2], denominator=2)
    said = [key if place < right else 3 - key for place, key in enumerate([1, 2, 1, 2])]
    pairs = tuple((10 + place, option) for place, option in enumerate(said))
    assert shares_for(item, Response(pairs=pairs)) == shares


def test_kprim_with_a_statement_left_out_is_worth_what_three_are() -> None:
    item = statements("kprim", [1, 2, 1, 2], denominator=2)
    assert shares_for(item, Response(pairs=((10, 1), (11, 2), (12, 1)))) == 1


@pytest.mark.parametrize(("is_partial", "shares"), [(True, 2), (False, 0)])
def test_matching_counts_each_vignette_where_credit_is_partial(is_partial: bool, shares: int) -> None:
    item = statements("matching", [1, 2, 1], is_partial=is_partial, denominator=3 if is_partial else 1)
    assert shares_for(item, Response(pairs=((10, 1), (11, 2), (12, 2)))) == shares


def test_matching_is_whole_when_every_vignette_is_right() -> None:
    item = statements("matching", [1, 2, 1], denominator=1)
    assert shares_for(item, Response(pairs=((10, 1), (11, 2), (12, 1)))) == 1


@pytest.mark.parametrize(
    ("places", "partial", "whole"),
    [((1, 2, 3, 4), 4, 1), ((2, 1, 3, 4), 2, 0), ((1, 1, 3, 4), 3, 0), ((4, 3, 2, 1), 0, 0)],
)
def test_ordering_counts_things_in_their_right_place(places: tuple[int, ...], partial: int, whole: int) -> None:
    response = Response(pairs=tuple(zip(range(1, 5), places, strict=True)))
    assert shares_for(item_of("ordering", set(), is_partial=True, denominator=4), response) == partial
    assert shares_for(item_of("ordering", set()), response) == whole


@pytest.mark.parametrize(
    ("typed", "shares"),
    [("2.5", 1), ("2,5", 1), (" 2.50 mg", 1), ("2.4", 1), ("2.6", 1), ("2.61", 0), ("2.39", 0), ("-2.5", 0), ("x", 0),
     ("", 0), ("1e999999", 0), ("NaN", 0), ("Infinity", 0), ("2.5 kg", 0)],
)  # fmt: skip
def test_number_is_right_within_its_tolerance(typed: str, shares: int) -> None:
    item = item_of("numeric", {1}, 1, texts={1: "2.5"}, unit="mg")
    item = replace(item, options=(replace(item.options[0], tolerance=Decimal("0.1")),))
    assert shares_for(item, Response(text=typed)) == shares


@pytest.mark.parametrize(
    ("unit", "typed", "shares"),
    [("mg/m2", "1.5 mg/m\u00b2", 1), ("mg/m\u00b2", "1.5mg/m2", 1), ("\u00b5g", "1.5 \u03bcg", 1), ("mL", "1.5 ml", 1),
     ("mL", "1.5 ML", 1), ("mg", "1.5 MG", 1), ("Gy", "1.5 gy", 1), ("kPa", "1.5 kpa", 1), ("mmHg", "1.5 mmhg", 1),
     ("MBq", "1.5 mbq", 0),
     ("days", "1.5 Days", 1), ("mg", "1.5 Mg", 0), ("Mg", "1.5 mg", 0), ("mmol", "1.5 Mmol", 0),
     ("pmol/L", "1.5 pmol/l", 1), ("pmol/L", "1.5 Pmol/L", 0), ("years", "1.5 Years", 1), ("g", "1.5 kg", 0),
     ("mg/m2", "1.5 mg/m^2", 1), ("mg/m\u00b2", "1.5 mg/m^2", 1), ("10\u2079/L", "1.5 10^9/l", 1), ("mg/m2", "1.5^", 0),
     ("mg/m2", "1.5", 1), ("mg", "\u0661\u066b\u0665 mg", 1), ("m2", "1.5\u00b2", 0)],
)  # fmt: skip
def test_unit_is_the_same_however_a_keyboard_writes_it(unit: str, typed: str, shares: int) -> None:
    item = item_of("numeric", {1}, 1, texts={1: "1.5"}, unit=unit)
    assert shares_for(item, Response(text=typed)) == shares


@given(st.sampled_from(["mg", "Mg", "mmol", "Mmol", "pmol", "Pmol", "ml", "Ml", "m", "M", "g", "G", "s", "S"]))
def test_capitals_that_make_another_unit_stay(unit: str) -> None:
    assert unit_key(unit) != unit_key(unit.swapcase()[0] + unit[1:])


@given(st.decimals(-(10**6), 10**6, places=2))
def test_number_in_arabic_signs_is_the_same_number(number: Decimal) -> None:
    plain = f"{number:,f}"
    arabic = plain.translate({ord(","): "\u066c", ord("."): "\u066b"} | {ord(str(n)): 0x660 + n for n in range(10)})
    assert number_of(arabic) == number


def test_thousands_with_a_comma_are_right_and_so_are_decimals_with_one() -> None:
    for accepted, typed, shares in (
        ("1000", "1,000", 1),
        ("1.25", "1,25", 1),
        ("1.25", "1,250", 1),
        ("1000", "1,00", 0),
        ("1000", "1.000", 1),
        ("1000", "\u0661,\u0660\u0660\u0660", 1),
        ("1000", "\u06f1\u066c\u06f0\u06f0\u06f0", 1),
        ("1.25", "1.250", 1),
        ("1.2345", "1.234,5", 0),
    ):
        assert shares_for(item_of("numeric", {1}, 1, texts={1: accepted}), Response(text=typed)) == shares


@pytest.mark.parametrize("typed", ["1.5", "1.5 mg/m2", "1.5mg/m\u00b2", "1.5 mg/m^2", "1.5 MG/m2"])
def test_answer_in_words_says_its_unit_once(typed: str) -> None:
    assert words_of(item_of("numeric", {1}, 1, unit="mg/m2"), Response(text=typed)) == "1.5 mg/m2"


def test_words_are_no_number_and_leave_the_question_open() -> None:
    item = item_of("numeric", {1}, 1, texts={1: "40"}, unit="%")
    for typed, is_there in (("40", True), ("40 %", True), ("41", True), ("forty", False), ("40 percent", False)):
        assert is_complete(item, Response(text=typed)) == is_there
    gap = question_on_page(item, number=3, options=item.options, response=Response(text="forty")).gap
    assert gap == "Question 3 asks for a number in %; “forty” is none. Write digits alone"


@pytest.mark.parametrize("typed", ["Hodgkin\u2019s non\u2011B", "hodgkin's  non\u2013b", "HODGKIN'S non-B"])
def test_wording_counts_however_a_keyboard_writes_it(typed: str) -> None:
    assert shares_for(item_of("short", {1}, 1, texts={1: "Hodgkin's non-B"}), Response(text=typed)) == 1
    composed, decomposed = "Sjögren", "Sjo\u0308gren"
    assert shares_for(item_of("short", {1}, 1, texts={1: composed}), Response(text=decomposed)) == 1


@given(st.lists(st.sampled_from(INVISIBLE), max_size=4), st.integers(0, 10), st.booleans())
def test_wording_counts_whatever_invisible_characters_stand_in_it(hidden: list[str], place: int, is_key: bool) -> None:
    plain, cut = "nelarabine", "".join(hidden)
    strange = plain[:place] + cut + plain[place:]
    accepted, typed = (strange, plain) if is_key else (plain, strange)
    assert shares_for(item_of("short", {1}, 1, texts={1: accepted}), Response(text=typed)) == 1


@given(st.decimals(-(10**6), 10**6, places=3), st.decimals(0, 100, places=3), st.decimals(-200, 200, places=3))
def test_tolerance_is_exact(accepted: Decimal, tolerance: Decimal, distance: Decimal) -> None:
    """Oracle: rational arithmetic. Binary fractions would miss the edge."""
    item = item_of("numeric", {1}, 1, texts={1: f"{accepted:f}"})
    item = replace(item, options=(replace(item.options[0], tolerance=tolerance),))
    typed = Response(text=f"{accepted + distance:f}")
    assert shares_for(item, typed) == (abs(Fraction(distance)) <= Fraction(tolerance))


@pytest.mark.parametrize(
    ("text", "number"),
    [("1", "1"), ("-1.5", "-1.5"), ("\u22121.5", "-1.5"), ("1,5", "1.5"), ("1,234,567", "1234567"),
     ("1,234.5", "1234.5"), ("\u0661\u066b\u0665", "1.5"), ("\u0661\u066c\u0662\u0663\u0664\u066b\u0665", "1234.5"),
     ("-\u0661\u066b\u0665", "-1.5"), ("1 234", "1234"), (".5", "0.5"), ("5e-3", "0.005"), ("1.234,5", "1234.5"),
     ("1.234.567", "1234567"), ("-1.234.567,25", "-1234567.25"), ("12,34,567.5", "1234567.5"), ("1.", "1"),
     ("1 234,5", "1234.5"), ("1,5e-3", "0.0015")],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, number: str) -> None:
    assert number_of(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    [
        "2_2",
        "1,2,3",
        "1.2.3",
        "1,23.4,5",
        "1.23,4.5",
        "1,23.456",
        "12.34,5",
        ",",
        ".",
        "1,,5",
        "nan",
        "inf",
        "--1",
        "1\u066c2\u066c3",
        "\u0661\u066c\u0662",
    ],
)
def test_what_can_be_no_number_is_none(text: str) -> None:
    assert number_of(text) is None


@given(st.decimals(-(10**6), 10**6, places=2))
def test_number_is_the_same_in_english_and_in_german(number: Decimal) -> None:
    english = f"{number:,f}"
    assert number_of(english) == number_of(english.translate({ord(","): ".", ord("."): ","})) == number


@pytest.mark.parametrize(
    ("accepted", "typed", "shares"),
    [("vincristine", "Vincristine", 1), ("vincristine", " vincristine ", 1), ("graft v host", "graft  v host", 1),
     ("*kinase inhibitor", "tyrosine kinase inhibitor", 1), ("*kinase inhibitor", "kinase inhibitors", 0),
     ("a*b*c", "abc", 1), ("a*b*c", "a-c", 0), ("ab*ba", "aba", 0), ("*", "anything", 1),
     ("STRASSE", "Stra\u00dfe", 1), ("HLA-B\\*57:01", "hla-b*57:01", 1), ("HLA-B\\*57:01", "HLA-B\\*57:01", 0),
     ("HLA-A\\*02*", "HLA-A*02:01", 1), ("HLA-A\\*02*", "HLA-A 02:01", 0), ("a\\b", "a\\b", 1)],
)  # fmt: skip
def test_short_answer_meets_an_accepted_wording(accepted: str, typed: str, shares: int) -> None:
    assert shares_for(item_of("short", {1}, 1, texts={1: accepted}), Response(text=typed)) == shares


def test_capitals_matter_where_the_editor_says_so() -> None:
    item = item_of("short", {1}, 1, texts={1: "KMT2A"}, is_case_sensitive=True)
    assert [shares_for(item, Response(text=text)) for text in ("KMT2A", "kmt2a")] == [1, 0]


def test_best_of_several_accepted_answers_counts() -> None:
    item = item_of("short", {1}, 2, texts={1: "asparaginase", 2: "*ase"}, shares={1: 2, 2: 1}, denominator=2)
    assert [shares_for(item, Response(text=text)) for text in ("asparaginase", "protease")] == [2, 1]


@pytest.mark.parametrize(
    "kind", ["single", "multiple", "true_false", "kprim", "matching", "ordering", "numeric", "short"]
)
@pytest.mark.parametrize("response", [EMPTY, Response(is_dont_know=True)])
def test_no_answer_and_not_knowing_score_nothing(kind: str, response: Response) -> None:
    assert shares_for(item_of(kind, {1}), response) == 0


def test_item_without_a_key_gives_no_point_to_those_who_leave_it_out() -> None:
    assert shares_for(item_of("multiple", set()), EMPTY) == 0


def test_withdrawn_item_gives_its_points_to_everybody() -> None:
    item = replace(item_of("single", {1}), is_void=True)
    assert [shares_for(item, response) for response in (EMPTY, chosen(1), chosen(2))] == [1, 1, 1]


# -- a whole attempt -----------------------------------------------------------------------------------------------
def test_shares_of_different_items_add_up_exactly() -> None:
    """A third, a quarter and a half are 13/12; the attempt counts in twelfths."""
    third = item_of("multiple", {1, 2, 3}, shares={1: 1, 2: 1, 3: 1}, denominator=3, id=1)
    quarter = item_of("ordering", set(), is_partial=True, denominator=4, id=2)
    half = item_of("multiple", {1, 2}, shares={1: 1, 2: 1}, denominator=2, id=3)
    given = {1: chosen(1), 2: Response(pairs=((1, 1), (2, 3), (3, 4), (4, 2))), 3: chosen(2)}
    found = score_of([third, quarter, half], given)
    assert (found.points, found.maximum, found.denominator, found.items) == (13, 36, 12, (4, 3, 6))
    assert found.items_right == 0


@given(st.lists(st.tuples(st.sampled_from(DENOMINATORS), st.integers(1, 3), st.floats(0, 1)), min_size=1, max_size=12))
def test_total_is_what_exact_fractions_say(rows: list[tuple[int, int, float]]) -> None:
    """Oracle: rational arithmetic over items of any worth and any number of shares."""
    items, given, expected = [], {}, Fraction(0)
    for place, (denominator, worth, part) in enumerate(rows):
        earned = int(part * denominator)
        items.append(item_of("multiple", {1}, 1, shares={1: earned}, is_partial=True, denominator=denominator,
                             worth=worth, id=place))  # fmt: skip
        given[place] = chosen(1)
        expected += Fraction(earned * worth, denominator)
    found = score_of(items, given)
    assert Fraction(found.points, found.denominator) == expected
    assert Fraction(found.maximum, found.denominator) == sum(worth for _, worth, _ in rows)
    assert 2520 % found.denominator == 0


def test_items_that_are_not_scored_count_nowhere() -> None:
    confidence = item_of("confidence", set(), worth=0, id=1)
    found = score_of([confidence, item_of("single", {1}, id=2)], {1: chosen(3), 2: chosen(1)})
    assert (found.points, found.maximum, found.items, found.items_right) == (1, 1, (0, 1), 1)


def test_unanswered_items_are_told_from_wrong_ones_and_count_in_the_maximum() -> None:
    items = [item_of("single", {1}, id=1), item_of("single", {1}, id=2)]
    found = score_of(items, {2: chosen(3)})
    assert (found.points, found.maximum, found.items) == (0, 2, (None, 0))
