"""The sitemap in parts: an index, and files of a bounded length. Demonstration articles are left out (noindex)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.core.cache import caches
from django.db.models import Max, Q
from django.urls import reverse

from cme.catalogue.counting import SECONDS, state_at
from content.models import Edition, Series, Topic, TwinEdition

MOST_FILES = 50_000  # of an index (sitemaps.org)
PER_FILE = 5_000  # sitemaps.org allows 50,000; smaller files are made in a moment
PAGES = (
    "catalogue:home",
    "catalogue:listing",
    "catalogue:topics",
    "catalogue:all_series",
    "catalogue:twins",
    "catalogue:about",
    "catalogue:editorial_policy",
    "support:funders",
    "support:support",
    "support:impact",
)


@dataclass(frozen=True)
class Entry:
    """An address of the site, and the day on which what is there changed last; None where nobody keeps that."""

    path: str
    day: date | None = None


def entries_of(section: str, number: int, at: datetime) -> list[Entry]:
    """Return the addresses of one file of a section; none where there is no such file."""
    start = (number - 1) * PER_FILE
    if section not in SECTIONS or not 1 <= number <= MOST_FILES:
        return []
    rows = SECTIONS[section](at)[start : start + PER_FILE]
    return [_entry(section, row) for row in rows]


def files_at(at: datetime) -> list[Entry]:
    """Return the files of the sitemap, each with the day of the latest change in it; kept for a state of the site."""
    key = f"sitemap.{state_at(at)}"
    files: list[Entry] | None = caches["pages"].get(key)
    if files is None:
        files = [file for section in SECTIONS for file in _files_of(section, at)]
        caches["pages"].set(key, files, SECONDS)
    return files


def _files_of(section: str, at: datetime) -> Iterator[Entry]:
    entries = (_entry(section, row) for row in _all(SECTIONS[section](at)))
    number = 1
    while part := list(islice(entries, PER_FILE)):
        days = [entry.day for entry in part if entry.day]
        yield Entry(reverse("catalogue:sitemap_part", args=[section, number]), max(days, default=None))
        number += 1


def _all(rows: Any) -> Iterable[Any]:
    return rows.iterator(chunk_size=PER_FILE) if hasattr(rows, "iterator") else rows


def _entry(section: str, row: tuple[Any, ...]) -> Entry:
    if section == "pages":
        return Entry(reverse(row[0]))
    slug, *moments = row
    known = [moment for moment in moments if moment]
    return Entry(reverse(f"catalogue:{ADDRESSES[section]}", args=[slug]), max(known).date())


def _pages(at: datetime) -> list[tuple[str]]:
    return [(name,) for name in PAGES]


def _articles(at: datetime) -> Any:
    """Return articles, the oldest first, so that a new one changes the last file alone."""
    rows = Edition.objects.current_at(at).filter(is_demonstration=False).order_by("listed_at", "pk")
    return rows.values_list("slug", "released_at", "release__retraction__retracted_at")


def _topics(at: datetime) -> Any:
    """Return topics with articles; the page of one changes with what stands on it."""
    seen = _seen(at, "edition_topics__edition__")
    last = Max("edition_topics__edition__released_at", filter=seen)
    return Topic.objects.annotate(last=last).filter(last__isnull=False).order_by("pk").values_list("slug", "last")


def _series(at: datetime) -> Any:
    edition = "parts__article__releases__editions__"
    last = Max(f"{edition}released_at", filter=_seen(at, edition))
    return Series.objects.annotate(last=last).filter(last__isnull=False).order_by("pk").values_list("slug", "last")


def _twins(at: datetime) -> Any:
    """Return plain-language pages, the oldest first."""
    rows = TwinEdition.objects.shown_at(at).filter(is_demonstration=False).order_by("released_at", "pk")
    return rows.values_list("slug", "released_at")


def _seen(at: datetime, edition: str) -> Q:
    current = Q(**{f"{edition}superseded_at__isnull": True}) | Q(**{f"{edition}superseded_at__gt": at})
    return current & Q(**{f"{edition}released_at__lte": at, f"{edition}is_demonstration": False})


SECTIONS = {"pages": _pages, "articles": _articles, "topics": _topics, "series": _series, "twins": _twins}
ADDRESSES = {"articles": "article", "topics": "topic", "series": "series", "twins": "twin"}
