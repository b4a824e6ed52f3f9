"""What a QTI item says of right answers: its response declaration and its rules of scoring."""

from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from content.formats.writing import number_of
from content.formats.xmltree import Element, descendants, elements, first, normal, text_in

NUMERIC = {"float", "integer"}
OTHER = "other"
TESTS = {"match", "equal", "stringMatch", "member"}


@dataclass(frozen=True)
class Mapped:
    """What one response brings by the mapping."""

    key: str
    value: Fraction
    is_case_sensitive: bool


@dataclass(frozen=True)
class Response:
    """A response declaration: what is right, and what else brings marks."""

    base_type: str = ""
    cardinality: str = ""
    correct: tuple[str, ...] = ()
    mapped: tuple[Mapped, ...] = ()
    default: Fraction = Fraction(0)
    upper: Fraction | None = None


@dataclass(frozen=True)
class Answer:
    """A rule about one response.

    Attributes:
        value: The response; None for the declared correct one.
        score: What it brings; None if the rule is about feedback alone.
        tolerance: Largest distance that is still accepted; a number below 0 is a percentage.
        is_case_sensitive: Whether capitals count.
        shown: Identifiers of the feedback it shows.
    """

    value: str | None
    score: Fraction | None
    tolerance: Decimal
    is_case_sensitive: bool
    shown: frozenset[str]


@dataclass
class Rules:
    """Response processing, as far as it is understood.

    Attributes:
        score: ``match`` (all or nothing), ``map`` (by the mapping), or empty.
        answers: Rules about single responses, in their order.
        right: Feedback shown for the correct response.
        wrong: Feedback shown for any other.
        always: Feedback shown whatever was answered.
        maximum: What the item brings at most, if it says so.
        by_correct: What the correct response brings, if a rule says so by a number.
        unread: Line of the first rule that is not understood; 0 if all are.
    """

    score: str = ""
    answers: list[Answer] = field(default_factory=list)
    right: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    always: set[str] = field(default_factory=set)
    maximum: Fraction | None = None
    by_correct: Fraction = Fraction(1)
    unread: int = 0

    @property
    def scores(self) -> dict[str | None, Fraction]:
        """What rules about single responses give, by the response."""
        return {rule.value: rule.score for rule in self.answers if rule.score is not None}

    def is_by_correct(self, response: Response) -> bool:
        """Tell whether the correct response decides, and not the mapping."""
        return self.score == "match" or not response.mapped

    def beside(self, others: list[Answer], response: Response) -> list[Answer]:
        """Return what the one correct response brings by a rule of its own, unless others are about it."""
        if self.score != "match" or response.cardinality != "single":
            return []
        free = [value for value in response.correct if value not in {row.value for row in others}]
        return [Answer(value, self.by_correct, Decimal(0), True, frozenset()) for value in free]


def read_response(item: Element, identifier: str) -> Response:
    """Read the declaration of a response; an empty one if there is none."""
    found = [row for row in elements(item, "responseDeclaration") if row.attributes.get("identifier") == identifier]
    if not found:
        return Response()
    declaration = found[0]
    correct, mapping = first(declaration, "correctResponse"), first(declaration, "mapping")
    return Response(
        base_type=declaration.attributes.get("baseType", ""),
        cardinality=declaration.attributes.get("cardinality", ""),
        correct=tuple(text_in(value) for value in elements(correct, "value")) if correct else (),
        mapped=tuple(_mapped(entry) for entry in elements(mapping, "mapEntry")) if mapping else (),
        default=_fraction(mapping.attributes.get("defaultValue", "0")) or Fraction(0) if mapping else Fraction(0),
        upper=_positive(mapping.attributes.get("upperBound", "")) if mapping else None,
    )


def _mapped(entry: Element) -> Mapped:
    value = _fraction(entry.attributes.get("mappedValue", ""))
    is_case_sensitive = entry.attributes.get("caseSensitive", "true") not in {"false", "0"}
    return Mapped(normal(entry.attributes.get("mapKey", "")), value or Fraction(0), is_case_sensitive)


def _fraction(text: str) -> Fraction | None:
    number = number_of(text.strip())
    return None if number is None else Fraction(number)


def _positive(text: str) -> Fraction | None:
    """Return the number that a text says; None for one that no share can be measured by."""
    number = _fraction(text)
    return number if number is not None and number > 0 else None


def read_rules(item: Element, response: str) -> Rules:
    """Read the rules of scoring and feedback.

    Args:
        item: The whole item.
        response: Identifier of its one response.
    """
    rules = Rules(maximum=_maximum(item))
    processing = first(item, "responseProcessing")
    if not processing:
        return rules
    if template := processing.attributes.get("template", ""):
        name = template.rpartition("/")[2].removesuffix(".xml").lower()
        known = {"match_correct": "match", "map_response": "map", "cc2_match_basic": "match", "cc2_map_response": "map"}
        rules.score = known.get(name, "")
        rules.unread = 0 if rules.score else processing.line
    _read_steps(elements(processing), response, rules)
    return rules


def _maximum(item: Element) -> Fraction | None:
    for outcome in elements(item, "outcomeDeclaration"):
        if outcome.attributes.get("identifier") == "SCORE" and "normalMaximum" in outcome.attributes:
            return _positive(outcome.attributes["normalMaximum"])
        if outcome.attributes.get("identifier") == "MAXSCORE":
            return _positive(text_in(first(outcome, "defaultValue", "value")))
    return None


