"""Collects the words of the interface into one file a language; see `make messages`."""

import re
from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

DATED = re.compile(r'^"POT-Creation-Date: .*\\n"\n', re.MULTILINE)


class Command(makemessages.Command):
    """Django's own, with the options of the house: nothing is guessed, and nothing changes that need not."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching", "--no-wrap"]
    xgettext_options = [*makemessages.Command.xgettext_options, "--no-wrap", "--sort-output"]
    msgattrib_options = [*makemessages.Command.msgattrib_options, "--no-wrap"]

    def handle(self, *args: Any, **options: Any) -> None:
        """Collect from templates and Python, tests and tools left out."""
        options["all"] = options["all"] or not options["locale"]
        options["no_obsolete"] = True
        options["ignore_patterns"] += ["var/*", "tests/*", "bench/*", "deploy/*", "docs/*"]
        options["add_location"] = "file"
        super().handle(*args, **options)
        for folder in settings.LOCALE_PATHS:
            for path in folder.glob("*/LC_MESSAGES/*.po"):
                text = path.read_text(encoding="utf-8")
                path.write_text(DATED.sub("", text), encoding="utf-8")
