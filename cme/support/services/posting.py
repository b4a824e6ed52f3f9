"""Sending letters that are owed: taken by one worker, tried again later, given up in the end."""

from collections.abc import Callable
from datetime import datetime, timedelta
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F

from cme.support.models import Letter
from cme.ui.mail_faults import said_of

TRIES = 12  # the last one a day and a half after the first


def post_letter(*, letter: Any, write: Callable[[Any], EmailMessage], at: datetime) -> bool:
    """Send a letter that is due; return whether it was this call that sent it.

    May run any number of times, also at once: taking the letter is one conditional update, which is committed before
    the mail goes out. A worker that is lost after that lets it come due again when its lease is over; the mail then
    carries the same Message-ID, so that a second copy can be told.

    Args:
        letter: A row of a model that is a letter.
        write: Makes its mail.
        at: Now; aware.
    """
    rows = type(letter)._default_manager
    lease = at + timedelta(seconds=settings.TASK_LEASE_SECONDS)
    due = rows.filter(pk=letter.pk, state=Letter.State.PENDING, next_at__lte=at)
    if not due.update(next_at=lease, tries=F("tries") + 1):
        return False
    mine = rows.filter(pk=letter.pk, state=Letter.State.PENDING, next_at=lease)
    tries = rows.values_list("tries", flat=True).get(pk=letter.pk)
    if tries > TRIES:
        mine.update(state=Letter.State.FAILED, problem=letter.problem or "Workers ended in the middle of it.")
        return False
    try:
        write(letter).send()
    except (OSError, SMTPException) as error:
        problem = said_of(error)
        if tries >= TRIES:
            mine.update(state=Letter.State.FAILED, problem=problem)
        else:
            mine.update(next_at=at + timedelta(minutes=2 ** (tries - 1)), problem=problem)
        return False
    return bool(mine.update(state=Letter.State.SENT, sent_at=at, problem=""))


def message_id(letter: Letter, origin: str) -> str:
    """Return the Message-ID of a letter, the same each time."""
    host = origin.rpartition("//")[2].partition(":")[0] or "localhost"
    return f"<{letter._meta.label_lower}.{letter.pk}@{host}>"
