"""The queue of notices about cited works: what became of them, and which articles and editions cite them."""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import HttpRequest

from content.citations import links_of
from content.models import Article, Edition, Reference, WorkCheck, WorkNotice
from content.other_numbers import known_numbers
from content.reference_notices import WORDS
from content.release_numbers import said_number

SHOWN = 200


def queue_context(request: HttpRequest, *, at: datetime) -> dict[str, Any]:
    """Collect the notices, those to be decided first, each with the drafts and the editions that cite the work."""
    notices = list(WorkNotice.objects.all()[:SHOWN])
    drafts, editions = drafts_citing(notices), editions_showing(at)
    rows = [_row(row, drafts, editions) for row in notices]
    return {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": "Notices about cited works",
        "rows": sorted(rows, key=lambda row: not row["is_open"]),  # what is to be decided comes first
        "more": max(0, WorkNotice.objects.count() - SHOWN),
        "failed": WorkCheck.objects.exclude(failure="").count(),
        "checked": WorkCheck.objects.filter(failure="").count(),
    }


def _row(row: WorkNotice, drafts: dict[str, list[Reference]], editions: dict[str, list[Any]]) -> dict[str, Any]:
    name = row.doi or row.pmid
    citing = drafts.get(name, [])
    return {
        "kind": row.kind,
        "label": WORDS[row.kind],
        "dated_on": row.dated_on,
        "found_at": row.found_at,
        "told_by": row.told_by,
        "work": links_of({"doi": row.doi, "pmid": row.pmid}),
        "notice": links_of({"doi": row.notice_doi, "pmid": row.notice_pmid}),
        "title": next((reference.title for reference in citing if reference.title), ""),
        "drafts": citing,
        "editions": editions.get(name, []),
        "is_open": row.kind == WorkNotice.Kind.RETRACTION and any(not one.retracted_reason for one in citing),
    }


def drafts_citing(rows: list[WorkNotice]) -> dict[str, list[Reference]]:
    """Return the references of drafts to the works of notices, by the number that a notice names."""
    dois, pmids = [row.doi for row in rows if row.doi], [row.pmid for row in rows if row.pmid]
    wanted = Q(lower_doi__in=dois) | Q(pmid__in=pmids)
    found: dict[str, list[Reference]] = defaultdict(list)
    for reference in Reference.objects.annotate(lower_doi=Lower("doi")).filter(wanted).select_related("article"):
        for name in {reference.doi.lower(), reference.pmid} - {""}:
            found[name].append(reference)
    lone = list(Reference.objects.filter(doi="", pmid="").exclude(pmcid="").select_related("article"))
    for one, pair in zip(lone, known_numbers([vars(row) for row in lone]), strict=True):
        for name in set(pair) - {""}:
            found[name].append(one)
    return found


def editions_showing(at: datetime) -> dict[str, list[Any]]:
    """Return the editions that show notices, by the numbers of the works concerned."""
    rows = Edition.objects.ending_after(at).filter(work_notices__isnull=False).order_by("slug")
    cited: list[tuple[dict[str, str], Any]] = []
    for slug, number, correction, references, notices in rows.values_list(
        "slug", "release__number", "correction", "source__references", "work_notices__notices"
    ):
        keys = {notice["reference"] for notice in notices}
        edition = {"slug": slug, "number": said_number(number, correction)}
        cited += [(edition, reference) for reference in references if reference["key"] in keys]
    found: dict[str, list[Any]] = defaultdict(list)
    numbers = known_numbers([reference for _, reference in cited])
    for (edition, _), pair in zip(cited, numbers, strict=True):
        for name in set(pair) - {""}:
            found[name].append(edition)
    return found
