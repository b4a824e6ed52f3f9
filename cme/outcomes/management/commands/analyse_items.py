"""Calculate and keep the item analyses that pages show: ``manage.py analyse_items [--all]``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cme.outcomes.services import analyse_release, stale_releases
from content.models import Release


class Command(BaseCommand):
    """Sweeps the releases with new markings. May be run twice, and twice at once; meant for every night."""

    help = (
        "Calculate the item analysis of every release that has new markings or a new edition, and keep it for the "
        "pages of large releases. With --all, of every release, as after learners were merged."
    )
    # They would load every page of the desk, which the night's work does not need in its memory.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether to do all."""
        parser.add_argument("--all", action="store_true", help="also releases without anything new")

    def handle(self, *args: Any, **options: Any) -> None:
        """Analyse release by release, saying so."""
        releases = list(Release.objects.order_by("pk")) if options["all"] else stale_releases()
        for release in releases:
            attempts = analyse_release(release=release, at=timezone.now())
            self.stdout.write(f"{release}: {attempts} attempts")
        self.stdout.write(f"Releases analysed: {len(releases)}.")
