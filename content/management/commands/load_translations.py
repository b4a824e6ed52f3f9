"""Load machines' translations of demonstration articles: ``manage.py load_translations DIR``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from content.management.folders import FolderCommand
from content.models import Translation
from content.services.loading import Loaded
from content.services.translation_loading import load_translation
from content.translation_files import read_translation

MACHINE = Translation.Origin.MACHINE


class Command(FolderCommand):
    """Reads the translations of a folder. May run twice; faults name the file."""

    help = "Load the machines' translations of a folder, of demonstration articles that are loaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="folder with *.yaml files")
        parser.add_argument("--once", action="store_true", help="do nothing if such translations were loaded before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load every file that has no fault, and name the faults of the others."""
        folder: Path = options["folder"]
        if options["once"] and Translation.objects.filter(origin=MACHINE, edition__is_demonstration=True).exists():
            return
        paths, counts = self.files_in(folder, "*.yaml"), dict.fromkeys(Loaded, 0)

        def load(text: str) -> None:
            counts[load_translation(file=read_translation(text), at=timezone.now())] += 1

        refused = sum(not self.take(path, load) for path in paths)
        summary = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
        if refused:
            raise CommandError(f"{refused} of {len(paths)} files were not loaded; {summary}.")
        self.stdout.write(f"{len(paths)} translations: {summary}.")
