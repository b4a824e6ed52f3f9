"""Receipts that are owed: handed to the queue with the payment, and again when the queue forgot them."""

from datetime import datetime

from django.db import transaction

from cme.support.models import Receipt
from cme.support.tasks import send_receipt
from content.services.queue import enqueue_missing

AT_ONCE = 200  # receipts that one sweep hands to the queue


def enqueue_receipt(*, receipt: Receipt) -> None:
    """Hand a receipt to the queue, as part of the caller's transaction."""
    send_receipt.enqueue(str(receipt.pk))


@transaction.atomic
def retry_receipt(*, pk: int, at: datetime) -> bool:
    """Begin anew with a receipt that was given up; return whether it was this call that did."""
    given_up = Receipt.objects.filter(pk=pk, state=Receipt.State.FAILED)
    if not given_up.update(state=Receipt.State.PENDING, tries=0, next_at=at, problem=""):
        return False
    send_receipt.enqueue(str(pk))
    return True


def sweep_receipts(*, at: datetime) -> int:
    """Hand to the queue the receipts that are due and in no task; return how many."""
    due = Receipt.objects.due_at(at).order_by("next_at").values_list("pk", flat=True)
    return enqueue_missing(task=send_receipt, keys=[str(pk) for pk in due[:AT_ONCE]])
