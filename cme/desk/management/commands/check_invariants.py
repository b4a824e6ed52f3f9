"""Look for rows that break an invariant of the data: ``manage.py check_invariants [--json]``."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from cme.desk.invariants import Broken, find_broken, invariants

MOST = 1000  # rows that are printed


class Command(BaseCommand):
    """Reads everything and changes nothing; the exit code says whether all of it holds."""

    help = "Check what is always true of the data; prints what breaks it and exits with 1 if something does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the form of the answer."""
        parser.add_argument("--json", action="store_true", help="answer with JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, and fail if something is broken."""
        began = time.monotonic()
        counts: Counter[str] = Counter()
        shown: list[Broken] = []
        for broken in find_broken():
            counts[broken.invariant] += 1
            if len(shown) < MOST:
                shown.append(broken)
        seconds = round(time.monotonic() - began, 1)
        if options["json"]:
            rows = [broken.as_json() for broken in shown]
            self.stdout.write(
                json.dumps({"invariants": invariants(), "broken": counts, "rows": rows, "seconds": seconds})
            )
        else:
            for broken in shown:
                self.stdout.write(f"{broken.invariant}: {broken.row}\n    {broken.sentence}")
            self.stdout.write(f"{len(invariants())} invariants checked in {seconds} s.")
        if counts:
            total, kinds = counts.total(), len(counts)
            raise CommandError(
                f"{total} row{'' if total == 1 else 's'} break{'s' if total == 1 else ''} "
                f"{kinds} invariant{'' if kinds == 1 else 's'}."
            )
