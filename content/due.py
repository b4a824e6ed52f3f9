"""Who has to disclose, and since when (S1)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db.models import Max, Min

from content.models import Contributor, DisclosureRequest, Relationship
from content.months import months_after

NEVER, LAPSED, LAPSES = "has never disclosed", "disclosed too long ago", "lapses soon"


@dataclass(frozen=True)
class Due:
    """A contributor whose disclosure is missing, lapsed or about to lapse.

    Attributes:
        contributor: Who.
        why: One of ``NEVER``, ``LAPSED``, ``LAPSES``.
        since: From which day on it is due; None where nobody noted when the role began.
        disclosed_on: The last disclosure.
        request: The link that waits for an answer, whether it has lapsed or not.
    """

    contributor: Contributor
    why: str
    since: date | None
    disclosed_on: date | None
    request: DisclosureRequest | None


def disclosures_due(*, at: datetime) -> list[Due]:
    """List who must disclose for an article that is no demonstration, the longest due first; in two queries."""
    today = at.astimezone(UTC).date()
    contributors = list(
        Contributor.objects.filter(contributions__article__is_demonstration=False)
        .annotate(last=Max("disclosures__disclosed_on"), began=Min("contributions__started_on"))
        .order_by("name")
    )
    waiting = {row.contributor_id: row for row in DisclosureRequest.objects.waiting()}
    found = []
    for contributor in contributors:
        last: date | None = contributor.last
        lapses = months_after(last, settings.DISCLOSURE_MONTHS) if last else None
        if lapses and lapses > today + timedelta(days=settings.DISCLOSURE_NOTICE_DAYS):
            continue
        why = NEVER if lapses is None else LAPSED if lapses < today else LAPSES
        found.append(Due(contributor, why, lapses or contributor.began, last, waiting.get(contributor.pk)))
    return sorted(found, key=lambda row: (row.since or date.min, row.contributor.name))


def decisions_due() -> list[Relationship]:
    """List the relationships that nobody has decided about, the oldest disclosure first."""
    rows = Relationship.objects.filter(decision=Relationship.Decision.OPEN)
    return list(rows.select_related("disclosure__contributor").order_by("disclosure__disclosed_on", "pk"))
