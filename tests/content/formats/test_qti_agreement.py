"""That the correctResponse of a QTI item and its scoring agree in what is fully right, or that it is said."""

import pytest

from content.formats.qti import parse
from tests.content.formats.qtifiles import MAP, MATCH, choices, declared, item, mapping

ENTRY = '<textEntryInteraction responseIdentifier="RESPONSE"/>'


def matching(left, right):
    sets = [
        "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}!</simpleAssociableChoice>'
            for name in names.split()
        )
        for names in (left, right)
    ]
    inner = "".join(f"<simpleMatchSet>{rows}</simpleMatchSet>" for rows in sets)
    return f'<matchInteraction responseIdentifier="RESPONSE">{inner}</matchInteraction>'


def scored(test, value):
    """Return a rule that gives the point for one response."""
    return (
        f"<responseProcessing><responseCondition><responseIf><{test}><variable identifier='RESPONSE'/>{value}</{test}>"
        "<setOutcomeValue identifier='SCORE'><baseValue baseType='float'>1</baseValue></setOutcomeValue>"
        "</responseIf></responseCondition></responseProcessing>"
    )


CHOSEN_B = scored("match", "<baseValue baseType='identifier'>B</baseValue>")
NUMBER = scored("equal", "<baseValue baseType='float'>5</baseValue>")
NAMED_A = "names “a”, but its scoring gives the mark to “b”"


@pytest.mark.parametrize(
    ("body", "data", "rules", "said"),
    [
        (choices("a", "b"), declared("A", mapping=mapping(("B", "1"))), MAP, NAMED_A),
        (choices("a", "b"), declared("A", mapping=mapping(("A", "0.5"), ("B", "1"))), MAP, NAMED_A),
        (choices("a", "b"), declared("A"), CHOSEN_B, NAMED_A),
        (choices("a", "b"), declared("A", mapping=mapping(("A", "0"))), MAP, "gives no mark to anything"),
        (
            choices("a", "b", "c", most="0"),
            declared("A", "B", cardinality="multiple", mapping=mapping(("A", "1"), ("C", "1"))),
            MAP,
            "names “a” and “b”, but its scoring gives the mark to “a” and “c”",
        ),
        (
            matching("C D", "R M"),
            declared(
                "C R",
                "D M",
                cardinality="multiple",
                base_type="directedPair",
                mapping=mapping(("C M", "1"), ("D M", "1")),
            ),
            MAP,
            "names “C! – R!”, but its scoring gives the mark to “C! – M!”",
        ),
        (
            ENTRY,
            declared("York", base_type="string", mapping=mapping(("Leeds", "1"), ("York", "0.5"))),
            MAP,
            "names “York”, but its scoring gives the mark to “Leeds”",
        ),
        (ENTRY, declared("4", base_type="float"), NUMBER, "names “4”, but its scoring gives the mark to “5”"),
    ],
)
def test_correct_response_and_scoring_that_disagree_are_a_fault(body, data, rules, said):
    parsed = parse(item(f"<p>?</p>{body}", declared=data, rules=rules))
    (fault,) = parsed.faults
    assert said in fault.message
    assert fault.line == 5
    assert not fault.is_remark
    assert all(question.is_faulty for question in parsed.questions)


@pytest.mark.parametrize(
    ("body", "data", "rules"),
    [
        (choices("a", "b"), declared("A", mapping=mapping(("A", "1"), ("B", "0.5"))), MAP),
        (choices("a", "b"), declared("A", mapping=mapping(("B", "1"))), MATCH),
        (
            choices("a", "b", "c", most="0"),
            declared("A", "B", cardinality="multiple", mapping=mapping(
                ("A", "1"), ("B", "1"), ("C", "0.5"), upperBound="2")),
            MAP,
        ),
        (ENTRY, declared("york", base_type="string", mapping=(
            '<mapping><mapEntry mapKey="York" mappedValue="1" caseSensitive="false"/></mapping>')), MAP),
        (ENTRY, declared("5.0", base_type="float"), NUMBER),
    ],
)  # fmt: skip
def test_correct_response_and_scoring_that_agree_in_what_is_fully_right_are_sound(body, data, rules):
    assert parse(item(f"<p>?</p>{body}", declared=data, rules=rules)).faults == ()
