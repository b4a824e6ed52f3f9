"""Notices about cited works, joined to the editions that readers see: docs/decisions/0014."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypedDict

from django.db import transaction
from django.db.models import Q

from content.models import Edition, EditionNotices, WorkNotice
from content.other_numbers import known_numbers

ORDER = {WorkNotice.Kind.RETRACTION.value: 0, WorkNotice.Kind.CONCERN.value: 1, WorkNotice.Kind.CORRECTION.value: 2}
NUMBERS_AT_ONCE = 400


class Shown(TypedDict):
    """A notice as readers see it at a reference.

    Keys: ``reference``, the key of the reference; ``kind``; ``dated_on``, ISO or empty; ``doi`` and ``pmid`` of the
    notice, or empty; ``reason``, why a retracted work is cited.
    """

    reference: str
    kind: str
    dated_on: str
    doi: str
    pmid: str
    reason: str


def notices_for(references: Sequence[Mapping[str, Any]]) -> dict[str, list[WorkNotice]]:
    """Return the notices about works, the gravest first, by the key of the reference; in one query for each 400."""
    numbers = known_numbers(references)
    dois, pmids = ({pair[place] for pair in numbers} - {""} for place in (0, 1))
    rows = _about(sorted(dois), sorted(pmids))
    found = {}
    for reference, (doi, pmid) in zip(references, numbers, strict=True):
        own = [row for row in rows if (doi and row.doi == doi) or (pmid and row.pmid == pmid)]
        if own:
            found[str(reference["key"])] = _once(own)
    return found


def _about(dois: Sequence[str], pmids: Sequence[str]) -> list[WorkNotice]:
    if not dois and not pmids:
        return []
    rows: dict[int, WorkNotice] = {}
    for start in range(0, max(len(dois), len(pmids)), NUMBERS_AT_ONCE):
        end = start + NUMBERS_AT_ONCE
        wanted = Q(doi__in=dois[start:end]) | Q(pmid__in=pmids[start:end])
        rows |= {row.pk: row for row in WorkNotice.objects.filter(wanted)}
    return list(rows.values())


def _once(rows: Iterable[WorkNotice]) -> list[WorkNotice]:
    """Leave out what two registries told of alike: a retraction is shown once, with the number of its notice."""
    ordered = sorted(rows, key=lambda row: (ORDER[row.kind], not row.notice_doi, row.dated_on is None, row.pk))
    kept: list[WorkNotice] = []
    for row in ordered:
        alike = [other for other in kept if other.kind == row.kind]
        is_same = any(
            row.kind == WorkNotice.Kind.RETRACTION
            or (row.notice_doi and other.notice_doi == row.notice_doi)
            or (row.notice_pmid and other.notice_pmid == row.notice_pmid)
            or (row.dated_on and other.dated_on == row.dated_on)
            for other in alike
        )
        if not is_same:
            kept.append(row)
    return kept


def shown_for(references: Sequence[Mapping[str, Any]]) -> list[Shown]:
    """Return what readers see of the notices about works."""
    found = notices_for(references)
    return [
        Shown(
            reference=reference["key"],
            kind=notice.kind,
            dated_on=notice.dated_on.isoformat() if notice.dated_on else "",
            doi=notice.notice_doi,
            pmid=notice.notice_pmid,
            reason=reference.get("retracted_reason", "") if notice.kind == WorkNotice.Kind.RETRACTION else "",
        )
        for reference in references
        for notice in found.get(reference["key"], [])
    ]


@transaction.atomic
def join_notices(*, edition_id: int, references: Sequence[Mapping[str, Any]], at: datetime) -> bool:
    """Set beside an edition what became of the works that it cites; return whether readers see something new.

    Args:
        edition_id: Primary key of the edition.
        references: As frozen in its source.
        at: When.
    """
    shown = shown_for(references)
    standing = EditionNotices.objects.select_for_update().filter(edition_id=edition_id).first()
    if (standing.notices if standing else []) == shown:
        return False
    EditionNotices.objects.update_or_create(edition_id=edition_id, defaults={"notices": shown, "joined_at": at})
    Edition.objects.filter(pk=edition_id).update(changed_at=at)
    return True
