"""Load machines' translations of demonstration articles: ``manage.py load_translations DIR``."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.articlefiles import FileRefused
from content.models import Translation
from content.services.loading import Loaded
from content.services.translation_loading import load_translation
from content.translation_files import read_translation

MACHINE = Translation.Origin.MACHINE


class Command(BaseCommand):
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
        paths = sorted(folder.glob("*.yaml"))
        if not paths:
            raise CommandError(f"{folder} holds no *.yaml file.")
        counts, refused = dict.fromkeys(Loaded, 0), 0
        for path in paths:
            try:
                file = read_translation(path.read_text(encoding="utf-8"))
                counts[load_translation(file=file, at=timezone.now())] += 1
            except (OSError, UnicodeDecodeError) as error:
                refused += 1
                self.stderr.write(f"{path}:1: The file cannot be read: {error}.")
            except FileRefused as refusal:
                refused += 1
                for fault in refusal.faults:
                    self.stderr.write(f"{path}:{fault.line}: {fault.message}")
        if refused:
            raise CommandError(f"{refused} of {len(paths)} files were not loaded.")
        self.stdout.write(f"{len(paths)} translations: {counts[Loaded.NEW]} new, {counts[Loaded.UNCHANGED]} unchanged.")