def _read_steps(steps: list[Element], response: str, rules: Rules) -> None:
    for step in steps:
        if step.name == "responseCondition":
            _read_condition(step, response, rules)
        elif step.name == "setOutcomeValue":
            score, shown = _effect([step])
            rules.always |= shown
            if score == "map":
                _count("map", step, rules)
            elif score or (score is not None and (rules.score or rules.answers)):  # 0 is where it begins, no end
                _leave(step, rules)
        else:
            _leave(step, rules)


def _count(how: str, step: Element, rules: Rules) -> None:
    """Let the correct response or the mapping decide; where both bring marks, the second of them is not understood."""
    if rules.score in ("", how):
        rules.score = how
    else:
        _leave(step, rules)


def _leave(step: Element, rules: Rules) -> None:
    rules.unread = rules.unread or step.line


def _read_condition(condition: Element, response: str, rules: Rules) -> None:
    is_about_blank = True
    for branch in elements(condition):
        parts = elements(branch)
        if branch.name == "responseElse" and is_about_blank:
            _read_steps(parts, response, rules)
        elif branch.name == "responseElse":
            score, shown = _effect(parts)
            rules.wrong |= shown
            if score or any(part.name != "setOutcomeValue" for part in parts):
                _leave(branch, rules)
        elif parts and _is_blank(parts[0]):
            if parts[0].name == "not":
                _read_steps(parts[1:], response, rules)
        elif parts:
            is_about_blank = False
            _read_branch(_single_test(parts[0]), parts[1:], response, rules)


def _is_blank(test: Element) -> bool:
    return test.name == "isNull" or (test.name == "not" and first(test, "isNull") is not None)


def _single_test(test: Element) -> Element:
    """Return the one test that an ``and`` joins with the demand that there be a response; otherwise the test itself."""
    inner = [part for part in elements(test) if not _is_blank(part)]
    return inner[0] if test.name == "and" and len(inner) == 1 else test


def _read_branch(test: Element, actions: list[Element], response: str, rules: Rules) -> None:
    score, shown = _effect(actions)
    about = {part.attributes.get("identifier") for part in descendants(test)}
    if response not in about and score in (None, "max"):
        return  # keeps a score within its bounds, or passes feedback on
    sides = {side.name: side for side in elements(test)}
    is_whole = test.attributes.get("substring", "false") not in {"true", "1"}
    is_ours = test.name in TESTS and is_whole and sides.get("variable", test).attributes.get("identifier") == response
    if not is_ours or len(sides) != 2 or any(action.name != "setOutcomeValue" for action in actions):
        _leave(test, rules)
        return
    number = rules.maximum or Fraction(1) if score == "max" else score if isinstance(score, Fraction) else None
    if "correct" in sides and test.name == "match" and score != OTHER:
        rules.right |= shown
        if score is not None:
            _count("map" if score == "map" else "match", test, rules)
            rules.by_correct = rules.by_correct if number is None else number
        return
    if score in ("map", OTHER) or not {"correct", "baseValue"} & set(sides):
        _leave(test, rules)
        return
    value = text_in(sides["baseValue"]) if "baseValue" in sides else None
    is_case_sensitive = test.attributes.get("caseSensitive", "true") not in {"false", "0"}
    rules.answers.append(Answer(value, number, _tolerance(test, rules), is_case_sensitive, frozenset(shown)))


def _tolerance(test: Element, rules: Rules) -> Decimal:
    """Return the tolerance of an ``equal``; a relative one as a percentage below 0."""
    mode = test.attributes.get("toleranceMode", "exact")
    written = [number_of(part) for part in test.attributes.get("tolerance", "").split()]
    known = [abs(number) for number in written if number is not None]
    if mode == "exact" or not known:
        return Decimal(0)
    if len(set(known)) > 1:
        _leave(test, rules)
    return -min(known) if mode == "relative" else min(known)


def _effect(actions: list[Element]) -> tuple[Fraction | str | None, set[str]]:
    """Return what actions do: a score, and feedback shown.

    The score is a number, ``map``, ``max``, ``other`` for what is not understood, or None if none is set.
    """
    scores: list[Fraction | str] = []
    shown: set[str] = set()
    for action in actions:
        values = [part for part in descendants(action) if part.name == "baseValue"]
        texts = {text_in(part) for part in values if part.attributes.get("baseType") == "identifier"}
        shown |= texts
        if action.name != "setOutcomeValue":
            scores.append(OTHER)
        elif not texts and _is_score(action):
            scores.append(_amount(elements(action)))
    return (OTHER if len(scores) > 1 else scores[0] if scores else None), shown


def _is_score(part: Element) -> bool:
    """Tell whether an outcome is the score: other outcomes bring nothing, unless a rule that is read adds them."""
    name = part.attributes.get("identifier", "").upper()
    return "SCORE" in name and not name.startswith(("MAX", "MIN"))


def _amount(parts: list[Element]) -> Fraction | str:
    """Return what the score is set to, or what is added to it: a number, ``map`` or ``max``; else ``other``."""
    if len(parts) == 1 and parts[0].name == "sum":
        added = [part for part in elements(parts[0]) if not (part.name == "variable" and _is_score(part))]
        return _amount(added) if len(added) == 1 and added[0].name != "variable" else OTHER
    if len(parts) != 1:
        return OTHER
    part = parts[0]
    if part.name == "mapResponse":
        return "map"
    if part.name == "variable" and "SCORE" in part.attributes.get("identifier", ""):
        return "max"
    number = _fraction(text_in(part)) if part.name == "baseValue" else None
    return OTHER if number is None else number
