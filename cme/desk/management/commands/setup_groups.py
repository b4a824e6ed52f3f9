"""Makes the groups of the desk, with the permissions of ``cme.desk.groups``; may run twice."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand
from django.db import transaction

from cme.desk.groups import PERMISSIONS


class Command(BaseCommand):
    """Set the permissions of the groups Editor, Reviewer, Accreditation lead and Funder."""

    help = "Makes the groups Editor, Reviewer, Accreditation lead and Funder and sets their permissions. May run twice."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Make the groups."""
        known = {
            f"{permission.content_type.app_label}.{permission.codename}": permission
            for permission in Permission.objects.select_related("content_type")
        }
        for name, permissions in PERMISSIONS.items():
            group, _ = Group.objects.get_or_create(name=name)
            group.permissions.set([known[permission] for permission in permissions])
        self.stdout.write(f"Groups: {', '.join(PERMISSIONS)}.")
