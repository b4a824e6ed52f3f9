"""Questions of files and questions of ours: what each kind becomes, and why one cannot become anything.

Normal form: plain texts without blanks at their ends; a name of at most 200 characters; general feedback stands with
the first right answer, since learners read reasons by answer; "any other number" of a numeric question is left out
with its feedback; pairs come before distractors, each of which is there once; pairs and steps bring
no weights, since each brings an equal share; shares of several right answers that differ by rounding alone are equal.
``from_text(to_text(q))`` is ``q`` for every ``q`` in normal form.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

from content.formats.even_shares import evened
from content.formats.neutral import FormatRefused, NeutralOption, NeutralPicture, NeutralQuestion, TextFormat
from content.formats.neutral import Kind as FileKind
from content.plain_text import EMBEDDED, PICTURE, MarkupLost, plain_text
from content.question_text import Kind as OurKind
from content.question_text import OptionText, PartText, QuestionText, Scoring

LONGEST_NAME = 200
TRUE_FALSE = ("True", "False")
ANYTHING = "*"
EQUAL = {FileKind.MATCHING, FileKind.ORDERING}  # each pair or step brings an equal share


# -- into normal form -----------------------------------------------------------------------------------------------


def as_plain(question: NeutralQuestion) -> tuple[NeutralQuestion, list[str]]:
    """Flatten the texts of a question; say of each that cannot be flattened what it would lose."""
    faults: list[str] = []

    def flat(text: str, where: str) -> str:
        try:
            return plain_text(text, question.text_format)
        except MarkupLost as lost:
            why = "which is not taken over" if str(lost) in {PICTURE, EMBEDDED} else "which questions here cannot hold"
            faults.append(f"{where} has {lost}, {why}. Say it in words, or leave it out.")
            return text

    is_typed = question.kind in {FileKind.NUMERIC, FileKind.SHORT}  # accepted answers are plain in every format
    has_html_matches = question.text_format == TextFormat.HTML  # in every other format they are plain
    options = tuple(
        replace(
            row,
            text=row.text.strip() if is_typed else flat(row.text, f"Answer {number}"),
            feedback=flat(row.feedback, f"The feedback of answer {number}"),
            match=flat(row.match, f"What matches answer {number}") if has_html_matches else row.match.strip(),
        )
        for number, row in enumerate(question.options, start=1)
    )
    plain = replace(
        question,
        stem=flat(question.stem, "The question"),
        feedback=flat(question.feedback, "The general feedback"),
        hint=flat(question.hint, "The hint"),
        name=" ".join(question.name.split()),
        category=question.category.strip(),
        unit=question.unit.strip(),
        options=options,
        text_format=question.text_format if faults else TextFormat.PLAIN,
    )
    return plain, faults


def normal(question: NeutralQuestion) -> NeutralQuestion:
    """Return a plain question in the normal form that rows of ours give back."""
    feedback, options = question.feedback, list(question.options)
    wrong = wrong_alone(question)
    if question.kind == FileKind.NUMERIC:
        options = [row for row in options if row not in wrong]
    elif question.kind == FileKind.MATCHING:
        pairs = [row for row in options if row.text]
        spare = list(dict.fromkeys(row.match for row in wrong))
        spare = [match for match in spare if match not in {row.match for row in pairs}]
        options = pairs + [NeutralOption("", match=match) for match in spare]
    if question.kind in EQUAL:
        options = [replace(row, weight=Fraction(0)) for row in options]
    if question.kind == FileKind.MULTIPLE:
        weights = evened([row.weight for row in options])
        options = [replace(row, weight=weight) for row, weight in zip(options, weights, strict=True)]
    has_place = question.kind != FileKind.MATCHING or any(row.text for row in options)  # a distractor keeps none
    if feedback and options and has_place:
        place = next((number for number, row in enumerate(options) if row.weight > 0), 0)
        options[place] = replace(options[place], feedback=_joined(options[place].feedback, feedback))
    name = question.name
    return replace(
        question,
        name=name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1].rstrip() + "…",
        feedback="",
        options=tuple(options),
    )


def wrong_alone(question: NeutralQuestion) -> list[NeutralOption]:
    """Return the answers whose feedback has no place here: any other number, and what belongs to no vignette.

    With another answer it would be read as the reason why that one is right.
    """
    if question.kind == FileKind.NUMERIC:
        return [row for row in question.options if row.text == ANYTHING and not row.weight]
    return [row for row in question.options if not row.text] if question.kind == FileKind.MATCHING else []


def with_general_feedback(question: NeutralQuestion) -> NeutralQuestion:
    """Return a matching with the feedback of its first pair alone as the general one; ``normal`` puts it back.

    Every format holds a general feedback, few hold one of a pair.
    """
    first, *others = question.options or (NeutralOption(""),)
    if question.kind != FileKind.MATCHING or question.feedback or any(row.feedback for row in others):
        return question
    return replace(question, feedback=first.feedback, options=(replace(first, feedback=""), *others))


def _joined(*texts: str) -> str:
    """Join texts as paragraphs, each said once."""
    return "\n\n".join(dict.fromkeys(text for text in texts if text))


# -- into a question of ours ----------------------------------------------------------------------------------------


def to_text(question: NeutralQuestion, stored: Mapping[str, str] | None = None) -> QuestionText:
    """Return a sound question in normal form as a question of ours, tied to no article.

    Args:
        question: Its pictures are checked.
        stored: Under which name each picture is stored, by its own name.
    """
    options, parts = INTO[question.kind](question.options)
    if parts:
        asked = [row for row in question.options if row.text]  # the others are distractors
        parts = [replace(part, **_pictured(row.picture, stored or {})) for part, row in zip(parts, asked, strict=True)]
    weights = {row.weight for row in question.options}
    is_partial = not question.is_all_or_nothing and (
        question.kind in EQUAL | {FileKind.MULTIPLE}
        or (question.kind != FileKind.KPRIM and not weights <= {Fraction(0), Fraction(1)})
    )
    return QuestionText(
        key="",
        stem=question.stem,
        kind=OurKind(question.kind.value),
        scoring=Scoring.PARTIAL if is_partial else Scoring.ALL,
        options=[row if is_partial else replace(row, share=None) for row in options],
        parts=parts,
        hint=question.hint,
        unit=question.unit,
        is_case_sensitive=question.is_case_sensitive,
        **_pictured(question.picture, stored or {}),
    )


def _pictured(picture: NeutralPicture | None, stored: Mapping[str, str]) -> dict[str, Any]:
    """Return what a question or a part of ours says of its picture."""
    if picture is None:
        return {}
    name = stored.get(picture.name, picture.name)
    return {"image": name, "image_alt": picture.alt, "image_credit": picture.credit}


Pieces = tuple[list[OptionText], list[PartText]]


def _chosen(rows: Sequence[NeutralOption]) -> Pieces:
    return [OptionText(row.text, row.weight == 1, row.feedback, row.weight, row.tolerance) for row in rows], []


def _several(rows: Sequence[NeutralOption]) -> Pieces:
    return [OptionText(row.text, row.weight > 0, row.feedback, row.weight) for row in rows], []


def _ordered(rows: Sequence[NeutralOption]) -> Pieces:
    return [OptionText(row.text, rationale=row.feedback) for row in rows], []


def _statements(rows: Sequence[NeutralOption]) -> Pieces:
    parts = [PartText(row.text, 0 if row.weight == 1 else 1, row.feedback) for row in rows]
    return [OptionText(word) for word in TRUE_FALSE], parts


def _pairs(rows: Sequence[NeutralOption]) -> Pieces:
    matches = list(dict.fromkeys(row.match for row in rows))
    parts = [PartText(row.text, matches.index(row.match), row.feedback) for row in rows if row.text]
    return [OptionText(match) for match in matches], parts


INTO: dict[FileKind, Callable[[Sequence[NeutralOption]], Pieces]] = {
    FileKind.SINGLE: _chosen,
    FileKind.TRUE_FALSE: _chosen,
    FileKind.NUMERIC: _chosen,
    FileKind.SHORT: _chosen,
    FileKind.MULTIPLE: _several,
    FileKind.ORDERING: _ordered,
    FileKind.KPRIM: _statements,
    FileKind.MATCHING: _pairs,
}


# -- and back -------------------------------------------------------------------------------------------------------


def unread(_: str) -> bytes:
    """Return no picture: whoever compares questions needs their names alone."""
    return b""


def from_text(
    text: QuestionText, *, name: str = "", category: str = "", read: Callable[[str], bytes] = unread
) -> NeutralQuestion:
    """Return a question of ours as files hold it.

    All or nothing among several right answers has a place in QTI alone; elsewhere each gets an equal share.

    Args:
        text: The question.
        name: Its short title.
        category: Where files keep it.
        read: Gives the picture that is stored under a name; nothing where there is none.

    Raises:
        FormatRefused: It asks for confidence, or is not finished.
    """
    called = f"“{name or text.stem[:60] or 'A question without a wording'}”"
    if text.kind == OurKind.CONFIDENCE:
        raise FormatRefused(f"{called} asks for confidence; no format holds such a question.")
    return NeutralQuestion(
        FileKind(text.kind),
        text.stem,
        tuple(_rows(text, called, read)),
        name=name,
        category=category,
        unit=text.unit,
        hint=text.hint,
        is_case_sensitive=text.is_case_sensitive,
        is_all_or_nothing=text.kind in {OurKind.MULTIPLE, OurKind.MATCHING} and text.scoring == Scoring.ALL,
        picture=_picture_of(text, read),
    )


def _picture_of(row: QuestionText | PartText, read: Callable[[str], bytes]) -> NeutralPicture | None:
    """Return the picture of a question or a part of ours; its name says its content."""
    if not row.image:
        return None
    name = PurePosixPath(row.image).name
    return NeutralPicture(read(row.image), row.image_alt, row.image_credit, name, is_checked=True)


def _rows(text: QuestionText, called: str, read: Callable[[str], bytes]) -> list[NeutralOption]:
    if text.kind == OurKind.ORDERING:
        return [NeutralOption(row.text, feedback=row.rationale) for row in text.options]
    if text.kind in {OurKind.KPRIM, OurKind.MATCHING}:
        return _rows_of_parts(text, called, read)
    keys = sum(row.is_key for row in text.options) if text.kind == OurKind.MULTIPLE else 1
    return [
        NeutralOption(
            row.text,
            row.share if row.share is not None else Fraction(int(row.is_key), keys or 1),
            row.rationale,
            tolerance=row.tolerance,
        )
        for row in text.options
    ]


def _rows_of_parts(text: QuestionText, called: str, read: Callable[[str], bytes]) -> list[NeutralOption]:
    if any(part.key is None for part in text.parts):
        raise FormatRefused(f"{called} has a part without its right answer. Finish the question first.")
    if text.kind == OurKind.KPRIM:
        return [
            NeutralOption(part.text, Fraction(part.key == 0), part.rationale, picture=_picture_of(part, read))
            for part in text.parts
        ]
    rows = [
        NeutralOption(
            part.text,
            feedback=part.rationale,
            match=text.options[part.key or 0].text,
            picture=_picture_of(part, read),
        )
        for part in text.parts
    ]
    used = {row.match for row in rows}
    return rows + [NeutralOption("", match=row.text) for row in text.options if row.text not in used]
