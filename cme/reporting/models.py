"""Problems that readers report, and what was answered; and how often strangers may send the form."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from content.models import Edition

LONGEST = 4000  # characters of a report, and of an answer


class ProblemReportQuerySet(models.QuerySet["ProblemReport"]):
    """Ways to choose reports. Each returns a queryset, so they chain."""

    def open(self) -> Self:
        """Keep those that nobody has answered or closed."""
        return self.filter(state=ProblemReport.State.OPEN)

    def mail_due_at(self, moment: datetime) -> Self:
        """Keep those whose answer is to be mailed and is not being mailed."""
        return self.filter(mail_next_at__lte=moment, mailed_at__isnull=True)


class ProblemReport(models.Model):
    """What somebody says is wrong with an edition. The words are never changed; it is answered or closed once."""

    class State(models.TextChoices):
        """How far it is."""

        OPEN = "open", "open"
        ANSWERED = "answered", "answered"
        CLOSED = "closed", "closed without an answer"

    form_key = models.CharField(max_length=32, unique=True, help_text="Of the form; sent twice, it is one report.")
    edition = models.ForeignKey(Edition, models.PROTECT, related_name="problem_reports")
    place = models.CharField("where", max_length=300, blank=True)
    what = models.TextField("what is wrong", max_length=LONGEST)
    email = models.EmailField("e-mail", blank=True, help_text="Removed 90 days after the answer.")
    language = models.CharField(
        max_length=12, db_default="en", help_text="Of the page on which it was written, and so of the mail."
    )
    reported_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    answer = models.TextField(max_length=LONGEST, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    mail_next_at = models.DateTimeField(null=True, help_text="The answer is not to be mailed before; empty: never.")
    mail_tries = models.PositiveSmallIntegerField(default=0)
    mail_problem = models.CharField(max_length=200, blank=True)
    mailed_at = models.DateTimeField(null=True)

    objects = ProblemReportQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="reporting_problemreport_says_something"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True, decided_by__isnull=True, answer="")
                | Q(state="answered", decided_at__isnull=False, decided_by__isnull=False) & ~Q(answer="")
                | Q(state="closed", decided_at__isnull=False, decided_by__isnull=False, answer=""),
                name="reporting_problemreport_decided_by_somebody_once",
            ),
            models.CheckConstraint(
                condition=Q(mail_next_at__isnull=True, mailed_at__isnull=True) | Q(state="answered"),
                name="reporting_problemreport_mails_answers_alone",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "reported_at"], name="reporting_report_by_state"),
            models.Index(
                fields=["mail_next_at"], condition=Q(mailed_at__isnull=True), name="reporting_report_mail_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition.slug}, {self.reported_at:%Y-%m-%d}"
