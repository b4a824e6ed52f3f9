"""Mark anew what corrected keys make better: ``manage.py regrade [--correction ID]``; may run twice."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cme.assessment.services import RegradeRefused, holding_corrections, regrade
from content.models import KeyCorrection


class Command(BaseCommand):
    """Finishes what was killed in the middle: sweeps the corrections that hold, or one of them."""

    help = "Mark anew the attempts that corrected keys make better. Results that would get worse stay. May run twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which correction."""
        parser.add_argument("--correction", type=int, help="number (ID) of one correction; all that hold otherwise")

    def handle(self, *args: Any, **options: Any) -> None:
        """Regrade, correction by correction."""
        wanted = options["correction"]
        rows = holding_corrections() if wanted is None else KeyCorrection.objects.filter(pk=wanted)
        corrections = list(rows)
        if wanted is not None and not corrections:
            raise CommandError(f"There is no correction {wanted}.")
        for correction in corrections:
            try:
                marked = regrade(correction=correction, actor=None, at=timezone.now())
            except RegradeRefused as refusal:
                raise CommandError(f"Correction {correction.pk}: {refusal}") from refusal
            self.stdout.write(f"Correction {correction.pk} of version {correction.version_id}: {marked} marked anew.")
        if not corrections:
            self.stdout.write("No key was corrected.")
