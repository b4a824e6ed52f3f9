"""What a form says about the page it stood on."""

from datetime import UTC, datetime, timedelta

from django.db.models import Q
from django.http import HttpRequest

from cme.progress.models import OF_THE_PAGE
from content.models import Edition, Translation

# A page may have been open for as long as this after its edition was superseded.
GRACE = timedelta(days=1)
MOST_DIGITS = 18
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST = 250_000_000_000  # seconds from then to the year 9892; a moment beyond it is none


def whole_number(text: str | None) -> int:
    """Return a primary key from what was sent; 0, which no row has, for anything else."""
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def wants_json(request: HttpRequest) -> bool:
    """Tell whether a script asks, which wants what it shows rather than a page."""
    return "application/json" in request.headers.get("Accept", "")


def moment_of(text: str | None, unit: int) -> datetime | None:
    """Return the moment that a page sends as a number of parts of a second since 1970; None for anything else.

    Args:
        text: What was sent.
        unit: How many parts a second has: 1,000 or 1,000,000.
    """
    number = whole_number(text)
    return EPOCH + timedelta(microseconds=number * (1_000_000 // unit)) if 0 < number < LAST * unit else None


def edition_on_screen(request: HttpRequest, slug: str, *, at: datetime) -> Edition | None:
    """Return the edition that a form names as the one that was read, if readers saw it within the last day."""
    named = whole_number(request.POST.get("edition"))
    if not named:
        return None
    editions = Edition.objects.without_text().filter(
        Q(superseded_at__isnull=True) | Q(superseded_at__gt=at - GRACE), slug=slug, released_at__lte=at
    )
    return editions.filter(pk=named).first()


def steps_taken(request: HttpRequest) -> list[str]:
    """Return the steps that lie behind the reader by the form that was sent: all without scripts, else what was seen.

    Source:
        docs/decisions/0006.
    """
    sent = request.POST.getlist("step")
    return [kind.value for kind in OF_THE_PAGE if kind in sent]


def translation_read(text: str | None, edition: Edition) -> Translation | None:
    """Return the translation that a form or an address names as the one read, if it goes with the edition.

    No query unless one is named.
    """
    named = whole_number(text)
    return Translation.objects.for_edition(edition).filter(pk=named).first() if named else None
