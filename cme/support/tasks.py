"""Mails that nobody waits for. A task moves its row forward and may run any number of times."""

from django.utils import timezone
from django_tasks import task

from cme.support.services.receipts import post_receipt


@task()
def send_receipt(pk: str) -> bool:
    """Send a receipt that is due; return whether this run sent it."""
    return post_receipt(pk=int(pk), at=timezone.now())
