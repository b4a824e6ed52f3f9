"""Work that nobody waits for. A task moves rows forward and may run any number of times."""

from django.utils import timezone
from django_tasks import task

from cme.reporting.services.mailing import post_answer


@task()
def mail_answer(report: str) -> bool:
    """Mail the answer to a report, named by its primary key; return whether it was sent now."""
    return post_answer(pk=int(report), at=timezone.now())
