"""Fill demonstration articles with answers: ``manage.py simulate_learners --learners N --seed S``."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cme.desk.simulation import simulate_learner
from cme.learners.models import Learner
from content.models import Edition


class Command(BaseCommand):
    """Sends simulated learners through the demonstration articles. The same seed twice adds nothing."""

    help = "Send simulated learners through the demonstration articles."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take how many, and the word that fixes what they do."""
        parser.add_argument("--learners", type=int, default=40, help="how many (1 to 10,000)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same learners")
        parser.add_argument("--once", action="store_true", help="do nothing if there are simulated learners already")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the learners, one transaction each."""
        if not settings.IS_DEMONSTRATION_ALLOWED:
            raise CommandError("Learners are never simulated on a production site.")
        if not 1 <= options["learners"] <= 10_000:
            raise CommandError("Give --learners a number from 1 to 10,000.")
        if options["once"] and Learner.objects.filter(is_simulated=True).exists():
            return
        now = timezone.now()
        editions = list(Edition.objects.current_at(now).open_to_tests().filter(is_demonstration=True).order_by("pk"))
        if not editions:
            raise CommandError(
                "There are no demonstration articles to take tests of. Run load_articles content/demo first."
            )
        made = 0
        for number in range(1, options["learners"] + 1):
            made += simulate_learner(number=number, seed=options["seed"], editions=editions, at=now)
            if number % 100 == 0:
                self.stdout.write(f"{number} of {options['learners']} learners")
        self.stdout.write(f"{made} simulated learners.")
