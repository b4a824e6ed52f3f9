"""Which agreement stands behind the support that an edition names, and which agreements no reader is told of (S3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from content.models import Edition, Support

UNTOLD = (
    "Readers are not told of this agreement yet: the edition that they see does not name the funder. "
    "Publish a correction, which will name it."
)


def agreements_behind(named: Iterable[Mapping[str, str]], rows: Sequence[Support]) -> dict[str, Support]:
    """Return the agreement behind each name that an edition tells, where one is on record.

    Editions freeze names, and funders may be renamed: a name that no agreement has is that of the only one at its level
    which the edition does not name otherwise.

    Args:
        named: The support of an edition's source.
        rows: The agreements of its article, with their funders.
    """
    support = list(named)
    known = {row.funder.name: row for row in rows}
    found = {one["name"]: known[one["name"]] for one in support if one["name"] in known}
    others = [row for row in rows if row.funder.name not in found]
    for one in support:
        renamed = [row for row in others if row.level == one["level"]]
        if one["name"] not in found and len(renamed) == 1:
            found[one["name"]] = renamed[0]
    return found


def untold_agreements(*, at: datetime, article_id: int | None = None) -> list[Support]:
    """List signed agreements that the edition which readers see does not name, the earliest signed first.

    Left out are articles that nobody reads or that are retracted, and those whose next edition is scheduled and names
    the funder. Three queries at most.

    Args:
        at: Now; aware.
        article_id: Of one article; all of them if not given.
    """
    signed = Support.objects.filter(agreement_signed_on__lte=at.date())
    signed = signed if article_id is None else signed.filter(article=article_id)
    current = Edition.objects.current_at(at).filter(release__retraction__isnull=True)
    read = set(current.filter(release__article__in=signed.values("article")).values_list("release__article", flat=True))
    rows: dict[int, list[Support]] = defaultdict(list)
    for row in Support.objects.filter(article__in=read).select_related("article", "funder").order_by("pk"):
        rows[row.article_id].append(row)
    told: set[int] = set()
    editions = Edition.objects.ending_after(at).filter(release__article__in=read).order_by()
    for article, support in editions.values_list("release__article", "source__support"):
        told.update(row.pk for row in agreements_behind(support, rows[article]).values())
    untold = [
        (row.agreement_signed_on, row.pk, row)
        for row in (row for group in rows.values() for row in group)
        if row.pk not in told and row.agreement_signed_on and row.agreement_signed_on <= at.date()
    ]
    return [row for _, _, row in sorted(untold, key=lambda one: one[:2])]
