"""The daily mail about what waits: taking the day, so that nobody is written to twice."""

from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from content.models import QueueMail


def take_day(*, user: AbstractBaseUser, at: datetime) -> bool:
    """Take the day (UTC) for the mail to somebody; whoever takes it writes, and nobody else does.

    The row comes before the mail: a crash in between costs that day's mail, and never sends it twice.

    Args:
        user: Who is to be written to.
        at: Now; aware, UTC.

    Returns:
        Whether the day was free.
    """
    try:
        with transaction.atomic():
            QueueMail.objects.create(user=user, day=at.date(), began_at=at)  # type: ignore[misc]  # the site's user model
    except IntegrityError:
        return False
    return True
