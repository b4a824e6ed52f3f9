"""All that is to be done every minute: ``manage.py every_minute``."""

import logging
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

log = logging.getLogger(__name__)
JOBS = (
    "requeue_lost_tasks",
    "sweep_content",
    "sweep_search",
    "sweep_letters",
    "submit_overdue",
    "sweep_reports",
    "sweep_support",
    "sweep_messages",
)


class Command(BaseCommand):
    """Runs the jobs one after the other. Each may run twice, also at once, so a late or double start does no harm."""

    help = "Run the jobs of every minute: " + ", ".join(JOBS) + "."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each job; one that fails does not keep the others from running."""
        failed = []
        for job in JOBS:
            try:
                call_command(job, stdout=self.stdout, stderr=self.stderr)
            except Exception:
                log.exception("The job %s failed.", job)
                failed.append(job)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
