"""Posting letters: the row and its task in one transaction; and finding again whatever is in no task."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from cme.desk.tasks import send_letter
from content.models import Letter
from content.services.letters import plan_letter, plan_reminders
from content.services.queue import enqueue_missing

AT_ONCE = 200  # letters that one sweep hands to the queue


@transaction.atomic
def post_letter(*, kind: Letter.Kind, about: int, origin: str, at: datetime, language: str = "en") -> Letter:
    """Plan a letter and hand it to the worker; what is rolled back is never sent, and twice sends one."""
    letter, _ = plan_letter(kind=kind, about=about, origin=origin, at=at, language=language)
    enqueue_missing(task=send_letter, keys=[str(letter.pk)])
    return letter


def sweep_letters(*, at: datetime) -> int:
    """Remind those who have not answered, and hand to the queue whatever is due; return how many tasks were added."""
    plan_reminders(at=at, origin=settings.SITE_ADDRESS)
    due = Letter.objects.due_at(at).order_by("due_at").values_list("pk", flat=True)
    return enqueue_missing(task=send_letter, keys=[str(pk) for pk in due[:AT_ONCE]])
