"""One question of Moodle XML, read into a neutral one."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from content.formats.moodlexml_pictures import text_and_picture
from content.formats.moodlexml_shares import share_of
from content.formats.moodlexml_texts import common_format, note_files, raw_text, text_as
from content.formats.neutral import Kind, NeutralOption, NeutralQuestion, TextFormat
from content.formats.notes import Notes, quoted
from content.formats.truth_words import says_true_first
from content.formats.writing import ANYTHING, STATEMENTS, TRUE_FALSE, number_of
from content.formats.xhtml import html_of_plain
from content.formats.xmltree import Element, elements, first, text_in

# Of each question; Moodle fills them in by itself, so these words say nothing.
COMBINED = {
    "correctfeedback": "Your answer is correct.",
    "partiallycorrectfeedback": "Your answer is partially correct.",
    "incorrectfeedback": "Your answer is incorrect.",
}
SOME_STEPS = {"1", "2", "RANDOM", "CONTIGUOUS"}
MOST_PARTS = 500  # elements directly inside a question; honest ones have a few dozen
MOST_SHOWN = 5  # answers that a message repeats
Values = dict[str, Any]


def read_question(element: Element, category: str, notes: Notes) -> NeutralQuestion | None:
    """Read a question; None if nothing of it can be used, with the reason in the notes."""
    kind = element.attributes.get("type", "")
    name = text_in(first(element, "name", "text"))
    if kind not in READERS:
        notes.add(element.line, f"Question {quoted(name)} is of the type {quoted(kind)}, which is not read.")
        return None
    if len(elements(element)) > MOST_PARTS:
        notes.add(element.line, f"Question {quoted(name)} has more than {MOST_PARTS} parts and is not read.")
        return None
    spoiling = notes.spoiling
    text_format = common_format(element)
    stem, picture = text_and_picture(first(element, "questiontext"), text_format, element, notes)
    values = READERS[kind](element, text_format, notes)
    if values is None:
        return None
    note_files(element, name or stem, notes)
    _note_feedback(element, notes)
    question = NeutralQuestion(
        stem=stem,
        name=name,
        feedback=text_as(first(element, "generalfeedback"), text_format, element, notes),
        category=category,
        text_format=text_format,
        hint=_hint(element, text_format, notes),
        picture=picture,
        line=element.line,
        **values,
    )
    return replace(question, is_faulty=notes.spoiling > spoiling)


def _hint(element: Element, text_format: TextFormat, notes: Notes) -> str:
    hints = elements(element, "hint")
    if len(hints) > 1:
        notes.remark(hints[1].line, f"The question has {len(hints)} hints; only the first is taken over.")
    holder = first(hints[0], "hintcontent") or hints[0] if hints else None
    return text_as(holder, text_format, element, notes)


def _note_feedback(element: Element, notes: Notes) -> None:
    for name, usual in COMBINED.items():
        holder = first(element, name)
        text = raw_text(holder)
        if holder and text and usual not in text:
            notes.once(holder.line, f"The feedback {quoted(text)} (<{name}>) is not taken over: an answer has its own.")


def _answers(element: Element, text_format: TextFormat, notes: Notes) -> list[NeutralOption]:
    """Return the answers with their shares and feedback; texts as they stand."""
    options = []
    for answer in elements(element, "answer"):
        share = share_of(answer.attributes.get("fraction", "0"))
        if share is None:
            written = answer.attributes["fraction"]
            notes.add(answer.line, f"The share {quoted(written)} of an answer is no number; it is read as 0.")
        feedback = text_as(first(answer, "feedback"), text_format, element, notes)
        options.append(NeutralOption(raw_text(answer), share or Fraction(0), feedback))
    return options


def _rich(element: Element, text_format: TextFormat, notes: Notes) -> list[NeutralOption]:
    texts = [text_as(answer, text_format, element, notes) for answer in elements(element, "answer")]
    options = [
        replace(option, text=text) for option, text in zip(_answers(element, text_format, notes), texts, strict=True)
    ]
    return [option for option in options if option.text or option.weight or option.feedback]


def _without_options(element: Element, options: list[NeutralOption], notes: Notes) -> bool:
    if not options:
        notes.add(element.line, f"Question {quoted(text_in(first(element, 'name', 'text')))} has no answers.")
    elif not all(option.text for option in options):
        notes.add(element.line, f"Question {quoted(text_in(first(element, 'name', 'text')))} has an empty answer.")
    return not options


def _multichoice(element: Element, text_format: TextFormat, notes: Notes) -> Values | None:
    options = _rich(element, text_format, notes)
    if _without_options(element, options, notes):
        return None
    is_single = text_in(first(element, "single")).lower() not in {"false", "0", "no"}
    return {"kind": Kind.SINGLE if is_single else Kind.MULTIPLE, "options": tuple(options)}


def _truefalse(element: Element, text_format: TextFormat, notes: Notes) -> Values | None:
    """Read what is true and what false; old exports say it in the language of their site."""
    options = _in_english(element, _answers(element, text_format, notes), notes)
    found = {option.text.casefold(): option for option in options}
    if set(found) != {word.casefold() for word in TRUE_FALSE}:
        shown = " and ".join(quoted(option.text) for option in options[:MOST_SHOWN]) or "none"
        notes.add(
            element.line,
            "A question of the type “truefalse” must have the answers “true” and “false”, or the words for them in a "
            f"known language with 100% for one and 0% for the other; it has {shown}.",
        )
        return None
    return {
        "kind": Kind.TRUE_FALSE,
        "options": tuple(replace(found[word.casefold()], text=word) for word in TRUE_FALSE),
    }


def _in_english(element: Element, options: list[NeutralOption], notes: Notes) -> list[NeutralOption]:
    """Return the two answers as True and False where one is right and a language is known that has both words."""
    if sorted(option.weight for option in options) != [0, 1]:
        return options
    is_true_first = says_true_first(options[0].text, options[1].text)
    words = TRUE_FALSE if is_true_first else TRUE_FALSE[::-1]
    if is_true_first is None or [option.text.capitalize() for option in options] == list(words):
        return options
    shown, meant = (" and ".join(quoted(text) for text in texts) for texts in ([row.text for row in options], words))
    notes.once(element.line, f"The answers {shown} of a “truefalse” question become {meant}.")
    return [replace(option, text=word) for option, word in zip(options, words, strict=True)]


def _shortanswer(element: Element, text_format: TextFormat, notes: Notes) -> Values | None:
    options = [option for option in _answers(element, text_format, notes) if option.text or option.weight]
    if _without_options(element, options, notes):
        return None
    is_case_sensitive = text_in(first(element, "usecase")).lower() in {"1", "true"}
    return {"kind": Kind.SHORT, "options": tuple(options), "is_case_sensitive": is_case_sensitive}


def _numerical(element: Element, text_format: TextFormat, notes: Notes) -> Values | None:
    options = []
    for answer, option in zip(elements(element, "answer"), _answers(element, text_format, notes), strict=True):
        tolerance = number_of(text_in(first(answer, "tolerance")) or "0")
        if option.text == ANYTHING:
            options += [option] if option.weight or option.feedback else []
        elif number_of(option.text) is None or tolerance is None:
            notes.add(answer.line, f"The answer {quoted(option.text)} is no number with a tolerance.")
        else:
            options.append(replace(option, tolerance=abs(tolerance)))
    if _without_options(element, options, notes):
        return None
    return {"kind": Kind.NUMERIC, "options": tuple(options), "unit": _unit(element, notes)}


def _unit(element: Element, notes: Notes) -> str:
    found = first(element, "units")
    units = elements(found, "unit") if found else []
    if not units:
        return ""
    if len(units) > 1:
        notes.add(units[1].line, "Only the first unit is taken over; answers in other units will not be accepted.")
    if number_of(text_in(first(units[0], "multiplier")) or "1") != Decimal(1):
        notes.add(units[0].line, "The first unit has a multiplier, which is not taken over.")
    if text_in(first(element, "unitgradingtype")) not in {"", "0"}:
        notes.add(element.line, "That a wrong or missing unit costs marks is not taken over.")
    return text_in(first(units[0], "unit_name"))


def _matching(element: Element, text_format: TextFormat, notes: Notes) -> Values | None:
    pairs = []
    for row in elements(element, "subquestion"):
        match = raw_text(first(row, "answer"))
        if not match:
            notes.add(row.line, "A part of the matching question has no answer and is left out.")
            continue
        shown = html_of_plain(match) if text_format == TextFormat.HTML else match
        text, picture = text_and_picture(row, text_format, element, notes)
        pairs.append(NeutralOption(text, match=shown, picture=picture))
    if not any(pair.text or pair.picture for pair in pairs):
        notes.add(element.line, f"Question {quoted(text_in(first(element, 'name', 'text')))} has no pairs.")
        return None
    return {"kind": Kind.MATCHING, "options": tuple(sorted(pairs, key=lambda pair: not pair.text))}


def _ordering(element: Element, text_format: TextFormat, notes: Notes) -> Values | None:
    """Read steps; their fraction is their place, if it says one."""
    if text_in(first(element, "selecttype")).upper() in SOME_STEPS:
        count = text_in(first(element, "selectcount"))[:10]
        notes.remark(element.line, f"In Moodle {count} of the steps are asked at a time; here all of them are.")
    steps = [
        NeutralOption(text_as(step, text_format, element, notes), Fraction(0),
                      text_as(first(step, "feedback"), text_format, element, notes))
        for step in elements(element, "answer")
    ]  # fmt: skip
    places = [number_of(step.attributes.get("fraction", "")) for step in elements(element, "answer")]
    if set(places) == {Decimal(place) for place in range(1, len(steps) + 1)}:
        steps = [step for _, step in sorted(zip(places, steps, strict=True), key=lambda row: row[0] or 0)]
    if _without_options(element, steps, notes):
        return None
    return {"kind": Kind.ORDERING, "options": tuple(steps)}


def _kprime(element: Element, text_format: TextFormat, notes: Notes) -> Values | None:
    """Read statements; the first column stands for true, unless its title is a known word for false."""
    rows = elements(element, "row")
    titles = tuple(raw_text(first(column, "responsetext")) for column in elements(element, "column"))
    shares = {
        weight.attributes.get("rownumber"): number_of(text_in(first(weight, "value"))) == 1
        for weight in elements(element, "weight")
        if weight.attributes.get("columnnumber") == "1"
    }
    numbers = [row.attributes.get("number") for row in rows]
    if len(rows) != STATEMENTS or len(titles) not in (0, 2) or set(numbers) != set(shares):
        notes.add(element.line, "A question of the type “kprime” must have four statements that are true or false.")
        return None
    is_false_first = bool(titles) and says_true_first(*titles) is False
    meant = TRUE_FALSE[::-1] if is_false_first else TRUE_FALSE
    if titles and tuple(title.capitalize() for title in titles) != meant:
        shown, words = (" and ".join(map(quoted, texts)) for texts in (titles, meant))
        notes.once(element.line, f"The columns {shown} become {words}.")
    options = []
    for row, number in zip(rows, numbers, strict=True):
        text, picture = text_and_picture(first(row, "optiontext"), text_format, element, notes)
        feedback = text_as(first(row, "feedbacktext"), text_format, element, notes)
        options.append(NeutralOption(text, Fraction(shares[number] != is_false_first), feedback, picture=picture))
    _without_options(element, options, notes)
    return {"kind": Kind.KPRIM, "options": tuple(options)}


def _essay(element: Element, _: TextFormat, notes: Notes) -> Values:
    for name, what in (("graderinfo", "note for graders"), ("responsetemplate", "template of the response")):
        if (holder := first(element, name)) and raw_text(holder):
            notes.remark(holder.line, f"The {what} {quoted(raw_text(holder))} is not taken over.")
    return {"kind": Kind.ESSAY}


def _description(*_: object) -> Values:
    return {"kind": Kind.DESCRIPTION}


READERS: dict[str, Callable[[Element, TextFormat, Notes], Values | None]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "kprime": _kprime,
    "essay": _essay,
    "description": _description,
}
