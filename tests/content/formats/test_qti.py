"""QTI items of 2.1, 2.2 and 3.0, read and written (P5): every construct, every fault with its line, and back."""

import re
import time
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.formats.neutral import FormatRefused, Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.qti import normal, parse, write
from tests.content.formats.qtifiles import MAP, MATCH, choices, declared, item, item_3, mapping
from tests.content.formats.xml_strategies import questions
from tests.properties import examples

HALF = Fraction(1, 2)
ENTRY = '<textEntryInteraction responseIdentifier="RESPONSE" expectedLength="15"/>'


def only(data: bytes) -> NeutralQuestion:
    parsed = parse(data)
    assert parsed.faults == ()
    assert len(parsed.questions) == 1
    return parsed.questions[0]


def faults(data: bytes) -> list[tuple[int, str]]:
    return [(fault.line, fault.message) for fault in parse(data).faults]


def single(**parts) -> bytes:
    return item("<p>Which?</p>" + choices("Mitral", "Aortic"), **{"declared": declared("A"), "rules": MATCH} | parts)


def test_single_choice_is_read_in_plain_text():
    body = "\n  <p>A man\n    of 50.</p>\n  <p>He<br/>faints.</p>\n" + choices(
        " Mitral\n", "Aortic", prompt="Which\nvalve?"
    )
    found = only(item(body, declared=declared("A"), rules=MATCH))
    assert found == NeutralQuestion(
        Kind.SINGLE,
        "A man of 50.\n\nHe\nfaints.\n\nWhich valve?",
        (NeutralOption("Mitral", Fraction(1)), NeutralOption("Aortic")),
        name="Valves",
    )
    assert found.line == 3


def inline(identifier="RESPONSE"):
    rows = "".join(
        f'<inlineChoice identifier="{letter}">{text}</inlineChoice>' for letter, text in zip("AB", LEAKS, strict=True)
    )
    return f'<inlineChoiceInteraction responseIdentifier="{identifier}" shuffle="true">{rows}</inlineChoiceInteraction>'


LEAKS = ("aortic", "mitral")


def test_one_gap_with_a_list_is_a_single_choice():
    found = only(item(f"<p>The {inline()} valve leaks in diastole.</p>", declared=declared("A"), rules=MATCH))
    assert found == NeutralQuestion(
        Kind.SINGLE,
        "The _____ valve leaks in diastole.",
        (NeutralOption("aortic", Fraction(1)), NeutralOption("mitral")),
        name="Valves",
    )


def test_several_gaps_with_lists_are_named_and_not_read():
    data = item(f"<p>The {inline()} valve and the {inline('SECOND')} valve.</p>", declared=declared("A"), rules=MATCH)
    (fault,) = faults(data)
    assert "asks 2 things at once (inlineChoiceInteraction)" in fault[1]
    assert parse(data).questions == ()


def test_markup_makes_all_texts_html():
    body = "<p>Is <em>x</em> &lt; 5?</p>" + choices("a &lt; b", "<p>c</p>")
    found = only(item(body, declared=declared("A"), rules=MATCH))
    assert (found.text_format, found.stem) == (TextFormat.HTML, "<p>Is <em>x</em> &lt; 5?</p>")
    assert [row.text for row in found.options] == ["a &lt; b", "c"]


def test_layout_around_everything_is_looked_through():
    body = f'<div class="grid-row"><div class="col-12"><p>Why?</p>{choices("a", "b")}</div></div>'
    found = only(item(body, declared=declared("B"), rules=MATCH))
    assert (found.text_format, found.stem) == (TextFormat.PLAIN, "Why?")


@pytest.mark.parametrize("prefix", ["", "qti:"])
def test_names_may_have_a_prefix_and_be_of_2_1(prefix):
    data = single().decode().replace("imsqti_v2p2", "imsqti_v2p1")
    if prefix:
        data = re.sub(r"<(/?)(?=[a-z])", rf"<\1{prefix}", data).replace("xmlns=", "xmlns:qti=")
    assert only(data.encode()).options[0] == NeutralOption("Mitral", Fraction(1))
    assert parse(data.encode()).version == "2.1"


def test_prompt_outside_its_interaction_is_read():
    found = only(item("<prompt>Why?</prompt>" + choices("a", "b"), declared=declared("A"), rules=MATCH))
    assert (found.text_format, found.stem) == (TextFormat.PLAIN, "Why?")


def test_mathematics_stays_html():
    body = '<p>Solve <m:math xmlns:m="http://www.w3.org/1998/Math/MathML"><m:mi>x</m:mi></m:math>.</p>' + choices(
        "a", "b"
    )
    found = only(item(body, declared=declared("A"), rules=MATCH))
    assert found.stem == "<p>Solve <math><mi>x</mi></math>.</p>"


