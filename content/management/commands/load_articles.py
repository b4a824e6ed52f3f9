"""Load article files: ``manage.py load_articles DIR``."""

import hashlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from content.articlefiles import read_article, read_series, read_topics
from content.management.folders import FolderCommand
from content.models import Article
from content.services.loaded_kinds import named_files
from content.services.loaded_series import load_series
from content.services.loading import Loaded, load_article, load_topics

TOPICS = "topics.yaml"
SERIES = "series.yaml"


class Command(FolderCommand):
    """Reads topics, articles and series from a folder. May run twice; faults name file and line."""

    help = "Load the article files of a folder; docs/article-files.md describes them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder."""
        parser.add_argument("folder", type=Path, help="folder with *.md files, topics.yaml and series.yaml")
        parser.add_argument(
            "--once", action="store_true", help="do nothing if demonstration articles were loaded before"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Load every file that has no fault, and name the faults of the others."""
        folder: Path = options["folder"]
        if options["once"] and Article.objects.filter(is_demonstration=True).exists():
            return
        paths = self.files_in(folder, "*.md")
        refused, files = 0, len(paths)
        if (folder / TOPICS).is_file():
            files += 1
            refused += not self.take(folder / TOPICS, lambda text: load_topics(read_topics(text)))
        counts = dict.fromkeys(Loaded, 0)
        for path in paths:
            refused += not self.take(path, lambda text: self._load(text, folder, counts))
        if (folder / SERIES).is_file():
            files += 1
            refused += not self.take(folder / SERIES, lambda text: load_series(read_series(text)))
        summary = ", ".join(f"{count} {outcome.value}" for outcome, count in counts.items())
        if refused:
            raise CommandError(f"{refused} of {files} files were not loaded; {summary}.")
        self.stdout.write(f"{len(paths)} articles: {summary}.")

    def _load(self, text: str, folder: Path, counts: dict[Loaded, int]) -> None:
        file, digest = read_article(text), hashlib.sha256(text.encode())
        for path in (folder / name for name in named_files(file.values)):
            if path.is_file():
                digest.update(path.read_bytes())
        counts[load_article(file=file, digest=digest.hexdigest(), at=timezone.now(), folder=folder)] += 1
