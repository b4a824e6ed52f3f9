"""Return the tasks of lost workers to the queue: ``manage.py requeue_lost_tasks``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.services.queue import requeue_lost


class Command(BaseCommand):
    """Every minute; may run twice, and beside workers."""

    help = "Return to the queue what has been running longer than its lease."

    def handle(self, *args: Any, **options: Any) -> None:
        """Requeue, and say how many."""
        again, given_up = requeue_lost(at=timezone.now())
        self.stdout.write(f"{again} lost tasks wait again, {given_up} were given up.")
