"""Work of the desk that nobody waits for. A task moves rows forward and may run any number of times."""

from django.utils import timezone
from django_tasks import task

from cme.desk.delivery import deliver


@task()
def send_letter(letter: str) -> bool:
    """Send a letter that is due; return whether it went out."""
    return deliver(pk=int(letter), at=timezone.now())
