"""What rules of scoring in QTI may say (P5): what is understood is taken over exactly, and the rest is named."""

from fractions import Fraction

import pytest

from content.formats.qti import parse
from tests.content.formats.qtifiles import MAP, choices, declared, item, mapping

SCORE = '<variable identifier="SCORE"/>'
ENTRY = '<textEntryInteraction responseIdentifier="RESPONSE"/>'


def number(value: str) -> str:
    return f'<baseValue baseType="float">{value}</baseValue>'


def plus(value: str) -> str:
    return f"<sum>{SCORE}{number(value)}</sum>"


def sets(amount: str, outcome: str = "SCORE") -> str:
    return f'<setOutcomeValue identifier="{outcome}">{amount}</setOutcomeValue>'


def when(what: str, *actions: str, test: str = "match", **attributes: str) -> str:
    """Return a condition about a choice, a wording, or the correct response."""
    value = (
        '<correct identifier="RESPONSE"/>' if what == "correct" else f'<baseValue baseType="string">{what}</baseValue>'
    )
    how = "".join(f' {name}="{text}"' for name, text in attributes.items())
    asked = f'<{test}{how}><variable identifier="RESPONSE"/>{value}</{test}>'
    return f"<responseCondition><responseIf>{asked}{''.join(actions)}</responseIf></responseCondition>"


def rules(*steps: str) -> str:
    return f"<responseProcessing>{''.join(steps)}</responseProcessing>"


def weights(data: bytes) -> list[Fraction | None]:
    parsed = parse(data)
    assert parsed.faults == (), parsed.faults
    return [option.weight for option in parsed.questions[0].options]


ABC = choices("a", "b", "c")


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([when("A", sets(number("1"))), when("B", sets(number("0.5")))], [1, Fraction(1, 2), 0]),
        ([sets(number("0")), when("A", sets(plus("1"))), when("B", sets(plus("-0.5")))], [1, -Fraction(1, 2), 0]),
        ([when("correct", sets(number("1"))), when("B", sets(number("0.5")))], [1, Fraction(1, 2), 0]),
        ([when("correct", sets(number("2"))), when("B", sets(number("-1")))], [1, -Fraction(1, 2), 0]),
        ([when("A", sets(number("1"))), when("B", sets(number("0.5"), "PENALTY"))], [1, 0, 0]),
    ],
)
def test_marks_of_single_choices_are_taken_over(steps: list[str], expected: list[Fraction]) -> None:
    assert weights(item(ABC, declared=declared("A"), rules=rules(*steps))) == expected


@pytest.mark.parametrize(
    "steps",
    [
        [when("A", sets(plus("1"))), when("B", sets(f"<subtract>{SCORE}{number('0.5')}</subtract>"))],
        [when("B", sets(f"<subtract>{SCORE}{number('0.5')}</subtract>"))],
        [when("A", sets(f"<divide>{number('1')}{number('2')}</divide>"))],
        [when("A", sets(f'<sum>{SCORE}<variable identifier="PENALTY"/></sum>'))],
        [when("A", sets(f"<product>{SCORE}{number('2')}</product>"))],
        [when("A", sets(number("1"))), sets(number("0"))],
        [when("A", sets(number("1")), sets(number("0")))],
        [when("A", sets(number("one")))],
    ],
)
def test_other_arithmetic_is_named(steps: list[str]) -> None:
    for correct in ((), ("A",)):
        faults = parse(item(ABC, declared=declared(*correct), rules=rules(*steps))).faults
        assert any("rules" in fault.message and not fault.is_remark for fault in faults), faults


@pytest.mark.parametrize(
    "amount",
    [
        f'<product><mapResponse identifier="RESPONSE"/>{number("-1")}</product>',
        f'<subtract>{number("2")}<mapResponse identifier="RESPONSE"/></subtract>',
    ],
)
def test_arithmetic_with_the_mapping_is_named(amount: str) -> None:
    data = item(ABC, declared=declared("A", mapping=mapping(("A", "1"))), rules=rules(sets(amount)))
    assert any("rules" in fault.message for fault in parse(data).faults)


def test_mapping_that_is_added_to_the_score_counts() -> None:
    added = sets(f'<sum>{SCORE}<mapResponse identifier="RESPONSE"/></sum>')
    data = item(ABC, declared=declared("A", mapping=mapping(("A", "2"), ("B", "1"))), rules=rules(added))
    assert weights(data) == [1, Fraction(1, 2), 0]


def test_part_of_a_wording_is_named() -> None:
    step = when("York", sets(number("1")), test="stringMatch", substring="true", caseSensitive="false")
    data = item(f"<p>Name it. {ENTRY}</p>", declared=declared("York", base_type="string"), rules=rules(step))
    assert any("rules" in fault.message for fault in parse(data).faults)


def test_wording_beside_the_correct_one_brings_its_own_mark() -> None:
    steps = when("correct", sets(number("1"))) + when("Jorvik", sets(number("0.5")), test="stringMatch")
    data = item(f"<p>Name it. {ENTRY}</p>", declared=declared("York", base_type="string"), rules=rules(steps))
    assert [(row.text, row.weight) for row in parse(data).questions[0].options] == [
        ("York", Fraction(1)),
        ("Jorvik", Fraction(1, 2)),
    ]


@pytest.mark.parametrize("value", ["NaN", "INF", "1e400", "", "one"])
def test_mark_that_is_no_number_is_named(value: str) -> None:
    parsed = parse(item(ABC, declared=declared("A", mapping=mapping(("A", "1"), ("B", value))), rules=MAP))
    assert [fault.message for fault in parsed.faults] == [f"What “B” brings is no number: “{value}”."]


def test_response_that_is_declared_twice_is_named() -> None:
    (fault,) = parse(item(ABC, declared=declared("A") + declared("B"))).faults
    assert fault.message == "The response “RESPONSE” is declared more than once; the first one counts."
