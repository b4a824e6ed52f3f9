"""Hand to the queue the mails of the news that are owed, and forget old requests: ``manage.py sweep_messages``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.messages.services.subscribing import sweep_requests


class Command(BaseCommand):
    """Every minute; may run twice, and beside workers."""

    help = "Enqueue mails that ask to confirm and are in no task; forget requests that nobody confirmed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what was done."""
        added, forgotten = sweep_requests(at=timezone.now())
        self.stdout.write(f"{added} tasks added, {forgotten} requests forgotten.")
