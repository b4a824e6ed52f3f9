"""Which agreement stands behind the support that an edition names, and which agreements no reader is told of (S3)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from content.models import Article, Edition, Support

UNTOLD = (
    "Readers are not told of this agreement yet: the edition that they see does not name the funder. "
    "Publish a correction, which will name it."
)
UNSIGNED = (
    "Readers are told of this agreement until the next edition, which will not name the funder, since no day stands "
    "here on which it was signed. Enter the day; or publish a correction, and say why the funder goes."
)
OTHERWISE = "Readers are still told: {}. Publish a correction, which will say what the agreement says now."


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


def untold_agreements(*, at: datetime, article_id: int | None = None) -> list[tuple[Support, str]]:
    """List agreements of which readers are told otherwise than they say, each with what to do; three queries at most.

    Signed ones come first, the earliest first: the edition that readers see does not name the funder, or at another
    level or with other help in kind. Then those without a day that it names all the same. Left out are articles that
    nobody reads or that are retracted, and what the next edition, which is scheduled, says as the agreement does.

    Args:
        at: Now; aware.
        article_id: Of one article; all of them if not given.
    """
    current = Edition.objects.current_at(at).filter(release__retraction__isnull=True)
    concerned = Support.objects.filter(**{} if article_id is None else {"article": article_id})
    read = set(
        current.filter(release__article__in=concerned.values("article")).values_list("release__article", flat=True)
    )
    rows: dict[int, list[Support]] = defaultdict(list)
    for row in concerned.filter(article__in=read).select_related("article", "funder").order_by("pk"):
        rows[row.article_id].append(row)
    editions = Edition.objects.ending_after(at).filter(release__article__in=read).order_by("released_at", "pk")
    latest = dict(editions.values_list("release__article", "source__support"))
    found = []
    for article, support in latest.items():
        named = {row.pk: _of(name, support) for name, row in agreements_behind(support, rows[article]).items()}
        found += [(row, _untold(row, named.get(row.pk), at)) for row in rows[article]]
    wanting = [(row, said) for row, said in found if said]
    return sorted(wanting, key=lambda one: (one[0].agreement_signed_on or date.max, one[0].pk))


def funders_that_go(article: Article) -> list[str]:
    """Return the funders that the standing edition names and the draft does not, since no agreement is signed."""
    standing = Edition.objects.filter(release__article=article, superseded_at__isnull=True)
    support = standing.values_list("source__support", flat=True).first() or []
    behind = agreements_behind(support, list(article.support.select_related("funder")))
    return [one["name"] for one in support if not (behind.get(one["name"]) and behind[one["name"]].agreement_signed_on)]


def _of(name: str, support: Iterable[Mapping[str, str]]) -> Mapping[str, str]:
    return next(one for one in support if one["name"] == name)


def _untold(row: Support, named: Mapping[str, str] | None, at: datetime) -> str:
    """Say what readers are told otherwise than an agreement says; empty where it is the same.

    Args:
        row: The agreement.
        named: What the edition says of it; None where it does not name the funder.
        at: Now; aware.
    """
    is_signed = row.agreement_signed_on is not None and row.agreement_signed_on <= at.date()
    if named is None:
        return UNTOLD if is_signed else ""
    if not is_signed:
        return UNSIGNED
    if (named["level"], named["in_kind"]) == (row.level, row.in_kind):
        return ""
    help_told = f", in kind: {named['in_kind']}" if named["in_kind"] else ""
    return OTHERWISE.format(f"{named['level']} level{help_told}")
