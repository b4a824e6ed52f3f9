"""Ask whether cited works were retracted or corrected: ``manage.py check_references``; for a daily schedule."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.asking import manners_of_a_command
from content.services.reference_checks import EVERY, check_references


class Command(BaseCommand):
    """Asks Crossref and PubMed about works that are due. May run twice, and beside a running site."""

    help = "Ask Crossref and PubMed whether works that articles cite were retracted, corrected or put in doubt."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how long an answer holds."""
        parser.add_argument("--days", type=int, default=EVERY.days, help="ask again after so many days; 0 asks now")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what is due, name what is new, and fail where a registry could not be asked."""
        report = check_references(
            at=timezone.now(), manners=manners_of_a_command(), every=timedelta(days=options["days"])
        )
        for notice in report.new:
            self.stdout.write(str(notice))
        self.stdout.write(
            f"Numbers checked: {report.checked}. New notices: {len(report.new)}. "
            f"Editions that show them: {report.editions}."
        )
        if report.failures:
            raise CommandError("Some works could not be checked: " + " ".join(report.failures))