@pytest.mark.parametrize(
    ("parts", "kind", "weights"),
    [
        ({"declared": declared("A", "B", cardinality="multiple"), "rules": MATCH}, Kind.MULTIPLE, [HALF, HALF, 0]),
        ({"declared": declared("A", cardinality="multiple"), "rules": ""}, Kind.MULTIPLE, [1, 0, 0]),
        (
            {"declared": declared("A", "B", cardinality="multiple", mapping=mapping(
                ("A", "1"), ("B", "1"), ("C", "-1"), lowerBound="0", upperBound="2", defaultValue="-2")), "rules": MAP},
            Kind.MULTIPLE, [HALF, HALF, -HALF],
        ),
        (
            {"declared": declared(cardinality="multiple", mapping=mapping(("A", "2"), ("B", "1"), defaultValue="-1")),
             "rules": MAP},
            Kind.MULTIPLE, [Fraction(2, 3), Fraction(1, 3), Fraction(-1, 3)],
        ),
    ],
)  # fmt: skip
def test_several_choices_bring_their_shares(parts, kind, weights):
    found = only(item("<p>?</p>" + choices("a", "b", "c", most="0"), **parts))
    assert (found.kind, [row.weight for row in found.options]) == (kind, weights)


def test_single_choice_may_give_part_of_the_mark():
    mapped = mapping(("A", "2"), ("B", "1"), ("C", "-0.5"))
    found = only(item("<p>?</p>" + choices("a", "b", "c"), declared=declared("A", mapping=mapped), rules=MAP))
    assert [row.weight for row in found.options] == [1, HALF, Fraction(-1, 4)]


@pytest.mark.parametrize("bound", ["0", "-1", "x", ""])
def test_bound_that_measures_nothing_is_left_out(bound):
    mapped = mapping(("A", "2"), ("B", "1"), upperBound=bound)
    found = only(item("<p>?</p>" + choices("a", "b"), declared=declared("A", mapping=mapped), rules=MAP))
    assert [row.weight for row in found.options] == [1, HALF]


def test_template_decides_between_correct_response_and_mapping():
    parts = {"declared": declared("A", mapping=mapping(("A", "1"), ("B", "0.5")))}
    body = "<p>?</p>" + choices("a", "b")
    assert [row.weight for row in only(item(body, rules=MATCH, **parts)).options] == [1, 0]
    assert [row.weight for row in only(item(body, rules=MAP, **parts)).options] == [1, HALF]


def test_choice_of_true_and_false_is_a_question_of_that_kind():
    found = only(item("<p>So?</p>" + choices("True ", "false"), declared=declared("B"), rules=MATCH))
    assert (found.kind, found.options) == (
        Kind.TRUE_FALSE,
        (NeutralOption("True"), NeutralOption("False", Fraction(1))),
    )


def test_order_is_put_right():
    body = '<orderInteraction responseIdentifier="RESPONSE" shuffle="true"><prompt>Order.</prompt>' + "".join(
        f'<simpleChoice identifier="{name}">{name.lower()}</simpleChoice>' for name in "ABC"
    )
    found = only(
        item(body + "</orderInteraction>", declared=declared("C", "A", "B", cardinality="ordered"), rules=MATCH)
    )
    assert (found.kind, found.stem) == (Kind.ORDERING, "Order.")
    assert [row.text for row in found.options] == ["c", "a", "b"]


def matching(left: str, right: str) -> str:
    sets = [
        "".join(
            f'<simpleAssociableChoice identifier="{name}" matchMax="1">{name}!</simpleAssociableChoice>'
            for name in names.split()
        )
        for names in (left, right)
    ]
    inner = "".join(f"<simpleMatchSet>{rows}</simpleMatchSet>" for rows in sets)
    return f'<matchInteraction responseIdentifier="RESPONSE" maxAssociations="4">{inner}</matchInteraction>'


def pairs(*rows: str, **mapped: str) -> str:
    entries = mapping(*((row, mapped[row[0]]) for row in rows if row[0] in mapped)) if mapped else ""
    return declared(*rows, cardinality="multiple", base_type="directedPair", mapping=entries)


def test_match_gives_pairs_and_distractors():
    found = only(item(matching("C D L", "R M T"), declared=pairs("C R", "D M", "L M"), rules=MATCH))
    assert found.kind == Kind.MATCHING
    assert [(row.text, row.match) for row in found.options] == [("C!", "R!"), ("D!", "M!"), ("L!", "M!"), ("", "T!")]
    assert {row.weight for row in found.options} == {0}


def test_match_keeps_shares_that_differ():
    found = only(
        item(matching("C D L", "R M"), declared=pairs("C R", "D M", "L M", C="1", D="0.5", L="0.5"), rules=MAP)
    )
    assert [row.weight for row in found.options] == [HALF, Fraction(1, 4), Fraction(1, 4)]


def test_match_by_its_mapping_alone():
    data = declared(cardinality="multiple", base_type="directedPair", mapping=mapping(("C R", "1"), ("C M", "-1")))
    assert only(item(matching("C", "R M"), declared=data, rules=MAP)).options[0].match == "R!"


