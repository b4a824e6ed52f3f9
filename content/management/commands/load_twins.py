"""Load plain-language pages of demonstration articles: ``manage.py load_twins DIR``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.articlefiles import FileRefused
from content.models import TwinEdition
from content.services.loading import Loaded
from content.services.twin_loading import load_twin
from content.twin_files import read_twin


class Command(BaseCommand):
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
        paths = sorted(folder.glob("*.md"))
        if not paths:
            raise CommandError(f"{folder} holds no *.md file.")
        counts, refused = dict.fromkeys(Loaded, 0), 0
        for path in paths:
            try:
                counts[load_twin(file=read_twin(path.read_text(encoding="utf-8")), at=timezone.now())] += 1
            except (OSError, UnicodeDecodeError) as error:
                refused += 1
                self.stderr.write(f"{path}:1: The file cannot be read: {error}.")
            except FileRefused as refusal:
                refused += 1
                for fault in refusal.faults:
                    self.stderr.write(f"{path}:{fault.line}: {fault.message}")
        summary = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
        if refused:
            raise CommandError(f"{refused} of {len(paths)} files were not loaded; {summary}.")
        self.stdout.write(f"{len(paths)} plain-language pages: {summary}.")
