"""Reports: taken from anybody, answered or closed by one of the staff, once."""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cme.access.once import once_key
from cme.access.services import may_send
from cme.reporting.models import ProblemReport
from cme.reporting.tasks import mail_answer
from content.models import Edition
from content.services.queue import enqueue_missing

ADDRESS_KEPT = timedelta(days=90)  # after the answer
EVERYBODY = "everybody"
AT_ONCE = 200  # mails that one sweep hands to the queue
TOO_OFTEN = _("Too many reports were sent in this hour. Your words are still here; please send them in an hour.")
TAKEN = "Somebody else has answered or closed this report in the meantime. Their decision stands below."


class ReportRefused(Exception):
    """The report was not taken, or not decided; the message is fit to show."""


@transaction.atomic
def take_report(
    *,
    form_key: str,
    edition: Edition,
    place: str,
    what: str,
    email: str,
    sender: str,
    at: datetime,
    language: str = "en",
) -> ProblemReport:
    """Take a report; the same form sent twice, or at once, is one report and counts once.

    Args:
        form_key: Of the form; other words under the same key are another report.
        edition: What the reporter saw.
        place: Where in it; may be empty.
        what: What is wrong.
        email: Where the answer goes; may be empty.
        sender: Network address, for the limit alone.
        at: Now; aware.
        language: Of the page, and so of the mail with the answer.

    Raises:
        ReportRefused: The limit of this hour is reached.
    """
    key = once_key(form_key, edition.pk, place, what, email)
    try:
        with transaction.atomic():
            report = ProblemReport.objects.create(
                form_key=key, edition=edition, place=place, what=what, email=email, language=language,
                reported_at=at,
            )  # fmt: skip
    except IntegrityError:
        return ProblemReport.objects.get(form_key=key)
    if not _within_limits(sender, at):
        raise ReportRefused(TOO_OFTEN)
    return report


def _within_limits(sender: str, at: datetime) -> bool:
    """Count a report; the second limit holds for all: whoever has many network addresses must not fill the queue."""
    mine, all_of_them = settings.REPORTS_AN_HOUR, settings.REPORTS_AN_HOUR_IN_ALL
    return may_send(purpose="report", who=sender, an_hour=mine, at=at) and may_send(
        purpose="report", who=EVERYBODY, an_hour=all_of_them, at=at
    )


@transaction.atomic
def answer_report(*, report: ProblemReport, answer: str, actor: AbstractBaseUser, at: datetime) -> ProblemReport:
    """Answer an open report; whoever left an address is told by the worker.

    Raises:
        ReportRefused: It is not open any more, or the answer is empty.
    """
    if not answer.strip():
        raise ReportRefused("Write the answer, or close the report without one.")
    has_address = bool(report.email)
    _decide(
        report,
        state=ProblemReport.State.ANSWERED,
        answer=answer.strip(),
        decided_by=actor,
        decided_at=at,
        mail_next_at=at if has_address else None,
    )
    if has_address:
        enqueue_missing(task=mail_answer, keys=[str(report.pk)])
    return ProblemReport.objects.get(pk=report.pk)


@transaction.atomic
def close_report(*, report: ProblemReport, actor: AbstractBaseUser, at: datetime) -> ProblemReport:
    """Close an open report without an answer: it says nothing that can be answered.

    Raises:
        ReportRefused: It is not open any more.
    """
    _decide(report, state=ProblemReport.State.CLOSED, decided_by=actor, decided_at=at)
    return ProblemReport.objects.get(pk=report.pk)


def sweep_reports(*, at: datetime) -> int:
    """Hand the answers that are to be mailed to the queue, where they are in no task; return how many."""
    due = ProblemReport.objects.mail_due_at(at).order_by("mail_next_at").values_list("pk", flat=True)
    return enqueue_missing(task=mail_answer, keys=[str(pk) for pk in due[:AT_ONCE]])


def forget_addresses(*, at: datetime) -> int:
    """Remove addresses of reports that were decided long ago; return how many. A mail that is owed keeps its own."""
    old = ProblemReport.objects.exclude(email="").filter(decided_at__lt=at - ADDRESS_KEPT)
    return old.exclude(mail_next_at__isnull=False, mailed_at__isnull=True).update(email="", mail_problem="")


def forget_address(*, address: str) -> int:
    """Remove an address from all reports since its owner asks, decided or not; return from how many. No mail follows.

    May run twice.
    """
    rows = ProblemReport.objects.annotate(small=Lower("email")).filter(small=address.strip().lower())
    return rows.exclude(email="").update(email="", mail_next_at=None, mail_problem="")


def _decide(report: ProblemReport, **values: object) -> None:
    """Decide a report in one conditional update, so that two at once cannot both do it."""
    if not ProblemReport.objects.open().filter(pk=report.pk).update(**values):
        raise ReportRefused(TAKEN)
