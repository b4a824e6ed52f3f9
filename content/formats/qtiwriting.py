"""One neutral question, written as a QTI item."""

import re
from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from content.formats.neutral import Kind, NeutralPicture, NeutralQuestion
from content.formats.picturing import paragraph_of
from content.formats.qtimarkup import NotQti, content_of, stem_of
from content.formats.qtinames import SCHEMA_INSTANCE, VERSIONS, Version, with_names_of_3
from content.formats.qtipictures import address_of
from content.formats.qtiscoring import Scored, declarations, feedback_rules, scoring_rules, template_of
from content.formats.writing import ANYTHING, TRUE_FALSE, refuse
from content.formats.xmltree import Element

WILDCARD = re.compile(r"(?<!\\)\*")
MATCHED = (Kind.KPRIM, Kind.MATCHING)


def item_element(number: int, question: NeutralQuestion, version: str) -> Element:
    """Return a question, already checked, as an item.

    Args:
        number: Its place among all that are written; the item is named after it.
        question: In normal form.
        version: ``2.2`` or ``3.0``.

    Raises:
        FormatRefused: QTI cannot hold it.
    """
    used = VERSIONS[version]
    if question.hint:
        refuse(number, question, "QTI has no place for a hint.")
    try:
        scored = _scored(question)
        stem = [*stem_of(question.stem, question.text_format, used), *_pictured(question.picture)]
        body = [*stem, *_interaction(question, used)]
        feedback = _feedback(question, used, version)
    except NotQti as error:
        refuse(number, question, str(error))
    content: list[Element | str] = [*declarations(scored), Element("itemBody", {}, body)]
    content += [*_processing(scored, used, has_feedback=bool(feedback)), *feedback]
    item = Element("assessmentItem", _attributes(number, question, used), content)
    return with_names_of_3(item) if version == "3.0" else item


def _attributes(number: int, question: NeutralQuestion, used: Version) -> dict[str, str]:
    return {
        "xmlns": used.item,
        "xmlns:xsi": SCHEMA_INSTANCE,
        "xsi:schemaLocation": f"{used.item} {used.item_schema}",
        "identifier": f"Q{number:04}",
        "title": question.name,
        "adaptive": "false",
        "timeDependent": "false",
    }


def _processing(scored: Scored, used: Version, *, has_feedback: bool) -> list[Element]:
    """Return the response processing: a standard template where it says enough, otherwise rules; or nothing."""
    template = template_of(scored)
    if template and not has_feedback:
        return [Element("responseProcessing", {"template": used.template.format(template)})]
    rules: list[Element | str] = [*scoring_rules(scored), *feedback_rules(scored)]
    return [Element("responseProcessing", {}, rules)] if rules else []


def identifiers(question: NeutralQuestion) -> list[str]:
    """Return the names of the options in the item."""
    if question.kind == Kind.TRUE_FALSE:
        return [word.lower() for word in TRUE_FALSE]
    return [f"A{place}" for place in range(1, len(question.options) + 1)]


def _scored(question: NeutralQuestion) -> Scored:
    """Bring the shares of a question to whole numbers, so that thirds stay thirds."""
    names = identifiers(question)
    rows = list(zip(names, question.options, strict=True))
    weights = [row.weight for row in question.options]
    keys: Sequence[str] = names
    if question.kind in MATCHED:
        rows = [(name, row) for name, row in rows if row.text]
        keys = [f"{name} {target}" for (name, _), target in zip(rows, _targets(question), strict=False)]
        is_even = question.kind == Kind.KPRIM or not any(weights)
        weights = [Fraction(1, len(rows)) if is_even else row.weight for _, row in rows]
    elif question.kind in (Kind.SHORT, Kind.NUMERIC):
        keys = [_accepted(row.text, question.kind) for row in question.options]
    if question.is_all_or_nothing:  # match_correct gives 1
        weights = [Fraction(int(weight > 0)) for weight in weights]
    whole = lcm(*(weight.denominator for weight in weights)) if weights else 1
    return Scored(
        question=question,
        names=tuple(name for name, _ in rows),
        keys=tuple(keys),
        scores=tuple(int(weight * whole) for weight in weights),
        whole=whole,
    )


