"""Moodle XML: the format in which Moodle's question banks are exported and imported.

Source:
    Moodle, ``question/format/xml/format.php``; the plugins ``qtype_kprime`` and ``qtype_ordering``. What is read,
    reported and written: docs/question-formats-xml.md.
"""

import re
from collections.abc import Sequence
from decimal import Decimal

from content.formats.moodlexml_pictures import MOST_PICTURED_BYTES, as_html, refuse_long_text
from content.formats.moodlexml_reading import read_question
from content.formats.moodlexml_writing import question_elements
from content.formats.neutral import WITHOUT_TYPE, FormatRefused, NeutralQuestion, Parsed
from content.formats.notes import Notes
from content.formats.picturing import refuse_too_large
from content.formats.writing import checked, in_normal_form, number_of
from content.formats.xmltree import Element, elements, first, read_xml, text_in, to_xml

__all__ = ["normal", "parse", "write"]

CONTEXT = re.compile(r"^\$\w+\$(/|$)")  # where in Moodle a category stands: $course$, $system$, $cat1$
TOP = re.compile(r"^top(/|$)")  # the category around all others of a place
CONTAINERS = frozenset({
    "quiz", "question", "category", "name", "questiontext", "generalfeedback", "answer", "feedback", "subquestion",
    "units", "unit", "hint", "row", "column", "optiontext", "feedbacktext", "responsetext", "weight",
    "scoringmethod",
})  # fmt: skip


def parse(data: bytes) -> Parsed:
    """Read the questions of a file.

    Raises:
        FormatRefused: It is no Moodle XML, or not safe to read.
    """
    root = read_xml(data, MOST_PICTURED_BYTES)
    if root.name != "quiz":
        raise FormatRefused(f"This is not Moodle XML: the file begins with <{root.name[:60]}> instead of <quiz>.")
    refuse_long_text(data, root)
    notes = Notes()
    category = ""
    questions: list[NeutralQuestion] = []
    grades: list[tuple[int, Decimal]] = []
    for element in elements(root):
        if element.name != "question":
            notes.add(element.line, f"<{element.name[:60]}> is not known here; only <question> is.")
        elif element.attributes.get("type") == "category":
            category = _category(element)
        elif question := read_question(element, category, notes):
            questions.append(question)
            grade = number_of(text_in(first(element, "defaultgrade")))
            grades += [(question.line, grade)] if grade is not None and question.kind not in WITHOUT_TYPE else []
    _compare(grades, notes)
    return Parsed(tuple(questions), tuple(sorted(notes.faults, key=lambda fault: fault.line)))


def normal(question: NeutralQuestion) -> NeutralQuestion:
    """Return a question as it is read back after it was written: with a picture it is HTML."""
    shaped = in_normal_form(question)
    return as_html(shaped) if shaped.pictures else shaped


def write(questions: Sequence[NeutralQuestion]) -> bytes:
    """Write questions; those of a category follow its name.

    Raises:
        FormatRefused: Moodle XML cannot hold one of them; the message names it.
    """
    quiz = Element("quiz")
    category = ""
    rows = checked(questions)
    refuse_too_large(rows)
    for number, question in enumerate(rows, start=1):
        if question.category != category:
            category = question.category
            path = Element("text", {}, ["$course$/top/" + category if category else "$course$/top"])
            quiz.content.append(Element("question", {"type": "category"}, [Element("category", {}, [path])]))
        quiz.content.append(question_elements(number, question))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{to_xml(quiz, CONTAINERS)}\n'.encode()


def _category(element: Element) -> str:
    path = text_in(first(element, "category", "text"))
    inside = CONTEXT.sub("", path)
    return inside if inside == path else TOP.sub("", inside)


def _compare(grades: Sequence[tuple[int, Decimal]], notes: Notes) -> None:
    """Note it when questions bring different marks: only then does leaving the marks out lose something."""
    other = next(((line, grade) for line, grade in grades if grade != grades[0][1]), None)
    if other:
        notes.remark(
            other[0],
            f"Questions bring different marks here ({grades[0][1].normalize():f} and {other[1].normalize():f}). Marks "
            "are not taken over: set the points of questions after the import.",
        )
