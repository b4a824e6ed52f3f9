"""The declarations and rules of a QTI item that is written: what is right, what it brings, what feedback it shows."""

from collections.abc import Iterator
from dataclasses import dataclass

from content.formats.neutral import Kind, NeutralQuestion
from content.formats.xmltree import Element

RESPONSES = {  # cardinality and base type
    Kind.SINGLE: ("single", "identifier"),
    Kind.TRUE_FALSE: ("single", "identifier"),
    Kind.MULTIPLE: ("multiple", "identifier"),
    Kind.KPRIM: ("multiple", "directedPair"),
    Kind.MATCHING: ("multiple", "directedPair"),
    Kind.ORDERING: ("ordered", "identifier"),
    Kind.NUMERIC: ("single", "float"),
    Kind.SHORT: ("single", "string"),
    Kind.ESSAY: ("single", "string"),
}
ONE_OF = (Kind.SINGLE, Kind.TRUE_FALSE)
ENTRIES = (Kind.NUMERIC, Kind.SHORT)


@dataclass(frozen=True)
class Scored:
    """A question with its shares as whole numbers.

    Attributes:
        question: What is written.
        names: Names of options, by which feedback is told apart.
        keys: Responses: names, pairs of names, or what is typed.
        scores: What each response brings, in parts of ``whole``.
        whole: The whole mark.
    """

    question: NeutralQuestion
    names: tuple[str, ...]
    keys: tuple[str, ...]
    scores: tuple[int, ...]
    whole: int


def _value(base_type: str, text: str) -> Element:
    return Element("baseValue", {"baseType": base_type}, [text])


def _variable() -> Element:
    return Element("variable", {"identifier": "RESPONSE"})


def _set(outcome: str, value: Element) -> Element:
    return Element("setOutcomeValue", {"identifier": outcome}, [value])


def _has_option_feedback(scored: Scored) -> bool:
    return any(row.feedback for row in scored.question.options)


def _is_all_or_nothing(scored: Scored) -> bool:
    if scored.question.is_all_or_nothing:
        return True
    is_one_right = sorted(scored.scores) == [0] * (len(scored.scores) - 1) + [1] and scored.whole == 1
    return scored.question.kind == Kind.ORDERING or (scored.question.kind in ONE_OF and is_one_right)


def _has_rules_of_its_own(scored: Scored) -> bool:
    """Tell whether each response needs a rule: numbers have tolerances, and typed text has no name for feedback."""
    kind = scored.question.kind
    return kind == Kind.NUMERIC or (kind == Kind.SHORT and _has_option_feedback(scored))


def declarations(scored: Scored) -> Iterator[Element]:
    """Yield the declarations of the response and of the outcomes."""
    kind = scored.question.kind
    cardinality, base_type = RESPONSES.get(kind, ("", ""))
    if cardinality:
        attributes = {"identifier": "RESPONSE", "cardinality": cardinality, "baseType": base_type}
        yield Element("responseDeclaration", attributes, [*_right(scored), *_mapping(scored)])
    score = {"identifier": "SCORE", "cardinality": "single", "baseType": "float"}
    if kind != Kind.DESCRIPTION:
        score["normalMaximum"] = str(scored.whole)
    yield Element("outcomeDeclaration", score, [Element("defaultValue", {}, [Element("value", {}, ["0"])])])
    if _has_option_feedback(scored):
        shown = "single" if kind in ONE_OF + ENTRIES else "multiple"
        yield Element("outcomeDeclaration", {"identifier": "FEEDBACK", "cardinality": shown, "baseType": "identifier"})
    if scored.question.feedback:
        attributes = {"identifier": "GENERAL", "cardinality": "single", "baseType": "identifier"}
        yield Element("outcomeDeclaration", attributes)


