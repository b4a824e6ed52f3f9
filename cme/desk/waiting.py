"""What waits for somebody at the desk: the queues of the start page and of the daily mail."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse

from cme.desk.pages import address_of
from cme.desk.queues import Queue, Waiting, queue_of
from cme.desk.states import State, in_state, with_state
from cme.desk.unfinished import MAY_RETRY, failed_work, retracted_citations, undecided, unsaved
from cme.learners.models import User
from cme.reporting.models import ProblemReport
from cme.support.models import GrantEnquiry, Suggestion
from content.models import (
    Article,
    Contribution,
    Contributor,
    Edition,
    ReviewComment,
    ReviewRound,
    SignOff,
    TwinDraft,
    TwinEdition,
)
from content.months import months_after
from content.told_support import untold_agreements

SOON, SOONER = 60, 30  # days before an edition expires
DISCLOSURE_DAYS = 30  # days before a disclosure is too old


def queues_of(user: User, *, at: datetime) -> list[Queue]:
    """Return the queues in which something waits for this user.

    Args:
        user: A member of staff.
        at: Now; aware.
    """
    today = at.date()
    found: list[Queue] = [queue_of("asked", "Reviews asked of you", _asked(user, today))]
    found.append(queue_of("unsaved", "Unsaved work of yours", unsaved(user)))
    found.append(queue_of("returned", "Given back by reviewers", _returned(user)))
    found.append(queue_of("comments", "Open comments on your articles", _comments(user)))
    found.append(queue_of("twin-asked", "Plain-language pages to review", _twins_asked(user)))
    if user.has_perm("content.publish_article"):
        found.append(queue_of("twin-outdated", "Plain-language pages taken back: article changed", _twins_outdated(at)))
        found.append(queue_of("approved", "Signed off, ready to publish", _approved(at)))
        found.append(queue_of("paused", "Credit paused", _paused(at)))
        found.append(queue_of("untold", "Agreements of which readers are told otherwise", _untold(at)))
        found.append(queue_of("scheduled", "Scheduled", _scheduled(at)))
        found.append(queue_of("retracted-works", "Retracted works cited", retracted_citations()))
        found.append(queue_of("expiring", f"Expiring within {SOON} days", _expiring(at)))
        found.append(queue_of("review-due", "Review due", _review_due(at)))
    if user.has_perm("support.change_suggestion"):
        found.append(queue_of("suggestions", "Suggestions of readers", _suggestions()))
    if user.has_perm("support.change_grantenquiry"):
        found.append(queue_of("grants", "Grant enquiries", _enquiries()))
    if user.has_perm("reporting.change_problemreport"):
        found.append(queue_of("reports", "Problem reports to answer", _reports(at)))
    sees_all = user.has_perm("content.change_disclosure")
    found.append(queue_of("disclosure-due", "Disclosure due", _disclosure_due(user, today, sees_all=sees_all)))
    if sees_all:
        found.append(queue_of("undecided", "Relationships to decide about", undecided()))
    if user.has_perm(MAY_RETRY):
        found.append(queue_of("failed-work", "Background work that failed", failed_work()))
    return [queue for queue in found if queue.count]


def _asked(user: User, today: date) -> Iterator[Waiting]:
    rounds = ReviewRound.objects.filter(reviewer__user=user, closed_at=None).select_related("article", "asked_by")
    for row in rounds.order_by(F("due_on").asc(nulls_last=True), "asked_at"):
        note = f"by {row.due_on:%-d %b %Y}, " if row.due_on else ""
        note += f"asked by {row.asked_by.get_username()} on {row.asked_at:%-d %b %Y}"
        yield Waiting(
            str(row.article), address_of("review", row.article_id), note, bool(row.due_on and row.due_on < today)
        )


def _twins_asked(user: User) -> Iterator[Waiting]:
    """Find plain-language pages that this user was asked to sign off."""
    rows = TwinDraft.objects.filter(reviewer__user=user, asked_at__isnull=False).select_related("article", "asked_by")
    for row in rows.order_by("asked_at"):
        who = f" by {row.asked_by.get_username()}" if row.asked_by else ""
        yield Waiting(str(row.article), address_of("twin", row.article_id), f"asked{who} on {row.asked_at:%-d %b %Y}")


def _twins_outdated(at: datetime) -> Iterator[Waiting]:
    """Find plain-language pages that are not shown since their article says something else."""
    rows = TwinEdition.objects.outdated_at(at).filter(is_demonstration=False).select_related("release__article")
    for row in rows.defer("html", "source").order_by("released_at"):
        article = row.release.article
        yield Waiting(str(article), address_of("twin", article.pk), f"of release {row.release.number}", is_urgent=True)


def _returned(user: User) -> Iterator[Waiting]:
    """Find what reviewers gave back to this user and nobody was asked about again."""
    later = ReviewRound.objects.filter(article=OuterRef("article"), asked_at__gt=OuterRef("asked_at"))
    rounds = ReviewRound.objects.filter(~Exists(later), asked_by=user, outcome=ReviewRound.Outcome.RETURNED)
    for row in rounds.select_related("article", "reviewer").order_by("closed_at"):
        note = f"by {row.reviewer.name} on {row.closed_at:%-d %b %Y}"
        yield Waiting(str(row.article), address_of("review", row.article_id), note)


def _comments(user: User) -> Iterator[Waiting]:
    """Find comments of others on what this user wrote, began, saved last or sent to review."""
    mine = (
        Q(created_by=user)
        | Q(updated_by=user)
        | Q(Exists(ReviewRound.objects.filter(article=OuterRef("pk"), asked_by=user)))
        | Q(Exists(Contribution.objects.filter(article=OuterRef("pk"), contributor__user=user, role="author")))
    )
    others = ReviewComment.objects.filter(article=OuterRef("pk"), resolved_at=None).exclude(user=user).order_by()
    counted = others.values("article").annotate(n=Count("pk"))
    rows = Article.objects.filter(mine).annotate(waiting=Subquery(counted.values("n")[:1])).filter(waiting__gt=0)
    for article in rows.order_by("-updated_at"):
        yield Waiting(str(article), address_of("review", article.pk), f"{article.waiting} open")


def _approved(at: datetime) -> Iterator[Waiting]:
    for article in in_state(_articles(at), State.APPROVED).order_by("-updated_at"):
        yield Waiting(str(article), address_of("publish", article.pk), "")


def _paused(at: datetime) -> Iterator[Waiting]:
    """Find what went out as an urgent correction and waits for what it lacked (S1)."""
    for article in _articles(at).filter(paused_at__isnull=False, retracted_at=None).order_by("paused_at"):
        note = f"since {article.paused_at:%-d %b %Y}"
        yield Waiting(str(article), address_of("publish", article.pk), note, is_urgent=True)


def _untold(at: datetime) -> Iterator[Waiting]:
    """Find agreements of which the edition that readers see says nothing, or something else (S3)."""
    for row, _said in untold_agreements(at=at):
        day = row.agreement_signed_on
        note = f"{row.funder}, {f'signed on {day:%-d %b %Y}' if day else 'not signed'}"
        yield Waiting(str(row.article), address_of("publish", row.article_id), note)


def _scheduled(at: datetime) -> Iterator[Waiting]:
    for article in _articles(at).filter(next_at__isnull=False).order_by("next_at"):
        yield Waiting(str(article), address_of("publish", article.pk), f"{article.next_at:%-d %b %Y, %H:%M} UTC")


def _suggestions() -> Iterator[Waiting]:
    for row in Suggestion.objects.waiting().order_by("suggested_at"):
        path = reverse("admin:support_suggestion_change", args=[row.pk])
        yield Waiting(row.topic, path, f"sent {row.suggested_at:%-d %b %Y}")


def _enquiries() -> Iterator[Waiting]:
    for row in GrantEnquiry.objects.waiting().order_by("received_at"):
        path = reverse("admin:support_grantenquiry_change", args=[row.pk])
        yield Waiting(row.organisation, path, f"sent {row.received_at:%-d %b %Y}")


def _articles(at: datetime) -> QuerySet[Any]:
    return with_state(Article.objects.only("title", "slug"), at)


def _live(at: datetime) -> QuerySet[Any]:
    return (
        Edition.objects.current_at(at).without_text().filter(is_demonstration=False).select_related("release__article")
    )


def _expiring(at: datetime) -> Iterator[Waiting]:
    """Find editions whose last day is near, or past (F2)."""
    today = at.date()
    rows = _live(at).filter(expires_on__lte=today + timedelta(days=SOON))
    for row in rows.order_by("expires_on"):
        days = (row.expires_on - today).days
        note = f"{row.expires_on:%-d %b %Y}, " + (f"in {days} days" if days > 1 else "now" if days >= 0 else "expired")
        yield Waiting(str(row.release.article), address_of("publish", row.release.article_id), note, days <= SOONER)


def _review_due(at: datetime) -> Iterator[Waiting]:
    """Find rounds whose day has come, and editions whose last review is old."""
    today = at.date()
    rounds = ReviewRound.objects.filter(closed_at=None, due_on__lte=today).select_related("article", "reviewer")
    for row in rounds.order_by("due_on"):
        note = f"wanted of {row.reviewer.name} by {row.due_on:%-d %b %Y}"
        yield Waiting(str(row.article), address_of("review", row.article_id), note, is_urgent=True)
    signed = SignOff.objects.filter(article=OuterRef("release__article")).order_by("-signed_at")
    reviewed_at = Coalesce(Subquery(signed.values("signed_at")[:1]), F("release__opened_at"))
    old = _live(at).annotate(reviewed_on=TruncDate(reviewed_at))
    for row in old.filter(reviewed_on__lt=months_after(today, -settings.REVIEW_MONTHS)).order_by("reviewed_on"):
        note = f"reviewed last {row.reviewed_on:%-d %b %Y}"
        yield Waiting(str(row.release.article), address_of("review", row.release.article_id), note)


def _reports(at: datetime) -> Iterator[Waiting]:
    """Find what readers reported and nobody has answered; after a week it is urgent."""
    rows = ProblemReport.objects.open().select_related("edition").defer("edition__source", "edition__html")
    for row in rows.order_by("reported_at"):
        path = reverse("admin:reporting_problemreport_change", args=[row.pk])
        is_urgent = row.reported_at < at - timedelta(days=7)
        yield Waiting(row.edition.teaser["title"], path, f"since {row.reported_at:%-d %b %Y}", is_urgent)


def _disclosure_due(user: User, today: date, *, sees_all: bool) -> Iterator[Waiting]:
    """Find people on articles in work or read, whose disclosure is missing, old or soon old (S1)."""
    ends_before = today + timedelta(days=DISCLOSURE_DAYS)
    retired = Edition.objects.filter(release__article=OuterRef("article"))
    in_work = ~Exists(retired) | Exists(retired.filter(superseded_at=None))
    roles = Contribution.objects.filter(in_work, contributor=OuterRef("pk"), article__is_demonstration=False)
    people = Contributor.objects.filter(Exists(roles)).annotate(last=Max("disclosures__disclosed_on"))
    people = people if sees_all else people.filter(user=user)
    last_good = months_after(ends_before, -settings.DISCLOSURE_MONTHS)
    own, due = (reverse(f"admin:content_disclosure_{name}") for name in ("own", "due"))  # disclosing; making links
    for person in people.filter(Q(last=None) | Q(last__lt=last_good)).order_by(F("last").asc(nulls_first=True), "name"):
        path = own if person.user_id == user.pk else due
        if person.last is None:
            yield Waiting(person.name, path, "none yet", is_urgent=True)
            continue
        until = months_after(person.last, settings.DISCLOSURE_MONTHS)
        note = f"current until {until:%-d %b %Y}" if until >= today else f"lapsed {until:%-d %b %Y}"
        yield Waiting(person.name, path, note, until < today)
