"""Hand to the queue what is owed and close what nobody paid: ``manage.py sweep_support``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.support.services.contributing import lapse_unpaid
from cme.support.services.owing import sweep_receipts


class Command(BaseCommand):
    """Every minute; may run twice, and beside workers."""

    help = "Enqueue receipts that are due and in no task and lapse contributions that nobody paid."

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say what was done."""
        now = timezone.now()
        receipts, lapsed = sweep_receipts(at=now), lapse_unpaid(at=now)
        self.stdout.write(f"{receipts} tasks added, {lapsed} contributions lapsed.")
