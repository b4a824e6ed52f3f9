"""Bring the search up to what readers see: ``manage.py sweep_search``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.search.services import sweep_search


class Command(BaseCommand):
    """Every minute; may run twice, also at once."""

    help = "Make the search find what was published, and forget what was superseded or retired."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what changed."""
        swept = sweep_search(at=timezone.now())
        self.stdout.write(f"{swept.added} documents added to the search, {swept.removed} removed.")
