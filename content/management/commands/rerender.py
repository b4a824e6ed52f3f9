"""Rebuild the HTML of editions after the renderer or the sanitiser changed: ``manage.py rerender``."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.models import Edition, TwinEdition
from content.rendering import RENDERER_VERSION, RenderRefused
from content.services.rerendering import rerender_edition
from content.services.twin_publishing import rerender_twin

PROGRESS_EVERY = 500


class Command(BaseCommand):
    """Renders again what an older renderer made. May run twice, and beside a running site."""

    help = "Rebuild the stored HTML of editions from their frozen source."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take whether editions of the present renderer are rebuilt too."""
        parser.add_argument("--all", action="store_true", help="also those that the present renderer made")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild one edition after the other; name those that the renderer refuses now, and go on."""
        editions = Edition.objects.order_by("pk")
        if not options["all"]:
            editions = editions.filter(renderer_version__lt=RENDERER_VERSION)
        different = done = refused = 0
        for edition in editions.iterator(chunk_size=100):
            try:
                different += rerender_edition(edition=edition, at=timezone.now())
            except RenderRefused as refusal:
                refused += 1
                self.stderr.write(f"edition {edition.pk} of {edition.slug}: {refusal}")
                continue
            done += 1
            if done % PROGRESS_EVERY == 0:
                self.stdout.write(f"{done} editions")
        self.stdout.write(f"{done} editions rendered, {different} came out different.")
        self._twins(is_all=options["all"])
        if refused:
            raise CommandError(f"{refused} editions keep the HTML they have.")

    def _twins(self, *, is_all: bool) -> None:
        """Rebuild plain-language pages; what the renderer refuses keeps the HTML it has."""
        twins = TwinEdition.objects.order_by("pk")
        if not is_all:
            twins = twins.filter(renderer_version__lt=RENDERER_VERSION)
        different = done = 0
        for twin in twins.iterator(chunk_size=100):
            try:
                different += rerender_twin(twin=twin, at=timezone.now())
            except RenderRefused as refusal:
                self.stderr.write(f"plain-language page {twin.pk} of {twin.slug}: {refusal}")
                continue
            done += 1
        if done:
            self.stdout.write(f"{done} plain-language pages rendered, {different} came out different.")
