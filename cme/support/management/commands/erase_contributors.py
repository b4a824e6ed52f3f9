"""Erase addresses of contributors: ``manage.py erase_contributors [--address name@example.org]``."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cme.support.services.erasing import ErasureRefused, erase_address, erase_before, erase_correspondence


class Command(BaseCommand):
    """Once a day; may run twice."""

    help = (
        "Erase addresses of contributors, contacts of grant enquiries and names of who suggested that need not be kept "
        "any more, or one address that somebody names."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an address."""
        parser.add_argument("--address", default="", help="erase this one now, since its owner asks")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say in how many rows."""
        if options["address"]:
            try:
                count = erase_address(address=options["address"])
            except ErasureRefused as refusal:
                raise CommandError(str(refusal)) from refusal
        else:
            now = timezone.now()
            count = erase_before(before=now - timedelta(days=settings.CONTRIBUTOR_DAYS))
            count += erase_correspondence(before=now - timedelta(days=settings.CORRESPONDENCE_DAYS))
        self.stdout.write(f"Erased in {count} rows.")
