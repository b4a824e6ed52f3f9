"""Make the accreditation file of an edition: ``manage.py accreditation_file SLUG``."""

import shutil
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from content.accreditation import name_of
from content.models import Edition
from content.release_numbers import numbers_in
from content.services.filing import make_accreditation_file


class Command(BaseCommand):
    """Writes the file into a folder. May run twice; the same state gives the same bytes."""

    help = "Make the accreditation file of an article's edition; docs/accreditation.md says what it holds."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the article, the edition and the folder."""
        parser.add_argument("slug", help="address of the article")
        parser.add_argument("--edition", default="", help="such as 2.1, or withdrawn-7; else what readers see")
        parser.add_argument("--to", type=Path, default=Path(), help="folder to write to; the present one if left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the edition, make the file and name it."""
        now = timezone.now()
        if not options["to"].is_dir():
            raise CommandError(f"{options['to']} is not a folder.")
        edition = self._edition(options["slug"], options["edition"], now)
        record, file = make_accreditation_file(edition=edition, actor=None, at=now)
        path = options["to"] / name_of(edition, now)
        with file, path.open("wb") as out:
            shutil.copyfileobj(file, out)
        self.stdout.write(f"{path}: {record.size} bytes, SHA-256 {record.digest}.")

    def _edition(self, slug: str, number: str, now: Any) -> Edition:
        rows = Edition.objects.of_article(slug).select_related("release")
        if not number:
            found = rows.current_at(now).first()
        else:
            numbers = numbers_in(number)
            if numbers is None:
                raise CommandError(f"{number} is no edition. Write release and correction, such as 2.1.")
            found = rows.filter(release__number=numbers[0], correction=numbers[1]).first()
        if found is None:
            raise CommandError(f"{slug} has no such edition." if number else f"Readers see no edition of {slug}.")
        return found
