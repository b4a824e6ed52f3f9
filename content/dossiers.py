"""The dossier of an edition: what stood behind it when it was published, as plain values that can be stored and hashed.

Nothing of it is shown to readers: decisions about relationships, agreements, planning and the checklist.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.db.models import QuerySet

from content.findings import Finding
from content.models import Article, Contribution, Disclosure, PlanningRecord, Relationship, SignOff
from content.signoffs import capture_of


def dossier_of(article: Article, findings: Sequence[Finding], *, at: datetime) -> dict[str, Any]:
    """Collect what stands behind an article as it is now.

    Args:
        article: The draft.
        findings: What the checklist found.
        at: When it was gone through; aware.

    Returns:
        Values that JSON can hold. People of the desk stand by their log-in name.
    """
    people = list(article.contributions.select_related("contributor"))
    return {
        "planning": _planning(article, people),
        "people": [_person(row) for row in people],
        "agreements": _agreements(article),
        "checklist": {
            "checked_at": at.astimezone(UTC).isoformat(),
            "findings": [
                {"severity": row.severity.value, "message": row.message, "field": row.field, "rule": row.rule}
                for row in findings
            ],
        },
        "sign_offs": signed_off(SignOff.objects.filter(article=article)),
    }


def signed_off(chosen: QuerySet[SignOff]) -> list[dict[str, Any]]:
    """Return who signed off, what, when and by which door; of earlier wordings too (S0)."""
    rows = chosen.select_related("user", "round__asked_by", "link__made_by", "code")
    return [
        {
            "name": row.name,
            "signed_at": row.signed_at.astimezone(UTC).isoformat(),
            "statement": row.statement,
            "statement_version": row.statement_version,
            "hash_of_what_was_signed": row.reviewed_hash,
            "captured": capture_of(row),
            "log_in": row.user.get_username() if row.user else "",
            "link_made_by": row.link.made_by.get_username() if row.link else "",
            "asked_by": row.round.asked_by.get_username(),
        }
        for row in rows
    ]


def _planning(article: Article, people: Iterable[Contribution]) -> dict[str, Any] | None:
    record = PlanningRecord.objects.filter(article=article).select_related("updated_by").first()
    if record is None:
        return None
    return {
        "practice_gap": record.practice_gap,
        "need": record.need,
        "intended_change": record.intended_change,
        "why_this_format": record.why_this_format,
        "format": str(article.format or ""),
        "competencies": [
            {"code": row.code, "name": row.name, "framework": row.description} for row in record.competencies.all()
        ],
        "planned_by": [str(row.contributor) for row in people if row.role == Contribution.Role.PLANNER],
        "last_saved_by": record.updated_by.get_username() if record.updated_by else "",
        "last_saved_at": record.updated_at.astimezone(UTC).isoformat(),
    }


def _person(row: Contribution) -> dict[str, Any]:
    latest = (
        Disclosure.objects.filter(contributor=row.contributor).prefetch_related("relationships__decided_by").first()
    )
    return {
        "name": row.contributor.name,
        "credentials": row.contributor.credentials,
        "affiliation": row.contributor.affiliation,
        "role": row.role,
        "started_on": _day(row.started_on),
        "disclosure": _disclosure(latest) if latest else None,
    }


def _disclosure(row: Disclosure) -> dict[str, Any]:
    return {
        "disclosed_on": _day(row.disclosed_on),
        "sent_by_the_contributor_at": row.submitted_at.astimezone(UTC).isoformat() if row.submitted_at else "",
        "statement": row.statement,
        "has_nothing_to_disclose": row.has_nothing_to_disclose,
        "relationships": [_relationship(tie) for tie in row.relationships.all()],
    }


def _relationship(tie: Relationship) -> dict[str, str]:
    return {
        "company": tie.company,
        "kind": tie.kind,
        "nature": tie.nature,
        "ended_on": _day(tie.ended_on),
        "decision": tie.decision,
        "decided_by": tie.decided_by.get_username() if tie.decided_by else "",
        "decided_on": _day(tie.decided_on),
        "reason": tie.reason,
        "mitigation": tie.mitigation,
        "mitigated_on": _day(tie.mitigated_on),
        "exception": tie.exception,
    }


def _agreements(article: Article) -> list[dict[str, str]]:
    return [
        {
            "funder": str(row.funder),
            "level": row.level,
            "in_kind": row.in_kind,
            "signed_on": _day(row.agreement_signed_on),
            "runs_from": _day(row.runs_from),
            "runs_to": _day(row.runs_to),
            "amount_band": str(row.amount_band or ""),
        }
        for row in article.support.select_related("funder", "amount_band")
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