def _right(scored: Scored) -> Iterator[Element]:
    kind, best = scored.question.kind, max(scored.scores, default=0)
    right = [key for key, score in zip(scored.keys, scored.scores, strict=True) if score > 0]
    if kind in (Kind.ORDERING, Kind.MATCHING):  # a pair belongs together even if it brings nothing
        right = list(scored.keys)
    elif kind in ONE_OF + ENTRIES:
        right = [key for key, score in zip(scored.keys, scored.scores, strict=True) if score == best > 0][:1]
    if right:
        yield Element("correctResponse", {}, [Element("value", {}, [key]) for key in right])


def _mapping(scored: Scored) -> Iterator[Element]:
    if not scored.keys or _is_all_or_nothing(scored) or _has_rules_of_its_own(scored):
        return
    bounds = {"defaultValue": "0", "upperBound": str(scored.whole)}
    capitals = {}
    if scored.question.kind == Kind.SHORT:
        capitals = {"caseSensitive": "true" if scored.question.is_case_sensitive else "false"}
    yield Element(
        "mapping",
        bounds,
        [
            Element("mapEntry", {"mapKey": key, "mappedValue": str(score)} | capitals)
            for key, score in zip(scored.keys, scored.scores, strict=True)
        ],
    )


def template_of(scored: Scored) -> str:
    """Return the name of the standard template that scores a question; empty if none does."""
    if not scored.keys or _has_rules_of_its_own(scored):
        return ""
    return "match_correct" if _is_all_or_nothing(scored) else "map_response"


def scoring_rules(scored: Scored) -> Iterator[Element]:
    """Yield the rules of scoring, written out."""
    if not scored.keys:
        return
    if _has_rules_of_its_own(scored):
        yield _rule_for_each(scored)
    elif _is_all_or_nothing(scored):
        right = Element("match", {}, [_variable(), Element("correct", {"identifier": "RESPONSE"})])
        gains = [_set("SCORE", _value("float", str(score))) for score in (scored.whole, 0)]
        branches = [Element("responseIf", {}, [right, gains[0]]), Element("responseElse", {}, [gains[1]])]
        yield Element("responseCondition", {}, [*branches])
    else:
        blank = Element("isNull", {}, [_variable()])
        mapped = Element("mapResponse", {"identifier": "RESPONSE"})
        nothing = Element("responseIf", {}, [blank, _set("SCORE", _value("float", "0"))])
        yield Element("responseCondition", {}, [nothing, Element("responseElse", {}, [_set("SCORE", mapped)])])


def _rule_for_each(scored: Scored) -> Element:
    question = scored.question
    branches: list[Element | str] = []
    rows = zip(scored.names, scored.keys, scored.scores, question.options, strict=True)
    for name, key, score, row in rows:
        if question.kind == Kind.NUMERIC:
            bounds = f"{row.tolerance} {row.tolerance}"
            how = {"toleranceMode": "absolute", "tolerance": bounds} if row.tolerance else {"toleranceMode": "exact"}
            test = Element("equal", how, [_variable(), _value("float", key)])
        else:
            how = {"caseSensitive": "true" if question.is_case_sensitive else "false", "substring": "false"}
            test = Element("stringMatch", how, [_variable(), _value("string", key)])
        effects = [_set("SCORE", _value("float", str(score)))]
        effects += [_set("FEEDBACK", _value("identifier", name))] if row.feedback else []
        branches.append(Element("responseElseIf" if branches else "responseIf", {}, [test, *effects]))
    return Element("responseCondition", {}, branches)


def feedback_rules(scored: Scored) -> Iterator[Element]:
    """Yield the rules that show feedback: of what was chosen, of every pair or step, and the general one."""
    kind = scored.question.kind
    if _has_option_feedback(scored) and kind in (*ONE_OF, Kind.MULTIPLE):
        yield _set("FEEDBACK", _variable())
    elif _has_option_feedback(scored) and kind not in ENTRIES:
        rows = [row for row in scored.question.options if row.text]
        shown = [name for name, row in zip(scored.names, rows, strict=True) if row.feedback]
        yield _set("FEEDBACK", Element("multiple", {}, [_value("identifier", name) for name in shown]))
    if scored.question.feedback:
        yield _set("GENERAL", _value("identifier", "general"))
