"""Remove unsaved words that nobody came back for: ``manage.py remove_form_drafts``. May run as often as you like."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.services.open_forms import KEPT_DAYS, remove_old_forms


class Command(BaseCommand):
    """Removes kept forms by age."""

    help = "Remove what was typed at the desk, kept and never saved."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the age."""
        parser.add_argument("--days", type=int, default=KEPT_DAYS, help=f"age in days; {KEPT_DAYS} if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Remove, and say how many."""
        count = remove_old_forms(at=timezone.now(), days=options["days"])
        self.stdout.write(f"{count} removed.")
