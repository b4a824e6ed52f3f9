"""One neutral question, written as an element of Moodle XML."""

from collections.abc import Iterator

from content.formats.moodlexml_pictures import PictureHidden, as_html, text_with_picture
from content.formats.moodlexml_shares import percent_of
from content.formats.moodlexml_texts import NAMES
from content.formats.neutral import Kind, NeutralOption, NeutralPicture, NeutralQuestion, TextFormat
from content.formats.writing import TRUE_FALSE, refuse
from content.formats.xhtml import plain_of_html
from content.formats.xmltree import Element

TYPES = {
    Kind.SINGLE: "multichoice",
    Kind.MULTIPLE: "multichoice",
    Kind.TRUE_FALSE: "truefalse",
    Kind.KPRIM: "kprime",
    Kind.MATCHING: "matching",
    Kind.ORDERING: "ordering",
    Kind.NUMERIC: "numerical",
    Kind.SHORT: "shortanswer",
    Kind.ESSAY: "essay",
    Kind.DESCRIPTION: "description",
}
PLAIN_ANSWERS = {Kind.TRUE_FALSE, Kind.NUMERIC, Kind.SHORT}


def question_elements(number: int, question: NeutralQuestion) -> Element:
    """Return a question as an element.

    Raises:
        FormatRefused: Moodle XML cannot hold it.
    """
    if question.pictures:
        if question.text_format == TextFormat.MARKDOWN:
            refuse(number, question, "it is written in Markdown, and pictures stand in HTML.")
        question = as_html(question)
    try:
        return _element(number, question)
    except PictureHidden:
        refuse(number, question, "its markup would hide its picture.")


def _element(number: int, question: NeutralQuestion) -> Element:
    element = Element("question", {"type": TYPES[question.kind]})
    element.content += [
        Element("name", {}, [_leaf("text", question.name)]),
        _pictured("questiontext", question.stem, question.text_format, question.picture),
        _text("generalfeedback", question.feedback, question.text_format),
        _leaf("defaultgrade", "0" if question.kind == Kind.DESCRIPTION else "1.0000000"),
        _leaf("penalty", "0.3333333"),
        _leaf("hidden", "0"),
    ]
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        element.content.append(_leaf("single", "true" if question.kind == Kind.SINGLE else "false"))
        element.content.append(_leaf("shuffleanswers", "true"))
    if question.kind == Kind.SHORT:
        element.content.append(_leaf("usecase", "1" if question.is_case_sensitive else "0"))
    if question.kind == Kind.KPRIM:
        element.content += _statements(question)
    elif question.kind == Kind.MATCHING:
        element.content += [_pair(number, question, row) for row in question.options]
    elif question.kind == Kind.ORDERING:
        element.content += _steps(question)
    else:
        element.content += [_answer(number, question, row) for row in question.options]
    if question.unit:
        unit = [_leaf("multiplier", "1"), _leaf("unit_name", question.unit)]
        element.content.append(Element("units", {}, [Element("unit", {}, [*unit])]))
    if question.hint:
        element.content.append(_text("hint", question.hint, question.text_format))
    return element


def _leaf(name: str, text: str) -> Element:
    return Element(name, {}, [text] if text else [])


def _text(name: str, text: str, text_format: TextFormat) -> Element:
    return Element(name, {"format": NAMES[text_format]}, [_leaf("text", text)])


def _pictured(name: str, text: str, text_format: TextFormat, picture: NeutralPicture | None) -> Element:
    if picture is None:
        return _text(name, text, text_format)
    shown, file = text_with_picture(text, picture)
    element = _text(name, shown, text_format)
    element.content.append(file)
    return element


def _answer(number: int, question: NeutralQuestion, row: NeutralOption) -> Element:
    percent = percent_of(row.weight)
    if percent is None:
        refuse(number, question, f"an answer brings {row.weight} of the mark, a share that Moodle does not know.")
    is_plain = question.kind in PLAIN_ANSWERS
    text = row.text.lower() if question.kind == Kind.TRUE_FALSE else row.text
    answer = _text("answer", text, TextFormat.MOODLE if is_plain else question.text_format)
    answer.attributes = {"fraction": percent} | answer.attributes
    if row.tolerance is not None:
        answer.content.append(_leaf("tolerance", str(row.tolerance)))
    answer.content.append(_text("feedback", row.feedback, question.text_format))
    return answer


def _pair(number: int, question: NeutralQuestion, row: NeutralOption) -> Element:
    if row.feedback:
        refuse(number, question, "Moodle has no feedback for a pair.")
    if row.weight:
        refuse(number, question, "its pairs bring different shares, and in Moodle all bring the same.")
    match = plain_of_html(row.match) if question.text_format == TextFormat.HTML else row.match
    if match is None:
        refuse(number, question, "what matches has markup, and Moodle keeps it as plain text.")
    pair = _pictured("subquestion", row.text, question.text_format, row.picture)
    pair.content.append(Element("answer", {}, [_leaf("text", match)]))
    return pair


def _steps(question: NeutralQuestion) -> Iterator[Element]:
    for name, value in (("layouttype", "VERTICAL"), ("selecttype", "ALL"), ("selectcount", str(len(question.options)))):
        yield _leaf(name, value)
    for place, row in enumerate(question.options, start=1):
        step = _text("answer", row.text, question.text_format)
        step.attributes = {"fraction": f"{place}.0000000"} | step.attributes
        step.content.append(_text("feedback", row.feedback, question.text_format))
        yield step


def _statements(question: NeutralQuestion) -> Iterator[Element]:
    yield Element("scoringmethod", {}, [_leaf("text", "kprime")])
    yield _leaf("shuffleanswers", "true")
    yield _leaf("numberofrows", str(len(question.options)))
    yield _leaf("numberofcolumns", str(len(TRUE_FALSE)))
    for place, row in enumerate(question.options, start=1):
        content: list[Element | str] = [
            _pictured("optiontext", row.text, question.text_format, row.picture),
            _text("feedbacktext", row.feedback, question.text_format),
        ]
        yield Element("row", {"number": str(place)}, content)
    for place, title in enumerate(TRUE_FALSE, start=1):
        yield Element("column", {"number": str(place)}, [_text("responsetext", title, TextFormat.MOODLE)])
    for place, row in enumerate(question.options, start=1):
        for column, share in ((1, row.weight), (2, 1 - row.weight)):
            attributes = {"rownumber": str(place), "columnnumber": str(column)}
            yield Element("weight", attributes, [_leaf("value", f"{float(share):.3f}")])