@pytest.mark.parametrize("columns", ["True False", "False True", "TRUE FALSE"])
def test_four_statements_that_are_true_or_false_are_kprim(columns):
    true = next(name for name in columns.split() if name.lower() == "true")
    false = next(name for name in columns.split() if name.lower() == "false")
    body = matching("A B C D", columns).replace("!</simpleAssociableChoice>", "</simpleAssociableChoice>")
    right = pairs(f"A {true}", f"B {false}", f"C {false}", f"D {true}")
    parsed = parse(item(body, declared=right, rules=MATCH))
    (found,) = parsed.questions
    assert (found.kind, [row.weight for row in found.options]) == (Kind.KPRIM, [1, 0, 0, 1])
    (remark,) = parsed.faults
    assert (remark.line, remark.is_remark, found.is_faulty) == (5, True, False)
    assert "only all four statements together bring the mark" in remark.message
    shares = right.replace("</responseDeclaration>", mapping((f"A {true}", "1")) + "</responseDeclaration>")
    (remark,) = parse(item(body, declared=shares, rules=MAP)).faults
    assert (remark.is_remark, "brings its own share" in remark.message) == (True, True)


def test_kprim_that_was_written_here_comes_back_without_a_remark():
    rows = (NeutralOption("a", Fraction(1)), NeutralOption("b"), NeutralOption("c"), NeutralOption("d"))
    assert only(write([make(*rows, kind=Kind.KPRIM)])).options == rows


def test_three_statements_are_matching():
    body = matching("A B C", "True False").replace("!</simpleAssociableChoice>", "</simpleAssociableChoice>")
    assert only(item(body, declared=pairs("A True", "B True", "C False"), rules=MATCH)).kind == Kind.MATCHING


def test_text_entry_accepts_wordings_by_its_mapping():
    body = f"<p>Name it.</p><p>{ENTRY}</p>"
    data = declared("York", base_type="string", mapping=mapping(("York", "1"), ("york", "0.5"), defaultValue="0"))
    found = only(item(body, declared=data, rules=MAP))
    assert (found.kind, found.stem, found.is_case_sensitive) == (Kind.SHORT, "Name it.", True)
    assert found.options == (NeutralOption("York", Fraction(1)), NeutralOption("york", HALF))


def test_text_entry_inside_a_sentence_leaves_a_blank():
    body = f"<p>The {ENTRY} valve has two leaves.</p>"
    found = only(item(body, declared=declared("mitral*", base_type="string"), rules=MATCH))
    assert found.stem == "The _____ valve has two leaves."
    assert found.options == (NeutralOption("mitral\\*", Fraction(1)),)


