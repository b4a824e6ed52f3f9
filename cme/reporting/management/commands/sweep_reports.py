"""Hand answers that wait to be mailed to the queue, and forget what is kept no longer: ``manage.py sweep_reports``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.reporting.services.reporting import forget_addresses, sweep_reports


class Command(BaseCommand):
    """Every minute; may run twice, and beside workers."""

    help = "Enqueue answers to reports that are to be mailed; remove old addresses."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what was done."""
        now = timezone.now()
        tasks, addresses = sweep_reports(at=now), forget_addresses(at=now)
        self.stdout.write(f"{tasks} tasks added, {addresses} addresses removed.")
