"""What a form says about the page it stood on."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest

from content.models import Edition

# A page may have been open for as long as this after its edition was superseded.
GRACE = timedelta(days=1)
MOST_DIGITS = 18


def whole_number(text: str | None) -> int:
    """Return a primary key from what was sent; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def edition_on_screen(request: HttpRequest, slug: str, *, at: datetime) -> Edition | None:
    """Return the edition that a form names as the one that was read, if readers saw it within the last day."""
    named = whole_number(request.POST.get("edition"))
    if not named:
        return None
    editions = Edition.objects.without_text().filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=at - GRACE), slug=slug, released_at__lte=at
    )
    return editions.filter(pk=named).first()
