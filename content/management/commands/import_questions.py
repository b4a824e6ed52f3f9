"""Import questions into the bank: ``manage.py import_questions FILE``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.formats.archives import MOST_ARCHIVE_BYTES
from content.formats.neutral import FormatFault, FormatRefused, Parsed
from content.formats.neutral_json import fault_shown, shown
from content.formats.registry import READ, FileFormat, label_of
from content.looked_questions import Look
from content.services.importing import ImportRefused, format_of, import_questions, look_at, names_of


class Command(BaseCommand):
    """Reads a file of questions. May run twice: what the bank has already is left out.

    With ``--json`` standard output holds the document alone; everything else goes to standard error.
    """

    help = "Import questions (GIFT, Aiken, Moodle XML, QTI) into the bank; docs/question-formats.md describes them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and what to do with it."""
        parser.add_argument("file", type=Path, help="file of questions")
        parser.add_argument("--format", choices=sorted(READ), default="", help="told from the file if left out")
        parser.add_argument("--check", action="store_true", help="read and report; write nothing")
        parser.add_argument("--json", action="store_true", help="print questions and faults as JSON")
        parser.add_argument("--skip-faulty", action="store_true", help="import the others although some have faults")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, report, and import unless there are faults."""
        path: Path = options["file"]
        name = options["format"]
        try:
            data = _bytes_of(path)
            form = format_of(data, file_name=path.name, format_name=name)
            name = form.name
            parsed = form.parse(data)
        except FormatRefused as refusal:
            return self._refuse(path, str(refusal), refusal.line, **options | {"format": name})
        if not options["format"]:
            self.stderr.write(f"{path}: read as {label_of(form.name, parsed.version)}.")
        look = look_at(parsed) if options["check"] else self._import(parsed, **options)
        self._report(path, form, look, **options)
        return None

    def _import(self, parsed: Parsed, **options: Any) -> Look:
        try:
            made, look = import_questions(
                parsed=parsed, at=timezone.now(), actor=None, skips_faulty=options["skip_faulty"]
            )
        except ImportRefused:
            return look_at(parsed)
        self._say(f"Imported {names_of(made)}.", **options)
        return look

    def _report(self, path: Path, form: FileFormat, look: Look, **options: Any) -> None:
        if options["json"]:
            self._print(form.name, look)
        if look.known:
            self._say(f"{look.known} already in the bank, left out.", **options)
        if look.repetitions:
            self._say(f"{look.repetitions} twice in this file, left out.", **options)
        if not look.candidates and not look.faults:
            self._say("No question was found in this file.", **options)
        if options["check"]:
            self._say(f"{len(look.new)} to import.", **options)
        for remark in look.remarks:
            self._say(remark, **options)
        for fault in look.faults:
            self.stderr.write(f"{path}:{fault.line}: {fault.message}")
        if look.faults:
            is_partly = options["skip_faulty"] and not options["check"]
            what = "what they are in was left out" if is_partly else "nothing was imported"
            raise CommandError(f"{len(look.faults)} fault{'s' if len(look.faults) > 1 else ''}; {what}.")

    def _refuse(self, path: Path, reason: str, line: int, **options: Any) -> None:
        """Say why the file as a whole cannot be read."""
        if options["json"]:
            self._print(options["format"], Look(faults=(FormatFault(line, reason),)))
        raise CommandError(f"{path}: {reason}")

    def _print(self, format_name: str, look: Look) -> None:
        document = {
            "format": format_name,
            "questions": [shown(candidate.read) for candidate in look.candidates],
            "faults": [fault_shown(fault) for fault in look.faults],
        }
        self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))

    def _say(self, sentence: str, **options: Any) -> None:
        """Tell what happened, beside the document if there is one."""
        (self.stderr if options["json"] else self.stdout).write(sentence)


def _bytes_of(path: Path) -> bytes:
    """Read a file.

    Raises:
        FormatRefused: It is not there, is no file, may not be read, or is larger than any that is imported.
    """
    try:
        if not path.is_file():
            raise FormatRefused("There is no such file." if not path.exists() else "This is not a file.")
        if path.stat().st_size > MOST_ARCHIVE_BYTES:
            raise FormatRefused(f"The file is larger than {MOST_ARCHIVE_BYTES // 1_000_000} MB. Split it.")
        return path.read_bytes()
    except OSError as error:
        raise FormatRefused(f"The file cannot be read: {error.strerror}.") from error
