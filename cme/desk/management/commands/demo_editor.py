"""Makes the demonstration's editor, or gives that log-in its password anew; never on a production site."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from cme.learners.models import User

NAME = "editor"
GROUPS = ("Editor", "Accreditation lead")


class Command(BaseCommand):
    """Make the user ``editor`` with the password of the environment variable EDITOR_PASSWORD."""

    help = "Makes the user 'editor' of the demonstration, with the password in EDITOR_PASSWORD. May run twice."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make or update the user."""
        if not settings.IS_DEMONSTRATION_ALLOWED:
            raise CommandError("A production site has no demonstration editor. Use createsuperuser instead.")
        if not settings.DEMO_EDITOR_PASSWORD:
            raise CommandError("Set EDITOR_PASSWORD to the password that the editor shall have.")
        groups = list(Group.objects.filter(name__in=GROUPS))
        if len(groups) != len(GROUPS):
            raise CommandError("Run setup_groups first.")
        user, _ = User.objects.get_or_create(username=NAME)
        user.is_staff = user.is_active = True
        if not user.check_password(settings.DEMO_EDITOR_PASSWORD):  # a new hash would end the editor's sessions
            user.set_password(settings.DEMO_EDITOR_PASSWORD)
        user.save()
        user.groups.set(groups)
        self.stdout.write(f"The user {NAME} may log in.")