def equal(value: str, score: str = "1", **attributes: str) -> str:
    how = "".join(f' {name}="{text}"' for name, text in attributes.items())
    return (
        f"<responseProcessing><responseCondition><responseIf><equal{how}>"
        f'<variable identifier="RESPONSE"/>{value}</equal>'
        f'<setOutcomeValue identifier="SCORE"><baseValue baseType="float">{score}</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )


CORRECT = '<correct identifier="RESPONSE"/>'


@pytest.mark.parametrize(
    ("rules", "options"),
    [
        (MATCH, [("4", 1, "0")]),
        ("", [("4", 1, "0")]),
        (equal(CORRECT, toleranceMode="absolute", tolerance="0.5 0.5"), [("4", 1, "0.5")]),
        (equal(CORRECT, toleranceMode="absolute", tolerance="0.5", score="3"), [("4", 1, "0.5")]),
        (equal(CORRECT, toleranceMode="relative", tolerance="5"), [("4", 1, "0.2")]),
        (equal(CORRECT, toleranceMode="exact"), [("4", 1, "0")]),
        (
            equal('<baseValue baseType="float">5</baseValue>', toleranceMode="absolute", tolerance="1 1"),
            [("5", 1, "1")],
        ),
    ],
)
def test_number_is_accepted_with_its_tolerance(rules, options):
    found = only(item(f"<p>How much?</p><p>{ENTRY} mg</p>", declared=declared("4", base_type="float"), rules=rules))
    assert (found.kind, found.stem, found.unit) == (Kind.NUMERIC, "How much?", "mg")
    assert [(row.text, row.weight, row.tolerance) for row in found.options] == [
        (text, weight, Decimal(tolerance)) for text, weight, tolerance in options
    ]


def test_whole_numbers_are_numbers():
    assert (
        only(item(f"<div>{ENTRY}</div>", declared=declared("4", base_type="integer"), rules=MATCH)).kind == Kind.NUMERIC
    )


def test_extended_text_is_an_essay_and_no_interaction_a_description():
    essay = "<p>Why?</p><extendedTextInteraction responseIdentifier='RESPONSE' expectedLines='5'/>"
    assert only(item(essay, declared=declared(base_type="string"))).kind == Kind.ESSAY
    assert only(item("<p>Read on.</p>")) == NeutralQuestion(Kind.DESCRIPTION, "Read on.", name="Valves")


SHOW_CHOSEN = (
    '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/>'
    '<correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><variable identifier="MAXSCORE"/>'
    '</setOutcomeValue></responseIf></responseCondition><setOutcomeValue identifier="FEEDBACK">'
    '<variable identifier="RESPONSE"/></setOutcomeValue></responseProcessing>'
)
SHOW_RIGHT = (
    '<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/>'
    '<correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE">'
    '<baseValue baseType="float">1</baseValue></setOutcomeValue><setOutcomeValue identifier="FEEDBACK">'
    '<baseValue baseType="identifier">right</baseValue></setOutcomeValue></responseIf><responseElse>'
    '<setOutcomeValue identifier="FEEDBACK"><baseValue baseType="identifier">wrong</baseValue></setOutcomeValue>'
    '</responseElse></responseCondition><setOutcomeValue identifier="ALL">'
    '<baseValue baseType="identifier">all</baseValue></setOutcomeValue></responseProcessing>'
)


def modal(name: str, text: str, rest: str = "") -> str:
    return (
        f'<modalFeedback outcomeIdentifier="FEEDBACK" showHide="show" identifier="{name}"{rest}>{text}</modalFeedback>'
    )


def test_feedback_belongs_to_the_choice_it_is_named_after():
    found = only(single(rules=SHOW_CHOSEN, feedback=modal("A", "Yes.") + modal("B", "<p>No.</p>")))
    assert [(row.weight, row.feedback) for row in found.options] == [(1, "Yes."), (0, "No.")]


def test_feedback_for_right_and_wrong_goes_to_the_choices_of_a_single_choice():
    shown = modal("right", "Yes.") + modal("wrong", "No.") + modal("all", "See above.")
    found = only(single(rules=SHOW_RIGHT, feedback=shown))
    assert ([row.feedback for row in found.options], found.feedback) == (["Yes.", "No."], "See above.")


BLANK_RIGHT_WRONG = (
    SHOW_RIGHT.replace(
        "<responseIf><match>",
        '<responseIf><isNull><variable identifier="RESPONSE"/></isNull></responseIf><responseElseIf>'
        '<and><not><isNull><variable identifier="RESPONSE"/></isNull></not><match>',
    )
    .replace("</match>", "</match></and>")
    .replace("</responseIf><responseElse>", "</responseElseIf><responseElse>")
)
CAP = (
    '<responseCondition><responseIf><gt><variable identifier="SCORE"/><variable identifier="MAXSCORE"/></gt>'
    '<setOutcomeValue identifier="SCORE"><variable identifier="MAXSCORE"/></setOutcomeValue></responseIf>'
    "</responseCondition></responseProcessing>"
)


def test_blank_first_and_a_cap_last_change_nothing():
    rules = BLANK_RIGHT_WRONG.replace("</responseProcessing>", CAP)
    found = only(single(rules=rules, feedback=modal("right", "Yes.") + modal("wrong", "No.")))
    assert ([row.feedback for row in found.options], found.feedback) == (["Yes.", "No."], "")


def member(choice: str, feedback: str) -> str:
    return (
        f'<responseCondition><responseIf><member><baseValue baseType="identifier">{choice}</baseValue>'
        f'<variable identifier="RESPONSE"/></member><setOutcomeValue identifier="FEEDBACK"><multiple>'
        f'<variable identifier="FEEDBACK"/><baseValue baseType="identifier">{feedback}</baseValue></multiple>'
        "</setOutcomeValue></responseIf></responseCondition>"
    )


def test_feedback_for_each_of_several_choices_belongs_to_it():
    rules = SHOW_RIGHT.replace("</responseProcessing>", member("A", "x") + member("B", "y") + "</responseProcessing>")
    found = only(
        item(choices("a", "b", "c", most="0"), declared=declared("A", "B", cardinality="multiple"), rules=rules,
             feedback=modal("x", "First.") + modal("y", "Second."))
    )  # fmt: skip
    assert [(row.weight, row.feedback) for row in found.options] == [(HALF, "First."), (HALF, "Second."), (0, "")]


def test_inline_feedback_belongs_to_its_choice():
    inner = 'Mitral<feedbackInline outcomeIdentifier="FEEDBACK" identifier="A" showHide="show">Yes.</feedbackInline>'
    found = only(item("<p>?</p>" + choices(inner, "b"), declared=declared("A"), rules=SHOW_CHOSEN))
    assert found.options[0] == NeutralOption("Mitral", Fraction(1), "Yes.")


QTI_3 = """<qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
<qti-correct-response><qti-value>H</qti-value><qti-value>O</qti-value></qti-correct-response>
<qti-mapping lower-bound="0" upper-bound="2" default-value="-2"><qti-map-entry map-key="H" mapped-value="1"/>
<qti-map-entry map-key="O" mapped-value="1"/><qti-map-entry map-key="N" mapped-value="-1"/></qti-mapping>
</qti-response-declaration>
<qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
<qti-item-body><p>Water.</p><qti-choice-interaction response-identifier="RESPONSE" max-choices="0">
<qti-prompt>Made of?</qti-prompt><qti-simple-choice identifier="H">Hydrogen</qti-simple-choice>
<qti-simple-choice identifier="O" data-x="1">Oxygen</qti-simple-choice>
<qti-simple-choice identifier="N">Nitrogen</qti-simple-choice></qti-choice-interaction></qti-item-body>
<qti-response-processing><qti-set-outcome-value identifier="FEEDBACK"><qti-variable identifier="RESPONSE"/>
</qti-set-outcome-value><qti-set-outcome-value identifier="SCORE"><qti-map-response identifier="RESPONSE"/>
</qti-set-outcome-value></qti-response-processing>
<qti-modal-feedback outcome-identifier="FEEDBACK" identifier="H" show-hide="show">
<qti-content-body>Yes.</qti-content-body></qti-modal-feedback>"""


def test_item_of_version_3_is_read_as_one_of_2():
    found = only(item_3(QTI_3))
    assert (found.kind, found.stem) == (Kind.MULTIPLE, "Water.\n\nMade of?")
    assert [(row.text, row.weight, row.feedback) for row in found.options] == [
        ("Hydrogen", HALF, "Yes."), ("Oxygen", HALF, ""), ("Nitrogen", -HALF, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["associate", "gapMatch", "hottext", "hotspot", "selectPoint", "graphicOrder", "slider", "media",
     "upload", "drawing", "custom", "portableCustom"],
)  # fmt: skip
def test_interaction_that_is_not_read_is_named_with_its_line(name):
    parsed = parse(item(f"\n<p>Why <{name}Interaction responseIdentifier='RESPONSE'/></p>"))
    assert parsed.questions == ()
    assert [(row.line, row.message) for row in parsed.faults] == [
        (6, f"An item with a <{name}Interaction> is not read.")
    ]


def test_interaction_that_is_made_of_another_is_named_once():
    parsed = parse(item("<customInteraction><portableCustomInteraction/></customInteraction>"))
    assert [row.message for row in parsed.faults] == ["An item with a <customInteraction> is not read."]


def test_entry_inside_a_choice_is_a_question_more():
    parsed = parse(item(choices("a", ENTRY), declared=declared("A")))
    assert parsed.questions == ()
    assert "(choiceInteraction, textEntryInteraction)" in parsed.faults[0].message


MAPPED_WITH_BONUS = SHOW_RIGHT.replace(
    "<responseProcessing>",
    "<responseProcessing><setOutcomeValue identifier='SCORE'><mapResponse identifier='RESPONSE'/></setOutcomeValue>\n",
)
RULES_OF_ITS_OWN = "<responseProcessing>\n<exitResponse/><exitResponse/></responseProcessing>"
TWO = choices("a", "b")
FAULTS = [
    (item(f"<p>{ENTRY}</p>\n<p>{ENTRY}</p>"), 5, "asks 2 things at once (textEntryInteraction)"),
    (item(f"<p>{ENTRY}</p><endAttemptInteraction/>"), 5, "(textEntryInteraction, endAttemptInteraction)"),
    (item("\n<p><img src='images/x.png' alt='x'/></p>" + TWO, declared=declared("A")), 6, "The picture x.png is not"),
    (item("<object data='a/b.svg'>alt</object>" + TWO, declared=declared("A")), 5, "The object b.svg is not"),
    (item("<video><source src='c.mp4'/></video>" + TWO, declared=declared("A")), 5, "The video c.mp4 is not"),
    (item("<img src='data:image/png;base64,aaa'/>" + TWO, declared=declared("A")), 5, "that is written into it"),
    (item(choices("<img src='y.gif'/>a", "b"), declared=declared("A")), 5, "The picture y.gif is not"),
    (item("<rubricBlock view='scorer'>Be kind</rubricBlock>" + TWO, declared=declared("A")), 5, "note “Be kind”"),
    (item("<p>Is <printedVariable identifier='X'/></p>" + TWO, declared=declared("A")), 5, "<printedVariable>"),
    (item("<include href='a.xml'/>" + TWO, declared=declared("A")), 5, "<include>"),
    (item("<p>Why?</p>", declared=declared("A")), 4, "asks for none"),
    (item(TWO), 5, "does not say which choice is right"),
    (item("<choiceInteraction responseIdentifier='RESPONSE'/>"), 5, "no choices"),
    (item(f"<p>{ENTRY}</p>"), 5, "does not say which entry is right"),
    (item(f"<p>{ENTRY}</p>", declared=declared("four", base_type="float")), 5, "“four” is no number"),
    (item(matching("A B", "C"), declared=pairs("A C")), 5, "“B!” has no match"),
    (item(matching("A", "C D"), declared=pairs("A C", "A D")), 5, "several matches"),
    (item(matching("A", "C"), declared=pairs("A")), 5, "no two sets"),
    (item("<orderInteraction responseIdentifier='RESPONSE'><simpleChoice identifier='A'>a</simpleChoice>"
          "</orderInteraction>"), 5, "right order"),
    (item("<extendedTextInteraction responseIdentifier='RESPONSE'/>", declared=declared("Because")), 5, "“Because”"),
    (item(TWO, declared=declared("A"), rules=RULES_OF_ITS_OWN), 7, "own rules"),
    (item(TWO, declared=declared("A"), rules="<responseProcessing template='http://a/b'/>"), 6, "its correct response"),
    (item(TWO, declared=declared("A", mapping=mapping(("A", "2"))), rules=MAPPED_WITH_BONUS), 7, "its mapping counts"),
    (item(TWO, declared=declared("A"), rules=MATCH, feedback=modal("X", "Aha")), 7, "“Aha” does not belong"),
    (item(TWO, declared=declared("A"), rules=SHOW_CHOSEN, feedback=modal("A", "Aha").replace('"show"', '"hide"')),
     7, "Aha"),
    (item(choices("a", "b", most="0"), declared=declared("A", cardinality="multiple"), rules=SHOW_RIGHT,
          feedback=modal("right", "Aha")), 7, "“Aha” does not belong"),
    (item(f"<p>{ENTRY}</p>", declared=declared("4", base_type="float"),
          rules=equal(CORRECT, toleranceMode="absolute", tolerance="1 2")), 6, "own rules"),
    (item(TWO, declared=declared("A"), extra="<assessmentStimulusRef identifier='s' href='s.xml'/>"), 4, "shares"),
    (item(TWO, declared=declared("A"), extra="<catalogInfo/>"), 4, "readers"),
    (item("<catalogInfo/><stylesheet href='a.css'/>" + TWO, declared=declared("A")), 5, "<catalogInfo>"),
    (item(TWO, declared=declared("A"), rules=SHOW_RIGHT.replace('"RESPONSE"', '"OTHER"')), 6, "own rules"),
    (item(TWO, declared=declared("A"), extra="<templateDeclaration identifier='t'/>"), 4, "drawn anew"),
    (item(TWO, declared=declared("A")).replace(b'adaptive="false"', b'adaptive="true"'), 3, "adaptive"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "line", "words"), FAULTS, ids=range(len(FAULTS)))
def test_fault_is_told_with_its_line(data, line, words):
    found = faults(data)
    assert [number for number, message in found if words in message] == [line]
    assert len(found) == 1


def test_mixed_capitals_are_told():
    mapped = mapping(("a", "1"), ("b", "1")).replace('"a"', '"a" caseSensitive="false"')
    data = item(f"<p>{ENTRY}</p>", declared=declared(base_type="string", mapping=mapped), rules=MAP)
    assert ["Capitals count" in message for _, message in faults(data)] == [True]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"<quiz/>", "begins with <quiz>"),
        (b"<assessmentTest/>", "a test without its items"),
        (b"<qti-assessment-test/>", "a test without its items"),
        (b"<manifest/>", "the manifest of a package"),
        (b"<questestinterop/>", "QTI 1.2"),
        (b"PK", "not well-formed"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><assessmentItem/>', "document type"),
        (b"<assessmentItem><itemBody>" + b"<div>" * 100_000, "100 deep"),
        (b"<assessmentItem>" + b"<mapEntry/>" * 200_000, "200,000 elements"),
    ],
)
def test_file_that_is_no_item_is_refused(data, words):
    with pytest.raises(FormatRefused, match=re.escape(words)):
        parse(data)


