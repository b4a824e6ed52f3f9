"""Load plain-language pages of demonstration articles: ``manage.py load_twins DIR``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from content.management.folders import FolderCommand
from content.models import TwinEdition
from content.services.loading import Loaded
from content.services.twin_loading import load_twin
from content.twin_files import read_twin


class Command(FolderCommand):
    """Reads the pages of a folder. May run twice; faults name file and line."""

    help = "Load the plain-language pages of a folder, for demonstration articles that are loaded."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="folder with *.md files")
        parser.add_argument("--once", action="store_true", help="do nothing if such pages were loaded before")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load every file that has no fault, and name the faults of the others."""
        folder: Path = options["folder"]
        if options["once"] and TwinEdition.objects.filter(is_demonstration=True).exists():
            return
        paths, counts = self.files_in(folder, "*.md"), dict.fromkeys(Loaded, 0)

        def load(text: str) -> None:
            counts[load_twin(file=read_twin(text), at=timezone.now())] += 1

        refused = sum(not self.take(path, load) for path in paths)
        summary = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
        if refused:
            raise CommandError(f"{refused} of {len(paths)} files were not loaded; {summary}.")
        self.stdout.write(f"{len(paths)} plain-language pages: {summary}.")
