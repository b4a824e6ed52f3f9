"""Mailing answers: taken by one worker, tried again later, given up in the end."""

from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cme.reporting.models import ProblemReport
from cme.ui.languages import in_language, language_now, speaking
from cme.ui.mail_faults import said_of

TRIES = 8  # the last one about two hours after the first
TEXT = _("""Somebody left this address with a report of a problem with an article on {site}:

{title}
{address}

This is the answer of its editors:

{answer}

Please do not answer this mail with details of patients. If the report was not yours, nothing more will follow.

{operator}
""")


def post_answer(*, pk: int, at: datetime) -> bool:
    """Mail the answer to a report if that is due; return whether this call sent it.

    May run any number of times, also at once: taking the mail is one conditional update that is committed before the
    mail goes out. A worker that is lost after that lets it come due again when its lease is over.
    """
    lease = at + timedelta(seconds=settings.TASK_LEASE_SECONDS)
    due = ProblemReport.objects.mail_due_at(at).filter(pk=pk)
    if not due.update(mail_next_at=lease, mail_tries=F("mail_tries") + 1):
        return False
    report = ProblemReport.objects.select_related("edition").defer("edition__source", "edition__html").get(pk=pk)
    mine = ProblemReport.objects.filter(pk=pk, mail_next_at=lease, mailed_at__isnull=True)
    if report.mail_tries > TRIES:
        mine.update(mail_next_at=None)
        return False
    try:
        _mail_of(report).send()
    except (OSError, SMTPException) as error:
        is_last = report.mail_tries >= TRIES
        wait = timedelta(minutes=2 ** (report.mail_tries - 1))
        mine.update(mail_next_at=None if is_last else at + wait, mail_problem=said_of(error))
        return False
    return bool(mine.update(mailed_at=at, mail_problem=""))


def _mail_of(report: ProblemReport) -> EmailMessage:
    """Return the mail in the language of the page on which it was reported; the answer itself stays as written."""
    with speaking(report.language):
        return _answer_mail(report, in_language(f"/articles/{report.edition.slug}/", language_now().code))


def _answer_mail(report: ProblemReport, path: str) -> EmailMessage:
    title = " ".join(report.edition.teaser["title"].split())
    text = TEXT.format(
        site=settings.SITE_NAME,
        title=title,
        address=f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else "",
        answer=report.answer,
        operator=settings.OPERATOR_NAME,
    )
    return EmailMessage(
        gettext("Your report: %(title)s") % {"title": title},
        text,
        to=[report.email],
        headers={"Auto-Submitted": "auto-replied"},
    )
