"""The formats that are read and written, and how to tell which one a file has."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath

from content.formats import aiken, gift, moodlexml, qti
from content.formats.archives import is_archive
from content.formats.neutral import FormatRefused, NeutralQuestion, Parsed, refuse_wide


@dataclass(frozen=True)
class FileFormat:
    """A format of question files.

    Attributes:
        name: As commands and addresses have it.
        label: As people call it.
        suffixes: How its files end, the usual one first.
        is_text: Whether its files are text, never an archive.
        has_all_or_nothing: Whether it can say that of several right answers only all of them bring the mark.
    """

    name: str
    label: str
    suffixes: tuple[str, ...]
    parse: Callable[[bytes], Parsed]
    write: Callable[[Sequence[NeutralQuestion]], bytes]
    is_text: bool = True
    has_all_or_nothing: bool = False


def _write_aiken(questions: Sequence[NeutralQuestion]) -> bytes:
    """Leave out what Aiken has no place for; whoever chooses Aiken is told so."""
    return aiken.write([aiken.normal(aiken.bare(question)) for question in questions])


GIFT = FileFormat("gift", "GIFT", (".gift", ".txt"), gift.parse, gift.write)
AIKEN = FileFormat("aiken", "Aiken", (".aiken", ".txt"), aiken.parse, _write_aiken)
MOODLE_XML = FileFormat("moodlexml", "Moodle XML", (".xml",), moodlexml.parse, moodlexml.write)
QTI = FileFormat("qti", "QTI", (".xml", ".zip"), qti.parse, qti.write, False, True)  # files tell their version
QTI_2 = replace(QTI, label="QTI 2.2")
QTI_3 = FileFormat("qti3", "QTI 3.0", (".xml", ".zip"), qti.parse, partial(qti.write, version="3.0"), False, True)

READ = {form.name: form for form in (GIFT, AIKEN, MOODLE_XML, QTI)}
WRITTEN = {form.name: form for form in (GIFT, AIKEN, MOODLE_XML, QTI_2, QTI_3)}

FIRST_BYTES = 20_000  # of a file, that are looked at to tell its format
ANSWER_LINE = re.compile(rb"^[ \t]*ANSWER[ \t]*:[ \t]*[A-Z]", re.MULTILINE)
OPTION_LINE = re.compile(rb"^[ \t]*A[.)]", re.MULTILINE)
QUIZ = re.compile(rb"<quiz[\s/>]")
QTI_ROOT = re.compile(
    rb"<(?:\w+:)?(?:assessmentItem|qti-assessment-item|assessmentTest|qti-assessment-test|manifest|questestinterop)\b"
)


def guess_format(data: bytes, file_name: str = "") -> FileFormat:
    """Tell the format of a file from what it begins with, else from its name.

    Raises:
        FormatRefused: Nothing tells, or it is text in UTF-16.
    """
    if not is_archive(data):
        refuse_wide(data)
    start = data[:FIRST_BYTES]
    suffix = PurePath(file_name).suffix.lower()
    if is_archive(data) or QTI_ROOT.search(start):
        return QTI
    if QUIZ.search(start):
        return MOODLE_XML
    if suffix in {".gift", ".aiken"}:
        return READ[suffix[1:]]
    if ANSWER_LINE.search(start) and OPTION_LINE.search(start) and b"{" not in start:
        return AIKEN
    if b"{" in start or start.lstrip().startswith((b"::", b"$CATEGORY:", b"//")):
        return GIFT
    known = ", ".join(form.label for form in READ.values())
    raise FormatRefused(f"Which format this is cannot be told from the file. Say which of these it is: {known}.")


def label_of(name: str, version: str = "") -> str:
    """Return what people call a format that was read, with its version where the file said one."""
    return f"{READ[name].label} {version}".strip()


def suffix_of(form: FileFormat, data: bytes) -> str:
    """Return how a file that was written should end: several items of QTI are an archive."""
    return ".zip" if is_archive(data) else form.suffixes[0]
