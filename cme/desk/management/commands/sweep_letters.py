"""Remind contributors, and hand to the queue whatever letters are due: ``manage.py sweep_letters``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.desk.posting import sweep_letters


class Command(BaseCommand):
    """Every minute; may run twice, at once, and beside workers."""

    help = "Remind those whose link to disclose waits, once a week at most, and enqueue letters that are in no task."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say how many tasks were added."""
        self.stdout.write(f"{sweep_letters(at=timezone.now())} letters handed to the queue.")
