"""Close tests whose time is up: ``manage.py submit_overdue``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.assessment.services.sweeping import submit_overdue

PROGRESS_EVERY = 500


class Command(BaseCommand):
    """Submits with what was saved; may run as often as one likes, and beside a running site."""

    help = "Submit tests whose time limit has passed, with what was saved until then."

    def handle(self, *args: Any, **options: Any) -> None:
        """Submit one after the other."""
        done = 0
        for done, _ in enumerate(submit_overdue(at=timezone.now()), start=1):
            if done % PROGRESS_EVERY == 0:
                self.stdout.write(f"{done} attempts")
        self.stdout.write(f"{done} attempt{'' if done == 1 else 's'} submitted.")