LOTS = "".join(f"<simpleChoice identifier='A{place}'>a</simpleChoice>" for place in range(30_000))
SHOWN = "".join(f"<modalFeedback identifier='A{place}'>f</modalFeedback>" for place in range(30_000))
ALL = '<setOutcomeValue identifier="ALL"><baseValue baseType="identifier">all</baseValue></setOutcomeValue>'
RULE = SHOW_RIGHT[len("<responseProcessing>") : SHOW_RIGHT.index('<setOutcomeValue identifier="ALL')].replace(
    '<correct identifier="RESPONSE"/>', '<baseValue baseType="identifier">A</baseValue>'
)


@pytest.mark.parametrize(
    "data",
    [
        item(f"<choiceInteraction>{LOTS}</choiceInteraction>", declared=declared("A1"), feedback=SHOWN),
        item(f"<p>{ENTRY}</p>", declared=declared(mapping=mapping(*[("a", "1")] * 100_000)), rules=MAP),
        single(rules=f"<responseProcessing>{RULE * 4_000}</responseProcessing>", feedback=SHOWN),
        single(rules=f"<responseProcessing>{ALL}</responseProcessing>", feedback=modal("all", "f") * 40_000),
        item("<div>" * 90 + "<b>a</b>" * 100_000 + "</div>" * 90),
        item("<p>" + "<printedVariable/>\n" * 100_000 + "</p>"),
    ],
    ids=range(6),
)
@pytest.mark.slow
def test_item_with_a_great_many_parts_takes_seconds(data):
    started = time.process_time()
    parse(data)
    assert time.process_time() - started < 20


