"""Questions of files into the bank: looked at first, then all or nothing (P5)."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from content.corrected_text import as_corrected
from content.formats.neutral import FormatFault, FormatRefused, NeutralQuestion, Parsed, too_long
from content.formats.neutral_json import fault_shown, kept, restored
from content.formats.registry import READ, FileFormat, guess_format
from content.looked_questions import Candidate, Look
from content.models import Question, QuestionImport, QuestionVersion
from content.neutral_questions import as_plain, from_text, normal, to_text
from content.question_faults import faults_of, picture_faults
from content.same_questions import fingerprint
from content.services.bank import Entry, bank_questions
from content.services.import_pictures import check_pictures, stored_pictures
from content.services.questions import wording_as_text

UPLOADS_LAST = timedelta(days=1)
STEMS_AT_ONCE = 500
LONGEST_FORMAT = 20  # letters of its name and version, as an upload keeps them
MOST_AT_ONCE = 2_000  # questions that a page of the desk takes; a command takes any number


class ImportRefused(Exception):
    """Nothing was imported; the message is fit to show."""


FAULTY = "The file has faults, so nothing was imported."


def format_of(data: bytes, *, file_name: str = "", format_name: str = "") -> FileFormat:
    """Return the format that is named, or else the one that a file seems to have.

    Raises:
        FormatRefused: The file is empty, or nothing tells.
    """
    if not data.strip():
        raise FormatRefused("The file is empty.")
    return READ[format_name] if format_name else guess_format(data, file_name)


def read_file(data: bytes, *, file_name: str = "", format_name: str = "") -> tuple[FileFormat, Parsed]:
    """Read a file in the format that is named, or else in the one that it seems to have.

    Raises:
        FormatRefused: The file as a whole cannot be read.
    """
    form = format_of(data, file_name=file_name, format_name=format_name)
    return form, form.parse(data)


def look_at(parsed: Parsed) -> Look:
    """Say of each question of a file what it would be here; writes nothing, not even the files of pictures."""
    parsed = check_pictures(parsed)
    judged = [_judge(question) for question in parsed.questions]
    known = _in_bank(candidate.question.stem for candidate in judged if candidate.is_sound)
    seen: dict[tuple[Any, ...], NeutralQuestion] = {}
    candidates = []
    for candidate in judged:
        if candidate.is_sound:
            mark = fingerprint(candidate.question)
            is_known = mark in known
            candidate = replace(candidate, is_known=is_known, repeats=None if is_known else seen.get(mark))
            seen.setdefault(mark, candidate.question)
        candidates.append(candidate)
    faults = [*parsed.faults, *(fault for candidate in judged for fault in candidate.faults)]
    by_line = sorted(faults, key=lambda fault: fault.line)
    spoiling = tuple(fault for fault in by_line if not fault.is_remark)
    return Look(tuple(candidates), spoiling, tuple(fault for fault in by_line if fault.is_remark))


def import_questions(
    *, parsed: Parsed, at: datetime, actor: AbstractBaseUser | None, skips_faulty: bool = False
) -> tuple[list[Question], Look]:
    """Write the questions of a file into the bank, all or nothing; those that it has already are left out.

    Args:
        parsed: What the reader found.
        at: When.
        actor: Who imports; None for a command.
        skips_faulty: Whether to leave out what has faults and write the rest.

    Returns:
        The new questions, in the order of the file, and what the file holds.

    Raises:
        ImportRefused: There are faults, and they are not to be skipped.
    """
    look = look_at(parsed)
    if look.faults and not skips_faulty:
        raise ImportRefused(FAULTY)
    with stored_pictures(look.new) as stored:
        return bank_questions(entries=_entries(look, stored), at=at, actor=actor), look


def _entries(look: Look, stored: Mapping[str, str]) -> list[Entry]:
    return [Entry(to_text(question, stored), question.name, question.category) for question in look.new]


# -- between upload and import ----------------------------------------------------------------------------------------


@transaction.atomic
def keep_upload(
    *, parsed: Parsed, form: FileFormat, file_name: str, at: datetime, actor: AbstractBaseUser
) -> QuestionImport:
    """Keep what was read until its owner says what to do; what nobody came back for goes.

    Raises:
        FormatRefused: There are more questions than are imported at once.
    """
    if len(parsed.questions) > MOST_AT_ONCE:
        raise FormatRefused(
            f"The file has {len(parsed.questions)} questions; {MOST_AT_ONCE} is the most at once. Split it into "
            "smaller files, or let the operator import it with manage.py import_questions."
        )
    parsed = check_pictures(parsed)  # once, and what is kept is what was checked
    QuestionImport.objects.filter(created_at__lt=at - UPLOADS_LAST).delete()
    return QuestionImport.objects.create(  # type: ignore[misc]  # the site's user model
        file_name=file_name[-200:],
        format=f"{form.name} {parsed.version}"[:LONGEST_FORMAT].strip(),
        questions=[kept(question) for question in parsed.questions],
        faults=[fault_shown(fault) | {"is_remark": fault.is_remark} for fault in parsed.faults],
        created_at=at,
        created_by=actor,
    )


def parsed_of(upload: QuestionImport) -> Parsed:
    """Return what was kept."""
    questions = tuple(restored(values) for values in upload.questions)
    faults = (FormatFault(row["line"], row["message"], row.get("is_remark", False)) for row in upload.faults)
    return Parsed(questions, tuple(faults))


def finish_upload(
    *,
    upload: QuestionImport,
    at: datetime,
    actor: AbstractBaseUser,
    skips_faulty: bool,
    record: Callable[[list[Question]], None] | None = None,
) -> list[Question]:
    """Import what was kept, once: whoever presses twice is told how many questions came the first time.

    Args:
        upload: What was kept.
        at: When.
        actor: Who imports.
        skips_faulty: Whether to leave out what has faults and write the rest.
        record: Writes down what came; if that fails, nothing came.

    Raises:
        ImportRefused: It was imported before, or has faults that are not to be skipped.
    """
    look = look_at(parsed_of(upload))
    is_refused = look.faults and not skips_faulty
    with stored_pictures([] if is_refused else look.new) as stored:
        if not QuestionImport.objects.filter(pk=upload.pk, imported_at=None).update(imported_at=at):
            raise ImportRefused("This file was imported already. Upload it again if it has changed.")
        if is_refused:
            raise ImportRefused(FAULTY)
        made = bank_questions(entries=_entries(look, stored), at=at, actor=actor)
        QuestionImport.objects.filter(pk=upload.pk).update(imported=len(made))
        if record and made:
            record(made)
    return made


# -- one question -----------------------------------------------------------------------------------------------------


def _judge(question: NeutralQuestion) -> Candidate:
    reason = too_long(question.letters, len(question.options))
    if reason:
        return Candidate(question, question, (FormatFault(question.line, reason).within(question.file),))
    plain, messages = as_plain(question)
    of_pictures = picture_faults(plain)
    ready = plain if messages or of_pictures else normal(plain)
    messages = messages if messages or of_pictures else faults_of(ready)
    faults = [*of_pictures, *(FormatFault(question.line, message) for message in messages)]
    return Candidate(ready, plain, tuple(fault.within(question.file) for fault in faults))


def _in_bank(stems: Iterable[str]) -> set[tuple[Any, ...]]:
    """Return the marks of the questions that have one of these wordings."""
    wanted = list(dict.fromkeys(stems))
    marks = set()
    for start in range(0, len(wanted), STEMS_AT_ONCE):
        rows = QuestionVersion.objects.worded(wanted[start : start + STEMS_AT_ONCE])
        for version in rows.prefetch_related("options", "parts", "corrections__rationales"):
            marks |= set(_marks_of(version))
    return marks


def _marks_of(version: QuestionVersion) -> Iterator[tuple[Any, ...]]:
    """Yield the marks of a version: as it was written, and as it is exported since its key was corrected.

    What no format holds has none.
    """
    text = wording_as_text(version)
    with suppress(FormatRefused):
        yield fingerprint(normal(from_text(text)))
    corrections = list(version.corrections.all())
    if corrections:
        with suppress(FormatRefused):
            yield fingerprint(normal(from_text(as_corrected(version, text, corrections))))


def names_of(questions: Sequence[Question]) -> str:
    """Return how many questions there are, in words."""
    return "1 question" if len(questions) == 1 else f"{len(questions)} questions"
