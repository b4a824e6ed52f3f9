"""Hand to the queue whatever is unfinished and in no task: ``manage.py sweep_content``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from content.services.rates import remove_old_buckets
from content.services.renditions import sweep_link_pictures, sweep_related, sweep_renditions
from content.services.translating import sweep_translations
from content.services.unnamed_files import sweep_files


class Command(BaseCommand):
    """Every minute; may run twice, and beside workers."""

    help = (
        "Enqueue renditions, link pictures, related articles and translations that are due; show what is ready. Once a "
        "day, remove files that nothing names."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, and say how many tasks were added."""
        now = timezone.now()
        count = sweep_renditions(at=now) + sweep_link_pictures(at=now) + sweep_related(at=now)
        count += sweep_translations(at=now)
        self.stdout.write(f"{count} tasks added.")
        sweep_files(at=now)
        remove_old_buckets(at=now)
