"""Mails that nobody waits for. A task moves its row forward and may run any number of times."""

from django.utils import timezone
from django_tasks import task

from cme.messages.services.confirming import post_confirmation


@task()
def send_confirmation(pk: str) -> bool:
    """Send the mail that asks to confirm, if it is due; return whether this run sent it."""
    return post_confirmation(pk=int(pk), at=timezone.now())
