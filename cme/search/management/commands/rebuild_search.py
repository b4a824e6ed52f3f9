"""Make the index of the search anew: ``manage.py rebuild_search``."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.search.services import rebuild_search


class Command(BaseCommand):
    """After a restored backup, or when check_invariants names the search. May run twice, and beside the site."""

    help = "Forget the index of the search and make it anew, the newest articles first."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, and say how much there is."""
        swept = rebuild_search(at=timezone.now())
        self.stdout.write(f"{swept.added} documents in the search; {swept.removed} old ones forgotten.")
