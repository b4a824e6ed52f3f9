"""The part of the checklist on who wrote, reviewed and paid: S0, S1, S3."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings

from content.findings import Finding, must, should
from content.models import Article, Contribution, Disclosure, Edition, Relationship, ReviewComment, Support
from content.months import months_after
from content.signoffs import latest_seen_at, reviewers_of, sign_offs_of

NOT_SIGNED = "No reviewer has signed off what the draft says now. Ask for a review."
REVIEW_IS_OLD = "The sign-off is older than the latest release. A new release needs a new one."


def check_support(article: Article, today: date) -> Iterator[Finding]:
    """Find support that readers would not be shown, and agreements that are incomplete (S3)."""
    for row in article.support.select_related("funder"):
        if row.agreement_signed_on is None:
            yield should(
                f"{row.funder} is not named until its agreement is signed and dated; readers are told that one is not "
                "signed yet.",
                "support",
                "S3",
            )
        elif row.agreement_signed_on > today:
            yield must(f"The agreement with {row.funder} bears a day to come.", "support", "S3")
        elif not article.is_demonstration:
            yield from _agreement(row, today)


def _agreement(row: Support, today: date) -> Iterator[Finding]:
    if not (row.runs_from and row.runs_to):
        yield must(f"Enter from when to when the agreement with {row.funder} runs.", "support", "S3")
    elif not row.runs_from <= today <= row.runs_to:
        yield should(f"The agreement with {row.funder} does not run on the day of publication.", "support", "S3")
    if row.amount_band is None and not row.in_kind:
        yield must(f"Choose the band of the amount that {row.funder} gives.", "support", "S3")


def check_review(article: Article, at: datetime, source: dict[str, Any]) -> Iterator[Finding]:
    """Find a sign-off that is missing, of other words, or older than the release (S0).

    A correction of what readers see goes without one as long as it is minor: it keeps its release.
    """
    if not reviewers_of(article):
        yield must("Name a reviewer who is not an author.", "contributions", "S0")
        return
    latest_at, signed = latest_seen_at(article, at), sign_offs_of(article, source)
    is_correction = Edition.objects.current_at(at).filter(release__article=article).exists()
    lacks = "" if signed else NOT_SIGNED
    if signed and latest_at and (signed[0].release_id or signed[0].signed_at < latest_at):
        lacks = REVIEW_IS_OLD
    if lacks:
        yield should(lacks, "review", "S0", stops="material") if is_correction else must(lacks, "review", "S0")
    waiting = ReviewComment.objects.filter(article=article, resolved_at=None).count()
    if waiting:
        yield should(f"{waiting} review comment{'s are' if waiting > 1 else ' is'} open.", "review", "S0")


def check_disclosures(article: Article, today: date) -> Iterator[Finding]:
    """Find disclosures that are missing, old, undecided or unmitigated, each once however many roles a person has."""
    yield from dict.fromkeys(_disclosures(article, today))


def _disclosures(article: Article, today: date) -> Iterator[Finding]:
    for row in article.contributions.select_related("contributor"):
        latest = Disclosure.objects.filter(contributor=row.contributor).prefetch_related("relationships").first()
        who = row.contributor.name
        if latest is None:
            yield must(f"{who} has not disclosed financial relationships.", "contributions", "S1")
            continue
        if latest.disclosed_on > today:
            yield must(f"The disclosure of {who} bears a day to come.", "contributions", "S1")
        elif months_after(latest.disclosed_on, settings.DISCLOSURE_MONTHS) < today:
            yield must(f"The disclosure of {who} is older than {settings.DISCLOSURE_MONTHS} months.",
                       "contributions", "S1")  # fmt: skip
        ties = list(latest.relationships.all())
        if not ties and not latest.has_nothing_to_disclose:
            yield must(f"The disclosure of {who} names no relationship and does not say that there is none.",
                       "contributions", "S1")  # fmt: skip
        if ties and latest.has_nothing_to_disclose:
            yield must(f"The disclosure of {who} says that there is no relationship, and names one.",
                       "contributions", "S1")  # fmt: skip
        for tie in ties:
            yield from _relationship(who, tie, row, today)


def _relationship(who: str, tie: Relationship, row: Contribution, today: date) -> Iterator[Finding]:
    tied = f"The relationship of {who} with {tie.company}"
    if tie.kind in Relationship.HOLD_NO_ROLE and not tie.has_ended_by(today) and not tie.exception:
        yield must(
            f"{who} owns or works for {tie.company}, and so holds no role. Take {who} off the article, or let the "
            "accreditation lead record an exception.",
            "contributions",
            "S1",
        )
    if not tie.decision:
        yield must(f"Decide whether the relationship of {who} with {tie.company} is relevant.", "contributions", "S1")
    elif tie.decision != Relationship.Decision.RELEVANT:
        return
    elif not (tie.mitigation and tie.mitigated_on):
        yield must(f"{tied} is relevant and not mitigated.", "contributions", "S1")
    elif row.started_on is None:
        yield must(f"Enter since when {who} is {row.role}: {tie.company} is relevant.", "contributions", "S1")
    elif tie.mitigated_on > row.started_on:
        yield must(f"{tied} was mitigated after the role began.", "contributions", "S1")
