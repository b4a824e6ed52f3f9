"""Letters: planning them, taking one to send it, and noting what came of it. Words and links are the desk's."""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from content.models import DisclosureRequest, Letter

log = logging.getLogger(__name__)
TRIES = 9  # with the pauses below, some eight hours
FIRST_PAUSE = timedelta(minutes=2)  # after a failure; doubled by each
BETWEEN_REMINDERS = timedelta(days=7)


@transaction.atomic
def plan_letter(
    *, kind: Letter.Kind, about: int, origin: str, at: datetime, number: int = 1, language: str = "en"
) -> tuple[Letter, bool]:
    """Write down that a letter is to go out; return it, and whether it is new. Twice plans one.

    ``language`` is that of the page on which its reader asked for it; English where nobody knows what they read.
    """
    told = {"origin": origin, "language": language, "planned_at": at, "due_at": at}
    return Letter.objects.get_or_create(kind=kind, about=about, number=number, defaults=told)


def take_letter(*, pk: int, at: datetime) -> Letter | None:
    """Take a letter that is due, to send it; whoever comes second at the same time gets None.

    A worker that is killed with it leaves it due again after the lease of tasks. Killed between the mail server's yes
    and the note of it, the letter goes out once more, under the same Message-ID: that a link never arrives would be
    worse than that it is there twice.
    """
    lease = timedelta(seconds=settings.TASK_LEASE_SECONDS)
    taken = Letter.objects.due_at(at).filter(pk=pk, tries__lt=TRIES).update(tries=F("tries") + 1, due_at=at + lease)
    if taken:
        return Letter.objects.get(pk=pk)
    lost = Letter.objects.due_at(at).filter(pk=pk).update(state=Letter.State.FAILED, problem="Lost with its worker.")
    if lost:
        log.error("Letter %s is given up: its worker was lost again and again.", pk)
    return None


@transaction.atomic
def note_sent(*, letter: Letter, at: datetime) -> None:
    """Note that a letter is handed over; of a link to disclose also where the desk looks for it."""
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    if not waiting.update(state=Letter.State.SENT, sent_at=at, problem=""):
        return
    if letter.kind == Letter.Kind.DISCLOSE:
        DisclosureRequest.objects.waiting().filter(pk=letter.about).update(sent_at=at)


def note_failed(*, letter: Letter, problem: str, at: datetime) -> None:
    """Let a letter that was not taken wait, longer after each failure; give it up after ``TRIES``."""
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    if letter.tries < TRIES:
        waiting.update(due_at=at + FIRST_PAUSE * 2 ** (letter.tries - 1), problem=problem[:200])
        log.warning("Letter %s was not sent: %s", letter.pk, problem)
    elif waiting.update(state=Letter.State.FAILED, problem=problem[:200]):
        log.error("Letter %s is given up: %s", letter.pk, problem)


def note_needless(*, letter: Letter) -> None:
    """Note that what a letter is about has ended, so it is not sent."""
    waiting = Letter.objects.filter(pk=letter.pk, state=Letter.State.WAITING)
    waiting.update(state=Letter.State.NEEDLESS, problem="")


def plan_reminders(*, at: datetime, origin: str) -> list[Letter]:
    """Plan a letter to everybody whose mailed link waits for an answer, a week after the last one at the earliest.

    Args:
        at: Now; aware.
        origin: Address of the site, for those whose first letter is not known.

    Returns:
        The new letters; two sweeps at once plan each once.
    """
    before = at - BETWEEN_REMINDERS
    requests = DisclosureRequest.objects.open_at(at).filter(sent_at__lte=before).exclude(contributor__email="")
    planned = [_plan_reminder(pk, at, origin) for pk in requests.order_by("pk").values_list("pk", flat=True)]
    return [letter for letter in planned if letter]


@transaction.atomic
def _plan_reminder(request_id: int, at: datetime, origin: str) -> Letter | None:
    """Plan one reminder under the lock of its request, so that of two sweeps the second sees what the first did."""
    if not DisclosureRequest.objects.select_for_update().open_at(at).filter(pk=request_id).exists():
        return None
    written = Letter.objects.filter(kind__in=[Letter.Kind.DISCLOSE, Letter.Kind.REMIND], about=request_id)
    latest = written.first()
    if latest and latest.planned_at > at - BETWEEN_REMINDERS:
        return None
    known = latest.origin if latest else origin
    number = written.filter(kind=Letter.Kind.REMIND).count() + 1
    if not known:
        return None
    language = latest.language if latest else "en"
    return plan_letter(
        kind=Letter.Kind.REMIND, about=request_id, origin=known, at=at, number=number, language=language
    )[0]