@pytest.mark.parametrize("value", ["1e999999999", "1e-999999999", "9" * 1000, "NaN", "INF", ""])
def test_mapping_beyond_reason_counts_nothing(value):
    data = item("<p>?</p>" + TWO, declared=declared("A", mapping=mapping(("A", value), ("B", "1"))), rules=MAP)
    assert [row.weight for row in parse(data).questions[0].options] == [0, 1]


def as_qti(row: NeutralQuestion) -> NeutralQuestion:
    """Return a question without what QTI refuses: hints, and a star for anything."""
    options = row.options
    if row.kind == Kind.SHORT:
        options = tuple(replace(option, text=option.text.replace("*", "\\*")) for option in options)
    return replace(row, hint="", options=options)


@pytest.mark.parametrize("version", ["2.2", "3.0"])
@settings(max_examples=examples(150), deadline=None)
@given(rows=st.lists(questions(formats=(TextFormat.PLAIN, TextFormat.HTML)).map(as_qti), min_size=1, max_size=3))
def test_what_is_written_reads_back_equal(version, rows):
    parsed = parse(write(rows, version))
    assert parsed.faults == ()
    assert parsed.questions == tuple(rows)


@pytest.mark.parametrize("version", ["2.2", "3.0"])
@settings(max_examples=examples(50), deadline=None)
@given(weights=st.lists(st.fractions(-1, 1, max_denominator=40), min_size=1, max_size=6))
def test_any_share_reads_back_exactly(version, weights):
    options = tuple(NeutralOption(f"a{place}", weight) for place, weight in enumerate(weights))
    row = NeutralQuestion(Kind.MULTIPLE, "Which?", options)
    assert only(write([row], version)) == row


