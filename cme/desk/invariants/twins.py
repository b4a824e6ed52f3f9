"""What is true of plain-language pages, asked of the database. Each function yields the rows that break it."""

from collections.abc import Iterator

from django.db.models import Count

from content.models import TwinEdition
from content.source import hash_of

CHUNK = 100


def one_twin_goes_on() -> Iterator[str]:
    """An article has at most one plain-language page that goes on."""
    rows = TwinEdition.objects.filter(superseded_at=None).order_by().values("release__article").annotate(n=Count("pk"))
    for row in rows.filter(n__gt=1).iterator(CHUNK):
        yield f"article {row['release__article']}: {row['n']} pages"


def twins_are_as_frozen() -> Iterator[str]:
    """A plain-language page says what it was published with, and stands at the address of its article."""
    for twin in TwinEdition.objects.defer("html").order_by("pk").iterator(CHUNK):
        if hash_of(twin.source) != twin.source_hash or twin.slug != twin.source.get("slug"):
            yield f"plain-language page {twin.pk}"


def twins_are_reviewed_by_another() -> Iterator[str]:
    """A plain-language page of a real article is signed off by somebody who did not write it (S0)."""
    rows = TwinEdition.objects.defer("html").select_related("sign_off").order_by("pk")
    for twin in rows.filter(is_demonstration=False).iterator(CHUNK):
        author = (twin.source.get("author") or {}).get("name")
        if twin.sign_off is None or author in (None, twin.sign_off.name):
            yield f"plain-language page {twin.pk}"


INVARIANTS = (one_twin_goes_on, twins_are_as_frozen, twins_are_reviewed_by_another)
