"""Read and write Aiken, the simplest format: a question, options with capital letters, and ``ANSWER:`` with one.

Read as Moodle reads it (question/format/aiken/format.php): blank lines may stand anywhere, ``A.`` and ``A)`` are the
same, each question ends with its ``ANSWER:`` line. Other than in Moodle a question may have several lines, letters must
follow the alphabet, and what is likely a slip is a fault.

Aiken holds plain text, and neither names, categories, hints nor feedback. ``write`` refuses a question that has them,
so that nothing is lost unseen; ``bare`` leaves them out for a caller who has said so. What is written reads back equal,
given that texts have no blanks at the ends of their lines, stems no empty lines, and options one line (``normal``).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from content.formats.neutral import (
    FormatFault,
    FormatRefused,
    Kind,
    NeutralOption,
    NeutralQuestion,
    Parsed,
    TextFormat,
    has_enough,
    refuse_too_many,
    text_of,
    too_long,
)
from content.formats.picturing import ADVICE
from content.formats.writing import stray_problem

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BLANKS = " \t\n\r\x0b"
_LABEL = re.compile(r"([A-Za-z])[.)]([ \t]|$)?")
_ANSWER = re.compile(r"ANSWER[ \t]*:")
_ANSWER_ASIDE = re.compile(r"answer[ \t]*:[ \t]*[a-z][.)]?", re.IGNORECASE)
_MARKUP = {
    TextFormat.MARKDOWN: re.compile(r"[\\`*_\[\]<>&#|~]|^[ \t]*(?:[-+]|\d+[.)])[ \t]", re.MULTILINE),
    TextFormat.HTML: re.compile("[<>&]"),
    TextFormat.MOODLE: re.compile("[<>&]"),
}
_QUOTED_LETTERS = 40
_BOM = "\ufeff"  # as the first letter of a file it would not be read as one of a text


class _Unreadable(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


@dataclass
class _Entry:
    """The lines of one question, each with its number."""

    stem: list[tuple[int, str]] = field(default_factory=list)
    options: list[tuple[int, str]] = field(default_factory=list)
    answer: tuple[int, str] | None = None

    @property
    def line(self) -> int:
        return (self.stem or self.options or [self.answer or (1, "")])[0][0]


def parse(data: bytes) -> Parsed:
    """Read an Aiken file; what cannot be read is a fault, and reading goes on with the next question.

    Raises:
        FormatRefused: The file is too large, has too many questions, or is not UTF-8 text.
    """
    questions: list[NeutralQuestion] = []
    faults: list[FormatFault] = []
    for count, entry in enumerate(_entries(text_of(data).split("\n")), 1):
        refuse_too_many(count)
        try:
            questions.append(_question(entry))
        except _Unreadable as reason:
            faults.append(FormatFault(reason.line, str(reason)))
            if has_enough(faults, reason.line):
                break
    return Parsed(tuple(questions), tuple(faults))


def _entries(lines: list[str]) -> Iterator[_Entry]:
    """Yield questions: each ends with its answer, or where text follows its options or a blank line."""
    entry, was_blank = _Entry(), False
    for number, line in enumerate((line.strip(_BLANKS) for line in lines), 1):
        if not line:
            was_blank = True
            continue
        if _ANSWER.match(line) or _ANSWER_ASIDE.fullmatch(line):
            entry.answer = (number, line)
            yield entry
            entry = _Entry()
        elif _is_option(line, entry):
            entry.options.append((number, line))
        else:
            if entry.options or (entry.stem and was_blank):
                yield entry
                entry = _Entry()
            entry.stem.append((number, line))
        was_blank = False
    if entry.stem or entry.options:
        yield entry


def _is_option(line: str, entry: _Entry) -> bool:
    """Tell whether a line is an option: after options any with a letter, before them only one with the letter A."""
    label = _LABEL.match(line)
    if label is None:
        return False
    count = len(entry.options)
    is_next = count < len(_LETTERS) and label[1].upper() == _LETTERS[count]
    is_spaced = label[2] is not None
    if count:
        return is_spaced or (is_next and label[1].isupper())
    return is_next and (is_spaced or (bool(entry.stem) and label[1].isupper()))


def _question(entry: _Entry) -> NeutralQuestion:
    reason = too_long(sum(len(line) for _, line in (*entry.stem, *entry.options)), len(entry.options))
    if reason:
        raise _Unreadable(entry.line, reason)
    texts = [_option_text(number, line, place) for place, (number, line) in enumerate(entry.options)]
    if not entry.stem:
        what = "Options stand" if entry.options else "ANSWER stands"
        raise _Unreadable(entry.line, f"{what} here without a question before. Write the question on the line above.")
    stem = "\n".join(line for _, line in entry.stem)
    if entry.answer is None:
        missing = "no ANSWER line" if texts else "neither options nor an ANSWER line"
        message = f"The question {_quoted(stem)} has {missing}. End it with a line like ANSWER: B after its options."
        raise _Unreadable(entry.line, message)
    if len(texts) < 2:
        message = f"The question {_quoted(stem)} has fewer than two options. Begin each on its line with A. or A)."
        raise _Unreadable(entry.line, message)
    key = _key(*entry.answer, texts)
    options = tuple(NeutralOption(text, Fraction(place == key)) for place, text in enumerate(texts))
    return NeutralQuestion(Kind.SINGLE, stem, options, line=entry.line)


def _option_text(number: int, line: str, place: int) -> str:
    letter, text = line[0], line[2:].strip(_BLANKS)
    if letter.islower():
        raise _Unreadable(
            number, f"The option letter {letter} is a small one. Write it as a capital: {letter.upper()}."
        )
    if place >= len(_LETTERS) or letter != _LETTERS[place]:
        follows = f"{_LETTERS[place]} is next" if place < len(_LETTERS) else "there are at most 26 options"
        raise _Unreadable(number, f"The option {letter} is out of order: {follows}.")
    if not text:
        raise _Unreadable(number, f"The option {letter} is empty. Write its text on the line of its letter.")
    return text


def _key(number: int, line: str, texts: Sequence[str]) -> int:
    """Tell which option is right; some writers repeat its text behind the letter."""
    count = len(texts)
    word, _, told = line.partition(":")
    if not word.isupper():
        raise _Unreadable(number, "ANSWER is not in capitals. Write the line like ANSWER: B.")
    letter = told.strip(_BLANKS).rstrip(".)")
    repeated = _LABEL.match(told.strip(_BLANKS))
    if repeated and repeated[1] in _LETTERS[:count]:
        place = _LETTERS.index(repeated[1])
        letter = repeated[1] if told.strip(_BLANKS)[2:].strip(_BLANKS) == texts[place] else letter
    if len(letter) != 1 or letter.upper() not in _LETTERS:
        raise _Unreadable(
            number, f"ANSWER is followed by {_quoted(told)}, not by one letter. Aiken has one right answer."
        )
    if letter.islower():
        raise _Unreadable(number, f"The answer {letter} is a small letter. Write it as a capital: {letter.upper()}.")
    if _LETTERS.index(letter) >= count:
        raise _Unreadable(
            number, f"The answer {letter} is not among the options, which end with {_LETTERS[count - 1]}."
        )
    return _LETTERS.index(letter)


def _quoted(text: str) -> str:
    words = " ".join(text.split())
    return f"“{words[:_QUOTED_LETTERS]}…”" if len(words) > _QUOTED_LETTERS else f"“{words}”"


# -- writing --------------------------------------------------------------------------------------------------------


def write(questions: Sequence[NeutralQuestion]) -> bytes:
    """Write questions as Aiken.

    Raises:
        FormatRefused: Aiken cannot hold one of them; the message names it and says why.
    """
    text = "\n".join(_question_as_aiken(question, number) for number, question in enumerate(questions, 1))
    return (f"\n{text}" if text.startswith(_BOM) else text).encode()


def bare(question: NeutralQuestion) -> NeutralQuestion:
    """Leave out what Aiken has no place for: name, category, hint and feedback."""
    options = tuple(replace(option, feedback="") for option in question.options)
    return replace(question, name="", category="", hint="", feedback="", options=options)


def normal(question: NeutralQuestion) -> NeutralQuestion:
    """Give a question as it reads back: plain text, no blanks around lines, no empty lines, one line an option."""
    options = tuple(replace(option, text=" ".join(_lines(option.text))) for option in question.options)
    return replace(question, stem="\n".join(_lines(question.stem)), options=options, text_format=TextFormat.PLAIN)


def _lines(text: str) -> list[str]:
    lines = (line.strip(_BLANKS) for line in text.replace("\r", "\n").split("\n"))
    return [line for line in lines if line]


def _question_as_aiken(question: NeutralQuestion, number: int) -> str:
    problem = next(_problems(question), "")
    if problem:
        named = _quoted(question.name or question.stem)
        raise FormatRefused(f"Question {number}, {named}, cannot be written as Aiken: {problem}")
    question = normal(question)
    options = [f"{letter}. {option.text}" for letter, option in zip(_LETTERS, question.options, strict=False)]
    key = next(letter for letter, option in zip(_LETTERS, question.options, strict=False) if option.weight == 1)
    return "\n".join([question.stem, *options, f"ANSWER: {key}"]) + "\n"


def _problems(question: NeutralQuestion) -> Iterator[str]:
    """Yield why Aiken cannot hold a question; nothing if it can."""
    if question.pictures:
        yield f"Aiken has no place for its picture. {ADVICE}"
    if stray := stray_problem(normal(question)):
        yield stray
    if question.kind != Kind.SINGLE:
        yield "Aiken has only single best answers."
    if sorted(option.weight for option in question.options) != [0] * (len(question.options) - 1) + [1]:
        yield "Aiken holds no weights: one answer brings the whole mark, the others nothing."
    if not 2 <= len(question.options) <= len(_LETTERS):
        yield "Aiken holds from two to 26 options."
    if question != bare(question):
        yield "Aiken holds no names, categories, hints or feedback."
    markup = _MARKUP.get(question.text_format)
    texts = [question.stem, *(option.text for option in question.options)]
    if markup and any(markup.search(text) for text in texts):
        yield f"Aiken holds plain text, and its {question.text_format} text has marks."
    if not all(_lines(text) for text in texts):
        yield "its text or that of an option is empty."
    yield from _line_problems(_lines(question.stem))


def _line_problems(lines: list[str]) -> Iterator[str]:
    entry = _Entry()
    for number, line in enumerate(lines, 1):
        if _ANSWER.match(line) or _ANSWER_ASIDE.fullmatch(line) or _is_option(line, entry):
            yield f"the line {_quoted(line)} of its text would be read as an option or as its answer."
        entry.stem.append((number, line))
