"""Verbs on what funders see."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from content.models import Article, Funder, Release, Showing, ShownReport, Support
from content.source import hash_of


class ShowingRefused(Exception):
    """The report was not made; the message is fit to show to staff."""


def record_showing(*, showing: Showing, at: datetime) -> Showing:
    """Enter into the independence log what a funder was shown; the entry is never changed (S5, S6)."""
    showing.recorded_at = at
    showing.save(force_insert=True)
    return showing


@transaction.atomic
def record_report(
    *,
    funder: Funder,
    article: Article,
    since: date,
    until: date,
    figures: Mapping[str, Any],
    how: str,
    actor: Any,
    at: datetime,
) -> ShownReport:
    """Enter a report of aggregates into the independence log, with the figures as they were shown.

    Args:
        funder: Who is shown it.
        article: What it is about; the funder's agreement on it is signed.
        since: First day of the period.
        until: Last day of it; it is over.
        figures: With small cells withheld. A report of the same period that was shown before is shown again as it was.
        how: In a meeting, by e-mail ...
        actor: Who shows it.
        at: Now; aware.

    Raises:
        ShowingRefused: The funder has no signed agreement for the period, the period is not over, or it overlaps one
            that the funder was shown: the difference of two reports would tell what each of them withholds.
    """
    Funder.objects.select_for_update().get(pk=funder.pk)
    shown = ShownReport.objects.filter(showing__funder=funder, showing__article=article)
    same = shown.filter(from_on=since, to_on=until).first()
    refusal = why_not(funder=funder, article=article, since=since, until=until, at=at)
    if refusal:
        raise ShowingRefused(refusal)
    kept = dict(same.figures if same else figures)
    entry = Showing(funder=funder, article=article, what=Showing.What.REPORT, how=how, shown_at=at, shown_by=actor)
    entry.description = f"Aggregates of “{kept['title']}”, {since:%-d %B %Y} to {until:%-d %B %Y}"[:300]
    showing = record_showing(showing=entry, at=at)
    return ShownReport.objects.create(showing=showing, from_on=since, to_on=until, figures=kept, digest=hash_of(kept))


def why_not(*, funder: Funder, article: Article, since: date, until: date, at: datetime) -> str:
    """Say why a funder may not be shown a report of an article and a period; nothing if it may (S3, S5)."""
    if until >= at.astimezone(UTC).date():
        return "Choose a period that is over: its figures no longer change."
    support = Support.objects.filter(funder=funder, article=article, agreement_signed_on__lte=at.date()).first()
    if support is None:
        return f"No signed agreement of {funder} for this article is recorded."
    if (support.runs_from and support.runs_from > until) or (support.runs_to and support.runs_to < since):
        return f"The agreement of {funder} for this article does not run in this period."
    end = datetime.combine(until + timedelta(days=1), time(), UTC)
    if not Release.objects.filter(article=article, opened_at__lt=end).exists():
        return "This article had not been published by the end of this period."
    shown = ShownReport.objects.filter(showing__funder=funder, showing__article=article)
    clash = shown.filter(to_on__gte=since, from_on__lte=until).exclude(from_on=since, to_on=until).first()
    if clash:
        return (
            f"{funder} was shown {clash.from_on:%B %Y} to {clash.to_on:%B %Y} of this article. Choose the same "
            "period, or one that does not overlap it: the difference of two reports would tell what each withholds."
        )
    return ""
