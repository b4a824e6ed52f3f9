"""Long lists of articles, a page at a time: their numbers are kept for each state of the catalogue.

Counting and skipping the rows of a list read them all, for every visitor: 300 ms for 10,000 articles. Their primary
keys alone are read once instead, and a page is then twenty rows.
"""

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.core.paginator import Page, Paginator
from django.db.models import Q

from cme.catalogue.counting import SECONDS, state_at
from cme.catalogue.screen import whole_number
from content.models import Edition, EditionTopic, Topic

PER_PAGE = 20


def page_of(rows: Any, wanted: str | None) -> Page[Any]:
    """Return a page of a list.

    Args:
        rows: A sequence or a queryset that has an order.
        wanted: Number of the page as an address has it; whatever is no number above 0 is the first page, one beyond
            the last is the last.
    """
    return Paginator(rows, PER_PAGE).get_page(max(1, whole_number(wanted)))


def page_of_articles(wanted: str | None, *, at: datetime, topic: Topic | None = None) -> Page[Edition]:
    """Return a page of the articles that readers see at a moment, newest first, in three queries or fewer.

    Args:
        wanted: Number of the page as an address has it, as ``page_of`` takes it.
        at: The moment.
        topic: Only the articles of this topic and of those below it, each once.
    """
    page: Page[Edition] = page_of(_numbers_of(topic, at), wanted)
    numbers: Sequence[int] = page.object_list  # type: ignore[assignment]
    editions = Edition.objects.current_at(at).teasers().in_bulk(list(numbers))
    page.object_list = [editions[number] for number in numbers if number in editions]
    return page


def _numbers_of(topic: Topic | None, at: datetime) -> Sequence[int]:
    """Return the primary keys of a list, kept until the catalogue changes; a topic that was moved within a minute."""
    key = f"list.{state_at(at)}.{topic.pk if topic else ''}"
    numbers: Sequence[int] | None = caches["pages"].get(key)
    if numbers is None:
        numbers = array("q", _read(topic, at))
        caches["pages"].set(key, numbers, SECONDS)
    return numbers


def _read(topic: Topic | None, at: datetime) -> Sequence[int]:
    if topic is None:
        return list(Edition.objects.listed(at).values_list("pk", flat=True))
    current = Q(edition__superseded_at__isnull=True) | Q(edition__superseded_at__gt=at)
    family = Topic.objects.order_by().family_of(topic.pk).values("pk")
    ties = EditionTopic.objects.filter(current, topic__in=family, edition__released_at__lte=at)
    return list(dict.fromkeys(ties.order_by("-listed_at", "-edition").values_list("edition", flat=True)))