def test_pairs_with_different_shares_read_back():
    shares = [Fraction(0), Fraction(-1, 6), Fraction(2, 3)]
    options = tuple(NeutralOption(f"a{place}", share, match=f"b{place}") for place, share in enumerate(shares))
    row = NeutralQuestion(Kind.MATCHING, "Which?", options)
    assert only(write([row])) == row


DAMAGED = [data for data, _, _ in FAULTS] + [item_3(QTI_3), single(rules=BLANK_RIGHT_WRONG)]


@settings(max_examples=examples(300), deadline=None)
@given(data=st.data())
def test_damaged_item_is_refused_or_read_with_faults(data):
    text = data.draw(st.sampled_from(DAMAGED)).decode()
    for _ in range(data.draw(st.integers(1, 3))):
        found = data.draw(st.sampled_from(list(re.finditer(r'"[^"]*"|<[^>]*/>|(?<=>)[^<>]+(?=<)', text))))
        text = (
            text[: found.start()]
            + data.draw(st.sampled_from(["", '""', '"-1"', '"x y"', "1e99"]))
            + text[found.end() :]
        )
    try:
        parsed = parse(text.encode())
    except FormatRefused:
        return
    assert len(parsed.questions) <= 1
    assert parsed.questions or parsed.faults


@pytest.mark.parametrize("version", ["2.2", "3.0"])
def test_all_or_nothing_among_several_right_answers_reads_back_equal(version):
    options = (NeutralOption("a", HALF), NeutralOption("b"), NeutralOption("c", HALF, "Because."))
    asked = NeutralQuestion(Kind.MULTIPLE, "Which two?", options, is_all_or_nothing=True)
    text = write([asked], version).decode()
    assert "apEntry" not in text
    (read,) = parse(text.encode()).questions
    assert (read.is_all_or_nothing, read.options) == (True, options)
    assert re.search(r'normal-?[mM]aximum="1"', text)  # what match_correct gives
    (partial,) = parse(write([replace(asked, is_all_or_nothing=False)], version)).questions
    assert (partial.is_all_or_nothing, partial.options) == (False, options)


@pytest.mark.parametrize("version", ["2.2", "3.0"])
@pytest.mark.parametrize("is_all_or_nothing", [True, False])
def test_matching_keeps_whether_it_is_all_or_nothing(version, is_all_or_nothing):
    pairs = (NeutralOption("fever", match="infection"), NeutralOption("rash", match="allergy"))
    asked = NeutralQuestion(Kind.MATCHING, "Match.", pairs, is_all_or_nothing=is_all_or_nothing)
    text = write([asked], version).decode()
    assert ("match_correct" in text) is is_all_or_nothing
    (read,) = parse(text.encode()).questions
    assert (read.is_all_or_nothing, read.options) == (is_all_or_nothing, pairs)


def test_match_correct_with_several_right_choices_is_all_or_nothing():
    """QTI 2.2, 5.1: match_correct gives the mark for all right choices and no other, else nothing."""
    asked = choices("a", "b", "c", most="0", prompt="Which two?")
    for rules, is_so in ((MATCH, True), (MAP, False)):
        mapped = "" if is_so else mapping(("A", "1"), ("C", "1"))
        told = declared("A", "C", cardinality="multiple", mapping=mapped)
        (read,) = parse(item(asked, declared=told, rules=rules)).questions
        assert read.is_all_or_nothing is is_so
        assert [row.weight for row in read.options] == [HALF, 0, HALF]


