r"""Read and write GIFT, the plain text format for questions that Moodle made common.

What is read is what Moodle's importer reads (question/format/gift/format.php), with these differences. It is stricter
where Moodle makes a question of what is likely a slip: those are faults. It lets blank lines pass inside braces
(``gift_blocks``), takes ``{true}`` for ``{TRUE}``, and rounded weights for fractions (``gift_weights``). A question
without a title has an empty name: nothing is made up from its text.

All texts of a question end in one format. A ``[html]`` before one answer of a question in Moodle's own format or in
plain text makes all of them HTML.

What is written reads back equal, given that names and categories are on one line and texts have no blanks at their
ends (``normal``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from content.formats.gift_answers import kind_of, options_of
from content.formats.gift_blocks import Block, blocks_of
from content.formats.gift_text import (
    CATEGORY_WORD,
    Piece,
    Reader,
    Unreadable,
    converted,
    formatted,
    meant,
    normal_line,
    one_format,
    quoted,
)
from content.formats.gift_writing import normal, question_as_gift
from content.formats.neutral import (
    FormatFault,
    Kind,
    NeutralQuestion,
    Parsed,
    TextFormat,
    has_enough,
    refuse_too_many,
    text_of,
    too_long,
)
from content.formats.xhtml import html_of_plain

__all__ = ["normal", "parse", "write"]

_BLANK = "_____"  # what Moodle shows where a sentence has its answers inside
_GENERAL = "####"
_COMMENT_MARK = "//"
_TITLE_INSIDE = re.compile(r"\n::[^\n:][^\n]*?::")  # in the lines after the first, in front of the answers
_BOM = "\ufeff"  # as the first letter of a file it would not be read as one of a text


def parse(data: bytes) -> Parsed:
    """Read a GIFT file; what cannot be read is a fault, and reading goes on with the next question.

    Raises:
        FormatRefused: The file is too large, has too many questions, or is not UTF-8 text.
    """
    questions: list[NeutralQuestion] = []
    faults: list[FormatFault] = []
    for count, block in enumerate(blocks_of(text_of(data)), 1):
        refuse_too_many(count)
        try:
            question = _question(block)
        except Unreadable as reason:
            faults.append(FormatFault(block.line_at(reason.at), str(reason)))
            if has_enough(faults, block.line_at(reason.at)):
                break
        else:
            if question:
                questions.append(question)
                faults += _lost_indentation(block, question)
    return Parsed(tuple(questions), tuple(faults))


def write(questions: Sequence[NeutralQuestion]) -> bytes:
    """Write questions as GIFT.

    Raises:
        FormatRefused: GIFT cannot hold one of them; the message names it and says why.
    """
    parts, category = [], ""
    for number, question in enumerate(questions, 1):
        now = normal_line(question.category)
        if now != category:
            parts.append(f"$CATEGORY: {now}\n")
            category = now
        parts.append(question_as_gift(question, number))
    text = "\n".join(parts)
    return (f"\n{text}" if text.startswith(_BOM) else text).encode()


def _lost_indentation(block: Block, question: NeutralQuestion) -> Iterator[FormatFault]:
    """Remark on lines in front of the answers whose indentation says something, and is lost as it is in Moodle."""
    before = block.text.partition("{")[0]
    lines = [at for at in block.indented if 0 < at <= before.count("\n")]
    if lines and (question.text_format == TextFormat.PLAIN or "<pre" in before.lower()):
        line = block.line + lines[0]
        yield FormatFault(line, "Lines of the question lose their indentation, as they do in Moodle.", is_remark=True)


# -- one question ---------------------------------------------------------------------------------------------------


def _question(block: Block) -> NeutralQuestion | None:
    """Read a block; None if it holds only comments."""
    reason = too_long(len(block.text), block.text.count("=") + block.text.count("~"))
    if reason:
        raise Unreadable(0, reason)
    whole = Piece(block.text).trimmed()
    if not whole.text:
        return None
    if whole.text.casefold().startswith(CATEGORY_WORD):
        raise Unreadable(whole.at, "A category is written $CATEGORY: path, with capitals and a colon.")
    name, body = _title(whole)
    stem_piece, answers = _stem_and_answers(body)
    _refuse_strays(stem_piece, answers)
    stem, stem_format = formatted(stem_piece, TextFormat.MOODLE)
    if not stem:
        raise Unreadable(whole.at, "The question has no text before its answers. A blank line ends a question.")
    question = NeutralQuestion(
        Kind.DESCRIPTION,
        stem,
        name=name,
        category=block.category,
        text_format=stem_format,
        line=block.line_at(whole.at),
    )
    return question if answers is None else _with_matches_as_html(_answered(question, answers))


def _title(whole: Piece) -> tuple[str, Piece]:
    if not whole.text.startswith("::"):
        return "", whole
    title, body = whole.cut(2).parted("::")
    if body is None:
        raise Unreadable(whole.at, f"The title {quoted(title.text)} opened with :: is not closed. Put :: after it.")
    return normal_line(meant(title.text)), body


def _stem_and_answers(body: Piece) -> tuple[Piece, Piece | None]:
    """Part the question from the block of its answers, which leaves a blank behind inside a sentence."""
    opening, closing = body.text.find("{"), body.text.find("}")
    if opening < 0 and closing < 0:
        return body, None
    if opening < 0 or 0 <= closing < opening:
        raise Unreadable(body.at + closing, "A } has no { before it. A brace that is part of the text is written \\}.")
    if closing < 0:
        message = "The answers opened with { are not closed. Put } after them; a brace in a text is written \\{."
        raise Unreadable(body.at + opening, message)
    _refuse_more_braces(body, opening, closing)
    before, answers, after = body.text[:opening], body.cut(opening + 1, closing), body.text[closing + 1 :]
    return Piece(before + (_BLANK if meant(after) else "") + after, body.at), answers


def _refuse_strays(stem: Piece, answers: Piece | None) -> None:
    """Refuse a title, a comment or a general feedback where Moodle would take it for text, and nobody means that."""
    title = _TITLE_INSIDE.search(stem.text)
    if title:
        message = "A title begins inside a question. Put a blank line between questions; a colon of a text is \\:."
        raise Unreadable(stem.at + title.start() + 1, message)
    if stem.text.startswith(_COMMENT_MARK) or (answers and answers.text.startswith(_COMMENT_MARK)):
        at = stem.at if stem.text.startswith(_COMMENT_MARK) or not answers else answers.at
        raise Unreadable(at, "A comment stands behind something else. Give it a line of its own that begins with //.")
    if answers and answers.text.count(_GENERAL) > 1:
        at = answers.at + answers.text.rfind(_GENERAL)
        raise Unreadable(at, "A second general feedback (####) follows. Write all of it after one ####.")


def _refuse_more_braces(body: Piece, opening: int, closing: int) -> None:
    places = [body.text.find("{", opening + 1), body.text.find("}", closing + 1)]
    more = min((place for place in places if place >= 0), default=None)
    if more is not None:
        raise Unreadable(
            body.at + more,
            f"A second {body.text[more]} follows: a question has one block of answers. Put a blank line between "
            f"questions; a brace that is part of a text is written \\{body.text[more]}.",
        )


def _answered(question: NeutralQuestion, answers: Piece) -> NeutralQuestion:
    """Read the answers twice: first to see which formats their texts have, then to bring all into one."""
    seen: set[TextFormat] = set()

    def look(piece: Piece) -> str:
        text, text_format = formatted(piece, question.text_format)
        seen.update({text_format} if text else ())
        return text

    read_once = _with_answers(question, answers, look)
    target = one_format(seen, question.text_format)
    if seen <= {target} and target == question.text_format:
        return read_once

    def convert(piece: Piece) -> str:
        return converted(*formatted(piece, question.text_format), target)

    stem = converted(question.stem, question.text_format, target)
    return replace(_with_answers(question, answers, convert), stem=stem, text_format=target)


def _with_matches_as_html(question: NeutralQuestion) -> NeutralQuestion:
    """Return a question with its right sides, plain in the file, as HTML where its other texts are HTML."""
    if question.text_format != TextFormat.HTML:
        return question
    return replace(question, options=tuple(replace(row, match=html_of_plain(row.match)) for row in question.options))


def _with_answers(question: NeutralQuestion, answers: Piece, read: Reader) -> NeutralQuestion:
    place = answers.text.rfind(_GENERAL)
    own = answers if place < 0 else answers.cut(0, place)
    feedback = "" if place < 0 else read(answers.cut(place + len(_GENERAL)))
    kind = kind_of(own)
    return replace(question, kind=kind, options=options_of(kind, own, read), feedback=feedback)
