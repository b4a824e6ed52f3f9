"""Numbers of releases: which are free to be given, and what became of those of withdrawn ones.

A release that was scheduled and withdrawn in time had no reader. Its row stays; where its number is wanted for one that
readers will see, the row moves behind all numbers that are given, and is called by its key.
"""

from datetime import timedelta

from django.db.models import Exists, F, Max, OuterRef

from content.models import AccreditationFile, Article, Edition, Release, TwinEdition
from content.models.edition import ReleaseQuerySet
from content.release_numbers import GIVEN_UP, said_number

IN_TIME = timedelta(minutes=1)  # before its moment; closer to it, a request on its way may have shown it
LATE = "withdrawn in its last minute; its number stays with it"
FILED = "withdrawn before anybody saw it; its number stays with it, since an accreditation file names it"
MOVED = "withdrawn before anybody saw it; its number is that of a later edition"
FREE = "withdrawn before anybody saw it; the next release takes its number"
PASSED = "withdrawn before anybody saw it; its number is not given again"


def number_of(edition: Edition) -> str:
    """Return the number of an edition that is loaded with its release."""
    return said_number(edition.release.number, edition.correction)


def nobody_saw(article: Article) -> ReleaseQuerySet:
    """Return the releases that were withdrawn in time, and that nothing that left the house names."""
    own = Edition.objects.filter(release=OuterRef("pk")).order_by()
    is_in_time = {"superseded_at": F("released_at"), "changed_at__lte": F("released_at") - IN_TIME}
    named = AccreditationFile.objects.filter(edition__release=OuterRef("pk")).order_by()
    twins = TwinEdition.objects.filter(release=OuterRef("pk")).order_by()
    rows = Release.objects.filter(Exists(own.filter(**is_in_time)), ~Exists(own.exclude(**is_in_time)), article=article)
    return rows.exclude(Exists(named) | Exists(twins))


def next_number(article: Article) -> int:
    """Return the number of the next release: the one after the last that readers saw, or will see."""
    free = nobody_saw(article).values("pk")
    kept = Release.objects.filter(article=article).numbered().exclude(pk__in=free)
    return (kept.aggregate(latest=Max("number"))["latest"] or 0) + 1


def withdrawn_note(edition: Edition, *, following: int) -> str:
    """Say of an edition that was withdrawn before its moment what became of its number; nothing of any other.

    Args:
        edition: Loaded with its release.
        following: What ``next_number`` says of its article.
    """
    if edition.superseded_at != edition.released_at:
        return ""
    if edition.release.number > GIVEN_UP:
        return MOVED
    if edition.changed_at > edition.released_at - IN_TIME:
        return LATE
    if edition.correction:
        return PASSED
    if edition.release.number >= following:
        return FREE
    return FILED if edition.accreditation_files.exists() else PASSED