def test_written_item_has_what_the_standard_asks_for():
    options = (NeutralOption("a", Fraction(1, 3)), NeutralOption("b", Fraction(2, 3)), NeutralOption("c", -HALF))
    text = write([NeutralQuestion(Kind.MULTIPLE, "Which?", options, name='A "name"')]).decode()
    assert 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"' in text
    assert """title='A "name"' adaptive="false" timeDependent="false\"""" in text
    assert '<mapping defaultValue="0" upperBound="6">' in text
    assert [re.findall(r'mappedValue="(\S+)"', text)] == [["2", "4", "-3"]]
    assert 'identifier="SCORE" cardinality="single" baseType="float" normalMaximum="6"' in text
    assert 'template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response"' in text
    order = ["<responseDeclaration", "<outcomeDeclaration", "<itemBody", "<responseProcessing"]
    assert sorted(order, key=text.index) == order


def test_written_item_of_version_3_has_its_names():
    row = NeutralQuestion(Kind.SINGLE, "Which?", (NeutralOption("a", Fraction(1), "Yes."), NeutralOption("b")))
    text = write([row], "3.0").decode()
    names = set(re.findall(r"</?([\w-]+)", text))
    assert {name for name in names if not name.startswith("qti-")} == {"p"}
    assert "<qti-content-body>Yes.</qti-content-body>" in text
    assert re.search(r"[a-z][A-Z]\w*=", text.replace("schemaLocation", "")) is None


def make(*options: NeutralOption, kind: Kind = Kind.SINGLE, **fields) -> NeutralQuestion:
    return NeutralQuestion(kind, fields.pop("stem", "Who?"), options or (NeutralOption("a", Fraction(1)),), **fields)


def html(stem: str) -> NeutralQuestion:
    return make(stem=stem, text_format=TextFormat.HTML)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (make(hint="h"), "hint"),
        (make(stem="a\x01"), "U+0001"),
        (make(text_format=TextFormat.MARKDOWN), "Markdown"),
        (make(text_format=TextFormat.MOODLE), "Moodle"),
        (make(NeutralOption("a*", Fraction(1)), kind=Kind.SHORT), "* for anything"),
        (make(NeutralOption("1", Fraction(1)), NeutralOption("*"), kind=Kind.NUMERIC), "every other number"),
        (html("<p>a"), "<p> of its HTML is not closed"),
        (html("a</b>"), "<b> in its HTML has no beginning"),
        (html("<img src='a.png'/>"), "<img>"),
        (html("<script>1</script>"), "<script>"),
        (html("<choiceInteraction/>"), "<choiceInteraction>"),
        (html("<p style='x'>a</p>"), "“style”"),
        (html("<p onclick='x'>a</p>"), "“onclick”"),
        (html("<div>" * 200 + "</div>" * 200), "100 deep"),
        (html("<a <b>"), "no name"),
    ],
)
def test_what_cannot_be_held_is_refused_by_name(row, words):
    with pytest.raises(FormatRefused, match=re.escape(words)) as refused:
        write([replace(row, name="My name")])
    assert "Question 1 (“My name”)" in str(refused.value)


def test_html_is_brought_into_its_normal_form():
    row = html("<P class=x>a<br>b&nbsp;&eacute;<!-- c --></P>")
    assert only(write([row])).stem == '<p class="x">a<br/>b\u00a0é</p>'
    assert only(write([row])) == normal(row)
    assert normal(normal(row)) == normal(row)


def test_normal_form_of_html_that_is_not_closed_is_refused():
    with pytest.raises(FormatRefused, match=re.escape("<p> of its HTML is not closed")):
        normal(html("<p>a"))


def test_wordings_are_no_html():
    row = make(NeutralOption("a<br>", Fraction(1)), kind=Kind.SHORT, text_format=TextFormat.HTML)
    assert normal(row) == row == only(write([row]))


def test_elements_gone_from_html_are_refused_in_version_3_alone():
    assert only(write([html("<tt>a</tt>")])).stem == "<tt>a</tt>"
    with pytest.raises(FormatRefused, match="<tt>"):
        write([html("<tt>a</tt>")], "3.0")


@pytest.mark.parametrize("version", ["2.2", "3.0"])
def test_other_kinds_about_true_and_false_read_back_as_what_they_were(version):
    single = make(NeutralOption("True", Fraction(1)), NeutralOption("False"))
    rows = [NeutralOption(letter, match=word) for letter, word in zip("abcd", ("False", "True") * 2, strict=True)]
    same = [replace(row, match="True") for row in rows]
    for row in (single, make(*rows, kind=Kind.MATCHING),
                make(*same, NeutralOption("", match="False"), kind=Kind.MATCHING)):  # fmt: skip
        assert only(write([row], version)) == row


def test_unknown_version_is_refused():
    with pytest.raises(FormatRefused, match=re.escape("QTI 1.2 is not written; 2.2 and 3.0 are.")):
        write([make()], "1.2")
