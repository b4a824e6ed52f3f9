"""Where an article stands in a series, as its page and its teaser tell it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Part:
    """Another part of a series: its address, its title, and whether it is retracted."""

    slug: str
    title: str
    is_retracted: bool


@dataclass(frozen=True)
class SeriesPlace:
    """A place in a series, among the parts that readers see.

    Attributes:
        title: Of the series.
        slug: Its address.
        number: Of this part, from 1.
        count: How many parts there are.
        previous: The part before; None for the first.
        following: The part after; None for the last.
    """

    title: str
    slug: str
    number: int
    count: int
    previous: Part | None
    following: Part | None


def place_of(edition: Any) -> SeriesPlace | None:
    """Return the place of an edition that ``with_series`` loaded; None outside any series."""
    if not edition.series_slug:
        return None
    before, after = edition.series_before or 0, edition.series_after or 0
    return SeriesPlace(
        title=edition.series_title,
        slug=edition.series_slug,
        number=before + 1,
        count=before + 1 + after,
        previous=Part(edition.slug_before, edition.title_before, bool(edition.retracted_before)) if before else None,
        following=Part(edition.slug_after, edition.title_after, bool(edition.retracted_after)) if after else None,
    )
