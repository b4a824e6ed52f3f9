"""Asking, again and again, whether works that articles cite were retracted, corrected or put in doubt."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from content.asking import Manners
from content.citing.identifiers import Identifier, IdKind, clean_doi, clean_pmid
from content.citing.notices import Told, crossref_notices, pubmed_notices
from content.models import Edition, Reference, WorkCheck, WorkNotice
from content.other_numbers import lone_pmcid, told_numbers
from content.services.lookups import look_up
from content.services.notices import join_notices

EVERY = timedelta(days=7)
ASKED_AT_ONCE = 100
BY_CROSSREF = ("crossref", "retraction-watch")


@dataclass
class CheckReport:
    """What a check did.

    Attributes:
        checked: How many numbers were asked about and answered.
        new: Notices that were not known.
        editions: How many editions show something new.
        failures: Why numbers could not be checked, each reason once.
    """

    checked: int = 0
    new: list[WorkNotice] = field(default_factory=list)
    editions: int = 0
    failures: list[str] = field(default_factory=list)


def check_references(*, at: datetime, manners: Manners, every: timedelta = EVERY) -> CheckReport:
    """Check the works that drafts and editions cite, those that are due; may run twice, and beside a running site.

    Args:
        at: When.
        manners: How patiently registries are asked.
        every: How long an answer holds.
    """
    report = CheckReport()
    cited = cited_numbers(at=at)
    pmcids = [number for number in cited if number.kind is IdKind.PMCID]
    _check(report, pmcids, at=at, manners=manners, every=every)
    # PubMed Central says by which numbers the others know the work; only of those are retractions told.
    told = [number for pair in told_numbers(row.value for row in pmcids).values() for number in _numbers(*pair)]
    numbers = [number for number in cited if number.kind is not IdKind.PMCID]
    _check(report, list(dict.fromkeys([*numbers, *told])), at=at, manners=manners, every=every)
    report.editions = join_all(at=at)
    return report


def _check(
    report: CheckReport, numbers: Sequence[Identifier], *, at: datetime, manners: Manners, every: timedelta
) -> None:
    """Ask about those of the numbers that are due, and keep what is told of them."""
    due = _due(numbers, since=at - every)
    for start in range(0, len(due), ASKED_AT_ONCE):
        part = due[start : start + ASKED_AT_ONCE]
        answers = look_up(numbers=part, at=at, manners=manners, since=at - every)
        for number, answer in answers.known.items():
            if number.kind is IdKind.PMCID:
                continue
            told = crossref_notices(answer) if number.kind is IdKind.DOI else pubmed_notices(answer)
            report.new += keep_notices(number=number, told=told, at=at)
        answered = [*answers.known, *answers.unknown]
        _note(answered, answers.failed, at)
        report.checked += len(answered)
        report.failures += sorted(set(answers.failed.values()) - set(report.failures))


def cited_numbers(*, at: datetime) -> list[Identifier]:
    """Return the numbers of works in drafts and in the editions that readers see or will see.

    Returns:
        DOIs and PubMed ids, and the PMCIDs of works that have nothing else.
    """
    found: dict[Identifier, None] = {}
    for draft in Reference.objects.values("doi", "pmid", "pmcid").iterator():
        found |= dict.fromkeys(_numbers_of(draft))
    for _, references in _editions(at):
        for row in references:
            found |= dict.fromkeys(_numbers_of(row))
    return list(found)


def _numbers_of(reference: Mapping[str, Any]) -> Iterable[Identifier]:
    if pmcid := lone_pmcid(reference):
        yield Identifier(IdKind.PMCID, pmcid)
    yield from _numbers(reference["doi"], reference["pmid"])


def _numbers(doi: str, pmid: str) -> Iterable[Identifier]:
    if clean_doi(doi):
        yield Identifier(IdKind.DOI, clean_doi(doi))
    if clean_pmid(pmid):
        yield Identifier(IdKind.PMID, clean_pmid(pmid))


def _editions(at: datetime) -> Iterable[tuple[int, list[dict[str, str]]]]:
    rows = Edition.objects.order_by("pk").ending_after(at)
    return rows.values_list("pk", "source__references").iterator(chunk_size=200)


def _due(numbers: Sequence[Identifier], since: datetime) -> list[Identifier]:
    fresh = set(WorkCheck.objects.filter(checked_at__gte=since).values_list("name", flat=True))
    return [number for number in numbers if str(number) not in fresh]


@transaction.atomic
def keep_notices(*, number: Identifier, told: Sequence[Told], at: datetime) -> list[WorkNotice]:
    """Keep what a registry says of a work now, and drop what it no longer says; return what is new."""
    work = {"doi": number.value, "pmid": ""} if number.kind is IdKind.DOI else {"doi": "", "pmid": number.value}
    tellers = BY_CROSSREF if number.kind is IdKind.DOI else ("pubmed",)
    new, standing = [], []
    for row in told:
        notice, is_new = WorkNotice.objects.update_or_create(
            **work,
            kind=row.kind,
            notice_doi=row.doi,
            notice_pmid=row.pmid,
            defaults={"dated_on": row.dated_on, "told_by": row.by, "checked_at": at},
            create_defaults={"dated_on": row.dated_on, "told_by": row.by, "checked_at": at, "found_at": at},
        )
        standing.append(notice.pk)
        if is_new:
            new.append(notice)
    WorkNotice.objects.filter(**work, told_by__in=tellers).exclude(pk__in=standing).delete()
    return new


def _note(answered: Sequence[Identifier], failed: dict[Identifier, str], at: datetime) -> None:
    """Write down when each number was checked, or why it could not be."""
    WorkCheck.objects.bulk_create(
        [WorkCheck(name=str(number), checked_at=at) for number in answered],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["checked_at", "failure"],
    )
    WorkCheck.objects.bulk_create(
        [WorkCheck(name=str(number), failed_at=at, failure=why[:300]) for number, why in failed.items()],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["failed_at", "failure"],
    )


def join_all(*, at: datetime) -> int:
    """Set beside every edition that goes on what became of the works it cites; return how many show something new."""
    if not WorkNotice.objects.exists() and not Edition.objects.filter(work_notices__isnull=False).exists():
        return 0
    return sum(join_notices(edition_id=pk, references=references, at=at) for pk, references in list(_editions(at)))
