"""The one structure between all question formats: what a parser returns and a writer takes.

A format's module has ``parse(data: bytes) -> Parsed`` and ``write(questions) -> bytes``; what is written reads back
equal. Nothing here knows the database; ``content.services.importing`` turns questions into rows.
"""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE, BOM_UTF32_BE, BOM_UTF32_LE
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Kind(StrEnum):
    """What is asked. The last two are recognised, but no test of ours asks them."""

    SINGLE = "single"  # one best answer
    MULTIPLE = "multiple"  # several answers, each with its share of the mark
    TRUE_FALSE = "true_false"  # options "True" and "False", in this order
    KPRIM = "kprim"  # four statements, each true (weight 1) or false (weight 0)
    MATCHING = "matching"  # options are pairs: a vignette and what matches it
    ORDERING = "ordering"  # options in their right order
    NUMERIC = "numeric"  # accepted numbers, each with its tolerance
    SHORT = "short"  # accepted wordings
    ESSAY = "essay"
    DESCRIPTION = "description"


WITHOUT_TYPE = {Kind.ESSAY, Kind.DESCRIPTION}


class TextFormat(StrEnum):
    """How the texts of a question are written."""

    PLAIN = "plain"
    MOODLE = "moodle"
    HTML = "html"
    MARKDOWN = "markdown"


@dataclass(frozen=True)
class NeutralPicture:
    """A picture of a question or of one of its vignettes and statements.

    Attributes:
        data: The file.
        alt: What it says to who cannot see it.
        credit: Its source and licence; may be empty.
        name: Of the file; like what follows it does not count when questions are compared.
        line: Where it is named, counted from 1.
        is_checked: Whether the file is one of ours: read as a picture and written anew. No reader says so.
        refusal: Why the file was not taken when it was checked; then there is no data.
    """

    data: bytes
    alt: str = ""
    credit: str = ""
    name: str = field(default="", compare=False)
    line: int = field(default=1, compare=False)
    is_checked: bool = field(default=False, compare=False)
    refusal: str = field(default="", compare=False)


@dataclass(frozen=True)
class NeutralOption:
    r"""One answer.

    Attributes:
        text: What it says: the answer, the statement, the vignette (matching; empty for a distractor), the accepted
            wording (short, where ``*`` stands for anything and ``\*`` for a star), or the accepted number (numeric).
        weight: Share of the question's mark that it brings; 1 is all of it, below 0 a penalty.
        feedback: Why it is right or wrong.
        match: What belongs to the vignette (matching), in HTML where the question is HTML, else plain; otherwise empty.
        tolerance: Largest distance from ``text`` that is still accepted (numeric); otherwise None.
        picture: Of a vignette (matching) or statement (kprim); otherwise None.
    """

    text: str
    weight: Fraction = Fraction(0)
    feedback: str = ""
    match: str = ""
    tolerance: Decimal | None = None
    picture: NeutralPicture | None = None


@dataclass(frozen=True)
class NeutralQuestion:
    """A question as a file has it.

    Attributes:
        kind: What is asked.
        name: A short title; may be empty.
        stem: The question itself.
        options: In the order of the file.
        feedback: General feedback, shown whatever was answered.
        category: Where the file keeps it, as a path with ``/``; may be empty.
        text_format: How stem, options and feedbacks are written; accepted wordings and numbers are plain in each.
        unit: Of a numeric answer; may be empty.
        hint: May be empty.
        is_case_sensitive: Whether a short answer must have the same capitals.
        is_all_or_nothing: Whether of several right answers only all of them, and no other, bring the mark; their
            weights are equal shares then.
        picture: Shown with the stem.
        line: Where it begins in its file, counted from 1; this and what follows does not count in comparisons.
        file: Of a package, the file that it is in; otherwise empty.
        is_faulty: Whether its reader reported a fault of it, so that it is not imported.
    """

    kind: Kind
    stem: str
    options: tuple[NeutralOption, ...] = ()
    name: str = ""
    feedback: str = ""
    category: str = ""
    text_format: TextFormat = TextFormat.PLAIN
    unit: str = ""
    hint: str = ""
    is_case_sensitive: bool = False
    is_all_or_nothing: bool = False
    picture: NeutralPicture | None = None
    line: int = field(default=1, compare=False)
    file: str = field(default="", compare=False)
    is_faulty: bool = field(default=False, compare=False)

    @property
    def pictures(self) -> list[NeutralPicture]:
        """All its pictures, that of the stem first."""
        return [picture for picture in (self.picture, *(row.picture for row in self.options)) if picture]

    @property
    def letters(self) -> int:
        """How long all its texts are together."""
        own = len(self.stem) + len(self.feedback) + len(self.hint)
        own += sum(len(picture.alt) + len(picture.credit) for picture in self.pictures)
        return own + sum(len(row.text) + len(row.feedback) + len(row.match) for row in self.options)


