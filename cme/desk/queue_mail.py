"""The mail of the day to those for whom something waits at the desk."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from cme.desk.groups import is_let_in
from cme.desk.queues import Queue
from cme.desk.waiting import queues_of
from cme.desk.written import Words, mail_of, write
from cme.learners.models import User
from content.services.queue_mails import take_day

WAITING = Words("{site} desk: {things} waiting for you", "{rows}\nAll of it: {index}\n")


def send_queues(user: User, *, at: datetime) -> bool:
    """Write to somebody for whom something waits, at most once a day.

    Whoever the desk refuses is told nothing of it (S6).

    Returns:
        Whether a mail went out.

    Raises:
        OSError: The mail could not be handed over. The day stays taken, since it may have gone out all the same.
    """
    if not is_let_in(user):
        return False
    queues = queues_of(user, at=at)
    if not queues or not take_day(user=user, at=at):
        return False
    count = sum(queue.count for queue in queues)
    things, index = f"{count} thing{'s' if count > 1 else ''}", f"{settings.SITE_ADDRESS}{reverse('admin:index')}"
    mail_of(write(WAITING, to=user.email, things=things, rows=rows_of(queues), index=index)).send()
    return True


def rows_of(queues: Sequence[Queue]) -> str:
    """Return the lines of the mail: what waits, and where; no word of an article but its title, which is public."""
    lines = []
    for queue in queues:
        lines += [f"{queue.heading} ({queue.count})"]
        for row in queue.rows:
            note = f" ({row.note})" if row.note else ""
            lines += [f"- {row.label}{note}", f"  {settings.SITE_ADDRESS}{row.path}"]
        if queue.count > len(queue.rows):
            lines += [f"- and {queue.count - len(queue.rows)} more"]
        lines += [""]
    return "\n".join(lines)