def _accepted(text: str, kind: Kind) -> str:
    if kind == Kind.NUMERIC and text == ANYTHING:
        raise NotQti("an answer stands for every other number, which QTI cannot say.")
    if kind == Kind.SHORT and WILDCARD.search(text):
        raise NotQti("an accepted wording has a * for anything, which QTI cannot say.")
    return text.replace("\\*", "*")


def _targets(question: NeutralQuestion) -> list[str]:
    """Return the name of what each option is matched with; pairs that match the same share a target."""
    if question.kind == Kind.KPRIM:
        return [TRUE_FALSE[int(row.weight == 0)].lower() for row in question.options]
    names: dict[str, str] = {}
    targets: list[str] = []
    for row in question.options:
        name = names.setdefault(row.match, f"T{len(names) + 1}") if row.text else f"D{len(targets) + 1}"
        targets.append(name)
    return targets


def _interaction(question: NeutralQuestion, version: Version) -> list[Element]:
    kind, response = question.kind, {"responseIdentifier": "RESPONSE"}
    names = identifiers(question)
    if kind == Kind.DESCRIPTION:
        return []
    if kind == Kind.ESSAY:
        return [Element("extendedTextInteraction", response)]
    if kind in (Kind.SHORT, Kind.NUMERIC):
        behind = [f" {question.unit}"] if question.unit else []
        return [Element("p", {}, [Element("textEntryInteraction", response), *behind])]
    if kind in MATCHED:
        return [_match(question, version)]
    choices = [
        Element("simpleChoice", {"identifier": name}, content_of(row.text, question.text_format, version))
        for name, row in zip(names, question.options, strict=True)
    ]
    if kind == Kind.ORDERING:
        return [Element("orderInteraction", response | {"shuffle": "true"}, [*choices])]
    most = "0" if kind == Kind.MULTIPLE else "1"
    is_shuffled = "false" if kind == Kind.TRUE_FALSE else "true"
    return [Element("choiceInteraction", response | {"shuffle": is_shuffled, "maxChoices": most}, [*choices])]


def _pictured(picture: NeutralPicture | None) -> list[Element]:
    return [paragraph_of(picture, address_of(picture))] if picture else []


def _match(question: NeutralQuestion, version: Version) -> Element:
    rows = [(name, row) for name, row in zip(identifiers(question), question.options, strict=True) if row.text]
    sources = [_associable(name, row.text, "1", question, version) for name, row in rows]
    for source, (_, row) in zip(sources, rows, strict=True):
        source.content += _pictured(row.picture)
    targets = dict(zip(_targets(question), (row.match for row in question.options), strict=True))
    if question.kind == Kind.KPRIM:
        targets = {word.lower(): word for word in TRUE_FALSE}
    sets = [sources, [_associable(name, text, "0", question, version) for name, text in targets.items()]]
    attributes = {
        "responseIdentifier": "RESPONSE",
        "shuffle": "false" if question.kind == Kind.KPRIM else "true",
        "maxAssociations": str(len(sources)),
    }
    return Element("matchInteraction", attributes, [Element("simpleMatchSet", {}, [*rows]) for rows in sets])


def _associable(name: str, text: str, most: str, question: NeutralQuestion, version: Version) -> Element:
    attributes = {"identifier": name, "matchMax": most}
    return Element("simpleAssociableChoice", attributes, content_of(text, question.text_format, version))


def _feedback(question: NeutralQuestion, used: Version, version: str) -> list[Element]:
    rows: list[tuple[str, str, str]] = [
        ("FEEDBACK", name, row.feedback) for name, row in zip(identifiers(question), question.options, strict=True)
    ]
    rows.append(("GENERAL", "general", question.feedback))
    found = []
    for outcome, name, text in rows:
        content = content_of(text, question.text_format, used)
        if content and version == "3.0":
            content = [Element("contentBody", {}, content)]
        attributes = {"outcomeIdentifier": outcome, "identifier": name, "showHide": "show"}
        found += [Element("modalFeedback", attributes, content)] if content else []
    return found