@dataclass(frozen=True)
class FormatFault:
    """What could not be read, and where.

    Attributes:
        line: Counted from 1; the line where the construct begins.
        message: A sentence that names the construct and says why or what to do.
        is_remark: Whether the question is sound all the same and imported; does not count in comparisons.
    """

    line: int
    message: str
    is_remark: bool = field(default=False, compare=False)

    def within(self, file: str) -> "FormatFault":
        """Return the fault as one of a file of a package, which it names first; an empty name changes nothing."""
        return replace(self, message=f"{file}: {self.message}") if file else self


@dataclass(frozen=True)
class Parsed:
    """What a parser found.

    Attributes:
        questions: In the order of the file.
        faults: By line.
        version: Of the format, as the file says it; empty where it says none, or the format has none.
    """

    questions: tuple[NeutralQuestion, ...] = ()
    faults: tuple[FormatFault, ...] = ()
    version: str = ""


class FormatRefused(Exception):
    """The file as a whole cannot be read; the message is fit to show.

    Attributes:
        line: The line that stands in the way, counted from 1; 1 where it is the file as such.
    """

    def __init__(self, message: str, line: int = 1) -> None:
        super().__init__(message)
        self.line = line


MOST_FAULTS = 300  # told of one file; whoever has more has another problem than the three-hundredth


def has_enough(faults: list[FormatFault], line: int) -> bool:
    """Tell whether a reader stops, and say so as the last fault: a hostile file must not fill memory with them."""
    if len(faults) < MOST_FAULTS:
        return False
    faults.append(FormatFault(line, f"Reading stopped here after {MOST_FAULTS} faults. Mend those first."))
    return True


MOST_BYTES = 5_000_000  # of one file; larger ones are refused before anything is read
MOST_QUESTIONS = 20_000  # of one file in a format of plain text
MOST_LETTERS = 50_000  # of one question with all its answers
MOST_ANSWERS = 200  # of one question


def too_long(letters: int, answers: int) -> str:
    """Say why a question is too long to be read; empty where it is not. An honest one is far below these bounds."""
    if letters > MOST_LETTERS:
        return f"A question is longer than {MOST_LETTERS:,} characters. Part it, or end the question before it."
    if answers > MOST_ANSWERS:
        return f"A question has more than {MOST_ANSWERS} answers. Part it, or end the question before it."
    return ""


def refuse_too_many(questions: int) -> None:
    """Stop reading a file that has more questions than are read.

    Raises:
        FormatRefused: It has.
    """
    if questions > MOST_QUESTIONS:
        raise FormatRefused(f"The file has more than {MOST_QUESTIONS:,} questions. Split it into smaller files.")


ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML forbids, and so every format


def stray_in(text: str) -> str:
    """Name the first control character of a text that no format takes, such as ``U+000B``; empty without one."""
    found = ILLEGAL.search(text)
    return f"U+{ord(found[0]):04X}" if found else ""


_WIDE = {  # longer marks first: that of UTF-32 begins like that of UTF-16
    BOM_UTF32_LE: "UTF-32",
    BOM_UTF32_BE: "UTF-32",
    BOM_UTF16_LE: "UTF-16",
    BOM_UTF16_BE: "UTF-16",
}
_FIRST_BYTES = 200


def refuse_wide(data: bytes) -> None:
    """Refuse text of two or four bytes a letter: told by its byte-order mark, or by a NUL in every other place.

    Raises:
        FormatRefused: It is such text.
    """
    start = data[:_FIRST_BYTES]
    name = next((name for mark, name in _WIDE.items() if start.startswith(mark)), "")
    fewer, more = sorted(half.count(0) / (len(half) or 1) for half in (start[::2], start[1::2]))
    if not name and more > 0.5 >= fewer:  # three of four bytes are NULs in UTF-32
        name = "UTF-32" if fewer > 0.4 else "UTF-16"
    if name:
        raise FormatRefused(f"The file is written in {name}, not in UTF-8. Save it again with the encoding UTF-8.")


def text_of(data: bytes, most: int = MOST_BYTES) -> str:
    """Decode a file, with or without a byte-order mark; line ends become newlines.

    Args:
        data: The file.
        most: Bytes that it may have.

    Raises:
        FormatRefused: It is too large, not UTF-8, or has a control character other than tabs and line ends: a NUL,
            which no text has and PostgreSQL cannot keep, or one that XML forbids.
    """
    if len(data) > most:
        raise FormatRefused(f"The file is larger than {most // 1_000_000} MB. Split it into smaller files.")
    refuse_wide(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise FormatRefused(
            f"The file is not UTF-8 text: line {line} has a byte that UTF-8 does not know. "
            "Save it again with the encoding UTF-8.",
            line,
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FormatRefused(f"The file is not text: line {line} has a NUL character.", line)
    if stray := ILLEGAL.search(text):
        line = text.count("\n", 0, stray.start()) + 1
        raise FormatRefused(
            f"Line {line} has the character {stray_in(stray[0])}, a control character that no question can hold. "
            "Remove it.",
            line,
        )
    return text
