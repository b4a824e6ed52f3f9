"""Analyse the items of a test: ``manage.py item_analysis --marks FILE.csv [--json]``."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cme.outcomes.item_analysis import as_numbers, item_analysis
from cme.outcomes.item_table import table_of
from cme.outcomes.marks_file import MarksRefused, read_marks


class Command(BaseCommand):
    """Prints the measures of every item and of the totals. Reads one file and nothing else; may be run twice."""

    help = (
        "Print facility, discrimination and weights of the items of a test, and mean, spread and reliability of its "
        "totals. The file is CSV in UTF-8: item names, maximum marks, then one attempt a line; a blank cell was not "
        "answered, counts as 0 points and stays in the denominator. Marks lie from 0 to the maximum."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file and the form of the answer."""
        parser.add_argument("--marks", type=Path, required=True, metavar="FILE.csv", help="the marks")
        parser.add_argument("--json", action="store_true", help="print JSON, null where nothing can be estimated")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, analyse, print."""
        try:
            marks = read_marks(options["marks"])
        except MarksRefused as refusal:
            raise CommandError(str(refusal)) from None
        analysis = item_analysis(marks.names, marks.maxima, marks.values)
        if options["json"]:
            self.stdout.write(json.dumps(as_numbers(analysis), indent=2, allow_nan=False))
        else:
            self.stdout.write(table_of(analysis))
