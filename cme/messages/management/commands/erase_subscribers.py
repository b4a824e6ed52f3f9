"""Erase addresses of those who left the news: ``manage.py erase_subscribers [--address name@example.org]``."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cme.messages.services.erasing import erase_left_before, erase_subscriber
from cme.support.services.erasing import ErasureRefused


class Command(BaseCommand):
    """Once a day; may run twice."""

    help = "Erase the e-mail addresses of those who left the news that need not be kept any more, or one named."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take an address."""
        parser.add_argument("--address", default="", help="erase this one now, since its owner asks")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase, and say in how many rows."""
        if options["address"]:
            try:
                count = erase_subscriber(address=options["address"])
            except ErasureRefused as refusal:
                raise CommandError(str(refusal)) from refusal
        else:
            count = erase_left_before(before=timezone.now() - timedelta(days=settings.CORRESPONDENCE_DAYS))
        self.stdout.write(f"Erased in {count} rows.")
